/** @satisfies {import("./phrases.js").Words} */
export const latent = {
  engines: "Which model",
  engine: /** @type {Record<string, string>} */ ({
    garden: "model of latents",
    "garden-pixel": "model of pixels",
  }),
  views: "Which state of the walk",
  bases: "How numbers become colours",
  basis: /** @type {Record<string, string>} */ ({
    training: "from training",
    walk: "fit to the walk",
    picture: "fit to the end",
    channels: "first three",
  }),
  map: "What the model works on",
  picture: "What the codec makes of it",
  enlarged: "The same, made larger",
  touch: "Touch one number",
  need: "How much three colours can hold",
  state: "state",
  grid: "The latent, cell by cell. Arrow keys choose a cell, Enter pokes it.",
  channels: "Which number of the cell",
  number: (n) => `number ${n}`,
  cell: (row, column, values) => `Row ${row}, column ${column}: ${values}`,
  keeps: (wide, high, depth, share, basis, always, pictures) =>
    `${wide} × ${high} cells of ${depth} numbers, shown as ${Math.min(3, depth)} a ` +
    `cell${basis === "channels" ? " as they are" : ""}: keeps ` +
    `${(100 * share).toFixed(1)} % of the variance.` +
    (basis === "training"
      ? ` Over ${pictures.toLocaleString("en")} pictures of training the same three ` +
        `directions keep ${(100 * always).toFixed(1)} %, so a colour means the same in every ` +
        "picture."
      : ""),
  amount: "Add to it",
  poke: "Poke",
  free: "Let go",
  moves: ["Cell above", "Cell to the left", "Cell to the right", "Cell below"],
  difference: "Show only the change, × 8",
  hint:
    "Choose a cell in the left picture, then poke it: one number changes, and the codec makes a " +
    "picture again.",
  bare:
    "This model has no codec: its numbers are the pixels themselves, and only made larger. " +
    "Choose one in the left picture, then poke it: nothing changes beyond its neighbours.",
  effect: (n, of, reach, patch) =>
    n === 0
      ? "Nothing that an eye could see: these pixels are as bright or as dark already as they " +
        "can be."
      : `One number changed ${n.toLocaleString("en")} of ${of.toLocaleString("en")} ` +
        `pixels visibly, up to ${Math.round(reach)} px away; its own patch is ${patch} × ` +
        `${patch}.`,
  spread: (count, reach, patch) =>
    count === 0
      ? "The last poke changed nothing that an eye could see."
      : reach > patch
        ? "The last poke changed more than its own patch: pixels up to " +
          `${Math.round(reach)} px away.`
        : "The last poke changed its own patch and nothing else.",
  sizes: (codec, p, l, a, b) => [
    ["the picture", `${p.join(" × ")} = ${a.toLocaleString("en")}`],
    [
      codec ? "its latent" : "the model’s pixels",
      `${l.slice(1).join(" × ")} × ${l[0]} = ${b.toLocaleString("en")}`,
    ],
    ["fewer numbers", `${Math.round((10 * a) / b) / 10} times`],
  ],
  own: (shown, of) => `best ${shown} of ${of} numbers keep`,
};
