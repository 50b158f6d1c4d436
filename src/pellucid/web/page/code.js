/** Settings, or a recipe with edits, as a command and as Python. */
import { info, row } from "../net/info.js";
import { words } from "../words/en.js";

const FIELDS = ["negative", "seed", "steps", "guidance", "solver", "ladder", "engine"];
/** Flags of `pellucid draw` for edits. @type {Record<string, Record<string, string>>} */
const FLAGS = {
  again: { times: "again", jump: "jump", churn: "churn" },
  fresh: { noise: "noise" },
  guidance: { rescale: "rescale", low: "guide-low", high: "guide-high" },
  variation: { amount: "variation", seed: "variation-seed" },
  strength: { strength: "strength" },
};
const USUAL = /** @type {Record<string, any>} */ ({
  recipe: info.recipe.properties,
  again: row(info.edits, "kind", "again").properties,
  guidance: row(info.edits, "kind", "guidance").properties,
});

/** Whether a field says what it would say anyway; those of other edits are always told. */
const usual = (/** @type {string} */ kind, /** @type {string} */ field, /** @type {any} */ value) =>
  value === undefined || value === USUAL[kind]?.[field].default;

/** @param {string} text a word for a POSIX shell */
const quoted = (text) => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** A flag with its value. @param {string} flag @param {any} value */
const flagged = (flag, value) =>
  ` --${flag}${String(value).startsWith("-") ? "=" : " "}${quoted(String(value))}`;

/** The margins of a larger picture. @param {Record<string, number>} told */
const sides = (told) =>
  ["left", "right", "top", "bottom"]
    .filter((side) => told[side])
    .map((side) => `${side}=${told[side]}`)
    .join(",");

/** Words for parts of a picture. @param {{where: string, prompt: string}[]} regions */
const parts = (regions) => regions.map((each) => `${each.where}: ${each.prompt}`).join("; ");

/** The same picture from a terminal. @param {any} recipe settings, or a recipe with edits */
export function command(recipe) {
  const edits = (recipe.edits ?? []).flatMap((/** @type {any} */ { edit, ...told }) => [
    told.image ? ` --image ${words.share.photo}` : "",
    told.mask ? ` --mask ${words.share.mask}` : "",
    edit === "outpaint" ? flagged(edit, sides(told)) : "",
    edit === "regions" ? flagged(edit, parts(told.regions)) : "",
    ...Object.entries(FLAGS[edit] ?? {})
      .filter(([field]) => !usual(edit, field, told[field]))
      .map(([field, flag]) => flagged(flag, told[field])),
  ]);
  const fields = FIELDS.filter((field) => !usual("recipe", field, recipe[field]));
  const flags = [...fields.map((field) => flagged(field, recipe[field])), ...new Set(edits)].join(
    "",
  );
  const prompt = quoted(recipe.prompt);
  return recipe.prompt.startsWith("-")
    ? `pellucid draw${flags} -- ${prompt}`
    : `pellucid draw ${prompt}${flags}`;
}

/** The same picture from Python. @param {any} recipe settings, or a recipe with edits */
export function python(recipe) {
  const given = (/** @type {any} */ told, names = Object.keys(told)) =>
    names.map((name) => `${name}=${JSON.stringify(told[name])}`).join(", ");
  const named = (/** @type {string} */ edit) => `${edit[0].toUpperCase()}${edit.slice(1)}`;
  const edits = /** @type {any[]} */ (recipe.edits ?? []);
  const made = edits.map(({ edit, ...told }) => `${named(edit)}(${given(told)}),`).join(" ");
  const own = (/** @type {string} */ field) =>
    field !== "engine" && !usual("recipe", field, recipe[field]);
  const all = [
    JSON.stringify(recipe.prompt),
    given(recipe, FIELDS.filter(own)),
    made && `edits=(${made})`,
  ].filter(Boolean);
  return [
    "import pellucid",
    "from PIL import Image",
    ...edits.map(({ edit }) => `from pellucid.recipe.edits import ${named(edit)}`),
    "",
    `engine = pellucid.load(${JSON.stringify(recipe.engine)})`,
    `recipe = pellucid.Recipe(${all.join(", ")})`,
    "for step in engine.draw(recipe):",
    "    print(step.index, step.sigma)",
    'Image.fromarray(engine.plan(recipe).picture(step.x_next)).save("picture.png")',
  ].join("\n");
}
