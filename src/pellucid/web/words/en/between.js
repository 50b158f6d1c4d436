const share = (/** @type {number} */ m) => `${Math.round(100 * m)} %`;

/** @satisfies {import("./phrases.js").Words} */
export const between = {
  axis: "mix",
  other: "Other end",
  swap: "Exchange both ends",
  ways: "How to mix",
  way: /** @type {Record<string, string>} */ ({
    words: "words",
    predictions: "pictures",
    switch: "switch",
  }),
  about: /** @type {Record<string, string>} */ ({
    words: "The network sees the words of both, each weighing its share.",
    predictions: "What each prompt would draw is averaged at every step.",
    switch: "The first prompt until a step, the second from there.",
  }),
  mix: share,
  first: "from the left end",
  second: "from the right end",
  plot: "How far the end of each mix lies from both plain ends (0 the same, 1 unrelated)",
  record: "Record a path",
  stop: "Stop recording",
  play: "Play it",
  pause: "Stop",
  path: (n) => `A path of ${n} pictures.`,
  hint: "Record, then move over the field.",
  here: (mix, first, second) =>
    `${share(mix)} of the way: ${first.toFixed(2)} from the left end, ${second.toFixed(2)} ` +
    "from the right.",
  pending: "The distances come when all walks are done.",
  finer: (s) => `Draw all steps${Number.isFinite(s) ? ` (about ${Math.round(s)} s)` : ""}`,
  /**
   * What the distances say: a jump is where two neighbours lie further apart than everything else.
   * @param {{mix: number, first: number, second: number}[]} rows @param {number} crossing
   * @param {string} way
   */
  told: (rows, crossing, way) => {
    const steps = rows.slice(1).map((row, i) => Math.abs(row.first - rows[i].first));
    const whole = rows[rows.length - 1].first;
    if (whole < 0.1) return "Both prompts give almost the same picture here.";
    const most = Math.max(...steps);
    const at = rows[steps.indexOf(most)].mix;
    const next = rows[steps.indexOf(most) + 1].mix;
    const where =
      way === "switch"
        ? `with the switch after about ${share(1 - crossing)} of the steps`
        : `about ${share(crossing)} of the way`;
    const turn = `The picture turns from the one to the other ${where}.`;
    if (most > 0.5 * whole)
      return (
        `${turn} It jumps there: more than half of the change lies between ${share(at)} and ` +
        `${share(next)}.`
      );
    return (
      `${turn} It changes bit by bit: the largest of ${steps.length} parts is ` +
      `${share(most / whole)} of the change.`
    );
  },
};
