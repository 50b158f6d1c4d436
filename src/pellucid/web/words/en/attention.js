const share = (/** @type {number} */ m) => `${(100 * m).toFixed(m < 0.1 ? 1 : 0)} %`;

/** @satisfies {import("./phrases.js").Words} */
export const attention = {
  words: "Words",
  state: "State",
  place: (row, column) => `Row ${row + 1}, column ${column + 1} of the picture`,
  word: (word) => `Where “${word}” is looked at`,
  cell: "This place listens to the words in these shares of the most that any word gets.",
  bar: (word, m) => `${word}: ${Math.round(100 * m)} % of its most`,
  painted: {
    title: "Check it on a painted picture",
    rules:
      "This scene was painted, so every thing’s place is known: the white line. Bright is what " +
      "is listened to for its word.",
    next: "Another scene",
    noise: "Noise",
    things: "Things in the scene",
    caption: (n, of, caption) => `Scene ${n} of ${of}: “${caption}”`,
    /** @param {string} word @param {number} chance that inside beats outside */
    told: (word, chance) => {
      const times = Math.round(100 * chance);
      const verdict =
        times >= 90
          ? "It is looked for where it is."
          : times >= 65
            ? "It is looked for there more than elsewhere."
            : times > 35
              ? "That is little better or worse than chance."
              : "It is looked for elsewhere.";
      return (
        `Take a place inside and one outside: in ${times} of 100 such pairs the one inside ` +
        `listens more to “${word}”. ${verdict}`
      );
    },
    plot: "Pairs in which the place inside listens more, of 100",
    axis: "% noise",
    picture: (caption, t, word, chance) =>
      `“${caption}”, ${Math.round(100 * t)} % noise; “${word}” is outlined, and listened to more ` +
      `inside than outside in ${Math.round(100 * chance)} of 100 pairs`,
  },
  pending: "The maps come when the walk is done.",
  none: "This engine’s network has no layers that look at words.",
  heads: "Single heads",
  show: (word, state) => `Show every head for “${word}” in state ${state}`,
  head: (layer, head, m) =>
    `Layer ${layer + 1}, head ${head + 1}: ${share(m)} of its attention goes to this word`,
  off: (n) => `Draw with ${n === 1 ? "this head" : `these ${n} heads`} switched off`,
  choose: "Choose heads to switch them off.",
  with: "all heads",
  without: "without them",
  moved: (m) => `The picture moved by ${Math.round(100 * m)} % of the way to an unrelated one.`,
  call: (prompt, seed, state) =>
    `plan = engine.plan(pellucid.Recipe(${prompt}, seed=${seed}))\n` +
    `at = list(watch(plan))[${state}]\n` +
    `attention(engine, ${prompt}, at.x, [at.sigma])`,
  /**
   * What the maps say: the words looked at most, and what is looked at in one place or everywhere.
   * @param {{word: string, share: number[], width: number[]}[]} rows
   */
  told: (rows) => {
    const said = rows.filter(({ word }) => /\w/.test(word));
    if (said.length < 2) return "";
    const mean = (/** @type {number[]} */ list) => list.reduce((a, b) => a + b, 0) / list.length;
    const by = (/** @type {"share" | "width"} */ name) =>
      [...said].sort((a, b) => mean(a[name]) - mean(b[name]));
    const most = by("share")[said.length - 1];
    const [narrow, wide] = [by("width")[0], by("width")[said.length - 1]];
    const last = most.share.length - 1;
    const change = most.share[last] / Math.max(most.share[0], 1e-9);
    const course =
      change < 0.8
        ? "less and less on the way"
        : change > 1.25
          ? "more and more on the way"
          : "about as much at the end as at the start";
    const spread =
      mean(wide.width) - mean(narrow.width) < 0.05
        ? "All words are looked at over about as much of the picture."
        : `“${narrow.word}” is looked at in the fewest places, “${wide.word}” in the most.`;
    return `“${most.word}” is looked at most: ${course}. ${spread}`;
  },
};
