import { about } from "./phrases.js";

/** @satisfies {import("./phrases.js").Words} */
export const seeds = {
  grid: "Eight pictures of the same words",
  mean: "the mean of all eight",
  again: "Re-roll this one",
  dice: "All new",
  seed: (n) => `Seed ${n}`,
  own: (n) => `Seed ${n}, the page’s`,
  near: (own, other, degrees) =>
    other === undefined ? `Seed ${own}` : `${degrees}° towards ${other}`,
  promote: (n) => `Use seed ${n} everywhere`,
  full: (s) => `Draw every step${about(s)}`,
  ways: "Which eight",
  way: /** @type {Record<string, string>} */ ({ own: "Eight seeds", near: "Neighbours of one" }),
  angle: "Turned by",
  views: "What of them",
  reading: (i, here, end) =>
    `At state ${i} the eight guesses are ${Math.round(100 * here)} % apart, at the end ` +
    `${Math.round(100 * end)} %. At 0 they would be one picture, at 100 they would ` +
    "have nothing in common.",
  /** How far apart the guesses are, at first and at the end, of seeds or of neighbours. */
  parting: (first, last) => {
    const [from, to] = [first, last].map((share) => Math.round(100 * share));
    const way = `from ${from} % apart at the start to ${to} % at the end`;
    if (to > from + 5) return `The eight guesses part on the way, ${way}.`;
    if (to < from - 5) return `The eight guesses come nearer to one another, ${way}.`;
    return `The eight guesses end about as far apart as they began, ${way}.`;
  },
  gaps: "How far each pair is apart, in picture sizes",
  start: "at the start",
  end: "at the end",
  gapsText: (start, end) =>
    "Distances of all 28 pairs, measured against the size of a picture. At the start " +
    `${start.least.toFixed(2)} to ${start.most.toFixed(2)}, at the end ` +
    `${end.least.toFixed(2)} to ${end.most.toFixed(2)}, ${end.mean.toFixed(2)} on ` +
    "average; pictures with nothing in common would be 1.41 apart.",
  curves: {
    label: "How far the eight are apart, at every state",
    guesses: "their guesses",
    stands: "where they stand",
  },
};
