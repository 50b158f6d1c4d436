/** What tells the lines of a chart apart: a colour and a mark each, up to twenty-five pairs. */
import { s } from "../dom.js";

const MARKS = [
  "M-4.4 0a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0",
  "M-4-4h8v8h-8z",
  "M0-5.2 4.8 3.8h-9.6z",
  "M0-5.6 5.6 0 0 5.6-5.6 0z",
  "M-1.6-5h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z",
];

/** The class of a line's colour. @param {number} i */
export const hue = (i) => `hue-${i % MARKS.length}`;

/** The path of a line's mark: lines of one colour have other marks. @param {number} i */
export const mark = (i) => MARKS[(i + Math.floor(i / MARKS.length)) % MARKS.length];

/** The mark beside a line's name. @param {number} i */
export const sample = (i) =>
  s(
    "svg",
    { viewBox: "-7 -7 14 14", "aria-hidden": "true", class: hue(i) },
    s("path.dot", { d: mark(i) }),
  );
