/**
 * The page's one state: settings that drive every figure, and what each figure shows of it.
 * It never changes in place; `change` makes the next one and tells whoever selected a part of it.
 */
import { info, row } from "./net/info.js";

/**
 * @typedef {{prompt: string, negative: string, seed: number, steps: number, guidance: number,
 *   solver: string, ladder: string, engine: string}} Settings
 * @typedef {{settings: Settings, exhibit: string, depth: number, scroll: boolean | null,
 *   figures: Record<string, Record<string, string | number>>, pins: Record<string, string>}} State
 * @typedef {Pick<State, "settings" | "pins">} Undo what can be undone
 * @typedef {Pick<Store, "settings" | "change" | "subscribe">} Local a store as one
 *   figure sees it
 */

/** An exhibit's own words and seed. @param {string} slug @returns {Partial<Settings>} */
function own(slug) {
  const { prompt, seed } = row(info.exhibits, "slug", slug) ?? {};
  return prompt ? { prompt, seed } : {};
}

/** The page's own are those of the walk; all else is what the server usually does. */
export const DEFAULTS = Object.freeze({
  .../** @type {Settings} */ (own("walk")),
  ...usual("negative", "steps", "guidance", "solver", "ladder", "engine"),
});

/** What a recipe has where nobody says otherwise. @param {...string} names @returns {any} */
function usual(...names) {
  return Object.fromEntries(names.map((name) => [name, info.recipe.properties[name].default]));
}

/** The largest seed; whole numbers are exact up to here. @type {number} */
export const LAST = info.recipe.properties.seed.maximum;

/** The seed so many after one; 0 follows the last. @param {number} seed @param {number} by */
export const after = (seed, by) => (seed > LAST - by ? seed - LAST + by - 1 : seed + by);

/** A seed that is easy to read and to type. */
export const anySeed = () => Math.floor(1e6 * Math.random());

/** Two settings are the same if every field agrees. @param {any} a @param {any} b */
export const alike = (a, b) => Object.keys(DEFAULTS).every((name) => a[name] === b[name]);

export class Store {
  /** @type {State} */
  #state;
  /** @type {Undo[]} */
  #past = [];
  /** @type {Undo[]} */
  #future = [];
  /** @type {Set<(state: State) => void>} */
  #listeners = new Set();

  /** @param {Partial<State>} [from] */
  constructor(from = {}) {
    this.#state = Object.freeze({
      settings: DEFAULTS,
      exhibit: "",
      depth: 1,
      scroll: null,
      figures: {},
      pins: {},
      ...from,
    });
  }

  get state() {
    return this.#state;
  }
  get settings() {
    return this.#state.settings;
  }
  get canUndo() {
    return this.#past.length > 0;
  }
  get canRedo() {
    return this.#future.length > 0;
  }

  /**
   * Call `listen` now, and again whenever the selected part has changed.
   * @template T @param {(state: State) => T} select @param {(part: T) => void} listen
   * @returns {() => void} stops listening
   */
  subscribe(select, listen) {
    let last = select(this.#state);
    const look = (/** @type {State} */ state) => {
      const next = select(state);
      if (same(next, last)) return;
      last = next;
      listen(next);
    };
    this.#listeners.add(look);
    listen(last);
    return () => this.#listeners.delete(look);
  }

  /** Change the settings; can be undone. @param {Partial<Settings>} part */
  change(part) {
    const next = { ...this.settings, ...part };
    if (!same(next, this.settings)) this.#turnTo({ settings: Object.freeze(next) });
  }

  /**
   * Pin words to one figure, or with "" let it have the page's again; can be undone.
   * @param {string} slug @param {string} prompt
   */
  pin(slug, prompt) {
    const { [slug]: old = "", ...others } = this.#state.pins;
    if (prompt !== old)
      this.#turnTo({ pins: Object.freeze(prompt ? { ...others, [slug]: prompt } : others) });
  }

  /**
   * The store as one figure sees it: the page's settings with the words that are pinned to the
   * figure, or else, until the visitor chooses words or a seed, with words and seed of its own.
   * A figure that chooses one of the two chooses the other, too.
   * @param {string} slug
   * @returns {Local}
   */
  at(slug) {
    /** @type {Settings | null} */
    let base = null;
    let [mine, pin] = [this.settings, ""];
    const first = (/** @type {State} */ { settings, pins }) =>
      pins[slug] || settings.prompt !== DEFAULTS.prompt || settings.seed !== DEFAULTS.seed
        ? {}
        : own(slug);
    const seen = (/** @type {State} */ state) => {
      const { settings, pins } = state;
      const prompt = pins[slug] ?? "";
      if (settings !== base || prompt !== pin) {
        const words = prompt ? { prompt } : first(state);
        mine = alike(settings, { ...settings, ...words })
          ? settings
          : Object.freeze({ ...settings, ...words });
      }
      [base, pin] = [settings, prompt];
      return { ...state, settings: mine };
    };
    const whole = this;
    return {
      get settings() {
        return seen(whole.state).settings;
      },
      change: (part) => {
        const chosen = "prompt" in part || "seed" in part;
        whole.change(chosen ? { ...first(whole.state), ...part } : part);
      },
      subscribe: (select, listen) => whole.subscribe((state) => select(seen(state)), listen),
    };
  }

  /** Change anything else: the exhibit in view, depth, scroll mode. @param {Partial<State>} part */
  put(part) {
    this.#state = Object.freeze({ ...this.#state, ...part });
    for (const listen of [...this.#listeners]) listen(this.#state);
  }

  /** What one figure shows. @param {string} slug @param {Record<string, string | number>} part */
  show(slug, part) {
    const figure = Object.freeze({ ...this.#state.figures[slug], ...part });
    this.put({ exhibit: slug, figures: Object.freeze({ ...this.#state.figures, [slug]: figure }) });
  }

  undo() {
    this.#step(this.#past, this.#future);
  }
  redo() {
    this.#step(this.#future, this.#past);
  }

  get #now() {
    return { settings: this.settings, pins: this.#state.pins };
  }

  /** @param {Partial<State>} next what can be undone */
  #turnTo(next) {
    this.#past = [...this.#past.slice(-99), this.#now];
    this.#future = [];
    this.put(next);
  }

  /** @param {Undo[]} from @param {Undo[]} to */
  #step(from, to) {
    const next = from.pop();
    if (!next) return;
    to.push(this.#now);
    this.put(next);
  }
}

/** @param {any} a @param {any} b @returns {boolean} */
function same(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}
