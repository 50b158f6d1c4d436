/** Walks as lines on paper: the straight way across, what leaves it upwards; one in full. */
import { h, number, s } from "../dom.js";

const WIDE = 460;
const TALL = 250;
const PAD = 26;
const MANY = 20; // dots on a walk; more are drawn smaller

/** @typedef {number[][]} Path its points: along the straight way, and off it */

/**
 * Where points of the plane are on the paper, and how much taller than wide it draws.
 * @param {Path} points all that is drawn, so that nothing leaves the sheet
 */
function paper(points) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right] = [Math.min(0, ...xs), Math.max(1.04, ...xs)];
  const [lowest, highest] = [Math.min(0, ...ys), Math.max(1e-3, ...ys)];
  const room = (highest - lowest) / 3;
  const low = lowest - room / 2;
  const wide = (WIDE - 2 * PAD) / (right - left);
  const tall = (TALL - 2 * PAD) / (highest + room - low);
  const at = (/** @type {number[]} */ [x, y]) => [
    PAD + (x - left) * wide,
    TALL - PAD - (y - low) * tall,
  ];
  return { at, times: tall / wide };
}

/** @param {Path} places on the paper */
const line = (places) =>
  `M${places.map((place) => place.map((n) => n.toFixed(1)).join(" ")).join("L")}`;

/**
 * @param {{paths: Path[], names: string[], now: number, label: string, start: string, end: string,
 *   tall: (times: string) => string}} chart the last path is the road that all should take
 * @returns {HTMLElement}
 */
export function plane({ paths, names, now, label, start, end, tall }) {
  const road = paths.length - 1;
  const { at, times } = paper(paths.flat());
  const [left, height] = at([0, 0]);
  const [right] = at([1, 0]);
  const drawn = paths.map((path) => path.map(at));
  const others = drawn.map((path, i) =>
    s("path", { class: i === road ? "road" : "other", d: line(path) }, s("title", names[i])),
  );
  const svg = s(
    "svg.plane-of-paths",
    { viewBox: `0 0 ${WIDE} ${TALL}`, role: "img", "aria-label": label },
    s("line.straight", { x1: left, y1: height, x2: right, y2: height }),
    others.filter((_, i) => i !== now),
    mine(drawn[now]),
    goal(/** @type {number[]} */ (drawn[road].at(-1)), end),
    s("text", { x: left, y: height + 20, "text-anchor": "start" }, start),
    name(drawn[now], names[now]),
  );
  return h("div.chart", svg, h("p.scale", tall(number(times))));
}

/** The walk in view, with a dot for each of its states. @param {Path} places */
const mine = (places) => [
  s("path.mine", { d: line(places) }),
  ...places.map(([cx, cy], i) =>
    s("circle.foot", { cx, cy, r: places.length > MANY ? 2.4 : 4, "data-state": i }),
  ),
];

/** @param {number[]} place @param {string} text */
const goal = ([x, y], text) => [
  s("circle.goal", { cx: x, cy: y, r: 8 }),
  s("text", { x, y: y > TALL - 34 ? TALL - 4 : y + 24, "text-anchor": "end" }, text),
];

/** The name of the walk in view, where it lies on none of its dots. @param {Path} places */
function name(places, /** @type {string} */ text) {
  const [x, y] = places[places.length - 1];
  const top = Math.min(...places.filter((place) => place[0] > x - 64).map((place) => place[1]));
  const at = { x: Math.min(x, WIDE - 4), y: top > 40 ? top - 10 : y + 24 };
  return s("text.mine-name", { ...at, "text-anchor": "end" }, text);
}
