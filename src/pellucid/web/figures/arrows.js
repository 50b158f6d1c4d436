/** Guidance as three arrows from one point, their lengths and angles true: without the words, with
 * them, and the step that is taken. All three lie in one plane, so nothing is lost on paper. */
import { h, s } from "../dom.js";

const WIDE = 340;
const TALL = 210;

/**
 * The triangle of a state: |with words| is 1 along x; `turn` settles which of two triangles it is.
 * @param {{pull: number, angle: number, turn: number, w: number}} state
 * @returns {{words: number[], nothing: number[], taken: number[]} | null}
 */
export function triangle({ pull, angle, turn, w }) {
  const a = (angle * Math.PI) / 180;
  const under = pull ** 2 - Math.sin(a) ** 2;
  if (!Number.isFinite(under + turn)) return null;
  const root = Math.sqrt(Math.max(0, under));
  const made = [Math.cos(a) + root, Math.cos(a) - root].map((size) => {
    const nothing = [size * Math.cos(a), size * Math.sin(a)];
    const taken = [nothing[0] + w * (1 - nothing[0]), nothing[1] * (1 - w)];
    const cosine =
      (taken[0] * nothing[0] + taken[1] * nothing[1]) /
      (Math.hypot(...taken) * Math.hypot(...nothing) || 1);
    return {
      words: [1, 0],
      nothing,
      taken,
      off:
        size > 0
          ? Math.abs((Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI - turn)
          : 1e9,
    };
  });
  return made[0].off <= made[1].off ? made[0] : made[1];
}

/**
 * @param {NonNullable<ReturnType<typeof triangle>>} arrows
 * @param {{words: string, nothing: string, taken: string}} names @param {string} label
 */
export function arrows({ words, nothing, taken }, names, label) {
  const tips = [nothing, words, taken];
  const [xs, ys] = [0, 1].map((axis) => tips.map((tip) => tip[axis]));
  const [left, right] = [Math.min(0, ...xs), Math.max(1, ...xs)];
  const [low, high] = [Math.min(0, ...ys), Math.max(0, ...ys)];
  const scale = Math.min((WIDE - 50) / (right - left), (TALL - 70) / Math.max(high - low, 0.15));
  const x = (/** @type {number} */ v) => 25 + (v - left) * scale;
  const y = (/** @type {number} */ v) => (TALL + (high + low) * scale) / 2 - v * scale;
  const arrow = (/** @type {number[]} */ tip, /** @type {string} */ kind) => {
    const size = Math.hypot(...tip) * scale;
    const turn = (Math.atan2(-tip[1], tip[0]) * 180) / Math.PI;
    return s(
      "g",
      { class: `arrow ${kind}`, transform: `translate(${x(0)} ${y(0)}) rotate(${turn})` },
      s("path", { d: `M0 0H${Math.max(0, size - 9)}` }),
      s("path.head", { d: `M${size} 0l-12-5v10z` }),
    );
  };
  const svg = s(
    "svg",
    { viewBox: `0 0 ${WIDE} ${TALL}`, role: "img", "aria-label": label },
    s("path.beyond", { d: `M${x(nothing[0])} ${y(nothing[1])}L${x(taken[0])} ${y(taken[1])}` }),
    arrow(nothing, "nothing"),
    arrow(taken, "taken"),
    arrow(words, "words"),
    s("circle.origin", { cx: x(0), cy: y(0), r: 4 }),
  );
  const key = (/** @type {"words" | "nothing" | "taken"} */ name) =>
    h("span", { className: `arrow-key ${name}` }, names[name]);
  return h("div.chart.arrows", svg, h("p.keys", key("nothing"), key("words"), key("taken")));
}
