/** @satisfies {import("./phrases.js").Words} */
export const walk = {
  views: "What to look at",
  compare: "Compare with the end",
  recognise: "I recognise it now",
  recognised: (i, n) =>
    `You saw it at state ${i}. So far you have marked ${n} walk${n > 1 ? "s" : ""}.`,
  flip: "Flip-book",
  flipClose: "Close the flip-book",
  flipHint:
    "Tap the right half to go on, the left half to go back; hold to run; tap twice to compare.",
  skip: "Skip this figure",
  reading: (i, n, t, come) => {
    const noise = `${Math.round(100 * t)} % noise`;
    if (i === 0) return `State 0 of ${n}: ${noise}. The guess is made of this noise and the words.`;
    if (i === n) return "The end: no noise is left, and the guess is the picture.";
    const way =
      come > 0
        ? ` The guess has come ${Math.round(100 * come)} % of its way to the end.`
        : " The guess is no nearer to the end than the first one.";
    return `State ${i} of ${n}: ${noise}.${Number.isFinite(come) ? way : ""}`;
  },
  /** @param {number[]} miss how far each guess is from the end */
  decided: (miss) => {
    const [at, last] = [miss.findIndex((gap) => gap <= miss[0] / 2), miss.length - 1];
    const when = at <= last / 3 ? "early" : at <= (2 * last) / 3 ? "half-way" : "late";
    return (
      `This walk decides ${when}: by state ${at} of ${last} its guess has come half of ` +
      "its way."
    );
  },
  /** @param {number[]} sharpness of the guess in each state */
  blur: (sharpness) => {
    const share = sharpness[0] / sharpness[sharpness.length - 1];
    return share < 0.9
      ? `The first guess is a blur, with ${Math.round(100 * share)} % of the end’s ` +
          "sharpness: while " +
          "much is possible, a mean of it all is the safest answer."
      : "The first guess has edges as sharp as the end’s; they are not yet the end’s.";
  },
  guesses: "Where you recognised earlier walks",
  curves: {
    label: "Along the walk",
    noise: "noise left",
    sharp: "sharpness of the guess",
    distance: "distance to the end",
  },
};
