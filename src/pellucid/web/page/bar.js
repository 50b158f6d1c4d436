/** The bar that goes with the reader: prompt, seed, settings, share. The same for every figure. */
import "./depth.js";
import "./share.js";
import { button, clamp, h, sign } from "../dom.js";
import { Run } from "../net/run.js";
import { anySeed, LAST } from "../store.js";
import { words } from "../words/en.js";
import { tray } from "./history.js";
import { scrollSwitch } from "./scroll.js";
import { SettingsDialog } from "./settings.js";

const w = words.bar;

export class Bar {
  #store;
  #prompt = /** @type {any} */ (document.getElementById("page-prompt"));
  #seed = h("input", {
    type: "number",
    min: 0,
    max: LAST,
    step: 1,
    inputMode: "numeric",
    on: { change: () => this.#take() },
  });

  /**
   * @param {Store} store @param {() => string} hash
   * @param {() => {recipe: any, walk?: Walk, view?: string}} told what is in view
   */
  constructor(store, hash, told) {
    this.#store = store;
    const link = () => `${location.origin}${location.pathname}${hash()}`;
    const share = h("pl-share", { link, told });
    const past = tray(store);
    this.dialog = new SettingsDialog(store, {
      [words.contents.link]: () => document.getElementById("contents")?.scrollIntoView(),
      [words.history.title]: past.open,
      [words.share.open]: () => share.open(),
    });
    const wheel = h("span", { "aria-hidden": "true" }, "⚙");
    const gear = () => this.dialog.dialog.showModal();
    document.getElementById("dials")?.append(
      h("label.dial.seed", h("span", w.seed), this.#seed),
      button("⚄", () => store.change({ seed: anySeed() }), sign(w.again, "die")),
      h("pl-depth", { store }),
      scrollSwitch(store, w.scroll, "dial.scroller"),
      h("a.to-contents", { href: "#contents" }, words.contents.link),
      past.button,
      button(wheel, gear, sign(w.settings, "gear")),
      share,
      this.dialog.dialog,
      past.panel,
    );
    this.#follow();
  }

  #follow() {
    const [store, prompt] = [this.#store, this.#prompt];
    prompt.whisper = new Run("walk");
    prompt.quick = (/** @type {string} */ text) => ({ ...store.settings, prompt: text, steps: 4 });
    prompt.addEventListener("prompt", (/** @type {CustomEvent} */ event) =>
      store.change({ prompt: event.detail }),
    );
    store.subscribe(
      (state) => state.settings,
      (settings) => {
        prompt.value = settings.prompt;
        this.#seed.value = settings.seed;
      },
    );
  }

  /** Take the seed that was typed, or the one next to it that there is. */
  #take() {
    const seed = Math.round(clamp(+this.#seed.value || 0, 0, LAST));
    this.#seed.value = seed;
    this.#store.change({ seed });
  }

  /** Whether single letters may act inside figures. */
  get shortcuts() {
    return this.dialog.keys.checked;
  }
}
