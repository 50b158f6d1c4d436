/** Prompts as small pictures on a plane: moved, brought closer, and chosen. */
import { button, clamp, h, paint } from "../dom.js";
import { constants, info } from "../net/info.js";
import { asset } from "../net/source.js";
import { words } from "../words/en.js";

/**
 * @typedef {{prompt: string, group: string, place: number[], near: number[], cosines: number[],
 *   kept: number}} Point
 */

const { tile: TILE } = constants("map");
const { columns: COLUMNS } = info.limits;
const SHEET = asset("poster/map.webp");
const FAR = 12; // how close it can be brought
const STEP = 1.6; // of a press
const REACH = 26; // px from a finger to what it chooses
const STILL = 5; // px that a press may move and is none yet
const LINE = 16; // px between names
const ASIDE = [0, -1, 1, -2, 2].map((lines) => lines * LINE); // where a name may stand
const STAR = 26; // px
const UNDER = 22; // px from the star to its name
const w = words.exhibits.map;

/** Where a picture lies on the sheet, in pictures. @param {number} i */
const cell = (i) => [i % COLUMNS, Math.floor(i / COLUMNS)];

/** The small picture of a prompt; of none, an empty place. @param {number} i */
export function thumb(i) {
  const made = h(i < 0 ? "span.thumb.own" : "span.thumb", { "aria-hidden": "true" });
  const [column, row] = cell(i);
  made.style.setProperty("--column", String(-column));
  made.style.setProperty("--row", String(-row));
  if (i < 0) made.textContent = "★";
  return made;
}

/** The one with the least way to all others. @param {Point[]} points */
function middle(points) {
  const way = (/** @type {Point} */ { place: [x, y] }) =>
    points.reduce((sum, { place }) => sum + Math.hypot(place[0] - x, place[1] - y), 0);
  const ways = points.map(way);
  return points[ways.indexOf(Math.min(...ways))];
}

