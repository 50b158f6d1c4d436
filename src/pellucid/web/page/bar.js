/** The bar that goes with the reader: prompt, seed, settings, share. The same for every figure. */
import "./depth.js";
import "./share.js";
import { button, h, sign } from "../dom.js";
import { Run } from "../net/run.js";
import { anySeed, LAST } from "../store.js";
import { words } from "../words/en.js";
import { tray } from "./history.js";
import { SettingsDialog } from "./settings.js";

/**
 * @param {Store} store @param {() => string} hash
 * @param {() => {recipe: any, walk?: Walk, view?: string}} told what is
 *   in view
 * @returns {{readonly shortcuts: boolean}} whether single letters may act inside figures
 */
export function bar(store, hash, told) {
  const w = words.bar;
  const prompt = /** @type {any} */ (document.getElementById("page-prompt"));
  prompt.whisper = new Run("walk");
  prompt.quick = (/** @type {string} */ text) => ({ ...store.settings, prompt: text, steps: 4 });
  prompt.addEventListener("prompt", (/** @type {CustomEvent} */ event) =>
    store.change({ prompt: event.detail }),
  );
  const seed = h("input", {
    type: "number",
    min: 0,
    max: LAST,
    step: 1,
    inputMode: "numeric",
    on: { change: () => store.change({ seed: whole(seed, 0, LAST) }) },
  });
  const die = button("⚄", () => store.change({ seed: anySeed() }), sign(w.again, "die"));
  const depth = h("pl-depth");
  depth.onchoose = (/** @type {number} */ level) => store.put({ depth: level });
  const share = h("pl-share", {
    link: () => `${location.origin}${location.pathname}${hash()}`,
    told,
  });
  const past = tray(store);
  const dialog = new SettingsDialog(store, {
    [words.history.title]: past.open,
    [words.share.open]: () => share.open(),
  });
  const wheel = h("span", { "aria-hidden": "true" }, "⚙");
  const gear = button(wheel, () => dialog.dialog.showModal(), sign(w.settings, "gear"));
  document
    .getElementById("dials")
    ?.append(
      h("label.dial.seed", h("span", w.seed), seed),
      die,
      depth,
      past.button,
      gear,
      share,
      dialog.dialog,
      past.panel,
    );
  store.subscribe(
    (state) => state.settings,
    (settings) => {
      prompt.value = settings.prompt;
      seed.value = settings.seed;
    },
  );
  store.subscribe(
    (state) => state.depth,
    (level) => {
      depth.value = level;
    },
  );
  return {
    get shortcuts() {
      return dialog.keys.checked;
    },
  };
}

/** @param {HTMLInputElement} input @param {number} low @param {number} high */
function whole(input, low, high) {
  const value = Math.round(Math.min(high, Math.max(low, +input.value || 0)));
  input.value = String(value);
  return value;
}
