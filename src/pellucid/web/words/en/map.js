const cosine = (/** @type {number} */ c) => c.toFixed(2);
const share = (/** @type {number} */ m) => `${Math.round(100 * m)} %`;
const many = (/** @type {number} */ n, /** @type {number} */ of) =>
  n === 0 ? "None of these" : n === of ? "All" : `${n} of these`;

/** @satisfies {import("./phrases.js").Words} */
export const map = {
  views: "What to do with meanings",
  view: /** @type {Record<string, string>} */ ({ map: "Place words", sum: "Add and subtract" }),
  words: "Your words",
  place: "Place",
  less: "minus",
  more: "plus",
  try: "Try",
  example: (words, less, more) => `${words} − ${less} + ${more}`,
  sum: (words, less, more) => `“${words}”${less && ` − “${less}”`}${more && ` + “${more}”`}`,
  closer: "Closer",
  wider: "Wider",
  whole: "Whole map",
  canvas: (n, name, near) => `A map of ${n} prompts. In view: ${name}; nearest: ${near.join(", ")}`,
  draw: "Draw this",
  between: (other) => `Walk here from “${other}”`,
  nearest: "Nearest in meaning, by cosine",
  cosine,
  pending: "Reading the prompts…",
  table: "Every prompt, the nearest to it, and how many of its 10 nearest the map keeps",
  heads: ["prompt", "nearest", "cosine", "kept"],
  /** How many of the nearest are near on the map too. */
  kept: (n, of) =>
    `${many(n, of)} ${of} ${n === 1 ? "is" : "are"} also among the ${of} nearest on the map.`,
  /** What a flat map is worth: its share of the variance, and of how many neighbours it knows. */
  flat: (variance, n, of, prompts) => {
    const chance = (of * of) / (prompts - 1);
    const trust =
      n > 0.6 * of
        ? "Who is near here is mostly near in meaning."
        : n > 2 * chance
          ? "It shows which groups are alike, but not who is nearest: that stands in the list."
          : "Near on the map says almost nothing; what is near stands in the list.";
    return (
      `The flat map keeps ${share(variance)} of the variance. On average ${n.toFixed(1)} of the ` +
      `${of} nearest of a prompt are among the ${of} nearest on the map; by chance it would be ` +
      `${chance.toFixed(1)}. ${trust}`
    );
  },
  /** Where the answer to expect stands among all prompts, and what the sum did for it. */
  answer: ({ prompt, rank, cosine: after, before, start }, prompts) => {
    const place =
      rank === 1
        ? `“${prompt}” is nearest of all ${prompts} prompts`
        : `“${prompt}” is number ${rank} of ${prompts} prompts`;
    const moved =
      after > before + 0.005
        ? `Before the sum it was at ${cosine(before)}`
        : `The sum brought it no nearer: before it was at ${cosine(before)}`;
    const left =
      start >= after
        ? "; the words that the sum began with are still nearer"
        : `; the words that the sum began with are at ${cosine(start)} now`;
    return `${place}, with a cosine of ${cosine(after)}. ${moved}${left}.`;
  },
  open: "The sum has no answer to expect: what is taken away does not stand in the words.",
};
