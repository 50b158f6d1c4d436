/** @satisfies {import("./phrases.js").Words} */
export const compass = {
  name: "Compass",
  strongest: "Where the words pull hardest",
  ask: "Ask without the words, too",
  without: "without the words",
  length: "rings: how hard the words pull",
  with: (a) => `● with the words ${a.toFixed(1)}°`,
  taken: (a) => `▲ the way taken ${a.toFixed(0)}°`,
  reading: (i, angle, pull, turn, guidance) =>
    `State ${i}: the words turn the way by ${angle.toFixed(1)}° and pull with ` +
    `${Math.round(100 * pull)} % of its strength.` +
    (guidance !== 1 && Number.isFinite(turn)
      ? ` Guidance ${guidance} makes that a turn of ${turn.toFixed(0)}°.`
      : ""),
  waiting: "The needle moves as soon as the walk does.",
  last: "The walk has arrived; there is nothing left to steer.",
  silent:
    "With guidance 1 the model is asked only once a step, with the words, so there is nothing to " +
    "compare. Ask without them, too, and the needle appears.",
  curves: {
    label: "Angles along the walk, in degrees",
    angle: "turned by the words",
    turn: "turned by guidance",
    ahead: "away from the straight way to the end",
  },
};
