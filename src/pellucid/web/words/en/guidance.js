import { about } from "./phrases.js";

/** @satisfies {import("./phrases.js").Words} */
export const guidance = {
  axis: "guidance",
  cures: "Cures for strong pulls",
  how: "How it is scored",
  cure: ["no cure", "rescaled", "interval", "both"],
  strength: "Guidance",
  use: "Use on the whole page",
  finer: (s) => `Draw all steps${about(s)}`,
  measure: (s) => `Measure it with four seeds${about(s)}`,
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
  views: "What to see beside the field",
  view: /** @type {Record<string, string>} */ ({
    pull: "The pull",
    curves: "Gains and costs",
    negative: "But not",
  }),
  /** The region that keeps all rules; or the best that keeps two, and by how much it fails one. */
  best: (b, compromise) => {
    if (b)
      return (
        "Best region for these words and this model: guidance " +
        `${b[0] === b[1] ? b[0] : `${b[0]} to ${b[1]}`}.`
      );
    if (!compromise) return "At no strength do these words lower the model's error.";
    const { w, share } = compromise;
    if (share <= 0)
      return (
        "No strength keeps all three rules for these words: wherever they lower the model's " +
        "error, " +
        "too much is burnt out or the seeds are too alike."
      );
    return (
      "No strength keeps all three rules for these words. The best that burns out little and " +
      `keeps the seeds different is guidance ${w}; there the words count for ` +
      `${Math.round(100 * share)} % of the most they ever do, less than the nine tenths asked for.`
    );
  },
  /** From what the field measured: how much is burnt out without guidance, and at the strongest. */
  burnt: (plain, strongest, most) => {
    const [from, to] = [plain, strongest].map((share) => (100 * share).toFixed(1));
    const numbers =
      `${from} % of the colour values are burnt out at guidance 1, ` + `${to} % at ${most}`;
    const more = strongest - plain;
    if (more > 0.01) return `Too strong a pull burns pictures out: ${numbers}.`;
    if (more < -0.01) return `Here a strong pull burns out less: ${numbers}.`;
    return `Here even a strong pull burns out little: ${numbers}.`;
  },
  /** From the curves, without guidance and at the strongest: what was gained, what was lost. */
  gains: (/** @type {Record<string, number>[]} */ rows) => {
    const plain = rows.find((each) => each.w === 1) ?? rows[0];
    const last = rows[rows.length - 1];
    const most = rows.reduce((best, each) => (each.adherence > best.adherence ? each : best));
    const fell = plain.variety - last.variety;
    const alike =
      fell > 0.05
        ? "the four seeds come nearer to one another"
        : fell < -0.05
          ? "the four seeds even differ more"
          : "the four seeds stay about as different";
    const more = last.colour / Math.max(plain.colour, 1e-6);
    const colours =
      more > 1.1 ? "colours grow stronger" : more < 0.9 ? "colours fade" : "colours hardly change";
    return (
      `The words count most at guidance ${most.w}. From 1 to ${last.w} ${colours}, and ${alike} ` +
      `(variety ${plain.variety.toFixed(2)} and ${last.variety.toFixed(2)}).`
    );
  },
  scorer:
    "Scorer: the model itself, as a diffusion classifier; no other network. A higher score means " +
    "that the words are in the picture, not that the picture is good.",
};
