/** How much larger a picture is to be: its sides, dragged on the picture or set by sliders. */
import { clamp, h, slider } from "../dom.js";
import { words } from "../words/en.js";

const PHOTO = 256; // px that a photo is as part of a larger picture
const [STEP, MOST] = [32, 128]; // px of a margin
const SIDES = ["left", "right", "top", "bottom"];
const w = words.exhibits.paint;

export class Margins {
  /** @type {Record<string, number>} px */
  px = { left: 64, right: 64, top: 0, bottom: 0 };
  on = false;
  #inputs = Object.fromEntries(
    SIDES.map((side) => {
      const look = { min: 0, max: MOST, step: STEP, "aria-label": w.sides[side] };
      const input = slider(look, () => {
        this.#set(side, +input.value);
        this.change();
      });
      return [side, input];
    }),
  );
  element = h(
    "div",
    SIDES.map((side) => h("label.row", h("span", w.sides[side]), this.#inputs[side])),
  );

  /** @param {any} stage @param {() => void} change @param {() => void} done */
  constructor(stage, change, done) {
    this.stage = stage;
    this.change = change;
    this.done = done;
    for (const input of Object.values(this.#inputs)) input.addEventListener("change", done);
    this.#drag();
    this.read("64.64.0.0");
  }

  /** left.right.top.bottom */
  get text() {
    return SIDES.map((side) => this.px[side]).join(".");
  }

  /** @param {string} text */
  read(text) {
    const told = text.split(".").map(Number);
    for (const [i, side] of SIDES.entries()) this.#set(side, told[i] || 0);
  }

  /** @param {string} side @param {number} px */
  #set(side, px) {
    this.px[side] = clamp(Math.round(px / STEP) * STEP, 0, MOST);
    this.#inputs[side].value = String(this.px[side]);
  }

  /**
   * Where the whole lies in the square of a stage, and the photo in it; in px of the picture.
   * @param {Record<string, number>} [px] of a result, whose sides may be others by now
   */
  laid(px = this.px) {
    const { left, right, top, bottom } = px;
    const [wide, tall] = [PHOTO + left + right, PHOTO + top + bottom];
    const whole = Math.max(wide, tall);
    const [x, y] = [(whole - wide) / 2, (whole - tall) / 2];
    return { wide, tall, whole, x, y, left: x + left, top: y + top };
  }

  #drag() {
    const { stage } = this;
    let side = "";
    let [from, scale, begin] = [0, 1, 0];
    const at = (/** @type {PointerEvent} */ event) =>
      side === "left" || side === "right" ? event.clientX : event.clientY;
    stage.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
      if (!this.on || /** @type {Element} */ (event.target).closest("button")) return;
      const box = stage.canvas.getBoundingClientRect();
      const { whole, x, y, wide, tall } = this.laid();
      scale = whole / box.width;
      const [px, py] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
      const far = [px - x, x + wide - px, py - y, y + tall - py].map(Math.abs);
      side = SIDES[far.indexOf(Math.min(...far))];
      [from, begin] = [at(event), this.px[side]];
      stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      const out = side === "left" || side === "top" ? -1 : 1;
      if (!side) return;
      this.#set(side, begin + out * scale * (at(event) - from));
      this.change();
    });
    for (const kind of ["pointerup", "pointercancel"])
      stage.addEventListener(kind, () => {
        if (side) this.done();
        side = "";
      });
  }

  /**
   * Draw the picture in its margins.
   * @param {Brush} brush @param {number} side @param {any} cell
   * @param {Record<string, number>} [px] of a result; without, it is the picture before
   */
  draw(brush, side, cell, px) {
    const { wide, tall, whole, x, y, left, top } = this.laid(px);
    brush.clearRect(0, 0, side, side);
    brush.save();
    brush.scale(side / whole, side / whole);
    const place = px ? [x, y, wide, tall] : [left, top, PHOTO, PHOTO];
    const [atX, atY, across, down] = place;
    if (cell)
      brush.drawImage(cell.image, cell.x, cell.y, cell.wide, cell.tall, atX, atY, across, down);
    brush.lineWidth = 2;
    brush.strokeStyle = "#8a7a9c";
    brush.strokeRect(x + 1, y + 1, wide - 2, tall - 2);
    brush.setLineDash([6, 6]);
    brush.strokeStyle = "#fff";
    brush.strokeRect(left, top, PHOTO, PHOTO);
    brush.restore();
  }
}
