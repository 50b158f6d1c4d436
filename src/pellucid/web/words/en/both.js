import { and } from "./phrases.js";

const share = (/** @type {number} */ m) => `${Math.round(100 * m)} %`;
const thing = (/** @type {string[]} */ names) => and(names.map((name) => `the ${name}`));

/**
 * Which of two prompts' things a picture shows.
 * @param {(boolean | null)[]} seen @param {string[][]} things
 */
function shown(seen, things) {
  const there = things.filter((names, i) => names.length && seen[i]);
  if (!things[0].length || !things[1].length) return "";
  if (there.length === 2) return "both";
  return there.length ? `only ${thing(there[0])}` : "neither";
}

/** @param {string[]} prompts */
const quoted = (prompts) => and(prompts.map((each) => `“${each}”`));

/** @satisfies {import("./phrases.js").Words} */
export const both = {
  lead: "A is the prompt of this figure. B is:",
  other: "B, the second prompt",
  points: "Points of the triangle",
  point: /** @type {Record<string, string>} */ ({
    first: "A",
    middle: "midpoint",
    foot: "foot",
    second: "B",
    joint: "A and B",
  }),
  own: "your point",
  plane: "The three prompts as a triangle, to scale",
  along: "from A to B",
  up: "to “A and B”",
  ways: "How to mix",
  way: /** @type {Record<string, string>} */ ({ tokens: "words", predictions: "pictures" }),
  more: "Mix in another way",
  shown,
  at: (a, b, j) => `${share(a)} A, ${share(b)} B, ${share(j)} “A and B”`,
  count: (n, s) =>
    `Count both over ${n} seeds${Number.isFinite(s) ? ` (about ${Math.round(s)} s)` : ""}`,
  counts: (n) => `What the judge sees, in ${n} pictures each`,
  heads: (things) => [
    "both",
    ...things.map((/** @type {string[]} */ names) => `only ${thing(names)}`),
    "neither",
  ],
  pending: "The triangle comes when the pictures are there.",
  unseen: (prompts) =>
    `The judge knows nothing that ${quoted(prompts)} names, so nothing is ` +
    "counted. It knows butterflies, snails, ladybirds, bees, dragonflies, flowers, mushrooms, " +
    "leaves and rocks.",
  /** Where the joint prompt lies. @param {{length: number, share: number, off: number}} triangle */
  place: ({ length, share: at, off }) => {
    if (!length) return "Both prompts are the same to the text encoder: there is no line.";
    const where =
      at < 0
        ? "nearest to A's end of the line"
        : at > 1
          ? "nearest to B's end of the line"
          : `nearest to the point ${share(at)} of the way from A to B`;
    return off < 0.05
      ? `“A and B” lies almost on the line from A to B, ${where}.`
      : "“A and B” is not on the line from A to B: " +
          `it lies ${share(off)} of its length beside it, ${where}.`;
  },
  /**
   * What the judge sees at the joint prompt, and half way.
   * @param {(boolean | null)[]} joint @param {(boolean | null)[]} middle @param {string[][]} things
   */
  told: (joint, middle, things) => {
    const [here, half] = [shown(joint, things), shown(middle, things)];
    if (!here) return "";
    if (here === half)
      return `From this noise the judge sees ${here} at “A and B”, and the same half way.`;
    return `From this noise the judge sees ${here} at “A and B”, and ${half} half way.`;
  },
  /**
   * What eight seeds say.
   * @param {{joint: number, middle: number, foot: number, of: number}} both pictures with both
   */
  counted: ({ joint, middle, foot, of }) => {
    const line = Math.max(middle, foot);
    const what =
      `Both are there in ${joint} of ${of} at “A and B”, ${middle} half way, ` +
      `${foot} at the foot.`;
    if (joint > line + of / 4) return `${what} To say “and” is not to go half way.`;
    if (joint < line - of / 4) return `${what} Here a mix has both more often.`;
    return `${what} Here a mix and the word “and” do about as well.`;
  },
};
