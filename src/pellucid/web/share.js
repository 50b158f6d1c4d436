// @ts-check
/**
 * <pl-share>: take something with you. A link to exactly this, the same as a command or as Python,
 * and the picture or the film as a file. Set `situation`, `link` and, where there is one, `walk`.
 */
import { h, say } from "./dom.js";
import { words } from "./words/en.js";

/** @typedef {import("./store.js").Situation} Situation */

/** Field -> flag of `pellucid draw`, with the default that may be left out. */
const FLAGS = /** @type {const} */ ([
  ["negative", "--negative", ""], ["seed", "--seed", 0], ["steps", "--steps", 28], ["guidance", "--guidance", 5],
  ["solver", "--solver", "dpmpp_2m"], ["ladder", "--ladder", "even"], ["engine", "--engine", "garden"],
]);

/** @param {string} text a word for a POSIX shell */
const quoted = (text) => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** @param {Situation} situation the same picture from a terminal */
export function command(situation) {
  const flags = FLAGS.filter(([field, , usual]) => situation[field] !== usual).map(([field, flag]) => ` ${flag} ${quoted(String(situation[field]))}`);
  return `pellucid draw ${quoted(situation.prompt)}${flags.join("")}`;
}

/** @param {Situation} situation the same picture from Python */
export function python(situation) {
  const fields = FLAGS.filter(([field, , usual]) => situation[field] !== usual && field !== "engine")
    .map(([field]) => `, ${field}=${JSON.stringify(situation[field])}`);
  return [
    "import pellucid", "",
    `engine = pellucid.load(${JSON.stringify(situation.engine)})`,
    `recipe = pellucid.Recipe(${JSON.stringify(situation.prompt)}${fields.join("")})`,
    "for step in engine.draw(recipe):", "    print(step.index, step.sigma)",
  ].join("\n");
}

/** Copy, or where the browser forbids it (plain http from a phone) show the text to be selected. @param {string} text @param {HTMLElement} near */
async function copy(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    say(words.share.copied);
    near.replaceChildren(h("p", { className: "done" }, words.share.copied));
  } catch {
    const area = h("textarea", { readOnly: true, rows: Math.min(6, text.split("\n").length + 1), value: text, "aria-label": words.share.select });
    near.replaceChildren(h("p", {}, words.share.select), area);
    area.select();
  }
}

export class Share extends HTMLElement {
  /** @type {Situation | null} */
  situation = null;
  /** @type {() => string} */
  link = () => location.href;
  /** @type {import("./wire.js").Walk | null} */
  walk = null;
  view = "x0";

  connectedCallback() {
    if (this.children.length) return;
    const { open, link, command: cli, python: py, png, webp, gif, title } = words.share;
    this.answer = h("div", { className: "answer", "aria-live": "polite" });
    this.files = h("div", { className: "files" },
      h("a", { "data-file": "end.png?save=1", download: "" }, png), h("a", { "data-file": "film.webp", download: "" }, webp), h("a", { "data-file": "film.gif", download: "" }, gif));
    const act = (/** @type {string} */ name, /** @type {() => string} */ text) => h("button", { type: "button", on: { click: () => copy(text(), this.answer) } }, name);
    this.panel = h("dialog", { className: "sheet", "aria-label": title },
      h("header", {}, h("h2", {}, title), h("button", { type: "button", className: "close", "aria-label": words.close, on: { click: () => this.panel.close() } }, "×")),
      h("div", { className: "choices" }, act(link, () => this.link()), act(cli, () => command(/** @type {Situation} */ (this.situation))), act(py, () => python(/** @type {Situation} */ (this.situation)))),
      this.files, this.answer);
    this.append(h("button", { type: "button", className: "share", on: { click: () => this.open() } }, open), this.panel);
    this.panel.addEventListener("click", (/** @type {Event} */ event) => { if (event.target === this.panel) this.panel.close(); });
  }

  open() {
    this.answer?.replaceChildren();
    const key = this.walk?.done ? this.walk.key : "";
    for (const link of this.files?.querySelectorAll("a") ?? []) {
      link.hidden = !key;
      const file = link.dataset.file ?? "";
      link.href = key ? `/w/${key}/${file}${file.startsWith("film") ? `?view=${this.view === "xt" ? "xt" : "x0"}` : ""}` : "";
    }
    this.panel?.showModal();
  }
}

customElements.define("pl-share", Share);
