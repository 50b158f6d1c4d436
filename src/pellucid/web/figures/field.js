/**
 * <pl-field>: many walks side by side under one pointer. Across: whatever the walks differ in; up
 * and down: their states. `columns` is a list of {walk, label, value}; fires `look` (detail
 * {column, state}) when the pointer, a key or a slider moves, and `settle` when it rests. All of it
 * is a contact sheet behind the picture of the place in view.
 *
 * A mouse looks around by hovering, and what was in view comes back when it leaves; a click holds
 * the place, until a click on it again lets go. A finger first taps
 * ("explore"), so that swiping over the field still scrolls the page; two native sliders below
 * always do the same without any dragging.
 */

import { button, clamp, h, paint, percent, rest, say, slider } from "../dom.js";
import { words } from "../words/en.js";
import { describe } from "./describe.js";
import { show } from "./stage.js";
import { grid } from "./table.js";

/** @typedef {{walk: Walk, label: string, value?: number}} Column */

const FAINT = 0.55; // how much of the contact sheet is seen
const FRONT = 0.74; // of the side, the picture in front of it

class Field extends HTMLElement {
  /** @type {Column[]} */
  #columns = [];
  column = 0;
  state = 0;
  view = "x0";
  /** Whether the newest state is in view, as it is until somebody moves. */
  following = true;
  #held = ""; // the place that a click holds
  /**
   * In view before a mouse came.
   * @type {{column: number, state: number, following: boolean} | null}
   */
  #home = null;
  #sheet = new OffscreenCanvas(1, 1);
  #stale = true; // the sheet is not of what the walks have
  /** What the columns differ in, for labels ("guidance"). */
  axis = "";