export class Atlas {
  /** @type {Point[]} */
  #points = [];
  /** @type {Point[]} of each group the prompt in its middle */
  #middles = [];
  #sheet = new Image();
  #zoom = 1;
  #middle = [0, 0]; // of the view, on the plane
  #span = 1; // of the plane, in both directions
  #size = [1, 1]; // CSS px
  #near = -1; // what the pointer is near to
  /** @type {Point | null} the visitor's words */
  #own = null;
  /** @type {Point | null} what is in view */
  #shown = null;
  #name = "";
  /** @type {{x: number, y: number, middle: number[], moved: boolean} | null} */
  #press = null;
  #canvas = h("canvas", {
    role: "img",
    "aria-label": w.pending,
    on: {
      pointerdown: (event) => this.#down(event),
      pointermove: (event) => this.#move(event),
      pointerup: (event) => this.#up(event),
      pointercancel: () => {
        this.#press = null;
      },
      pointerleave: () => this.#hover(-1),
      wheel: (event) => this.#wheel(event),
    },
  });
  #whole = button(w.whole, () => this.#closer(0));
  element = h(
    "div.atlas",
    this.#canvas,
    h(
      "div.controls",
      button(w.closer, () => this.#closer(STEP)),
      button(w.wider, () => this.#closer(1 / STEP)),
      this.#whole,
    ),
  );

  /** @param {(place: number) => void} pick */
  constructor(pick) {
    this.pick = pick;
    this.#sheet.onload = () => this.#paint();
    this.#sheet.src = SHEET;
    new ResizeObserver(() => this.#resize()).observe(this.#canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#paint());
  }

  /** What a screen reader says of it. @param {string} text */
  set name(text) {
    this.#canvas.setAttribute("aria-label", text);
  }

  /** @param {Point[]} points */
  fill(points) {
    this.#points = points;
    const groups = [...new Set(points.map(({ group }) => group))];
    this.#middles = groups.map((group) => middle(points.filter((each) => each.group === group)));
    this.#closer(0);
  }

  /**
   * Mark what is in view, and the visitor's words with their name.
   * @param {Point} own @param {Point} shown @param {string} name
   */
  mark(own, shown, name) {
    [this.#own, this.#shown, this.#name] = [own, shown, name];
    if (!this.#inside(this.#at(shown.place))) this.#middle = [...shown.place];
    this.#paint();
  }

  /** Bring it closer by a factor; 0: show all of it. @param {number} by */
  #closer(by) {
    if (by) {
      if (this.#zoom === 1 && this.#shown) this.#middle = [...this.#shown.place];
      this.#zoom = clamp(this.#zoom * by, 1, FAR);
    } else this.#zoom = 1;
    if (this.#zoom === 1) this.#fit();
    this.#canvas.style.touchAction = this.#zoom > 1 ? "none" : "pan-y";
    this.#paint();
  }

  /** Show every prompt. */
  #fit() {
    const sides = [0, 1].map((axis) => this.#points.map(({ place }) => place[axis]));
    const [low, high] = [Math.min, Math.max].map((end) => sides.map((side) => end(...side, 0)));
    this.#middle = low.map((value, axis) => (value + high[axis]) / 2);
    const [wide, tall] = this.#size;
    const spans = high.map((value, axis) => value - low[axis]);
    this.#span = Math.max(spans[0], (spans[1] * wide) / tall, 1e-6) * 1.08;
  }

  #resize() {
    const { clientWidth: wide, clientHeight: tall } = this.#canvas;
    const dense = Math.min(2, devicePixelRatio || 1);
    this.#size = [wide || 1, tall || 1];
    [this.#canvas.width, this.#canvas.height] = this.#size.map((side) => Math.round(side * dense));
    if (this.#zoom === 1) this.#fit();
    this.#paint();
  }

  get #scale() {
    return (this.#zoom * this.#size[0]) / this.#span;
  }

  /** Where a place of the plane is on the canvas. @param {number[]} place */
  #at([x, y]) {
    const [wide, tall] = this.#size;
    const [left, up] = this.#middle;
    return [wide / 2 + (x - left) * this.#scale, tall / 2 - (y - up) * this.#scale];
  }

  /** Whether a place of the canvas is seen. @param {number[]} at */
  #inside = ([x, y]) => x >= 0 && y >= 0 && x <= this.#size[0] && y <= this.#size[1];

  /** The prompt nearest to a pointer; -1: none is near. @param {PointerEvent} event */
  #under(event) {
    const { left, top } = this.#canvas.getBoundingClientRect();
    const away = this.#points.map(({ place }) => {
      const [x, y] = this.#at(place);
      return Math.hypot(event.clientX - left - x, event.clientY - top - y);
    });
    const least = Math.min(...away);
    return least < REACH ? away.indexOf(least) : -1;
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.#press = { x: event.clientX, y: event.clientY, middle: this.#middle, moved: false };
    if (this.#zoom > 1) this.#canvas.setPointerCapture(event.pointerId);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const press = this.#press;
    if (!press) {
      if (event.pointerType === "mouse") this.#hover(this.#under(event));
      return;
    }
    const [x, y] = [event.clientX - press.x, event.clientY - press.y];
    press.moved ||= Math.hypot(x, y) > STILL;
    if (!press.moved || this.#zoom === 1) return;
    this.#middle = [press.middle[0] - x / this.#scale, press.middle[1] + y / this.#scale];
    this.#paint();
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const press = this.#press;
    this.#press = null;
    const place = press && !press.moved ? this.#under(event) : -1;
    if (place >= 0) this.pick(place);
  }

  /** A pinch, or the wheel with a key, brings it closer; else the page scrolls. */
  #wheel(/** @type {WheelEvent} */ event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#closer(2 ** (-event.deltaY / 120));
  }

  /** @param {number} place */
  #hover(place) {
    if (place === this.#near) return;
    this.#near = place;
    this.#paint();
  }

  #paint() {
    paint(this.#draw);
  }

  #draw = () => {
    const brush = /** @type {Brush} */ (this.#canvas.getContext("2d"));
    const [wide, tall] = this.#size;
    const dense = this.#canvas.width / wide;
    const colour = getComputedStyle(this.#canvas);
    const ink = (/** @type {string} */ name) => colour.getPropertyValue(`--${name}`);
    brush.setTransform(dense, 0, 0, dense, 0, 0);
    brush.clearRect(0, 0, wide, tall);
    const side = Math.min(TILE, 17 * this.#zoom ** 0.6);
    this.#points.forEach(({ place }, i) => this.#tile(brush, i, this.#at(place), side));
    if (this.#shown) this.#neighbours(brush, side * 1.3, ink);
    if (this.#zoom < 3) this.#groups(brush, ink);
    if (this.#own) this.#star(brush, this.#at(this.#own.place), ink);
    const near = this.#points[this.#near];
    if (near) {
      const [x, y] = this.#at(near.place);
      this.#tile(brush, this.#near, [x, y], TILE, ink("ink"));
      this.#text(brush, near.prompt, x, y + TILE / 2 + 12, ink);
    }
    this.#canvas.dataset.drawn = `${this.#points.length} ${this.#zoom.toFixed(2)}`;
  };

  /** @param {Brush} brush @param {number} i @param {number[]} at @param {number} side */
  #tile(brush, i, [x, y], side, ring = "") {
    const [column, row] = cell(i);
    const from = [column * TILE, row * TILE, TILE, TILE];
    const to = [x - side / 2, y - side / 2, side, side];
    if (ring) {
      brush.fillStyle = ring;
      brush.fillRect(to[0] - 2, to[1] - 2, side + 4, side + 4);
    }
    if (this.#sheet.complete && this.#sheet.naturalWidth)
      brush.drawImage(this.#sheet, from[0], from[1], TILE, TILE, to[0], to[1], side, side);
    else brush.fillRect(x - 2, y - 2, 4, 4);
  }

  /** Lines to the nearest in meaning, wherever they lie. */
  #neighbours(
    /** @type {Brush} */ brush,
    /** @type {number} */ side,
    /** @type {(name: string) => string} */ ink,
  ) {
    const shown = /** @type {Point} */ (this.#shown);
    const from = this.#at(shown.place);
    brush.strokeStyle = ink("a");
    brush.lineWidth = 1.5;
    const ends = shown.near.map((i) => this.#at(this.#points[i].place));
    for (const [x, y] of ends) {
      brush.beginPath();
      brush.moveTo(from[0], from[1]);
      brush.lineTo(x, y);
      brush.stroke();
    }
    shown.near.forEach((i, n) => this.#tile(brush, i, ends[n], side, ink("a")));
    const own = this.#points.indexOf(shown);
    if (own >= 0) this.#tile(brush, own, from, Math.min(TILE, side * 1.4), ink("accent"));
  }

  /** The names of the groups in view, a little aside where another one stands. */
  #groups(/** @type {Brush} */ brush, /** @type {(name: string) => string} */ ink) {
    const own = this.#own ? [this.#at(this.#own.place)] : [];
    brush.font = this.#font(600);
    const name = brush.measureText(this.#name).width;
    const taken = own.flatMap(([x, y]) => [
      [x, y, STAR],
      [x, y + UNDER, name],
    ]);
    for (const { group, place } of this.#middles) {
      const [x, y] = this.#at(place);
      const wide = brush.measureText(group).width;
      const free = (/** @type {number} */ aside) =>
        !taken.some(
          ([left, up, other]) =>
            Math.abs(left - x) < (wide + other) / 2 && Math.abs(up - y - aside) < LINE,
        );
      const aside = ASIDE.find(free);
      if (aside === undefined || !this.#inside([x, y])) continue;
      taken.push([x, y + aside, wide]);
      this.#text(brush, group, x, y + aside, ink, 600);
    }
  }

  /** The visitor's own words. @param {Brush} brush @param {number[]} at */
  #star(brush, [x, y], /** @type {(name: string) => string} */ ink) {
    brush.font = `${STAR}px sans-serif`;
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    brush.lineJoin = "round";
    brush.lineWidth = 5;
    brush.strokeStyle = ink("card");
    brush.strokeText("★", x, y);
    brush.fillStyle = ink("b");
    brush.fillText("★", x, y);
    this.#text(brush, this.#name, x, y + UNDER, ink, 600);
  }

  #font = (/** @type {number} */ weight) =>
    `${weight} 13px ${getComputedStyle(this.#canvas).fontFamily}`;

  /** Text that can be read over pictures, and stays inside. */
  #text(
    /** @type {Brush} */ brush,
    /** @type {string} */ text,
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {(name: string) => string} */ ink,
    weight = 400,
  ) {
    const [wide, tall] = this.#size;
    brush.font = this.#font(weight);
    brush.textAlign = "center";
    brush.textBaseline = "middle";
    brush.lineJoin = "round";
    brush.lineWidth = 4;
    const half = brush.measureText(text).width / 2 + 4;
    const at = [clamp(x, half, Math.max(half, wide - half)), clamp(y, 10, tall - 10)];
    brush.strokeStyle = ink("card");
    brush.strokeText(text, at[0], at[1]);
    brush.fillStyle = ink("ink");
    brush.fillText(text, at[0], at[1]);
  }
}
