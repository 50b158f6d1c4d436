/**
 * <pl-scrubber max="28" value="0">: one walk under the thumb.
 *
 * A native range, two buttons that repeat while held, play; and `surface`, any element that becomes
 * a dial as well: drag sideways, tap to jump, swipe up or down to scroll the page as ever.
 * Fires `scrub` (detail {value, from}) for every new state and `settle` when a hand lets go.
 */

import { button, clamp, h, reduced, rest, say, sign, slider, write } from "../dom.js";
import { DEFAULTS } from "../store.js";
import { words } from "../words/en.js";

const INSET = 16;
const RATE = 12; // states a second while playing
const BIG = 5;

class Scrubber extends HTMLElement {
  #value = 0;
  #max = DEFAULTS.steps;
  #wish = 0; // of a link before its walk
  #playing = 0;
  /** @type {HTMLInputElement} */
  range;
  /** The name of a state. @type {(state: number) => string} */
  brief = (state) => words.scrubber.state(state, this.max);
  /** What a screen reader hears of it once it rests. @type {(state: number) => string} */
  text = (state) => this.brief(state);
  /** The newest state that there is to see; playing waits for it. @type {() => number} */
  reach = () => this.max;

  constructor() {
    super();
    const { previous, next, play, label } = words.scrubber;
    const settle = () => this.settle();
    const go = () => this.go(+this.range.value, "range");
    this.range = slider({ min: 0, "aria-label": label }, go, settle);
    const step = (/** @type {number} */ by) => () => this.go(this.value + by, "button");
    this.back = held("‹", step(-1), settle, sign(previous, "step"));
    this.forth = held("›", step(1), settle, sign(next, "step"));
    this.player = button("", () => this.toggle(), sign(play, "play"));
    this.count = h("span.count", { "aria-hidden": "true" });
    this.spoken = rest(400, () => {
      const text = this.text(this.#value);
      this.range.setAttribute("aria-valuetext", text);
      if (document.activeElement !== this.range) say(text);
    });
    this.range.addEventListener("keydown", (event) => this.key(event));
  }

  connectedCallback() {
    if (this.range.isConnected) return;
    this.max = +(this.getAttribute("max") ?? this.#max);
    this.append(this.player, this.back, this.range, this.forth, this.count);
    this.#show();
  }

  disconnectedCallback() {
    this.stop();
  }

  get max() {
    return this.#max;
  }
  set max(max) {
    this.#max = max;
    this.range.max = String(max);
    this.#value = Math.min(this.#wish || this.#value, max);
    if (this.#wish <= max) this.#wish = 0;
    this.#show();
  }

  get value() {
    return this.#value;
  }
  set value(value) {
    const before = this.#value;
    this.#wish = value > this.#max ? Math.round(value) : 0;
    this.#value = clamp(Math.round(value) || 0, 0, this.#max);
    if (this.#value !== before) this.#show();
  }

  /** The name of the dial. @param {string} label */
  set label(label) {
    this.range.setAttribute("aria-label", label);
  }

  get playing() {
    return this.#playing > 0;
  }

  /** Go to a state as a visitor would. @param {number} value @param {string} from */
  go(value, from) {
    if (from !== "play") this.stop();
    this.#wish = 0;
    value = clamp(Math.round(value), 0, this.#max);
    if (value === this.#value) {
      this.range.value = String(value);
      return;
    }
    this.#value = value;
    this.#show();
    if (from === "touch") navigator.vibrate?.(5);
    this.dispatchEvent(new CustomEvent("scrub", { detail: { value, from }, bubbles: true }));
    if (from !== "play") this.spoken();
  }

  settle() {
    this.dispatchEvent(
      new CustomEvent("settle", { detail: { value: this.#value }, bubbles: true }),
    );
  }

  /** Keys of a slider; whoever has the focus may pass them on. @param {KeyboardEvent} event */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves = /** @type {Record<string, number>} */ ({
      ArrowLeft: this.#value - 1,
      ArrowDown: this.#value - 1,
      ArrowRight: this.#value + 1,
      ArrowUp: this.#value + 1,
      PageDown: this.#value - BIG,
      PageUp: this.#value + BIG,
      Home: 0,
      End: this.#max,
    });
    if (event.key === " ") this.toggle();
    else if (event.key in moves) {
      this.go(moves[event.key], "key");
      this.settle();
    } else return;
    event.preventDefault();
  }

  toggle() {
    if (this.playing) this.stop();
    else this.play();
  }

  /** Play to the end, from the start when already there. */
  play() {
    if (this.#value >= this.#max) this.go(0, "play");
    let last = 0;
    const rate = reduced.matches ? RATE / 4 : RATE;
    const tick = (/** @type {number} */ now) => {
      if (!this.#playing) return;
      if (now - last >= 1000 / rate && this.#value < this.reach()) {
        last = now;
        this.go(this.#value + 1, "play");
      }
      if (this.#value >= this.#max) return this.stop();
      this.#playing = requestAnimationFrame(tick);
    };
    this.#playing = requestAnimationFrame(tick);
    this.#show();
  }

  stop() {
    if (!this.#playing) return;
    cancelAnimationFrame(this.#playing);
    this.#playing = 0;
    this.#show();
    this.settle();
  }

  /** Make a whole picture a dial. @param {HTMLElement} surface */
  set surface(surface) {
    surface.style.touchAction = "pan-y";
    let pointer = -1;
    let before = 0;
    const at = (/** @type {PointerEvent} */ event) => {
      const box = surface.getBoundingClientRect();
      return this.#max * clamp((event.clientX - box.left - INSET) / (box.width - 2 * INSET), 0, 1);
    };
    const how = (/** @type {PointerEvent} */ event) =>
      event.pointerType === "touch" ? "touch" : "drag";
    surface.addEventListener("pointerdown", (event) => {
      if (
        event.button ||
        pointer >= 0 ||
        /** @type {Element} */ (event.target).closest("button, a, input")
      )
        return;
      pointer = event.pointerId;
      before = this.#value;
      surface.setPointerCapture(pointer);
      this.go(at(event), how(event));
    });
    surface.addEventListener("pointermove", (event) => {
      if (event.pointerId === pointer) this.go(at(event), how(event));
    });
    const end = (/** @type {PointerEvent} */ event) => {
      if (event.pointerId !== pointer) return;
      pointer = -1;
      if (event.type === "pointercancel") this.go(before, "cancel");
      this.settle();
    };
    surface.addEventListener("pointerup", end);
    surface.addEventListener("pointercancel", end);
  }

  #show() {
    this.range.value = String(this.#value);
    this.range.style.setProperty("--done", `${this.#max ? (100 * this.#value) / this.#max : 0}%`);
    if (!this.playing) this.range.setAttribute("aria-valuetext", this.brief(this.#value));
    write(this.count, words.scrubber.count(this.#value, this.#max));
    const name = this.playing ? words.scrubber.pause : words.scrubber.play;
    if (this.player.title === name) return;
    this.player.title = name;
    this.player.setAttribute("aria-label", name);
    this.player.classList.toggle("playing", this.playing);
  }
}

/**
 * A button that acts once when pressed, and again and again while held.
 * @param {string} text @param {() => void} act @param {() => void} done @param {object} props
 */
function held(text, act, done, props) {
  let timer = 0;
  let repeated = false;
  const stop = () => {
    clearTimeout(timer);
    if (repeated) done();
  };
  const press = (/** @type {MouseEvent} */ event) => {
    if (!event.detail || !repeated) {
      act();
      done();
    }
    repeated = false;
  };
  const made = button(text, press, props);
  made.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    repeated = false;
    const again = () => {
      repeated = true;
      act();
      timer = window.setTimeout(again, 110);
    };
    timer = window.setTimeout(again, 400);
  });
  for (const kind of ["pointerup", "pointerleave", "pointercancel"])
    made.addEventListener(kind, stop);
  made.addEventListener("contextmenu", (event) => event.preventDefault());
  return made;
}

customElements.define("pl-scrubber", Scrubber);
