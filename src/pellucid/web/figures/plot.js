// @ts-check
/**
 * <pl-plot>: a small line chart that shares a cursor with whatever it belongs to.
 *
 * `draw({x, series: [{name, values, colour?, dash?}], label, low?, high?, log?, band?})`, then set
 * `cursor` (an index into x) as often as you like. Pointing at it fires `pick` (detail: index).
 * Lines differ by dash and end mark as well as colour; every chart can be read as a table.
 */
import { clamp, h, number, s, spaced, write } from "../dom.js";
import { words } from "../words/en.js";

const WIDE = 320;
const PAD = { left: 34, right: 12, top: 10, bottom: 22 };
const DASHES = ["", "5 3", "1.5 3", "8 3 2 3"];
const MARKS = ["●", "▲", "■", "◆"];

/** @typedef {{name: string, values: number[], colour?: string, dash?: string}} Series */
/**
 * @typedef {{x: number[], series: Series[], label: string, axis?: string, low?: number, high?:
 *   number, log?: boolean, band?: [number, number], tall?: number}} Chart
 */

export class Plot extends HTMLElement {
  /** @type {Chart | null} */
  #chart = null;
  #cursor = NaN;

  connectedCallback() {
    this.addEventListener("pointerdown", this);
    this.addEventListener("pointermove", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { clientX, buttons, pointerType } = /** @type {PointerEvent} */ (event);
    const svg = this.querySelector("svg");
    if (
      !this.#chart ||
      !svg?.contains(/** @type {Node} */ (event.target)) ||
      (!buttons && pointerType !== "mouse")
    )
      return;
    if (event.type === "pointermove" && !buttons) return;
    const box = svg.getBoundingClientRect();
    const at = (WIDE * (clientX - box.left)) / box.width;
    const { x } = this.#chart;
    const share = clamp((at - PAD.left) / (WIDE - PAD.left - PAD.right), 0, 1);
    this.dispatchEvent(
      new CustomEvent("pick", {
        detail: nearest(
          x.map((v) => this.#scale(v)),
          share,
        ),
      }),
    );
  }

  /** @param {number} value @returns {number} share of the width */
  #scale(value) {
    const { x, log } = /** @type {Chart} */ (this.#chart);
    const f = log ? Math.log : (/** @type {number} */ v) => v;
    const span = f(x[x.length - 1]) - f(x[0]);
    return span ? (f(value) - f(x[0])) / span : 0.5;
  }

  get cursor() {
    return this.#cursor;
  }
  set cursor(index) {
    this.#cursor = index;
    const line = /** @type {SVGLineElement | null} */ (this.querySelector(".cursor"));
    if (!line || !this.#chart) return;
    const at =
      PAD.left +
      this.#scale(this.#chart.x[clamp(index, 0, this.#chart.x.length - 1)]) *
        (WIDE - PAD.left - PAD.right);
    for (const end of [line.x1, line.x2]) end.baseVal.value = at;
    this.#say();
  }

  #say = spaced(100, () => {
    this.querySelectorAll("figcaption [data-series]").forEach((mark, i) => {
      const value = this.#chart?.series[i].values[this.#cursor];
      write(mark, value === undefined ? "" : number(value));
    });
  });

  /** @param {Chart} chart */
  draw(chart) {
    this.#chart = chart;
    const tall = chart.tall ?? 120;
    const all = chart.series.flatMap((line) => line.values).filter(Number.isFinite);
    const low = chart.low ?? Math.min(0, ...all);
    const high = chart.high ?? Math.max(...all, low + 1e-9);
    const across = (/** @type {number} */ v) =>
      PAD.left + this.#scale(v) * (WIDE - PAD.left - PAD.right);
    const up = (/** @type {number} */ v) =>
      PAD.top + (1 - (v - low) / (high - low || 1)) * (tall - PAD.top - PAD.bottom);
    const svg = s("svg", {
      viewBox: `0 0 ${WIDE} ${tall}`,
      role: "img",
      "aria-label": words.plot.summary(chart),
    });
    if (chart.band)
      svg.append(
        s("rect", {
          class: "band",
          x: across(chart.band[0]),
          width: Math.max(0, across(chart.band[1]) - across(chart.band[0])),
          y: PAD.top,
          height: tall - PAD.top - PAD.bottom,
        }),
      );
    for (const [value, anchor] of /** @type {[number, string][]} */ ([
      [low, "end"],
      [high, "end"],
    ])) {
      svg.append(
        s("line", {
          class: "grid",
          x1: PAD.left,
          x2: WIDE - PAD.right,
          y1: up(value),
          y2: up(value),
        }),
      );
      svg.append(
        s(
          "text",
          { class: "tick", x: PAD.left - 5, y: up(value) + 3.5, "text-anchor": anchor },
          number(value),
        ),
      );
    }
    svg.append(s("text", { class: "tick", x: PAD.left, y: tall - 6 }, number(chart.x[0])));
    svg.append(
      s(
        "text",
        { class: "tick", x: WIDE - PAD.right, y: tall - 6, "text-anchor": "end" },
        `${number(chart.x[chart.x.length - 1])}${chart.axis ? ` ${chart.axis}` : ""}`,
      ),
    );
    chart.series.forEach((line, i) => {
      let path = "";
      line.values.forEach((value, j) => {
        if (Number.isFinite(value))
          path += `${path ? "L" : "M"}${across(chart.x[j]).toFixed(1)} ${up(value).toFixed(1)}`;
      });
      svg.append(
        s("path", {
          class: `line line-${i}`,
          d: path || "M0 0",
          "stroke-dasharray": line.dash ?? DASHES[i % 4],
        }),
      );
    });
    svg.append(
      s("line", {
        class: "cursor",
        y1: PAD.top - 4,
        y2: tall - PAD.bottom + 2,
        x1: PAD.left,
        x2: PAD.left,
      }),
    );
    const legend = chart.series.map((line, i) =>
      h(
        "span",
        { className: `key key-${i}` },
        h("i", { "aria-hidden": "true" }, MARKS[i % 4]),
        ` ${line.name} `,
        h("b", { "data-series": "" }),
      ),
    );
    this.replaceChildren(h("figure", {}, h("figcaption", {}, ...legend), svg), table(chart));
    this.cursor = Number.isFinite(this.#cursor) ? this.#cursor : 0;
  }
}

/** @param {Chart} chart */
function table(chart) {
  const every = Math.max(1, Math.ceil(chart.x.length / 8));
  const rows = chart.x
    .map((x, i) => ({ x, i }))
    .filter(({ i }) => i % every === 0 || i === chart.x.length - 1);
  return h(
    "details",
    { className: "as-table" },
    h("summary", {}, words.plot.table),
    h(
      "table",
      {},
      h("caption", {}, chart.label),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, chart.axis ?? ""),
          chart.series.map((line) => h("th", { scope: "col" }, line.name)),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map(({ x, i }) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, number(x)),
            chart.series.map((line) => h("td", {}, number(line.values[i]))),
          ),
        ),
      ),
    ),
  );
}

/** @param {number[]} values @param {number} at */
function nearest(values, at) {
  return values.reduce(
    (best, value, i) => (Math.abs(value - at) < Math.abs(values[best] - at) ? i : best),
    0,
  );
}

customElements.define("pl-plot", Plot);
