/** @satisfies {import("./phrases.js").Words} */
export const detail = {
  names: ["Vague", "Fuller", "Rich", "Richer", "Richest"],
  words: "Words of this prompt",
  add: "Add a prompt",
  remove: "Remove this prompt",
  back: "Back to the page's words",
  dice: "Other seeds",
  state: "State of all walks",
  earlier: (t) => `Move “${t}” to the vaguer prompt`,
  later: (t) => `Move “${t}” to the richer prompt`,
  drop: (t) => `Remove “${t}”`,
  moved: (t, to) => `Moved “${t}” to ${to}.`,
  keys: "Phrases move with their arrows, with Alt and an arrow key, or by dragging.",
  phrases: "Phrases",
  rungs: "Prompt in view",
  mean: "average of the four",
  blend: "Four pictures averaged by the page, not drawn by the model",
  wobble: (v) => `${Math.round(100 * v)} % wobble`,
  degrees: (v) => `${Math.round(v)}° between the guesses at half noise`,
  meter: (name, v, a) =>
    `${name}: the four ends lie ${Math.round(100 * v)} % as far apart as unrelated ` +
    `pictures; their guesses at half noise point ${Math.round(a)} degrees apart.`,
  unheard:
    "The model hardly reacts to the words added here: the same seed changes less than another " +
    "seed would.",
  change: (c) =>
    c < 0.9
      ? `The added words moved each picture ${Math.round(100 * c)} % of the way to an ` +
        "unrelated one."
      : "The added words made it another picture altogether.",
  same: "The same words as before, and the same wobble.",
  pending: "measuring…",
  seed: (n) => `Seed ${n}`,
  /** Of the prompt, for its shortest form. */
  grammar: {
    places:
      "on|in|at|with|against|under|over|above|beside|by|near|behind|before|through|among|during|" +
      "after",
    leads: "a|an|the|one|two|three|four|five|six|some|many",
  },
  extra: ", close-up, golden light, soft bokeh",
};
