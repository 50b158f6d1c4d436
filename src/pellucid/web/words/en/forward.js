/** @satisfies {import("./phrases.js").Words} */
export const forward = {
  tabs: "What to try",
  tab: /** @type {Record<string, string>} */ ({
    back: "A photo",
    depths: "Five amounts",
    clocks: "Five clocks",
    rewind: "Walk or rewind?",
    test: "Blind test",
  }),
  house: "A house",
  finished: "The picture just drawn",
  photo: "A photo of yours…",
  other: "Other noise",
  original: "the original",
  drowned: "with noise",
  rescued: "what the model makes of it",
  level: "How much noise",
  share: (t) => `${Math.round(100 * t)} % noise`,
  from: (t) => `from ${Math.round(100 * t)} % noise`,
  kept: (t, r) =>
    `Brought back from ${Math.round(100 * t)} % noise: it agrees with the original by ` +
    `${r.toFixed(2)} (1: the same picture, 0: nothing in common). ` +
    (r >= 0.75
      ? "Much of the original is left."
      : r >= 0.4
        ? "Some of the original is left."
        : "Little of the original is left; the rest is the words’."),
  /** What the real walk and the film have in common. @param {number} bend @param {number} at */
  films: (bend, at) =>
    bend < 0.02
      ? "For these words they are almost one film."
      : `They are not one film: at state ${at} they are ${bend.toFixed(2)} apart.`,
  five: "Bring it back from five amounts",
  keptOf: "agreement with the original",
  trade: "Fidelity and freedom",
  noiseShare: "% noise",
  lost: "This link needs a photo that is not on this machine. Choose it again, or another.",
  real: "the real walk",
  film: "noise added, film reversed",
  gap: "difference, × 2",
  lock: "The same noise",
  model: (known, name) => (known ? `the ${known}` : name),
  beside: (name) => `Beside it, ${name}`,
  most: "Where the bend is largest",
  apart: "apart",
  bend: "How far the two films are apart",
  state: "state",
  difference: (i, d, most, at, same) =>
    `State ${i}: ${d.toFixed(3)} apart. ` +
    (same
      ? `At both ends 0; at most ${most.toFixed(3)}, at state ${at}.`
      : `Unrelated noise: ${most.toFixed(2)} apart at first, 0 at the end.`),
  clocks: {
    rules:
      "The same picture and the same noise, five times. Each schedule has its own idea of when " +
      "to put in how much.",
    compare: "What to hold equal",
    even: /** @type {Record<string, string>} */ ({ time: "Equal time", noise: "Equal noise" }),
    pick: "Which schedule’s curve to draw",
    when: "From picture to noise",
    time: "time",
    signal: "signal",
    noise: "noise",
    names: /** @type {Record<string, string>} */ ({
      linear: "Linear",
      scaled_linear: "Scaled linear",
      cosine: "Cosine",
      flow: "Flow",
      log_uniform: "Log-uniform",
    }),
    own: "this engine’s",
    curve: (name) => `${name}: signal and noise`,
    ratio: "Signal against noise, log SNR",
    ratioOf: (n) =>
      `The logarithm of signal to noise of ${n} schedules over time, all falling, each ` +
      "in its own way; a mark on each line shows where it stands.",
    left: (signal) => `${(100 * signal).toFixed(signal > 0.1 ? 0 : 1)} % signal`,
    at: (/** @type {number} */ t) => `${(100 * t).toFixed(t > 0.1 ? 0 : 1)} % of time`,
    moment: (even, name, t, signal, noise) =>
      `${name}, at ${(100 * t).toFixed(t > 0.1 || !t ? 0 : 1)} % of its time: ` +
      `${signal.toFixed(3)} parts picture, ${noise.toFixed(3)} parts ` +
      `noise${even === "noise" ? ", as on every other clock" : ""}.`,
    apart: (most) =>
      most
        ? `The five pictures differ by up to ${most} of 255.`
        : "The five pictures are the same, to the last bit.",
  },
  rules:
    "One of these the model walked through. The other is the finished picture with fresh noise " +
    "on top. Which is the real one?",
  side: ["Picture A", "Picture B"],
  pick: ["A is real", "B is real"],
  next: "Next",
  again: "Ten more",
  round: (i, n, state, last) => `Round ${i} of ${n}, state ${state} of ${last}.`,
  right: "Right.",
  wrong: "No, it was the other one.",
  score: (k, n, p) =>
    `${k} of ${n}. Somebody tossing coins does at least as well in ` +
    `${p < 0.01 ? "fewer than 1" : Math.round(100 * p)} of 100 tries.`,
};
