/**
 * <pl-share>: take something with you. A link to exactly this, the same as a command or as Python,
 * and the picture or the film as a file. Set `link` and `told`, which says what is in view.
 */
import { button, h, say, sheet } from "../dom.js";
import { offered } from "../net/source.js";
import { words } from "../words/en.js";

/** What is written as code; loaded when somebody opens the sheet. */
const code = () => import("./code.js");

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
      h("a", { "data-file": "end.png", download: "" }, png),
      h("a", { "data-file": "film.webp", download: "" }, webp),
      h("a", { "data-file": "film.gif", download: "" }, gif),
    );
    const failed = () => this.answer.replaceChildren(h("p", words.errors.stopped));
    const act = (/** @type {string} */ name, /** @type {() => Promise<string>} */ text) =>
      button(name, () => text().then((said) => copy(said, this.answer), failed));
    this.panel = sheet(
      title,
      h(
        "div.choices",
        act(link, async () => this.link()),
        act(cli, async () => (await code()).command(this.told().recipe)),
        act(py, async () => (await code()).python(this.told().recipe)),
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
    code().catch(() => {}); // so that it is there when it is to be copied
    this.answer?.replaceChildren();
    const { walk, view } = this.told();
    for (const link of this.files?.querySelectorAll("a") ?? []) {
      const name = link.dataset.file ?? "";
      const query = name.startsWith("film") ? `?view=${view === "xt" ? "xt" : "x0"}` : "?save=1";
      link.href = walk?.done ? offered(walk, name, query) : "";
      link.hidden = !link.getAttribute("href");
    }
    this.panel?.showModal();
  }
}

customElements.define("pl-share", Share);
