/**
 * <pl-stage>: a canvas that shows one state of one walk, says how it was made, and describes
 * itself.
 *
 * Set `walk`, `state` and `view` ("xt" where we are, "x0" best guess, "removed", "split"); it
 * paints itself once a frame and again whenever its walk learns more. Without a picture for the
 * state it shows the start of the walk, faint and hatched; a picture already shown stays until a
 * better one.
 */

import { button, h, paint, rest } from "../dom.js";
import { words } from "../words/en.js";
import { pixels, put } from "./cell.js";
import { describe } from "./describe.js";

const OVERLAID = 768; // px, at most, of a canvas that is drawn on
const LEAST = 64;
export const VIEWS = ["x0", "xt", "removed", "split"];

class Stage extends HTMLElement {
  /** @type {Walk | null} */
  #walk = null;
  #state = 0;
  #view = "x0";
  #compare = false;
  #across = 0; // its width on the screen
  /**
   * Called with the 2-D context and the side in pixels after each painting.
   * @type {((brush: Brush, side: number) => void) | null}
   */
  overlay = null;
  /** A word that goes before the description ("Seed 4"). */
  name = "";

  canvas = h("canvas", {
    width: LEAST,
    height: LEAST,
    role: "img",
    "aria-label": words.stage.empty,
  });
  badge = button("", () => this.#tell(), { className: "badge", hidden: true });
  heard = () => this.paint();
  describing = rest(400, () => this.#describe());

  connectedCallback() {
    if (this.canvas.isConnected) return;
    if (this.hasAttribute("view")) this.#view = this.getAttribute("view") ?? "x0";
    this.append(this.canvas);
    if (!this.hasAttribute("plain")) this.append(this.badge);
    this.sizes = new ResizeObserver(() => {
      this.#across = this.clientWidth;
      this.paint();
    });
    this.sizes.observe(this);
    this.paint();
  }

  disconnectedCallback() {
    this.sizes?.disconnect();
    this.walk = null;
  }

  get walk() {
    return this.#walk;
  }
  set walk(walk) {
    if (walk === this.#walk) return;
    this.#walk?.removeEventListener("change", this.heard);
    this.#walk = walk;
    walk?.addEventListener("change", this.heard);
    this.paint();
  }

  get state() {
    return this.#state;
  }
  set state(state) {
    this.#state = Math.round(state) || 0;
    this.paint();
  }

  get view() {
    return this.#view;
  }
  set view(view) {
    this.#view = view;
    this.paint();
  }

  /** Show the end of the walk instead, while true. */
  get compare() {
    return this.#compare;
  }
  set compare(on) {
    this.#compare = on;
    this.paint();
  }

  paint() {
    paint(this.#draw);
  }

  /** As many pixels as the screen shows, but no more than the picture has. */
  get #side() {
    const most = this.overlay ? OVERLAID : this.#walk?.width || Infinity;
    const shown = Math.round(this.#across * Math.min(2, devicePixelRatio || 1));
    return Math.min(most, Math.max(LEAST, shown));
  }

  #draw = () => {
    const walk = this.#walk;
    const brush = this.canvas.getContext("2d");
    if (!walk || !brush) return;
    const side = this.#side;
    if (this.canvas.width !== side) this.canvas.width = this.canvas.height = side;
    const state = this.#compare ? walk.last : Math.min(this.#state, walk.last);
    const view = this.#compare ? "x0" : this.#view;
    const how = show(brush, walk, view, state, side);
    if (how === "none") return;
    this.toggleAttribute("data-crisp", ["xt", "removed"].includes(view) && walk.noisy(state));
    this.overlay?.(brush, side);
    this.dataset.drawn = `${walk.key} ${view} ${state} ${how}`;
    this.#mark(walk);
    this.describing();
  };

  /** @param {Walk} walk */
  #mark(walk) {
    this.badge.hidden = false;
    const rough = walk.roughly(this.#view === "xt" ? "xt" : "x0", this.#state) && !walk.done;
    const text = rough
      ? words.stage.preview(walk.rough?.last, walk.last)
      : words.stage.badge(
          walk.provenance,
          walk.seconds,
          walk.done ? walk.last : walk.reached,
          walk.last,
        );
    if (this.badge.textContent !== text) this.badge.textContent = text;
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("provenance", { detail: this.#walk, bubbles: true }));
  }

  /** Words for what is on the canvas now, whether or not it has come to rest. */
  get description() {
    this.#describe();
    return this.canvas.getAttribute("aria-label") ?? "";
  }

  #describe() {
    const walk = this.#walk;
    if (!walk) return;
    const { canvas } = this;
    const shown = { image: canvas, x: 0, y: 0, size: canvas.width };
    const picture = this.dataset.drawn?.endsWith(" full") ? describe(shown) : "";
    const text = words.stage.description(
      this.name,
      walk.recipe.prompt,
      this.#state,
      walk.last,
      walk.scalar("t", this.#state),
      words.views[this.#view],
      picture,
    );
    this.canvas.setAttribute("aria-label", text);
  }
}

/**
 * Paint one state of a walk into a square; says how: "full", "hatched" (not computed yet) or
 * "none".
 * @param {Brush} brush @param {Walk} walk @param {string} view
 * @param {number} state @param {number} side @param {number} [left] @param {number} [top]
 */
export function show(brush, walk, view, state, side, left = 0, top = 0) {
  const xt = view === "x0" ? null : walk.cell("xt", state);
  const x0 = view === "xt" ? null : walk.cell("x0", state);
  const ready = view === "x0" ? x0 : view === "xt" ? xt : xt && x0;
  if (!ready) {
    const start = walk.cell("xt", 0) ?? walk.cell("x0", 0);
    if (!start) return "none";
    brush.clearRect(left, top, side, side);
    brush.globalAlpha = 0.3;
    put(brush, start, side, left, top);
    brush.globalAlpha = 1;
    hatch(brush, side, left, top);
    return "hatched";
  }
  if (view === "removed") {
    const image = removed(walk, state);
    if (image) put(brush, image, side, left, top);
  } else if (view === "split") {
    put(brush, /** @type {Cell} */ (xt), side, left, top, 0, 0.5);
    put(brush, /** @type {Cell} */ (x0), side, left, top, 0.5, 1);
    brush.fillStyle = "#fff";
    brush.fillRect(left + side / 2 - side / 256, top, side / 128, side);
  } else put(brush, /** @type {Cell} */ (ready), side, left, top);
  return "full";
}

/** @param {Brush} brush @param {number} side @param {number} left @param {number} top */
function hatch(brush, side, left, top) {
  brush.save();
  brush.beginPath();
  brush.rect(left, top, side, side);
  brush.clip();
  brush.beginPath();
  const gap = Math.max(8, side / 24);
  for (let x = -side; x < side; x += gap) {
    brush.moveTo(left + x, top + side);
    brush.lineTo(left + x + side, top);
  }
  brush.strokeStyle = "rgba(128,128,128,.35)";
  brush.lineWidth = Math.max(1, side / 256);
  brush.stroke();
  brush.restore();
}

/** @type {WeakMap<Walk, Map<string, Cell>>} */
const differences = new WeakMap();

/** Where we are minus the guess, around grey. @param {Walk} walk @param {number} state */
function removed(walk, state) {
  const xt = walk.cell("xt", state);
  const x0 = walk.cell("x0", state);
  if (!xt || !x0) return null;
  const kept = differences.get(walk) ?? new Map();
  differences.set(walk, kept);
  const name = `${state} ${xt.size} ${x0.size}`;
  if (!kept.has(name)) {
    const side = Math.min(xt.size, x0.size, 128);
    const noisy = pixels(xt, side);
    const clean = pixels(x0, side);
    for (let i = 0; i < noisy.data.length; i++) {
      if (i % 4 !== 3) noisy.data[i] = 128 + (noisy.data[i] - clean.data[i]) / 2;
    }
    const canvas = new OffscreenCanvas(side, side);
    canvas.getContext("2d")?.putImageData(noisy, 0, 0);
    kept.set(name, { image: canvas, x: 0, y: 0, size: side, noisy: xt.noisy });
  }
  return /** @type {Cell} */ (kept.get(name));
}

customElements.define("pl-stage", Stage);
