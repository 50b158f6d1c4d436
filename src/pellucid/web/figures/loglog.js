// @ts-check
/**
 * Curves on two logarithmic axes: each line has its own places across, a mark of its own, and all
 * of them can be read as a table. `pick(line, index)` is called for the point nearest to a click.
 */
import { h, number, s } from "../dom.js";

const WIDE = 460;
const TALL = 300;
const PAD = { left: 46, right: 14, top: 34, bottom: 40 };
const MARKS = [
  "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
  "M-3.6-3.6h7.2v7.2h-7.2z",
  "M0-4.6 4.4 3.4h-8.8z",
  "M0-5 5 0 0 5-5 0z",
];
const LOW = 0.002;

/**
 * @typedef {{name: string, points: {x: number, y: number, label: string}[], open?: boolean, dim?:
 *   boolean}} Line
 * @param {{lines: Line[], across: string, up: string, label: string, table: string, levels?: {y:
 *   number, text: string}[], at?: [number, number], pick?: (line: number, index: number) => void}}
 *   chart
 * @returns {HTMLElement}
 */
export function loglog({ lines, across, up, label, table, levels = [], at, pick }) {
  const points = lines.flatMap((line) => line.points).filter(({ x, y }) => x > 0 && y >= 0);
  const xs = points.map(({ x }) => x);
  const low = Math.max(LOW, Math.min(0.05, ...points.map(({ y }) => y)) / 1.4);
  const high = Math.max(1.3, ...points.map(({ y }) => y * 1.15));
  const [first, last] = [Math.min(...xs, 1e9) / 1.15, Math.max(...xs, 1e-9) * 1.15];
  const along = (/** @type {number} */ x) =>
    PAD.left + (Math.log(x / first) / Math.log(last / first)) * (WIDE - PAD.left - PAD.right);
  const over = (/** @type {number} */ y) =>
    PAD.top +
    (Math.log(high / Math.max(y, low)) / Math.log(high / low)) * (TALL - PAD.top - PAD.bottom);
  const svg = s("svg", {
    viewBox: `0 0 ${WIDE} ${TALL}`,
    role: "img",
    "aria-label": label,
    class: "loglog",
  });
  for (const y of [0.01, 0.03, 0.1, 0.3, 1]) {
    if (y < low || y > high) continue;
    svg.append(
      s("line", { class: "grid", x1: PAD.left, x2: WIDE - PAD.right, y1: over(y), y2: over(y) }),
      s("text", { x: PAD.left - 6, y: over(y) + 4, "text-anchor": "end" }, String(y)),
    );
  }
  for (const x of rungs(first, last))
    svg.append(
      s("line", { class: "grid", x1: along(x), x2: along(x), y1: PAD.top, y2: TALL - PAD.bottom }),
      s("text", { x: along(x), y: TALL - PAD.bottom + 16, "text-anchor": "middle" }, number(x)),
    );
  for (const { y, text } of levels)
    svg.append(
      s("line", { class: "level", x1: PAD.left, x2: WIDE - PAD.right, y1: over(y), y2: over(y) }),
      s("text", { class: "level-name", x: PAD.left + 6, y: over(y) - 5 }, text),
    );
  svg.append(
    s("text", { x: WIDE - PAD.right, y: TALL - 6, "text-anchor": "end" }, across),
    s("text", { x: 0, y: 12 }, up),
  );
  lines.forEach((line, i) => {
    const group = s("g", {
      class: `curve curve-${i}${line.open ? " open" : ""}${line.dim ? " dim" : ""}`,
    });
    const path = line.points
      .map(({ x, y }, j) => `${j ? "L" : "M"}${along(x).toFixed(1)} ${over(y).toFixed(1)}`)
      .join("");
    group.append(s("path", { d: path || "M0 0" }));
    line.points.forEach(({ x, y }, j) =>
      group.append(
        s("path", {
          class: `dot${at && at[0] === i && at[1] === j ? " now" : ""}`,
          d: MARKS[i % 4],
          transform:
            `translate(${along(x)} ` +
            `${over(y)})${at && at[0] === i && at[1] === j ? " scale(1.8)" : ""}`,
        }),
      ),
    );
    svg.append(group);
  });
  if (pick) svg.addEventListener("click", (event) => nearest(/** @type {MouseEvent} */ (event)));

  /** @param {MouseEvent} event */
  function nearest(event) {
    const box = svg.getBoundingClientRect();
    const [x, y] = [
      ((event.clientX - box.left) * WIDE) / box.width,
      ((event.clientY - box.top) * TALL) / box.height,
    ];
    let best = [Infinity, 0, 0];
    lines.forEach((line, i) =>
      line.points.forEach((p, j) => {
        const far = Math.hypot(along(p.x) - x, over(p.y) - y);
        if (far < best[0]) best = [far, i, j];
      }),
    );
    if (best[0] < 40) pick?.(best[1], best[2]);
  }
  const keys =
    lines.length > 1
      ? h(
          "p",
          { className: "keys" },
          lines.map((line, i) =>
            h(
              "span",
              { className: `curve-${i}${line.open ? " open" : ""}` },
              s(
                "svg",
                { viewBox: "-7 -7 14 14", "aria-hidden": "true" },
                s("path", { class: "dot", d: MARKS[i % 4] }),
              ),
              line.name,
            ),
          ),
        )
      : null;
  const rows = lines.flatMap((line) =>
    line.points.map((p) =>
      h(
        "tr",
        {},
        h("th", { scope: "row" }, `${line.name}, ${p.label}`),
        h("td", {}, number(p.x)),
        h("td", {}, p.y.toFixed(3)),
      ),
    ),
  );
  return h(
    "div",
    { className: "chart" },
    keys,
    svg,
    h(
      "details",
      { className: "as-table" },
      h("summary", {}, table),
      h(
        "table",
        {},
        h("caption", {}, label),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            h("td", {}),
            h("th", { scope: "col" }, across),
            h("th", { scope: "col" }, up),
          ),
        ),
        h("tbody", {}, rows),
      ),
    ),
  );
}

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
