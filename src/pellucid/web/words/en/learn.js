const percent = (/** @type {number} */ s) => `${Math.round(100 * s)} %`;
const strides = (/** @type {number} */ n) => `${n} stride${n === 1 ? "" : "s"}`;

/** @satisfies {import("./phrases.js").Words} */
export const learn = {
  shapes: "Shape",
  shape: /** @type {Record<string, string>} */ ({
    ring: "ring",
    spiral: "spiral",
    moons: "two moons",
    corners: "four corners",
    own: "my own",
  }),
  hint: "Choose “my own” and draw on the picture: it learns your shape as soon as you let go.",
  empty: "Draw a shape on the picture first.",
  strides: "Strides from noise to shape",
  train: "Train",
  again: "Train again",
  stop: "Stop",
  state: (i, last) => `stride ${i} of ${last}`,
  progress: (step, all, seconds) =>
    step < all
      ? `${step} of ${all} batches seen, ${seconds.toFixed(1)} s.`
      : `Trained: ${all} batches of 128 points in ${seconds.toFixed(1)} s, on this device.`,
  loss: "error",
  axis: "batches",
  plot: "Mean squared error of the velocity, batch by batch",
  none: "It knows nothing yet.",
  score: (n, on, reached) =>
    `In ${strides(n)}, ${percent(on)} of 400 points end on the shape, and ` +
    `${percent(reached)} of the shape is reached.`,
  seen: (name, i, last) =>
    `${name}: 400 points after ${i} of ${strides(last)} from noise, and arrows of the way on.`,
  /**
   * What fewer strides cost, once it is trained.
   * @param {[number, number][]} ends strides, and the share of points that end on the shape
   */
  told: (ends) => {
    const [[one, alone], [most, best]] = [ends[0], ends[ends.length - 1]];
    const enough = ends.find(([, on]) => on >= 0.9 * best);
    if (best < 0.4)
      return (
        `Even in ${strides(most)} only ${percent(best)} of the points end on it: this shape is ` +
        "too fine for so small a network."
      );
    const jump = `In ${strides(one)} ${percent(alone)} of the points end on the shape`;
    return alone >= 0.9 * best
      ? `${jump}, hardly fewer than in ${strides(most)}: this shape can be reached at once.`
      : `${jump}, in ${strides(most)} ${percent(best)}; nine tenths of that take ` +
          `${strides(enough?.[0] ?? most)}.`;
  },
};
