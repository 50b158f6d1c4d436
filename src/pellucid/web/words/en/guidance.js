import { about } from "./phrases.js";

/** @satisfies {import("./phrases.js").Words} */
export const guidance = {
  axis: "guidance",
  cures: "Cure",
  cure: ["no cure", "rescaled", "interval", "both"],
  strength: "Guidance",
  use: "Use on the whole page",
  finer: (s) => `Draw all steps${about(s)}`,
  measureFirst: "measure it above",
  measure: (s) => `Measure it with four seeds${about(s)}`,
  arrows: "The pull, to scale",
  curves: "What it gains, what it costs",
  negative: "But not",
  apply: "Apply",
  clear: "Take it away",
  without: "without “but not”",
  with: (t) => `but not “${t}”`,
  tries: ["green", "purple", "a flower", "blurred background"],
  nothing: "no words",
  words: "the words",
  taken: "the step taken",
  same: "At guidance 1 the step is what the words say, and nothing else is asked.",
  unknown: "Here only the words were asked; guidance is off in this state.",
  pending: "The arrows appear with the walk.",
  told: (angle, pull, long, w) =>
    `The words turn the step by ${angle.toFixed(0)}°, by a pull of ` +
    `${Math.round(100 * pull)} % of its length. Taken ${w} times, the step is ` +
    `${long.toFixed(2)} times as long as the words alone would make it.`,
  rows: /** @type {Record<string, string>} */ ({
    adherence: "adherence, %",
    variety: "variety",
    colour: "colour",
    clipped: "burnt out, %",
  }),
  about: /** @type {Record<string, string>} */ ({
    adherence: "how much smaller the model's own error is with the words",
    variety: "how far four seeds lie apart (1 = unrelated)",
    colour: "mean chroma in OKLab",
    clipped: "share of channels at 0 or 255",
  }),
  cured: "cured",
  plain: "no cure",
  best: (b) =>
    b
      ? "Best region for these words and this model: guidance " +
        `${b[0] === b[1] ? b[0] : `${b[0]} to ${b[1]}`}.`
      : "No strength keeps all three rules for these words.",
  book: "For Stable Diffusion and its relatives, 7 to 9 is often quoted. ",
  scorer:
    "Scorer: the model itself, as a diffusion classifier; no other network. A higher score means " +
    "that the words are in the picture, not that the picture is good.",
};
