/**
 * Curves on two logarithmic axes: each line has its own places across, a mark of its own, and all
 * of them can be read as a table. `pick(line, index)` is called for the point nearest to a click.
 */
import { h, number, s } from "../dom.js";
import { hue, mark, sample } from "./marks.js";
import { table } from "./table.js";

const WIDE = 460;
const TALL = 300;
const PAD = { left: 46, right: 14, top: 34, bottom: 40 };
const [RIGHT, BOTTOM] = [WIDE - PAD.right, TALL - PAD.bottom];
const LOW = 0.002;
const GRID = [0.01, 0.03, 0.1, 0.3, 1];
const NEAR = 40; // how far from a point a click may be

/**
 * @typedef {{name: string, points: {x: number, y: number, label: string}[], open?: boolean}} Line
 * @typedef {{lines: Line[], across: string, up: string, label: string, levels?: {y: number, text:
 *   string}[], at?: [number, number], pick?: (line: number, index: number) => void}} Chart
 */

export class LogLog {
  #chart;
  #place;

  /** @param {Element} place what it fills @param {Chart} chart */
  constructor(place, chart) {
    this.#place = place;
    this.#chart = chart;
    const points = chart.lines.flatMap((line) => line.points).filter(({ x, y }) => x > 0 && y >= 0);
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    this.low = Math.max(LOW, Math.min(0.05, ...ys) / 1.4);
    this.high = Math.max(1.3, ...ys.map((y) => y * 1.15));
    this.first = Math.min(...xs, 1e9) / 1.15;
    this.last = Math.max(...xs, 1e-9) * 1.15;
    place.replaceChildren(this.#build());
  }

  /** @param {number} x */
  #along(x) {
    const share = Math.log(x / this.first) / Math.log(this.last / this.first);
    return PAD.left + share * (RIGHT - PAD.left);
  }

  /** @param {number} y */
  #over(y) {
    const share = Math.log(this.high / Math.max(y, this.low)) / Math.log(this.high / this.low);
    return PAD.top + share * (BOTTOM - PAD.top);
  }

  #build() {
    const { lines, across, up, label, pick } = this.#chart;
    const svg = s(
      "svg.loglog",
      { viewBox: `0 0 ${WIDE} ${TALL}`, role: "img", "aria-label": label },
      this.#grid(),
      s("text", { x: RIGHT, y: TALL - 6, "text-anchor": "end" }, across),
      s("text", { x: 0, y: 12 }, up),
      lines.map((line, i) => this.#line(line, i)),
    );
    if (pick) svg.addEventListener("click", (event) => this.#near(/** @type {any} */ (event), svg));
    const rows = lines.flatMap(({ name, points }) =>
      points.map(({ x, y, label }) => [`${name}, ${label}`, number(x), y.toFixed(3)]),
    );
    return h(
      "div.chart",
      lines.length > 1 ? keys(lines) : null,
      svg,
      table(label, ["", across, up], rows, this.#place),
    );
  }

  #grid() {
    const level = (/** @type {string} */ kind, /** @type {number} */ y) =>
      s("line", { class: kind, x1: PAD.left, x2: RIGHT, y1: this.#over(y), y2: this.#over(y) });
    const rows = GRID.filter((y) => y >= this.low && y <= this.high).flatMap((y) => [
      level("grid", y),
      s("text", { x: PAD.left - 6, y: this.#over(y) + 4, "text-anchor": "end" }, String(y)),
    ]);
    const columns = rungs(this.first, this.last).flatMap((value) => {
      const x = this.#along(value);
      return [
        s("line.grid", { x1: x, x2: x, y1: PAD.top, y2: BOTTOM }),
        s("text", { x, y: BOTTOM + 16, "text-anchor": "middle" }, number(value)),
      ];
    });
    const levels = (this.#chart.levels ?? []).flatMap(({ y, text }) => [
      level("level", y),
      s("text.level-name", { x: PAD.left + 6, y: this.#over(y) - 5 }, text),
    ]);
    return [...rows, ...columns, ...levels];
  }

  /** @param {Line} line @param {number} i */
  #line({ points, open }, i) {
    const [at, now] = this.#chart.at ?? [];
    const places = points.map(({ x, y }) => [this.#along(x), this.#over(y)]);
    const path = places.map((place) => place.map((n) => n.toFixed(1)).join(" ")).join("L");
    return s(
      "g",
      { class: `curve ${hue(i)}${open ? " open" : ""}` },
      s("path", { d: path ? `M${path}` : "M0 0" }),
      places.map(([x, y], j) => {
        const here = at === i && now === j;
        return s("path", {
          class: `dot${here ? " now" : ""}`,
          d: mark(i),
          transform: `translate(${x} ${y})${here ? " scale(1.8)" : ""}`,
        });
      }),
    );
  }

  /** Tell the point nearest to a click. @param {MouseEvent} event @param {Element} svg */
  #near({ clientX, clientY }, svg) {
    const { left, top, width, height } = svg.getBoundingClientRect();
    const [x, y] = [((clientX - left) * WIDE) / width, ((clientY - top) * TALL) / height];
    let best = [NEAR, -1, -1];
    this.#chart.lines.forEach((line, i) =>
      line.points.forEach((point, j) => {
        const far = Math.hypot(this.#along(point.x) - x, this.#over(point.y) - y);
        if (far < best[0]) best = [far, i, j];
      }),
    );
    if (best[1] >= 0) this.#chart.pick?.(best[1], best[2]);
  }
}

/** Which mark is whose. @param {Line[]} lines */
const keys = (lines) =>
  h(
    "p.keys",
    lines.map(({ name, open }, i) => h("span", { className: open ? "open" : "" }, sample(i), name)),
  );

/** Round numbers for an axis. @param {number} first @param {number} last */
function rungs(first, last) {
  const found = [];
  for (let power = Math.floor(Math.log10(first)); 10 ** power <= last; power++) {
    for (const digit of [1, 2, 5])
      if (digit * 10 ** power >= first && digit * 10 ** power <= last)
        found.push(digit * 10 ** power);
  }
  return found.length > 7 ? found.filter((_, i) => i % 2 === 0) : found;
}
