/** Everything the visitor asked for, on one slider. */
import { button, h } from "../dom.js";
import { info } from "../net/info.js";
import { Dialled } from "../page/exhibit.js";
import { recent } from "../page/prompt.js";
import { words } from "../words/en.js";

const [FEW, MOST] = [4, 6]; // tiles
const STEPS = info.limits.preview;
const w = words.exhibits.recap;

export default class Recap extends Dialled {
  #tiles = h("div.tiles");
  /** @type {Map<string, any>} */
  #stages = new Map();

  build() {
    this.element.append(this.#tiles, this.dial, h("pl-job", { run: this.run }));
    this.dial.max = this.dial.value = STEPS;
  }

  /** @param {number} i */
  look(i) {
    this.dial.value = i;
    for (const stage of this.#stages.values()) stage.state = i;
  }

  get reached() {
    return STEPS;
  }

  planned() {
    const [walk] = this.run.walks;
    const stage = this.#stages.get(walk.recipe.prompt);
    if (!stage) return;
    stage.walk = walk;
    stage.state = this.dial.value;
  }

  finished() {
    this.run.addEventListener("end", () => this.#draw(), { once: true });
  }

  /** The first prompt without a picture. */
  get #missing() {
    return [...this.#stages.keys()].find((prompt) => !this.#stages.get(prompt).walk?.done);
  }

  /** Draw the tiles one after the other. */
  #draw() {
    const prompt = this.#missing;
    if (prompt) this.run.draw({ ...this.settings, prompt, steps: STEPS });
  }

  /** @param {string} prompt @param {boolean} own the page's own */
  #tile(prompt, own) {
    const { store } = this.page;
    const stage = h("pl-stage", { plain: true });
    const use = button(w.use, () => store.change({ prompt }), "chip");
    this.#stages.set(prompt, stage);
    const caption = h("figcaption", prompt, " ", own ? "" : use);
    return h("figure.tile", stage, caption);
  }

  update() {
    const asked = recent();
    this.page.live({ asked: asked.length });
    const all = new Set([...asked, this.settings.prompt, ...words.prompt.examples]);
    const prompts = [...all].slice(0, Math.max(FEW, Math.min(MOST, asked.length)));
    this.#stages.clear();
    this.#tiles.replaceChildren(
      ...prompts.map((prompt) => this.#tile(prompt, prompt === this.settings.prompt)),
    );
    this.#draw();
  }

  hidden() {
    this.run.forget();
    return Boolean(this.#missing);
  }
}
