/** The sheet with everything that is not changed all the time. */
import { button, h, sheet, slider, toggle } from "../dom.js";
import { constants, info } from "../net/info.js";
import { words } from "../words/en.js";
import "./depth.js";
import { scrollSwitch } from "./scroll.js";

export class SettingsDialog {
  #store;
  #words = words.bar;

  /**
   * @param {Store} store
   * @param {Record<string, () => void>} doors to other sheets, which a phone's bar has no room for
   */
  constructor(store, doors) {
    this.#store = store;
    const { strongest } = constants("guidance");
    this.steps = this.#slider("steps", { min: 1, max: info.limits.steps, step: 1 });
    this.guidance = this.#slider("guidance", { min: 0, max: strongest, step: 0.1 });
    this.negative = h("input", { type: "text", maxLength: info.limits.letters });
    this.negative.onchange = () => store.change({ negative: this.negative.value.trim() });
    this.solver = this.#menu("solver");
    this.engine = this.#menu("engine");
    this.keys = toggle(true, () => {});
    this.undo = button(this.#words.undo, () => store.undo());
    this.redo = button(this.#words.redo, () => store.redo());
    this.dialog = this.#sheet(doors);
    this.#follow();
    this.#fill("engine", info.engines);
    this.#fill(
      "solver",
      info.solvers.filter((/** @type {any} */ each) => each.shown),
    );
  }

  /** @param {"steps" | "guidance"} name @param {Record<string, number>} range */
  #slider(name, range) {
    const said = h("output");
    const say = () => {
      said.textContent = input.value;
    };
    const input = slider(range, say, () => this.#store.change({ [name]: +input.value }));
    return { input, said };
  }

  /** @param {"solver" | "engine"} name */
  #menu(name) {
    const menu = h("select");
    menu.onchange = () => this.#store.change({ [name]: menu.value });
    return menu;
  }

  /** @param {Record<string, () => void>} doors */
  #sheet(doors) {
    const w = this.#words;
    const row = (/** @type {string} */ name, /** @type {any[]} */ ...inside) =>
      h("label.row", h("span", name), inside);
    const choose = (/** @type {string} */ name, /** @type {any} */ box) =>
      h("label.row.switch", h("span", name), box);
    const leave = (/** @type {() => void} */ open) => () => {
      this.dialog.close();
      open();
    };
    const others = Object.entries(doors).map(([name, open]) => button(name, leave(open)));
    return sheet(
      w.settings,
      h("pl-depth", { store: this.#store }),
      row(w.steps, this.steps.input, this.steps.said),
      row(w.guidance, this.guidance.input, this.guidance.said),
      row(w.negative, this.negative),
      row(w.solver, this.solver),
      row(w.engine, this.engine),
      scrollSwitch(this.#store, w.scroll, "row.switch"),
      choose(w.keys, this.keys),
      h("div.choices", this.undo, this.redo, others),
    );
  }

  #follow() {
    const store = this.#store;
    store.subscribe(
      (state) => state.settings,
      (settings) => {
        for (const name of /** @type {const} */ (["steps", "guidance"])) {
          const { input } = this[name];
          input.max = String(Math.max(+input.max, settings[name])); // of a link, say
          input.value = String(settings[name]);
          this[name].said.textContent = String(settings[name]);
        }
        for (const name of /** @type {const} */ (["solver", "engine", "negative"]))
          this[name].value = settings[name];
      },
    );
    store.subscribe(
      (state) => [state.settings, state.pins],
      () => {
        this.undo.disabled = !store.canUndo;
        this.redo.disabled = !store.canRedo;
      },
    );
  }

  /** Offer what the server has. @param {"solver" | "engine"} name @param {any[]} all */
  #fill(name, all) {
    const titles = this.#words[/** @type {const} */ (`${name}s`)];
    const options = all.map((each) =>
      h("option", { value: each.name }, titles[each.name] ?? each.name),
    );
    this[name].replaceChildren(...options);
    this[name].value = this.#store.settings[name];
  }
}
