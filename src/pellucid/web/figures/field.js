/**
 * <pl-field>: many walks side by side under one pointer. Across: whatever the walks differ in; up
 * and down: their states. `columns` is a list of {walk, label, value}; fires `look` (detail
 * {column, state}) when the pointer, a key or a slider moves, and `settle` when it rests.
 *
 * A mouse explores by hovering; a click holds the place, the next lets go. A finger first taps
 * ("explore"), so that swiping over the field still scrolls the page; two native sliders below
 * always do the same without any dragging.
 */

import { button, clamp, h, paint, percent, rest, say, slider } from "../dom.js";
import { words } from "../words/en.js";
import { describe } from "./describe.js";
import { show } from "./stage.js";
import { grid } from "./table.js";

/** @typedef {{walk: Walk, label: string, value?: number}} Column */

class Field extends HTMLElement {
  /** @type {Column[]} */
  #columns = [];
  column = 0;
  state = 0;
  view = "x0";
  /** Whether the newest state is in view, as it is until somebody moves. */
  following = true;
  #held = false; // by a click, until the next
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
    this.heard = () => this.#show();
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
      if (event.buttons || !this.#held) this.#point(event);
    });
    canvas.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
      if (event.pointerType !== "mouse" && !this.hasAttribute("data-exploring")) return;
      canvas.setPointerCapture(event.pointerId);
      this.#point(event);
    });
    canvas.addEventListener("pointerup", () => this.settle());
    canvas.addEventListener("click", () => {
      this.#held = !this.#held;
      canvas.focus({ preventScroll: true });
    });
    canvas.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
    document.addEventListener("pointerdown", (event) => {
      if (!this.contains(/** @type {Node} */ (event.target))) this.#explore(false);
    });
    new ResizeObserver(() => {
      canvas.width = canvas.height =
        Math.min(1024, Math.round(canvas.clientWidth * Math.min(2, devicePixelRatio))) || 512;
      paint(this.#draw);
    }).observe(canvas);
  }

  get columns() {
    return this.#columns;
  }
  set columns(columns) {
    for (const { walk } of this.#columns) walk.removeEventListener("change", this.heard);
    this.#columns = columns;
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
    const y = clamp((event.clientY - box.top - 16) / (box.height - 32), 0, 1);
    this.look(Math.floor(x * this.#columns.length), y * this.last);
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
    const drawn = show(brush, walk, this.view, this.#at(index), side) === "full";
    const small = side / Math.max(6, this.#columns.length);
    this.#columns.forEach(({ walk }, i) => {
      brush.globalAlpha = i === this.column ? 1 : 0.6;
      const left = i * (side / this.#columns.length) + small * 0.03;
      show(brush, walk, this.view, this.#at(i), small * 0.94, left, side - small);
    });
    brush.globalAlpha = 1;
    brush.strokeStyle = "#fff";
    brush.lineWidth = side / 170;
    brush.strokeRect(
      this.column * (side / this.#columns.length) + small * 0.03,
      side - small,
      small * 0.94,
      small * 0.94,
    );
    const what = `${this.axis} ${this.#columns[index].label}`;
    const state = drawn ? words.scrubber.state(this.state, this.last) : words.field.pending;
    this.here.textContent = exact ? `${what} · ${state}` : words.field.near(what);
    this.canvas.setAttribute("aria-label", this.#text());
    this.dataset.drawn = `${walk.key} ${this.view} ${this.#at(index)}`;
  };

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
