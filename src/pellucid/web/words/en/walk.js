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
  before: "‹ Earlier",
  after: "Later ›",
  skip: "Skip this figure",
  cards: /** @type {[number, string][]} */ ([
    [0, "The start: nothing but noise. The guess is a smear of what such words usually look like."],
    [
      0.03,
      "The ground is laid. Large patches of colour find their place; nothing has an outline yet.",
    ],
    [
      0.2,
      "Something stands there now. Its place and size are nearly settled, its details are not.",
    ],
    [0.45, "The picture itself, not only the guess, can be made out through the noise."],
    [0.7, "Edges and textures. From here on little is decided; much is sharpened."],
    [1, "The end: no noise is left, and the guess and the picture are one."],
  ]),
  guesses: "Where you recognised earlier walks",
  curves: {
    label: "Along the walk",
    noise: "noise left",
    sharp: "sharpness of the guess",
    distance: "distance to the end",
  },
};
