/** The flip-book: one walk on the whole screen, turned by tapping left or right, run by holding. */
import { button, h, paint } from "../dom.js";
import { words } from "../words/en.js";
import { show } from "./stage.js";

const RUN = 1000 / 6;
const HOLD = 350; // ms that make a tap a hold
const TWICE = 220; // ms between two taps that compare
const COMPARE = 900; // ms
const SAFE = 16;
const w = words.exhibits.walk;

/** Whether a press turns pages: not on the button, nor where a phone has gestures of its own. */
const turns = (/** @type {PointerEvent} */ event) =>
  !(/** @type {Element} */ (event.target).closest("button")) &&
  event.clientX >= SAFE &&
  event.clientX <= innerWidth - SAFE;

/** @param {PointerEvent} event */
const side = (event) => (event.clientX < innerWidth / 2 ? -1 : 1);

export class Flipbook {
  #timer = 0;
  #ran = false;
  #last = 0;
  #canvas = h("canvas.leaf", { role: "img", "aria-label": w.flipHint });
  #count = h("p.page-count", { role: "status" });

  /** @param {any} scrubber @param {any} stage */
  constructor(scrubber, stage) {
    this.scrubber = scrubber;
    this.stage = stage;
    const close = { className: "close", "aria-label": w.flipClose };
    this.dialog = h(
      "dialog.flip",
      { "aria-label": w.flip },
      this.#canvas,
      this.#count,
      button("×", () => this.dialog.close(), close),
    );
    const { dialog } = this;
    const { walk } = this.stage;
    dialog.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
      if (turns(event)) this.#hold(side(event));
    });
    dialog.addEventListener("pointerup", (/** @type {PointerEvent} */ event) => {
      clearTimeout(this.#timer);
      if (turns(event)) this.#tap(event);
    });
    dialog.addEventListener("pointercancel", () => clearTimeout(this.#timer));
    dialog.addEventListener("contextmenu", (/** @type {Event} */ event) => event.preventDefault());
    dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => scrubber.key(event));
    const turned = () => paint(this.#draw);
    scrubber.addEventListener("scrub", turned);
    walk?.addEventListener("change", turned);
    dialog.addEventListener("close", () => {
      clearTimeout(this.#timer);
      scrubber.removeEventListener("scrub", turned);
      walk?.removeEventListener("change", turned);
      dialog.remove();
    });
    document.body.append(this.dialog);
    this.dialog.showModal();
    turned();
  }

  #draw = () => {
    const { stage, scrubber } = this;
    const { walk, compare } = stage;
    const canvas = this.#canvas;
    const side = Math.round(Math.min(innerWidth, innerHeight) * Math.min(2, devicePixelRatio));
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const [view, state] = compare ? ["x0", walk?.last] : [stage.view, stage.state];
    if (walk) show(canvas.getContext("2d"), walk, view, state, side);
    this.#count.textContent = words.scrubber.count(scrubber.value, scrubber.max);
    this.dialog.dataset.state = scrubber.value;
  };

  /** @param {number} by */
  #turn(by) {
    this.scrubber.go(this.scrubber.value + by, "flip");
  }

  /** Turn page after page once it is held. @param {number} by */
  #hold(by) {
    this.#ran = false;
    clearTimeout(this.#timer);
    const run = () => {
      this.#ran = true;
      this.#turn(by);
      this.#timer = window.setTimeout(run, RUN);
    };
    this.#timer = window.setTimeout(run, HOLD);
  }

  /** @param {PointerEvent} event */
  #tap(event) {
    const now = event.timeStamp;
    if (!this.#ran && now - this.#last < TWICE) return this.#compare();
    this.#last = now;
    if (!this.#ran) this.#turn(side(event));
    this.scrubber.settle();
  }

  /** Show the end for a moment. */
  #compare() {
    const put = (/** @type {boolean} */ on) => {
      this.stage.compare = on;
      paint(this.#draw);
    };
    put(true);
    setTimeout(() => put(false), COMPARE);
  }
}
