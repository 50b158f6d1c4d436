/** A mask over a picture: what may change. A hand paints it, or keys, and a link can hold it. */
import { clamp, rest, say } from "../dom.js";

export const CELLS = 64; // to a side
const LONG = 600; // letters of a mask in a link
const RUN = /^r[0-9a-z]+(\.[0-9a-z]+)*$/;

export class Mask extends EventTarget {
  /** 1 where the picture may change. @type {Uint8Array} */
  cells = new Uint8Array(CELLS * CELLS);
  /** @type {{area: Path2D, edge: Path2D} | null} */
  #paths = null;

  /** How much of the picture may change. */
  get share() {
    return this.cells.reduce((sum, on) => sum + on, 0) / this.cells.length;
  }

  /** @param {Uint8Array} cells */
  put(cells) {
    this.cells = cells;
    this.#paths = null;
    this.dispatchEvent(new Event("change"));
  }

  /**
   * Set what a shape covers.
   * @param {(x: number, y: number) => boolean} inside @param {number} on
   */
  #set(inside, on) {
    this.put(this.cells.map((old, i) => (inside(i % CELLS, Math.floor(i / CELLS)) ? on : old)));
  }

  /** @param {number} left @param {number} top @param {number} wide @param {number} tall */
  box(left, top, wide, tall, on = 1) {
    this.#set((x, y) => x >= left && x < left + wide && y >= top && y < top + tall, on);
  }

  /** A stroke from one place to another. @param {number[]} from @param {number[]} to */
  stroke([ax, ay], [bx, by], wide = 8, on = 1) {
    const [dx, dy] = [bx - ax, by - ay];
    const long = dx * dx + dy * dy || 1;
    this.#set((x, y) => {
      const along = clamp(((x + 0.5 - ax) * dx + (y + 0.5 - ay) * dy) / long, 0, 1);
      return Math.hypot(x + 0.5 - ax - along * dx, y + 0.5 - ay - along * dy) <= wide / 2;
    }, on);
  }

  clear() {
    this.put(new Uint8Array(CELLS * CELLS));
  }

  /** The smallest box around it: left, top, width, height. @returns {number[]} */
  get bounds() {
    let [left, top, right, bottom] = [CELLS, CELLS, 0, 0];
    this.cells.forEach((on, i) => {
      if (!on) return;
      const [x, y] = [i % CELLS, Math.floor(i / CELLS)];
      [left, top] = [Math.min(left, x), Math.min(top, y)];
      [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
    });
    return right ? [left, top, right - left, bottom - top] : [0, 0, 0, 0];
  }

  /** For a link: a box by its four numbers, else the lengths of its runs; null if too long. */
  get text() {
    const box = this.bounds;
    if (this.cells.reduce((sum, on) => sum + on, 0) === box[2] * box[3]) return box.join(".");
    const runs = [0];
    let last = 0;
    for (const on of this.cells) {
      if (on !== last) runs.push(0);
      runs[runs.length - 1]++;
      last = on;
    }
    const text = `r${runs.map((run) => run.toString(36)).join(".")}`;
    return text.length > LONG ? null : text;
  }

  /** What a link says of it; anything else is no mask at all. @param {string} text */
  read(text) {
    const cells = new Uint8Array(CELLS * CELLS);
    const box = text.split(".").map(Number);
    if (RUN.test(text)) {
      let at = 0;
      for (const [i, run] of text.slice(1).split(".").entries()) {
        const end = at + Number.parseInt(run, 36);
        cells.fill(i % 2, at, end);
        at = end;
      }
    }
    this.put(cells);
    if (box.length === 4 && box.every((part) => part >= 0 && part <= CELLS))
      this.box(box[0], box[1], box[2], box[3]);
  }

  /** A small picture, white where the photo may change. @returns {Promise<Blob>} */
  file() {
    const canvas = new OffscreenCanvas(CELLS, CELLS);
    const brush = canvas.getContext("2d");
    const image = new ImageData(CELLS, CELLS);
    this.cells.forEach((on, i) => {
      image.data.set([255 * on, 255 * on, 255 * on, 255], 4 * i);
    });
    brush?.putImageData(image, 0, 0);
    return canvas.convertToBlob({ type: "image/png" });
  }

  #trace() {
    const [area, edge] = [new Path2D(), new Path2D()];
    const at = (/** @type {number} */ x, /** @type {number} */ y) =>
      x >= 0 && y >= 0 && x < CELLS && y < CELLS ? this.cells[y * CELLS + x] : 0;
    const line = (/** @type {number[]} */ ...ends) => {
      edge.moveTo(ends[0], ends[1]);
      edge.lineTo(ends[2], ends[3]);
    };
    for (let y = 0; y <= CELLS; y++)
      for (let x = 0; x <= CELLS; x++) {
        if (at(x, y)) area.rect(x, y, 1.02, 1.02);
        if (at(x, y) !== at(x - 1, y)) line(x, y, x, y + 1);
        if (at(x, y) !== at(x, y - 1)) line(x, y, x + 1, y);
      }
    return { area, edge };
  }

  /**
   * Draw its outline, and its area if it is to be painted.
   * @param {Brush} brush @param {number} side @param {boolean} filled
   */
  draw(brush, side, filled) {
    this.#paths ??= this.#trace();
    const { area, edge } = this.#paths;
    brush.save();
    brush.scale(side / CELLS, side / CELLS);
    if (filled) {
      brush.fillStyle = "rgb(109 58 156 / 0.55)";
      brush.fill(area);
    }
    lines(brush, edge);
    brush.restore();
  }
}

