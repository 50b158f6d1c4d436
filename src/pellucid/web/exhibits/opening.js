/** The first thing on the page: a walk that came with it, played once; then what is asked. */
import { h, reduced } from "../dom.js";
import { line } from "../net/line.js";
import { poster } from "../net/walk.js";
import { Exhibit } from "../page/exhibit.js";
import { alike, DEFAULTS } from "../store.js";

const BREATH = 900; // ms of noise before it starts

export default class Opening extends Exhibit {
  #asked = false;
  #following = true; // until the visitor takes over, the newest state is in view
  #stage = h("pl-stage.dial-surface", { view: "xt" });
  #scrubber = h("pl-scrubber", {
    surface: this.#stage,
    reach: () => this.#stage.walk?.reach ?? 0,
    on: {
      scrub: ({ detail }) => {
        this.#stage.state = detail.value;
        if (detail.from !== "play") this.#following = false;
      },
    },
  });
  #prompt = /** @type {any} */ (this.page.chapter.querySelector("pl-prompt"));

  build() {
    this.element.append(this.#stage, this.#scrubber, h("pl-job", { run: this.run }));
    this.#prompt?.addEventListener("prompt", (/** @type {CustomEvent} */ event) =>
      this.page.store.change({ prompt: event.detail }),
    );
  }

  /** @param {{walk: Walk}} told */
  frame({ walk }) {
    if (this.#following && !this.#scrubber.playing && walk === this.#stage.walk)
      this.#scrubber.value = this.#stage.state = walk.reached;
  }

  /** @param {{walk: Walk}} told */
  async finished({ walk }) {
    await walk.small("xt");
    walk.large("xt");
  }

  /** @param {Walk} walk @param {number} state */
  #look(walk, state) {
    this.element.querySelector(".first")?.remove();
    this.#scrubber.max = walk.last;
    this.#scrubber.value = this.#stage.state = state;
    this.#stage.walk = walk;
  }

  async #first() {
    const walk = poster();
    await walk.small("xt");
    if (this.#asked) return;
    if (!walk.sheets.xt) return line.addEventListener("back", () => this.#first(), { once: true });
    walk.large("xt");
    this.#look(walk, reduced.matches ? walk.last : 0);
    if (reduced.matches) return;
    setTimeout(() => {
      if (!this.#asked && this.#scrubber.value === 0) this.#scrubber.play();
    }, BREATH);
  }

  planned() {
    const [walk] = this.run.walks;
    this.#following = true;
    this.#scrubber.stop();
    this.#look(walk, walk.done ? walk.last : 0);
  }

  update() {
    if (this.#prompt) this.#prompt.value = this.settings.prompt;
    if (!this.#asked && alike(this.settings, DEFAULTS)) return void this.#first();
    this.#asked = true;
    this.run.draw(this.settings);
  }
}
