/**
 * <pl-plot>: a small line chart that shares a cursor with whatever it belongs to.
 *
 * `draw(label, x, {name: values}, {axis?, low?, high?, band?, tall?})`, then set
 * `cursor` (an index into x) as often as you like. Pointing at it fires `pick` (detail: index).
 * Lines differ by dash and end mark as well as colour; every chart can be read as a table.
 */
import { clamp, h, number, s, spaced, write } from "../dom.js";
import { words } from "../words/en.js";
import { hue } from "./marks.js";
import { table } from "./table.js";

const WIDE = 320;
const PAD = { left: 34, right: 12, top: 10, bottom: 22 };
const RIGHT = WIDE - PAD.right;
const DASHES = ["", "5 3", "1.5 3", "8 3 2 3"];
const MARKS = ["●", "▲", "■", "◆"];

/** @typedef {{name: string, values: number[]}} Series */
/**
 * @typedef {{axis?: string, low?: number, high?: number, band?: [number, number], tall?: number}}
 *   Look
 * @typedef {Look & {x: number[], series: Series[], label: string}} Chart
 */

class Plot extends HTMLElement {
  /** @type {Chart | null} */
  #chart = null;
  #cursor = NaN;
  /** A scrubber that goes where the plot is pointed at. @type {any} */
  dial = null;

  connectedCallback() {
    this.addEventListener("pointerdown", this);
    this.addEventListener("pointermove", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { clientX, buttons } = /** @type {PointerEvent} */ (event);
    const svg = this.querySelector("svg");
    if (!this.#chart || !buttons || !svg?.contains(/** @type {Node} */ (event.target))) return;
    const box = svg.getBoundingClientRect();
    const at = (WIDE * (clientX - box.left)) / box.width;
    const places = this.#chart.x.map((v) => this.#across(v));
    const detail = nearest(places, at);
    this.dispatchEvent(new CustomEvent("pick", { detail }));
    this.dial?.go(detail, "plot");
    this.dial?.settle();
  }

  /** The place of a value. @param {number} value */
  #across(value) {
    const { x } = /** @type {Chart} */ (this.#chart);
    const span = x[x.length - 1] - x[0];
    return PAD.left + (span ? (value - x[0]) / span : 0.5) * (RIGHT - PAD.left);
  }

  /** The place in x that is marked. @param {number} index */
  set cursor(index) {
    this.#cursor = index;
    const line = /** @type {SVGLineElement | null} */ (this.querySelector(".cursor"));
    if (!line || !this.#chart) return;
    const { x } = this.#chart;
    const at = this.#across(x[clamp(index, 0, x.length - 1)]);
    for (const end of [line.x1, line.x2]) end.baseVal.value = at;
    this.#say();
  }

  #say = spaced(100, () => {
    this.querySelectorAll("figcaption [data-series]").forEach((mark, i) => {
      const value = this.#chart?.series[i].values[this.#cursor];
      write(mark, value === undefined ? "" : number(value));
    });
  });

  /**
   * Draw lines over x, the values of each by its name.
   * @param {string} label @param {number[]} x @param {Record<string, number[]>} lines
   * @param {Look} [look]
   */
  draw(label, x, lines, look = {}) {
    const series = Object.entries(lines).map(([name, values]) => ({ name, values }));
    const chart = { label, x, series, ...look };
    const { tall = 120, axis = "" } = chart;
    this.#chart = chart;
    const all = series.flatMap((line) => line.values).filter(Number.isFinite);
    const low = chart.low ?? Math.min(0, ...all);
    const high = chart.high ?? Math.max(...all, low + 1e-9);
    const up = (/** @type {number} */ v) =>
      PAD.top + (1 - (v - low) / (high - low || 1)) * (tall - PAD.top - PAD.bottom);
    const svg = s(
      "svg",
      { viewBox: `0 0 ${WIDE} ${tall}`, role: "img", "aria-label": words.plot.summary(chart) },
      this.#frame(chart, tall),
      [low, high].flatMap((v) => level(v, up(v))),
      series.map((line, i) => this.#line(line, i, up)),
      s("line.cursor", { y1: PAD.top - 4, y2: tall - PAD.bottom + 2 }),
    );
    const every = Math.max(1, Math.ceil(x.length / 8));
    const rows = x
      .map((v, i) => [v, ...series.map((line) => line.values[i])].map(number))
      .filter((_, i) => i % every === 0 || i === x.length - 1);
    const own = h("figure", h("figcaption", series.map(key)), svg);
    const heads = [axis, ...series.map((line) => line.name)];
    const told = table(chart.label, heads, rows, this);
    if (told.parentNode === this) this.querySelector("figure")?.replaceWith(own);
    else this.replaceChildren(own, told);
    this.cursor = Number.isFinite(this.#cursor) ? this.#cursor : 0;
  }

  /** What is marked along x, and the ends of x. @param {Chart} chart @param {number} tall */
  #frame({ x, axis, band }, tall) {
    const last = `${number(x[x.length - 1])}${axis ? ` ${axis}` : ""}`;
    const ends = [tick(PAD.left, tall - 6, number(x[0]), "start"), tick(RIGHT, tall - 6, last)];
    if (!band) return ends;
    const [left, right] = band.map((v) => this.#across(v));
    const height = tall - PAD.top - PAD.bottom;
    const width = Math.max(0, right - left);
    return [s("rect.band", { x: left, width, y: PAD.top, height }), ...ends];
  }

  /** @param {Series} line @param {number} i @param {(value: number) => number} up */
  #line({ values }, i, up) {
    const { x } = /** @type {Chart} */ (this.#chart);
    const points = values
      .map((value, j) => [this.#across(x[j]), up(value)].map((at) => at.toFixed(1)).join(" "))
      .filter((_, j) => Number.isFinite(values[j]));
    const d = points.length ? `M${points.join("L")}` : "M0 0";
    return s("path", { class: `line ${hue(i)}`, d, "stroke-dasharray": DASHES[i % 4] });
  }
}

/** A word at an axis. @param {number} x @param {number} y @param {string} text */
export const tick = (x, y, text, anchor = "end") =>
  s("text.tick", { x, y, "text-anchor": anchor }, text);

/** @param {number} value @param {number} y */
const level = (value, y) => [
  s("line.grid", { x1: PAD.left, x2: RIGHT, y1: y, y2: y }),
  tick(PAD.left - 5, y + 3.5, number(value)),
];

/** What stands for a line, and its value at the cursor. @param {Series} line @param {number} i */
const key = ({ name }, i) =>
  h(
    "span",
    { className: `key ${hue(i)}` },
    h("i", { "aria-hidden": "true" }, MARKS[i % 4]),
    ` ${name} `,
    h("b", { "data-series": "" }),
  );

/** The place of the nearest value. @param {number[]} values @param {number} at */
export function nearest(values, at) {
  return values.reduce(
    (best, value, i) => (Math.abs(value - at) < Math.abs(values[best] - at) ? i : best),
    0,
  );
}

customElements.define("pl-plot", Plot);
