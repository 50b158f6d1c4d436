import { and } from "./phrases.js";

/**
 * Pictures by what became of the colours; `crossed`: one is on the thing that is not its own.
 * @typedef {{of: number, right: number, swapped: number, same: number, other: number,
 *   crossed: number}} Counts
 */

/** One prompt's pictures, by what became of the colours. @param {Counts} counts */
function became({ of, right, swapped, same, other }) {
  const rest = [
    swapped && `${swapped} with the colours exchanged`,
    same && `${same} with one colour on both`,
    other && `${other} with something else`,
  ].filter((each) => typeof each === "string");
  return `${right} of ${of} right${rest.length ? ` (${and(rest)})` : ""}`;
}

/** @satisfies {import("./phrases.js").Words} */
export const colour = {
  counts: "Pictures of each prompt",
  count: (n) => `${n} seeds`,
  seed: (n) => `Seed ${n}`,
  caption:
    "What the judge sees. Framed: what the words ask for. Press a number to mark its pictures.",
  another: "another colour",
  absent: "not there",
  cell: (thing, head, count, of, asked) =>
    `${thing}, ${head}${asked ? ", as asked" : ""}: ${count} of ${of} pictures; mark them`,
  seen: (things, seen) =>
    things
      .map((/** @type {string} */ thing, /** @type {number} */ i) =>
        seen[i] ? `${seen[i]} ${thing}` : `no ${thing}`,
      )
      .join(", "),
  marked: (text) => `▲ ${text}`,
  pending: "The judge looks when the pictures are there.",
  without:
    "There are no two colours to exchange in these words. Name two things with a colour each, " +
    "such as “a red butterfly on a blue flower”: a butterfly, snail, ladybird or dragonfly, and " +
    "a second of these or a flower, mushroom, leaf or rock.",
  unknown: (names) =>
    `The judge never saw a ${and(names)}. If one were drawn, it would count as another colour.`,
  /** @param {Counts[]} counts of the words, and of their swap */
  counted: ([own, swap]) => `As written: ${became(own)}. Exchanged: ${became(swap)}.`,
  /**
   * What both prompts' counts say together.
   * @param {Counts[]} counts
   */
  told: ([own, swap]) => {
    const [first, second] = [own.right / own.of, swap.right / swap.of];
    if (first === 1 && second === 1)
      return "Here every colour is on its own thing, whichever way round the words are.";
    const crossed = own.crossed + swap.crossed;
    const all = own.of + swap.of;
    const where = crossed
      ? `In ${crossed} of ${all} pictures a colour is on the wrong one of the two things.`
      : "No colour went to the other thing: the wrong ones are missing, or of a third colour.";
    if (Math.abs(first - second) < 0.25) return where;
    const order = first > second ? "as you wrote them" : "exchanged";
    return `The same two colours come out right more often ${order}. ${where}`;
  },
  /** By how much such a count is uncertain. @param {Counts} counts */
  error: ({ of, right }) =>
    `± ${Math.round(100 * Math.sqrt(((right + 2) * (of - right + 2)) / (of + 4) ** 3))} points`,
};
