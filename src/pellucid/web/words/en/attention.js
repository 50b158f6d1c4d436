const share = (/** @type {number} */ m) => `${(100 * m).toFixed(m < 0.1 ? 1 : 0)} %`;

/** @satisfies {import("./phrases.js").Words} */
export const attention = {
  words: "Words",
  state: "State",
  place: (row, column) => `Row ${row + 1}, column ${column + 1} of the picture`,
  word: (word) => `Where “${word}” is looked at`,
  cell: "This place listens to the words in these shares of the most that any word gets.",
  bar: (word, m) => `${word}: ${Math.round(100 * m)} % of its most`,
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