  constructor() {
    super();
    const { explore, states, table } = words.field;
    this.canvas = h("canvas", { tabIndex: 0, role: "application", width: 512, height: 512 });
    this.enter = button(explore, () => this.#explore(!this.hasAttribute("data-exploring")), {
      className: "explore",
    });
    const settle = () => this.settle();
    const across = () => this.look(+this.across.value, this.state);
    const down = () => this.look(this.column, +this.down.value);
    this.across = slider({ min: 0 }, across, settle);
    this.down = slider({ min: 0, "aria-label": states }, down, settle);
    this.first = h("span.edge");
    this.final = h("span.edge");
    this.here = h("p.here", { "aria-hidden": "true" });
    this.rows = h("div");
    this.read = h(
      "details.as-table",
      { on: { toggle: () => this.#tabulate() } },
      h("summary", table),
      this.rows,
    );
    this.heard = () => {
      this.#stale = true;
      this.#show();
    };
    this.spoken = rest(400, () => say(this.#text()));
  }

  connectedCallback() {
    if (this.canvas.isConnected) return;
    const { noisy, clear } = words.field;
    this.append(
      h("div.plane", this.canvas, this.enter),
      this.here,
      h("label.slide", this.first, this.across, this.final),
      h("label.slide", h("span.edge", noisy), this.down, h("span.edge", clear)),
      this.read,
    );
    const { canvas } = this;
    canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (!event.buttons && this.#held) return;
      const { column, state, following } = this;
      if (event.pointerType === "mouse") this.#home ??= { column, state, following };
      this.#point(event);
    });
    canvas.addEventListener("pointerleave", () => this.#leave());
    canvas.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
      if (event.pointerType !== "mouse" && !this.hasAttribute("data-exploring")) return;
      canvas.setPointerCapture(event.pointerId);
      this.#point(event);
    });
    canvas.addEventListener("pointerup", () => this.settle());
    canvas.addEventListener("click", (/** @type {PointerEvent} */ event) => {
      this.#point(event);
      this.#home = null;
      const place = `${this.column} ${this.state}`;
      this.#held = this.#held === place ? "" : place;
      this.toggleAttribute("data-held", Boolean(this.#held));
      this.settle();
      canvas.focus({ preventScroll: true });
    });
    canvas.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => {
      if (!this.contains(/** @type {Node} */ (event.target))) this.#explore(false);
    });
    new ResizeObserver(() => {
      const side =
        Math.min(1024, Math.round(canvas.clientWidth * Math.min(2, devicePixelRatio))) || 512;
      if (side === canvas.width) return;
      canvas.width = canvas.height = side;
      this.#stale = true;
      paint(this.#draw);
    }).observe(canvas);
  }

  get columns() {
    return this.#columns;
  }
  set columns(columns) {
    for (const { walk } of this.#columns) walk.removeEventListener("change", this.heard);
    this.#columns = columns;
    this.#home = null;
    this.#stale = true;
    for (const { walk } of columns) walk.addEventListener("change", this.heard);
    this.across.max = String(columns.length - 1);
    this.across.setAttribute("aria-label", this.axis);
    this.first.textContent = columns[0]?.label ?? "";
    this.final.textContent = columns[columns.length - 1]?.label ?? "";
    this.column = clamp(this.column, 0, Math.max(0, columns.length - 1));
    this.state = clamp(Math.round(this.state) || 0, 0, this.last);
    this.#show();
  }

  /** The newest state of the column in view. */
  get #newest() {
    const { reach, last } = this.#columns[this.column].walk;
    return Math.max(0, Math.round((reach * this.last) / (last || 1)));
  }

  /** The last state of the longest walk. */
  get last() {
    return Math.max(0, ...this.#columns.map(({ walk }) => walk.last));
  }

  /** @param {number} column @param {number} state */
  look(column, state) {
    column = clamp(Math.round(column), 0, this.#columns.length - 1);
    state = clamp(Math.round(state), 0, this.last);
    if (column === this.column && state === this.state) return;
    this.column = column;
    this.state = state;
    this.following = false;
    this.#show();
    this.spoken();
    this.dispatchEvent(new CustomEvent("look", { detail: { column, state } }));
  }

  /** A mouse that only looked around is gone. */
  #leave() {
    if (!this.#home) return;
    const { column, state, following } = this.#home;
    this.#home = null;
    this.look(column, state);
    this.following = following;
  }

  settle() {
    this.dispatchEvent(
      new CustomEvent("settle", { detail: { column: this.column, state: this.state } }),
    );
  }

  /** @param {PointerEvent} event */
  #point(event) {
    if (event.pointerType !== "mouse" && !this.hasAttribute("data-exploring")) return;
    const box = this.canvas.getBoundingClientRect();
    const x = clamp((event.clientX - box.left) / box.width, 0, 0.9999);
    const many = this.#columns.length;
    const small = box.height / many; // of the contact sheet
    const y = clamp((event.clientY - box.top - small / 2) / (box.height - small || 1), 0, 1);
    this.look(Math.floor(x * many), y * this.last);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const by = event.shiftKey ? 5 : 1;
    const ready = (/** @type {number} */ step) => {
      for (let i = this.column + step; i >= 0 && i < this.#columns.length; i += step)
        if (this.#columns[i].walk.reach >= 0) return i;
      return this.column;
    };
    const moves = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [this.column - by, this.state],
      ArrowRight: [this.column + by, this.state],
      ArrowUp: [this.column, this.state - by],
      ArrowDown: [this.column, this.state + by],
      Home: [this.column, 0],
      End: [this.column, this.last],
      "[": [ready(-1), this.state],
      "]": [ready(1), this.state],
    });
    if (event.key === "Escape") this.#explore(false);
    else if (event.key in moves) {
      this.look(...moves[event.key]);
      this.settle();
    } else return;
    event.preventDefault();
  }

  /** @param {boolean} on */
  #explore(on) {
    this.toggleAttribute("data-exploring", on);
    this.canvas.style.touchAction = on ? "none" : "";
    this.enter.textContent = on ? words.field.done : words.field.explore;
  }

  #show() {
    if (this.following && this.#columns.length) this.state = this.#newest;
    this.across.value = String(this.column);
    this.down.max = String(this.last);
    this.down.value = String(this.state);
    const column = this.#columns[this.column];
    this.across.setAttribute("aria-valuetext", column?.label ?? "");
    this.down.setAttribute("aria-valuetext", words.scrubber.state(this.state, this.last));
    paint(this.#draw);
  }

  /** The nearest column that has a picture for this state: {index, exact}. */
  nearest() {
    const order = this.#columns
      .map((_, i) => i)
      .sort((a, b) => Math.abs(a - this.column) - Math.abs(b - this.column));
    const index =
      order.find((i) => this.#columns[i].walk.cell(this.view, this.#at(i))) ?? this.column;
    return { index, exact: index === this.column };
  }

  /** The state of a column as far along as ours. @param {number} index */
  #at(index) {
    const { last } = this.#columns[index].walk;
    return Math.round((this.state * last) / (this.last || 1));
  }

  #draw = () => {
    const brush = this.canvas.getContext("2d");
    if (!brush || !this.#columns.length) return;
    const side = this.canvas.width;
    const { index, exact } = this.nearest();
    const { walk } = this.#columns[index];
    if (this.#stale) this.#lay(side);
    brush.clearRect(0, 0, side, side);
    brush.drawImage(this.#sheet, 0, 0);
    const drawn = this.#picture(brush, walk, this.#at(index), side);
    this.#axes(brush, side);
    const what = `${this.axis} ${this.#columns[index].label}`;
    const state = drawn ? words.scrubber.state(this.state, this.last) : words.field.pending;
    this.here.textContent = exact ? `${what} · ${state}` : words.field.near(what);
    this.canvas.setAttribute("aria-label", this.#text());
    this.dataset.drawn = `${walk.key} ${this.view} ${this.#at(index)}`;
  };

  /** The contact sheet: all columns, as many states as there are columns. @param {number} side */
  #lay(side) {
    const many = this.#columns.length;
    const small = side / many;
    this.#sheet.width = this.#sheet.height = side;
    const brush = /** @type {Brush} */ (/** @type {unknown} */ (this.#sheet.getContext("2d")));
    brush.globalAlpha = FAINT;
    this.#columns.forEach(({ walk }, i) => {
      for (let row = 0; row < many; row++) {
        const state = Math.round((row * walk.last) / (many - 1 || 1));
        if (walk.cell(this.view, state))
          show(brush, walk, this.view, state, small * 0.94, i * small, row * small);
      }
    });
    this.#stale = false;
  }

  /**
   * The place in view in front of the sheet; of few pixels softly, or their squares would be seen.
   * @param {Brush} brush @param {Walk} walk @param {number} state @param {number} side
   */
  #picture(brush, walk, state, side) {
    const [edge, size] = [(side * (1 - FRONT)) / 2, side * FRONT];
    const cell = walk.cell(this.view, state);
    const coarse = cell ? size / cell.size : 0;
    brush.save();
    brush.beginPath();
    brush.roundRect(edge, edge, size, size, size / 40);
    brush.clip();
    const over = coarse > 2 ? coarse : 0; // what is blurred fades at its edges
    if (over) brush.filter = `blur(${coarse / 3}px)`;
    const how = show(brush, walk, this.view, state, size + 2 * over, edge - over, edge - over);
    brush.restore();
    return how === "full";
  }

  /**
   * What is across and what is down, and where we are.
   * @param {Brush} brush @param {number} side
   */
  #axes(brush, side) {
    const many = this.#columns.length;
    const small = side / many;
    const middle = small / 2;
    const x = (this.column + 0.5) * small;
    const y = (this.state / (this.last || 1)) * (side - small) + middle;
    brush.strokeStyle = "#fff";
    brush.lineWidth = side / 200;
    brush.shadowColor = "rgb(0 0 0 / 0.6)";
    brush.shadowBlur = side / 130;
    brush.strokeRect(x - middle, y - middle, small, small);
    brush.font = `600 ${Math.max(12, side / 40)}px system-ui, sans-serif`;
    brush.textBaseline = "middle";
    const { states } = words.field;
    /** @type {[string, number, number, CanvasTextAlign][]} */
    const labels = [
      [`${states.toLowerCase()} 0`, middle / 2, middle, "left"],
      [String(this.last), middle / 2, side - small - middle, "left"],
      [`${this.axis} ${this.#columns[0].label}`, middle / 2, side - middle, "left"],
      [this.#columns[many - 1].label, side - middle / 2, side - middle, "right"],
    ];
    brush.shadowBlur = 0;
    for (const [text, left, top, align] of labels) {
      const wide = brush.measureText(text).width + small / 2;
      const start = align === "left" ? left - small / 4 : left - wide + small / 4;
      brush.fillStyle = "rgb(20 20 24 / 0.72)";
      brush.fillRect(start, top - middle * 0.7, wide, small * 0.7);
      brush.fillStyle = "#fff";
      brush.textAlign = align;
      brush.fillText(text, left, top);
    }
  }

  #text() {
    const { index } = this.nearest();
    const column = this.#columns[index];
    if (!column) return words.stage.empty;
    const cell = column.walk.cell(this.view, this.#at(index));
    return (
      `${this.axis} ${column.label}. ${words.scrubber.state(this.state, this.last)}. ` +
      `${cell ? describe(cell) : words.field.pending}`
    );
  }

  #tabulate() {
    if (!this.read.open) return;
    const at = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * this.last));
    const text = (/** @type {Column} */ { walk }, /** @type {number} */ i) => {
      const state = Math.round((i * walk.last) / (this.last || 1));
      const cell = walk.cell(this.view, state);
      const t = walk.scalar("t", state);
      return cell
        ? `${describe(cell)}${Number.isFinite(t) ? ` (${percent(t)})` : ""}`
        : words.field.pending;
    };
    const heads = [words.field.states, ...this.#columns.map(({ label }) => label)];
    const rows = at.map((i) => [String(i), ...this.#columns.map((column) => text(column, i))]);
    this.rows.replaceChildren(grid(words.field.caption(this.axis), heads, rows));
  }
}

customElements.define("pl-field", Field);
