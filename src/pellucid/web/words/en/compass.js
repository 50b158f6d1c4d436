/** @satisfies {import("./phrases.js").Words} */
export const compass = {
  name: "Compass",
  strongest: "Where the words pull hardest",
  ask: "Ask without the words, too",
  without: "without the words",
  with: "with the words",
  change: "the difference, × 2",
  followed: "the guess that is followed",
  follows: (guidance) => `followed: without + ${guidance} × difference`,
  way: (guidance) =>
    guidance === 1
      ? "Now guidance is 1, and the walk follows the guess with the words."
      : guidance === 0
        ? "Now guidance is 0, and the walk follows the guess without the words."
        : "The walk follows neither guess: it takes the difference " +
          `${guidance} times (fourth picture).`,
  length: "rings: how hard the words pull",
  angle: (a) => `● with the words ${a.toFixed(1)}°`,
  taken: (a) => `▲ the way taken ${a.toFixed(0)}°`,
  reading: (i, angle, pull, turn, guidance) =>
    `State ${i}: the words turn the way by ${angle.toFixed(1)}° and pull with ` +
    `${Math.round(100 * pull)} % of its strength.` +
    (guidance !== 1 && Number.isFinite(turn)
      ? ` Guidance ${guidance} makes that a turn of ${turn.toFixed(0)}°.`
      : ""),
  /** @param {number[]} angles of all states but the last */
  answer: (angles) => {
    const parts = ["beginning", "middle", "end"];
    const third = (/** @type {number} */ i) => Math.min(2, Math.floor((3 * i) / angles.length));
    const sums = [0, 0, 0];
    for (const [i, angle] of angles.entries()) sums[third(i)] += angle || 0;
    const all = sums.reduce((a, b) => a + b);
    if (!(all > 0)) return "These words do not turn this walk at all.";
    const most = sums.indexOf(Math.max(...sums));
    const share = Math.round((100 * sums[most]) / all);
    return share < 40
      ? "In this walk the words steer about as much at the beginning, in the middle and at the end."
      : `In this walk the words steer most ${most === 1 ? "in" : "at"} the ${parts[most]}: ` +
          `${share} % of all turning is done in that third.`;
  },
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
