/** @satisfies {import("./phrases.js").Words} */
export const noise = {
  tabs: "What to try",
  tab: /** @type {Record<string, string>} */ ({
    static: "Pictures by chance",
    count: "How many there are",
    wall: "Wait for one picture",
  }),
  static: "Random coloured static; no structure.",
  ownStatic: "The model's own noise as its decoder shows it: soft coloured blots, no structure.",
  play: "Play",
  pause: "Pause",
  step: "Next picture",
  closer: "Look closer",
  size: "Size",
  square: (n) => `${n} by ${n}`,
  modes: "Which noise",
  mode: /** @type {Record<string, string>} */ ({
    even: "every colour",
    bell: "bell curve",
    own: "the model’s own",
  }),
  meter: /** @type {Record<string, string>} */ ({
    shown: "pictures shown",
    rate: "on this device",
    real: "looked like something",
    alike: "neighbours alike, at most",
  }),
  rate: (n) => `${n.toFixed(n < 10 ? 1 : 0)} a second`,
  law: (px, small) =>
    small
      ? "Small enough to flash safely at full speed (WCAG 2.3.1)."
      : `Specks of ${px} px: fine enough to flash safely at full speed (WCAG 2.3.1).`,
  slow: (n) => `Held at ${n} a second: specks this large must not flash faster (WCAG 2.3.1).`,
  gentle: (n) =>
    `Real starts of this model, one seed after another; ${n} a second, for the eyes’ sake.`,
  count: (size) => `How many pictures of ${size} pixels are there?`,
  guess: "Digits, your guess",
  reveal: "Count them",
  print: "Print the whole number",
  digits: "Every digit of the number",
  printed: (n) => `All ${n} digits are printed.`,
  answer: (digits, numbers, guess) => {
    const size = guess
      ? `You guessed ${guess} digits. It has ${digits}`
      : `A number of ${digits} digits`;
    return `${size}: 256 choices, made ${numbers} times.`;
  },
  layers: (n) =>
    "To have as many atoms as there are pictures, put a universe into every atom of a " +
    `universe, ${n} times over.`,
  /** What the static so far is like. @param {number} alike of neighbours, at most */
  met: (alike) =>
    alike > 0.5
      ? "One of the pictures so far has neighbours as alike as those of a real picture."
      : "None of the pictures so far looks like anything.",
  nest: "A universe of dots; in its middle dot another universe, and so on.",
  zoom: "Fall in",
  stop: "Stop",
  layer: (i, n, left) =>
    `universe ${i.toLocaleString("en")} of ` +
    `${n.toLocaleString("en")}${left ? `, ${left} to go` : ""}`,
  how:
    "Draw a tiny black-and-white picture. Then let chance throw pictures until yours comes up. " +
    "Nine squares it manages. Try sixteen.",
  board: "Your picture",
  thrown: "Pictures thrown by chance",
  yours: "yours",
  chance: "chance",
  sizes: "Squares",
  throw: "Throw",
  cell: (row, column) => `Row ${row}, column ${column}`,
  odds: (n, time) =>
    `One of ${n.toLocaleString("en")} pictures. At 60 a second that takes about ${time}.`,
  trying: (n, of, rate) =>
    `${n.toLocaleString("en")} thrown, of about ${of.toLocaleString("en")} that it ` +
    `takes; ${rate.toFixed(0)} a second.`,
  found: (n, s, of) =>
    `There it is: picture ${n.toLocaleString("en")}, after ${s.toFixed(1)} s. On ` +
    `average it takes ${of.toLocaleString("en")}.`,
  walls: "How long for larger ones",
  caption: "Waiting for one picture at 60 a second, on average",
  kind: (n, bits) => `${n} × ${n}, ${bits ? "black and white" : "in colour"}`,
  units: /** @type {Record<string, string>} */ ({
    s: "seconds",
    min: "minutes",
    h: "hours",
    d: "days",
    y: "years",
  }),
  billions: (n) => `${n} billion`,
  time: (n, unit) => `${n} ${unit}`,
  long: (log) => `a number of years with ${(log + 1).toLocaleString("en")} digits`,
};
