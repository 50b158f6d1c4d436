/** Everything the visitor asked for, on one slider. */
import { button, h } from "../dom.js";
import { info } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { recent } from "../page/prompt.js";
import { words } from "../words/en.js";

const [FEW, MOST] = [4, 6]; // tiles
const STEPS = info.limits.preview;
const w = words.exhibits.recap;

export default class Recap extends Exhibit {
  #tiles = h("div.tiles");
  #scrubber = h("pl-scrubber");
  /** @type {Map<string, any>} */
  #stages = new Map();

  build() {
    this.element.append(this.#tiles, this.#scrubber, h("pl-job", { run: this.run }));
    const scrubber = this.#scrubber;
    scrubber.max = scrubber.value = STEPS;
    scrubber.addEventListener("scrub", () => this.#look());
    scrubber.addEventListener("settle", () => this.page.show({ i: scrubber.value }));
  }

  #look() {
    for (const stage of this.#stages.values()) stage.state = this.#scrubber.value;
  }

  planned() {
    const [walk] = this.run.walks;
    const stage = this.#stages.get(walk.recipe.prompt);
    if (!stage) return;
    stage.walk = walk;
    stage.state = this.#scrubber.value;
  }

  finished() {
    this.#draw();
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

  /** @param {any} shown */
  restore(shown) {
    if (shown.i === undefined) return;
    this.#scrubber.value = shown.i;
    this.#look();
  }

  hidden() {
    this.run.forget();
    return Boolean(this.#missing);
  }
}
