// @ts-check
/**
 * Walks as lines on paper: the straight way across, what leaves it upwards; one of them in full.
 */
import { h, number, s } from "../dom.js";

const WIDE = 460;
const TALL = 250;
const PAD = { x: 26, y: 26 };

/**
 * @param {{paths: number[][][], names: string[], now: number, label: string, start: string, end:
 *   string, tall: (times: string) => string}} chart
 * @returns {HTMLElement}
 */
export function plane({ paths, names, now, label, start, end, tall }) {
  const all = [...paths[now], ...paths[paths.length - 1]]; // longer strides may leave the sheet
  const [left, right] = [
    Math.min(0, ...all.map((p) => p[0])),
    Math.max(1.04, ...all.map((p) => p[0])),
  ];
  const [lowest, highest] = [
    Math.min(0, ...all.map((p) => p[1])),
    Math.max(1e-3, ...all.map((p) => p[1])),
  ];
  const room = (highest - lowest) / 3;
  const [low, high] = [lowest - room / 2, highest + room];
  const x = (/** @type {number} */ v) => PAD.x + ((v - left) / (right - left)) * (WIDE - 2 * PAD.x);
  const y = (/** @type {number} */ v) =>
    TALL - PAD.y - ((v - low) / (high - low)) * (TALL - 2 * PAD.y);
  const times = (TALL - 2 * PAD.y) / (high - low) / ((WIDE - 2 * PAD.x) / (right - left));
  const line = (/** @type {number[][]} */ path) =>
    path.map((p, i) => `${i ? "L" : "M"}${x(p[0]).toFixed(1)} ${y(p[1]).toFixed(1)}`).join("");
  const svg = s("svg", {
    viewBox: `0 0 ${WIDE} ${TALL}`,
    role: "img",
    "aria-label": label,
    class: "plane-of-paths",
  });
  svg.append(s("line", { class: "straight", x1: x(0), y1: y(0), x2: x(1), y2: y(0) }));
  paths.forEach((path, i) => {
    if (i !== now)
      svg.append(
        s(
          "path",
          { class: i === paths.length - 1 ? "road" : "other", d: line(path) },
          s("title", {}, names[i]),
        ),
      );
  });
  svg.append(s("path", { class: "mine", d: line(paths[now]) }));
  paths[now].forEach((p, i) =>
    svg.append(
      s("circle", {
        class: "foot",
        cx: x(p[0]),
        cy: y(p[1]),
        r: paths[now].length > 20 ? 2.4 : 4,
        "data-state": i,
      }),
    ),
  );
  const last = paths[now][paths[now].length - 1];
  // under the name
  const top = Math.min(...paths[now].filter((p) => x(p[0]) > x(last[0]) - 64).map((p) => y(p[1])));
  const goal = paths[paths.length - 1][paths[paths.length - 1].length - 1];
  svg.append(
    s("circle", { class: "goal", cx: x(goal[0]), cy: y(goal[1]), r: 8 }),
    s("text", { x: x(0), y: y(0) + 20, "text-anchor": "start" }, start),
    s(
      "text",
      {
        x: Math.min(x(last[0]), WIDE - 4),
        y: top > 40 ? top - 10 : y(last[1]) + 24,
        "text-anchor": "end",
        class: "mine-name",
      },
      names[now],
    ),
    s(
      "text",
      {
        x: x(goal[0]),
        y: y(goal[1]) > TALL - 34 ? TALL - 4 : y(goal[1]) + 24,
        "text-anchor": "end",
      },
      end,
    ),
  );
  return h("div", { className: "chart" }, svg, h("p", { className: "scale" }, tall(number(times))));
}
