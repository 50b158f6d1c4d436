import { about } from "./phrases.js";

/** @type {Record<string, string>} */
const AXES = {
  words: "words",
  guidance: "guidance",
  seed: "seed",
  steps: "steps",
  solver: "sampler",
  ladder: "ladder",
  negative: "“but not”",
  prompt: "prompt",
};
const named = (/** @type {string} */ name) => AXES[name] ?? name;

/** @satisfies {import("./phrases.js").Words} */
export const grid = {
  axis: named,
  none: "nothing",
  way: { x: "Across", y: "Down", z: "Panels" },
  values: (/** @type {"x" | "y" | "z"} */ way) =>
    ({ x: "Values across", y: "Values down", z: "Values of the panels" })[way],
  others: "moss; a stone",
  how:
    "Commas stand between values (1,3,6), or semicolons where a value has commas; 1..4 counts. " +
    "With “words”, the first value is what the others replace in your prompt.",
  grid: "The grid of pictures",
  finer: (s) => `Draw all steps${about(s)}`,
  save: "Save as one picture",
  use: "Use this picture’s settings on the whole page",
  pending: "What each direction changes is measured when all pictures are there.",
  picture: (prompt, seed, steps, guidance) =>
    `“${prompt}”, seed ${seed}, ${steps} steps, guidance ${guidance}.`,
  label: (name, value) =>
    name === "words" || name === "prompt" ? `${value}` : `${named(name)} ${value || "–"}`,
  /**
   * Which axis changes the picture most: distances of ends that differ in it alone.
   * @param {Record<string, number>} apart
   */
  told: (apart) => {
    const rows = Object.entries(apart).sort((a, b) => b[1] - a[1]);
    if (!rows.length) return "There is one picture, so nothing is compared.";
    const [[most, far], second] = rows;
    const said = (/** @type {number} */ d) => d.toFixed(2);
    if (far < 0.02) return "All of these pictures are almost the same.";
    if (!second)
      return `Pictures that differ in ${named(most)} alone lie ${said(far)} apart (1: unrelated).`;
    const [least, near] = second;
    const ratio = far / Math.max(near, 1e-3);
    const rest = `${said(far)} apart on average, for ${named(least)} ${said(near)} (1: unrelated).`;
    return ratio < 1.15
      ? `Here ${named(most)} and ${named(least)} change the picture about equally: ${rest}`
      : `Here ${named(most)} changes the picture more: ${rest}`;
  },
};
