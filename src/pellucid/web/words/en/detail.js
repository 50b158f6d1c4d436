const FEW = 3; // points of wobble that other seeds alone may change

/** Words of a kind: who has said one of them needs no other. @type {Record<string, string>} */
const KINDS = {
  light:
    "light|lit|sunny|sunlight|sunset|sunrise|night|morning|evening|dusk|dawn|noon|moonlit|" +
    "moonlight|golden|overcast|fog|foggy|misty|rain|rainy|storm|neon|lamp|day|daylight",
  lens: "close-up|macro|wide|medium|shot|view|bokeh|seen from",
  view: "view|outside|window",
  floor: "floor|floorboards|carpet|rug",
  season: "spring|summer|autumn|winter|snow|snowy|snow-covered",
  style:
    "painting|watercolou?r|style|sketch|pencil|drawing|pixel art|cartoon|paper|poster|van gogh|" +
    "impressionist|ink",
};

/**
 * Of each place: words that name it, and what can be said more, each with its kind.
 * @type {{said: string, add: [string, string][]}[]}
 */
const PLACES = [
  {
    said:
      "space|on the moon|moon landscape|surface of the moon|astronaut|planet|rocket|spaceship|" +
      "orbit|comet",
    add: [
      ["", "sky full of stars"],
      ["", "the blue earth in the background"],
      ["lens", "wide shot"],
    ],
  },
  {
    said: "windowsill",
    add: [
      ["light", "morning light"],
      ["view", "a garden outside the window"],
    ],
  },
  {
    said: "room|couch|sofa|armchair|table|kitchen|bedroom|curtains",
    add: [
      ["light", "morning light"],
      ["floor", "wooden floor"],
      ["view", "hills outside the window"],
    ],
  },
  {
    said: "city|street|town|skyline|towers?|skyscrapers?|cyberpunk",
    add: [
      ["light", "at sunset"],
      ["", "lit windows"],
      ["", "a few clouds"],
    ],
  },
  {
    said:
      "butterfly|butterflies|monarch|snails?|bees?|ladybirds?|dragonfl(?:y|ies)|flowers?|" +
      "lea(?:f|ves)|" +
      "mushrooms?|dais(?:y|ies)|sunflowers?|coneflowers?|tulips?|popp(?:y|ies)|roses?",
    add: [
      ["light", "golden light"],
      ["lens", "close-up"],
      ["lens", "soft bokeh"],
    ],
  },
  {
    said:
      "hills?|houses?|village|cottage|lake|mountains?|forest|path|woods|valley|landscape|" +
      "river|trees?",
    add: [
      ["light", "at sunset"],
      ["season", "in autumn"],
      ["", "a few clouds"],
    ],
  },
  {
    said: "", // anything else
    add: [
      ["light", "soft light"],
      ["lens", "close-up"],
    ],
  },
];

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
  more: "Move phrases from one prompt to another",
  rungs: "Prompt in view",
  mean: "their average",
  blend: "Four pictures averaged by the page, not drawn by the model",
  wobble: (v) => `${Math.round(100 * v)} % wobble`,
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
  /** What more words did to the wobble, of each prompt, the vaguest first. */
  learned: (rungs) => {
    const shares = rungs.map((/** @type {any} */ each) => Math.round(100 * each.wobble));
    const [vague, rich] = [shares[0], shares[shares.length - 1]];
    if (shares.length < 2) return `The four pictures of these words end ${vague} % apart.`;
    const said = `${vague} % for the vaguest prompt, ${rich} % for the richest`;
    return rich < vague - FEW
      ? `Here more words made the four tries more alike: ${said}.`
      : rich > vague + FEW
        ? `Here more words made the four tries differ more: ${said}. Words also name things, and ` +
          "every thing can be drawn in many ways."
        : `Here more words hardly changed how alike the four tries are: ${said}. With four ` +
          `seeds, ${FEW} points mean nothing.`;
  },
  pending: "measuring…",
  seed: (n) => `Seed ${n}`,
  /** Of the prompt, for its shortest form. */
  grammar: {
    places:
      "on|in|at|with|against|under|over|above|beside|by|near|behind|before|through|among|during|" +
      "after",
    leads: "a|an|the|one|two|three|four|five|six|some|many",
  },
  /** A prompt with more said that fits its scene and is not said yet. @param {string} prompt */
  richer: (prompt) => {
    const says = (/** @type {string} */ words) =>
      new RegExp(`\\b(?:${words})\\b`, "i").test(prompt);
    const more = PLACES.find(({ said }) => says(said) || !said)?.add ?? [];
    const fits = (/** @type {[string, string]} */ [kind, text]) =>
      !says(text) && !(kind && says(KINDS[kind])) && !(kind === "lens" && says(KINDS.style));
    return [prompt, ...more.filter(fits).map(([, text]) => text)].filter(Boolean).join(", ");
  },
};
