// @ts-check
/**
 * The bar that goes with the reader: prompt, seed, settings, share. One situation for every figure.
 */
import "./depth.js";
import "./share.js";
import { button, sheet as framed, h } from "../dom.js";
import { house } from "../net/ask.js";
import { Run } from "../net/run.js";
import { words } from "../words/en.js";
import { tray } from "./history.js";

const SEEDS = 10000; // the die's
const LAST = 2 ** 32 - 1; // the largest seed there is

/**
 * @param {import("../store.js").Store} store @param {() => string} hash
 * @param {() => {recipe: any, walk?: import("../net/walk.js").Walk, view?: string}} told what is
 *   in view
 * @returns {{readonly shortcuts: boolean}} whether single letters may act inside figures
 */
export function bar(store, hash, told) {
  const w = words.bar;
  const prompt = /** @type {any} */ (document.getElementById("page-prompt"));
  prompt.whisper = new Run("walk");
  prompt.quick = (/** @type {string} */ text) => ({ ...store.situation, prompt: text, steps: 4 });
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
  const die = button("⚄", () => store.change({ seed: Math.floor(Math.random() * SEEDS) }), {
    className: "die",
    "aria-label": w.again,
    title: w.again,
  });
  const depth = h("pl-depth");
  depth.onchoose = (/** @type {number} */ level) => store.put({ depth: level });
  const share = h("pl-share", {
    link: () => `${location.origin}${location.pathname}${hash()}`,
    told,
  });
  const past = tray(store);
  const sheet = settings(store, {
    [words.history.title]: past.open,
    [words.share.open]: () => share.open(),
  });
  const gear = button(h("span", { "aria-hidden": "true" }, "⚙"), () => sheet.showModal(), {
    className: "gear",
    "aria-label": w.settings,
    title: w.settings,
  });
  document
    .getElementById("dials")
    ?.append(
      h("label", { className: "dial seed" }, h("span", {}, w.seed), seed),
      die,
      depth,
      past.button,
      gear,
      share,
      sheet,
      past.panel,
    );
  store.subscribe(
    (state) => state.situation,
    (situation) => {
      prompt.value = situation.prompt;
      seed.value = situation.seed;
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
      return sheet.keys.checked;
    },
  };
}

/** @param {HTMLInputElement} input @param {number} low @param {number} high */
function whole(input, low, high) {
  const value = Math.round(Math.min(high, Math.max(low, +input.value || 0)));
  input.value = String(value);
  return value;
}

/**
 * The sheet with everything that is not changed all the time.
 * @param {import("../store.js").Store} store
 * @param {Record<string, () => void>} doors to other sheets, which a phone's bar has no room for
 * @returns {any}
 */
function settings(store, doors) {
  const w = words.bar;
  const steps = h("input", {
    type: "range",
    min: 1,
    max: 50,
    step: 1,
    on: { input: show, change: () => store.change({ steps: +steps.value }) },
  });
  const guidance = h("input", {
    type: "range",
    min: 0,
    max: 15,
    step: 0.1,
    on: { input: show, change: () => store.change({ guidance: +guidance.value }) },
  });
  const said = { steps: h("output"), guidance: h("output") };
  function show() {
    said.steps.textContent = steps.value;
    said.guidance.textContent = guidance.value;
  }
  const solver = h(
    "select",
    { on: { change: () => store.change({ solver: solver.value }) } },
    Object.entries(w.solvers).map(([value, name]) => h("option", { value }, name)),
  );
  const engine = h(
    "select",
    { on: { change: () => store.change({ engine: engine.value }) } },
    h("option", { value: "garden" }, w.engines.garden),
  );
  const negative = h("input", {
    type: "text",
    maxLength: 1000,
    on: { change: () => store.change({ negative: negative.value.trim() }) },
  });
  const scroll = h("input", {
    type: "checkbox",
    role: "switch",
    id: "scroll-mode",
    on: { change: () => store.put({ scroll: scroll.checked }) },
  });
  const keys = h("input", { type: "checkbox", role: "switch", checked: true });
  const undo = button(w.undo, () => store.undo());
  const redo = button(w.redo, () => store.redo());
  const depth = h("pl-depth");
  depth.onchoose = (/** @type {number} */ level) => store.put({ depth: level });
  const dialog = framed(
    w.settings,
    depth,
    h("label", { className: "row" }, h("span", {}, w.steps), steps, said.steps),
    h("label", { className: "row" }, h("span", {}, w.guidance), guidance, said.guidance),
    h("label", { className: "row" }, h("span", {}, w.negative), negative),
    h("label", { className: "row" }, h("span", {}, w.solver), solver),
    h("label", { className: "row" }, h("span", {}, w.engine), engine),
    h("label", { className: "row switch" }, h("span", {}, w.scroll), scroll),
    h("label", { className: "row switch" }, h("span", {}, w.keys), keys),
    h(
      "div",
      { className: "choices" },
      undo,
      redo,
      Object.entries(doors).map(([name, open]) =>
        button(name, () => {
          dialog.close();
          open();
        }),
      ),
    ),
  );
  dialog.keys = keys;
  store.subscribe(
    (state) => state.situation,
    (situation) => {
      steps.value = situation.steps;
      guidance.value = situation.guidance;
      solver.value = situation.solver;
      engine.value = situation.engine;
      negative.value = situation.negative;
      said.steps.textContent = situation.steps;
      said.guidance.textContent = situation.guidance;
    },
  );
  store.subscribe(
    (state) => [state.situation, state.pins],
    () => {
      undo.disabled = !store.canUndo;
      redo.disabled = !store.canRedo;
    },
  );
  store.subscribe(
    (state) => state.depth,
    (level) => {
      depth.value = level;
    },
  );
  house().then(
    (said) => {
      engine.replaceChildren(
        ...said.engines.map((/** @type {any} */ { name }) =>
          h("option", { value: name }, w.engines[name] ?? name),
        ),
      );
      engine.value = store.situation.engine;
    },
    () => {},
  );
  return dialog;
}