/** A line that is seen on every ground. @param {Brush} brush @param {Path2D} path */
function lines(brush, path) {
  for (const [colour, wide] of /** @type {[string, number][]} */ ([
    ["rgb(20 20 24 / 0.7)", 0.5],
    ["#fff", 0.22],
  ])) {
    [brush.strokeStyle, brush.lineWidth] = [colour, wide];
    brush.stroke(path);
  }
}

/** A hand that paints a mask on a stage: a pointer of any kind, or keys. */
export class Hand {
  tool = "box"; // or "brush", "erase"
  wide = 12; // cells across: of the brush, and of the frame that keys move
  on = true; // whether it paints just now
  #pointer = -1;
  #frame = [26, 26];
  /** @type {number[]} where the stroke began, or has come to */
  #last = [0, 0];
  /** @type {Uint8Array} */
  #before = new Uint8Array(0);
  #told = rest(400, () => say(this.where(this.#frame[0], this.#frame[1], this.wide)));

  /**
   * @param {any} stage @param {Mask} mask
   * @param {(before: Uint8Array) => void} done a stroke is done; what was there before it
   * @param {(x: number, y: number, wide: number) => string} where tells where the frame is
   */
  constructor(stage, mask, done, where) {
    this.stage = stage;
    this.mask = mask;
    this.done = done;
    this.where = where;
    stage.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => this.#down(event));
    stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => this.#move(event));
    stage.addEventListener("pointerup", (/** @type {PointerEvent} */ event) => this.#up(event));
    stage.addEventListener("pointercancel", (/** @type {PointerEvent} */ event) => this.#up(event));
    stage.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
    for (const kind of ["focus", "blur"]) stage.addEventListener(kind, () => stage.paint());
  }

  /** @param {PointerEvent} event @returns {number[]} */
  #at(event) {
    const box = this.stage.canvas.getBoundingClientRect();
    const place = (/** @type {number} */ share) => clamp(CELLS * share, 0, CELLS);
    return [
      place((event.clientX - box.left) / box.width),
      place((event.clientY - box.top) / box.height),
    ];
  }

  /** @param {PointerEvent} event */
  #down(event) {
    const other = /** @type {Element} */ (event.target).closest("button");
    if (!this.on || other || event.button || this.#pointer >= 0) return;
    this.#pointer = event.pointerId;
    this.stage.setPointerCapture(event.pointerId);
    this.#before = this.mask.cells;
    this.#last = this.#at(event);
    this.#paint(this.#last);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (event.pointerId === this.#pointer) this.#paint(this.#at(event));
  }

  /** @param {number[]} to */
  #paint(to) {
    if (this.tool === "box") {
      const [ax, ay] = this.#last.map(Math.floor);
      const [bx, by] = to.map((part) => Math.min(CELLS - 1, Math.floor(part)));
      this.mask.cells = this.#before; // a box that is drawn wider or narrower begins anew
      const [left, top] = [Math.min(ax, bx), Math.min(ay, by)];
      this.mask.box(left, top, Math.abs(ax - bx) + 1, Math.abs(ay - by) + 1);
      return;
    }
    this.mask.stroke(this.#last, to, this.wide, this.tool === "erase" ? 0 : 1);
    this.#last = to;
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = -1;
    if (event.type === "pointercancel") this.mask.put(this.#before);
    else this.done(this.#before);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.on || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = event.shiftKey ? 8 : 2;
    const [x, y] = this.#frame;
    const moves = /** @type {Record<string, number[]>} */ ({
      ArrowLeft: [x - by, y],
      ArrowRight: [x + by, y],
      ArrowUp: [x, y - by],
      ArrowDown: [x, y + by],
    });
    if (event.key in moves) this.#frame = moves[event.key];
    else if ("+=".includes(event.key)) this.wide = Math.min(CELLS, this.wide + 2);
    else if (event.key === "-") this.wide = Math.max(2, this.wide - 2);
    else if (event.key === " ") {
      const before = this.mask.cells;
      this.mask.box(x, y, this.wide, this.wide, this.tool === "erase" ? 0 : 1);
      this.done(before);
    } else return;
    this.#frame = this.#frame.map((part) => clamp(part, 0, CELLS - this.wide));
    event.preventDefault();
    event.stopPropagation();
    this.#told();
    this.stage.paint();
  }

  /** The frame that keys move, while they can. @param {Brush} brush @param {number} side */
  draw(brush, side) {
    if (!this.on || document.activeElement !== this.stage) return;
    const frame = new Path2D();
    frame.rect(this.#frame[0], this.#frame[1], this.wide, this.wide);
    brush.save();
    brush.scale(side / CELLS, side / CELLS);
    lines(brush, frame);
    brush.restore();
  }
}
