const percent = (/** @type {number} */ share) => `${Math.round(100 * share)} %`;

/** @satisfies {import("./phrases.js").Words} */
export const paint = {
  tabs: "What to do with the picture",
  tab: /** @type {Record<string, string>} */ ({
    fill: "Fill a hole",
    change: "Change it",
    larger: "Make it larger",
    regions: "Regions",
  }),
  label: /** @type {Record<string, string>} */ ({
    fill: "What the filled picture shows",
    change: "What the changed picture shows",
    larger: "What the larger picture shows",
    regions: "What the whole picture shows",
  }),
  /** What is asked for at first of the picture that comes with the page. */
  first: /** @type {Record<string, string>} */ ({
    fill: "a ladybird on a white daisy, sunny",
    change: "a sunflower in a meadow at sunset",
    larger: "a white daisy in a meadow, sunny",
    regions: "a meadow, sunny",
  }),
  drawn: "The drawn picture",
  photo: "A photo of yours…",
  private: (/** @type {"site" | "here" | "there"} */ where) =>
    ({
      site: "A photo stays in your browser.",
      here:
        "A photo goes to the server on this computer and to nobody else: a square of it, without " +
        "its place and owner.",
      there:
        "A photo goes to the computer that showed you this link, and to nobody else: a square of " +
        "it, without its place and owner.",
    })[where],
  lost: "This link needs a photo that is not on this machine. Choose it again, or another.",
  canvas: "The picture. Arrow keys move a frame, plus and minus size it, the space bar paints it.",
  where: (x, y, wide, cells) =>
    `Frame ${percent(wide / cells)} wide, ${percent(x / cells)} from the left, ` +
    `${percent(y / cells)} from the top.`,
  tools: "Tool",
  tool: /** @type {Record<string, string>} */ ({ box: "Box", brush: "Brush", erase: "Erase" }),
  wide: "Brush",
  clear: "Clear",
  undo: "Undo",
  undone: "Undone.",
  another: "Another try",
  on: "Go on from this",
  went: "The result is now the picture to paint on.",
  keep: "Keep",
  kept: "It is among what you drew.",
  png: "Picture (PNG)",
  views: "What is shown",
  view: /** @type {Record<string, string>} */ ({
    hole: "Before",
    x0: "Best guess",
    xt: "Where we are",
    raw: "Not put back",
  }),
  strength: "Change",
  style: "Style",
  styles: /** @type {Record<string, string>} */ ({
    "": "as it is",
    "oil painting style": "oil painting",
    "in the style of Van Gogh's Starry Night": "starry night",
    watercolor: "watercolour",
    "flat vector illustration": "flat illustration",
    "pixel art": "pixel art",
    "pencil sketch": "pencil drawing",
  }),
  sides: /** @type {Record<string, string>} */ ({
    left: "Left",
    right: "Right",
    top: "Top",
    bottom: "Bottom",
  }),
  part: "Part",
  regions: "left: a red mushroom; right: a snail",
  /** An edit as Python. @param {string} edit @param {Record<string, any>} told */
  edit: (edit, told) => {
    const short = (/** @type {any} */ value) =>
      typeof value === "string" ? `"${value.slice(0, 8)}…"` : JSON.stringify(value);
    const fields = Object.entries(told).map(([name, value]) => `${name}=${short(value)}`);
    return `${edit[0].toUpperCase()}${edit.slice(1)}(${fields.join(", ")}),`;
  },
  places: (place) => place.replace("-", " "),
  parts: (n) => `Words for part ${n}`,
  hint: /** @type {Record<string, string>} */ ({
    fill: "Paint over what is to go, say what the picture then shows, and press Draw.",
    change: "Say what the picture shows instead, choose how much may change, and press Draw.",
    larger: "Drag an edge outwards, or use the sliders, and press Draw.",
    regions: "Say what each part shows, and press Draw.",
  }),
  empty: "Nothing is painted yet: there is no hole to fill.",
  drawing: "It is being drawn.",
  long: "This mask has too many strokes for a link; boxes fit.",
  /** What stayed. @param {{kept: number, free: number}} told */
  filled: ({ kept, free }) =>
    kept >= 1 - free - 1e-3
      ? `What is new, with a soft edge, is ${percent(free)} of the picture. ` +
        "Every pixel outside is as it was."
      : `What is new is ${percent(free)} of the picture, and yet only ${percent(kept)} of its ` +
        "pixels are as they were.",
  /** @param {{likeness: number}} told @param {number} strength */
  changed: ({ likeness }, strength) =>
    `From ${percent(strength)} noise: it agrees with the picture before by ` +
    `${likeness.toFixed(2)} (1 the same, 0 nothing in common). ` +
    (likeness >= 0.75
      ? "Much of it is left."
      : likeness >= 0.4
        ? "Some of it is left."
        : "Little of it is left."),
  parted: (n) => `${n === 1 ? "One part has" : `${n} parts have`} words of their own.`,
  untold:
    "Fill a hole, then choose “Not put back”: how well does the network guess what it is given?",
  /** How the guess of the known part fares when it is not put back. @param {number[]} apart */
  told: (apart) => {
    if (!apart.length) return "Nothing is put back here: all of the picture may change.";
    const [first, last] = [apart[0], apart[apart.length - 1]];
    const known =
      `Outside the hole the network’s own guess lies ${first.toFixed(2)} from the picture at the ` +
      `first step and ${last.toFixed(2)} at the last (0 the same, 1 unrelated)`;
    return last < 0.6 * first
      ? `${known}: it comes to agree with what is put back.`
      : `${known}: it hardly comes nearer, however often the picture is put back.`;
  },
};
