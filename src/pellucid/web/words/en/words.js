const share = (/** @type {number} */ m) => `${Math.round(100 * m)} %`;

/** @satisfies {import("./phrases.js").Words} */
export const words = {
  views: "What to try",
  view: /** @type {Record<string, string>} */ ({
    length: "Add one by one",
    without: "Leave one out",
  }),
  slider: "How many words",
  first: (n, text) => (n ? `First ${n} words: ${text}` : "No words at all"),
  whole: "with all words",
  none: "no words",
  without: (word) => `without “${word}”`,
  chips: "Words of the prompt",
  bar: (word, m) => `${word}: moves the picture by ${share(m)}`,
  moved: (word, m) => `“${word}” moves the picture by ${share(m)}.`,
  pending: (word) => `computing “${word}”…`,
  tools: (word) => `Change “${word}”`,
  earlier: "Move earlier",
  later: "Move later",
  lighter: "Lighter",
  heavier: "Heavier",
  strike: "Strike out",
  finer: (s) => `Draw all steps${Number.isFinite(s) ? ` (about ${Math.round(s)} s)` : ""}`,
  /**
   * Which words move the picture most and least; nothing to say of fewer than two.
   * @param {string[]} words @param {number[]} moved @param {string} part
   */
  told: (words, moved, part) => {
    if (words.length < 2) return "";
    const most = moved.indexOf(Math.max(...moved));
    const least = moved.indexOf(Math.min(...moved));
    const how = part === "length" ? "as it is added" : "when it is left out";
    if (moved[most] < 0.02)
      return `No word moves this picture ${how}: the model does not hear them.`;
    const even =
      moved[least] > 0.7 * moved[most]
        ? `all words matter about as much as “${words[most]}”`
        : `“${words[least]}” moves it by ${share(moved[least])} only`;
    return `“${words[most]}” moves the picture most ${how}, by ${share(moved[most])}; ${even}.`;
  },
};
