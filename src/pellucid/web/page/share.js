/**
 * <pl-share>: take something with you. A link to exactly this, the same as a command or as Python,
 * and the picture or the film as a file. Set `link` and `told`, which says what is in view.
 */
import { button, h, say, sheet } from "../dom.js";
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

/** The same picture from a terminal. @param {any} recipe settings, or a recipe with edits */
export function command(recipe) {
  const edits = (recipe.edits ?? []).flatMap((/** @type {any} */ { edit, image, ...told }) => [
    image ? ` --image ${words.share.photo}` : "",
    ...Object.entries(FLAGS[edit] ?? {})
      .filter(([field]) => !usual(edit, field, told[field]))
      .map(([field, flag]) => flagged(flag, told[field])),
  ]);
  const fields = FIELDS.filter((field) => !usual("recipe", field, recipe[field]));
  const flags = [...fields.map((field) => flagged(field, recipe[field])), ...edits].join("");
  const prompt = quoted(recipe.prompt);
  return recipe.prompt.startsWith("-")
    ? `pellucid draw${flags} -- ${prompt}`
    : `pellucid draw ${prompt}${flags}`;
}

/** The same picture from Python. @param {any} recipe settings, or a recipe with edits */
export function python(recipe) {
  const given = (/** @type {Record<string, any>} */ told) =>
    Object.entries(told)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(", ");
  const fields = Object.fromEntries(
    FIELDS.filter((field) => field !== "engine" && !usual("recipe", field, recipe[field])).map(
      (field) => [field, recipe[field]],
    ),
  );
  const edits = (recipe.edits ?? []).map((/** @type {any} */ { edit, ...told }) => ({
    name: `${edit[0].toUpperCase()}${edit.slice(1)}`,
    told,
  }));
  const made = edits
    .map((/** @type {any} */ { name, told }) => `${name}(${given(told)}),`)
    .join(" ");
  const all = [
    JSON.stringify(recipe.prompt),
    ...(Object.keys(fields).length ? [given(fields)] : []),
    ...(made ? [`edits=(${made})`] : []),
  ];
  return [
    "import pellucid",
    "from PIL import Image",
    ...edits.map((/** @type {any} */ { name }) => `from pellucid.recipe.edits import ${name}`),
    "",
    `engine = pellucid.load(${JSON.stringify(recipe.engine)})`,
    `recipe = pellucid.Recipe(${all.join(", ")})`,
    "for step in engine.draw(recipe):",
    "    print(step.index, step.sigma)",
    'Image.fromarray(engine.plan(recipe).picture(step.x_next)).save("picture.png")',
  ].join("\n");
}

/**
 * Copy, or where the browser forbids it (plain http from a phone) show the text to be selected.
 * @param {string} text @param {HTMLElement} near
 */
async function copy(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    say(words.share.copied);
    near.replaceChildren(h("p.done", words.share.copied), h("pre", { tabIndex: 0 }, text));
  } catch {
    const area = h("textarea", {
      readOnly: true,
      rows: Math.min(6, text.split("\n").length + 1),
      value: text,
      "aria-label": words.share.select,
    });
    near.replaceChildren(h("p", words.share.select), area);
    area.select();
  }
}

class Share extends HTMLElement {
  /** @type {() => string} */
  link = () => location.href;
  /**
   * What is in view: its recipe or the page's settings; its walk, where it is one.
   * @type {() => {recipe: any, walk?: Walk | null, view?: string}}
   */
  told = () => ({ recipe: {} });

  connectedCallback() {
    if (this.children.length) return;
    const { open, link, command: cli, python: py, png, webp, gif, title } = words.share;
    this.answer = h("div.answer", { "aria-live": "polite" });
    this.files = h(
      "div.files",
      h("a", { "data-file": "end.png?save=1", download: "" }, png),
      h("a", { "data-file": "film.webp", download: "" }, webp),
      h("a", { "data-file": "film.gif", download: "" }, gif),
    );
    const act = (/** @type {string} */ name, /** @type {() => string} */ text) =>
      button(name, () => copy(text(), this.answer));
    this.panel = sheet(
      title,
      h(
        "div.choices",
        act(link, () => this.link()),
        act(cli, () => command(this.told().recipe)),
        act(py, () => python(this.told().recipe)),
      ),
      this.files,
      this.answer,
    );
    this.append(
      button(open, () => this.open(), "share"),
      this.panel,
    );
  }

  open() {
    this.answer?.replaceChildren();
    const { walk, view } = this.told();
    for (const link of this.files?.querySelectorAll("a") ?? []) {
      link.hidden = !walk?.done;
      const file = link.dataset.file ?? "";
      const query = file.startsWith("film") ? `?view=${view === "xt" ? "xt" : "x0"}` : "";
      link.href = walk?.done ? `${walk.where}/${file}${query}` : "";
    }
    this.panel?.showModal();
  }
}

customElements.define("pl-share", Share);
