// @ts-check
/**
 * The page's one state: a situation that drives every figure, and what each figure shows of it.
 * It never changes in place; `change` makes the next one and tells whoever selected a part of it.
 */

/**
 * @typedef {{prompt: string, negative: string, seed: number, steps: number, guidance: number,
 *   solver: string, ladder: string, engine: string}} Situation
 * @typedef {{situation: Situation, exhibit: string, depth: number, scroll: boolean | null,
 *   figures: Record<string, Record<string, string | number>>, pins: Record<string, string>}} State
 * @typedef {Pick<Store, "situation" | "state" | "change" | "subscribe">} Local a store as one
 *   figure sees it
 */

/** @type {Situation} */
export const DEFAULTS = Object.freeze({
  prompt: "a ladybird on a white daisy, sunny",
  negative: "",
  seed: 11,
  steps: 28,
  guidance: 5,
  solver: "dpmpp_2m",
  ladder: "even",
  engine: "garden",
});

/**
 * Link key -> field of the situation. `seeds.p` holds the words that are pinned to the figure of
 * seeds; every other key belongs to the exhibit that the link names.
 */
const KEYS = {
  p: "prompt",
  not: "negative",
  s: "seed",
  n: "steps",
  w: "guidance",
  so: "solver",
  l: "ladder",
  m: "engine",
};
const RESERVED = new Set([...Object.keys(KEYS), "d", "sm", "deck"]);
const NUMBERS = new Set(["seed", "steps", "guidance"]);
const PIN = /^([a-z]+)\.p$/;

/** @param {State} state @returns {string} the fragment of a link, defaults left out */
export function encode(state) {
  const query = new URLSearchParams();
  for (const [key, field] of Object.entries(KEYS)) {
    const value = state.situation[/** @type {keyof Situation} */ (field)];
    if (value !== DEFAULTS[/** @type {keyof Situation} */ (field)]) query.set(key, String(value));
  }
  for (const [key, value] of Object.entries(state.figures[state.exhibit] ?? {})) {
    if (!RESERVED.has(key) && value !== "" && value !== null) query.set(key, String(value));
  }
  for (const [slug, prompt] of Object.entries(state.pins)) query.set(`${slug}.p`, prompt);
  if (state.depth !== 1) query.set("d", String(state.depth));
  if (state.scroll !== null) query.set("sm", state.scroll ? "1" : "0");
  const text = query.toString();
  return `#/${state.exhibit}${text ? `?${text}` : ""}`;
}

/**
 * @param {string} hash
 * @returns {State | null} what a link says; null when it is not one of ours
 */
export function decode(hash) {
  const found = /^#\/([a-z]*)(?:\?(.*))?$/s.exec(hash);
  if (!found) return null;
  const query = new URLSearchParams(found[2] ?? "");
  /** @type {Record<string, any>} */
  const situation = { ...DEFAULTS };
  /** @type {Record<string, string | number>} */
  const figure = {};
  /** @type {Record<string, string>} */
  const pins = {};
  for (const [key, value] of query) {
    const pin = PIN.exec(key);
    if (pin && value) pins[pin[1]] = value;
    if (pin) continue;
    const field = /** @type {Record<string, string>} */ (KEYS)[key];
    if (!field) {
      if (!RESERVED.has(key))
        figure[key] = value !== "" && Number.isFinite(+value) ? +value : value;
    } else if (!NUMBERS.has(field)) situation[field] = value;
    else if (value !== "" && Number.isFinite(+value)) situation[field] = +value;
  }
  const depth = Math.min(3, Math.max(1, Math.round(+(query.get("d") ?? 1)) || 1));
  const scroll = query.has("sm") ? query.get("sm") === "1" : null;
  const figures = found[1] ? { [found[1]]: figure } : {};
  return {
    situation: /** @type {Situation} */ (situation),
    exhibit: found[1],
    depth,
    scroll,
    figures,
    pins,
  };
}

export class Store {
  /** @type {State} */
  #state;
  /** @type {Pick<State, "situation" | "pins">[]} */
  #past = [];
  /** @type {Pick<State, "situation" | "pins">[]} */
  #future = [];
  /** @type {Set<(state: State) => void>} */
  #listeners = new Set();

  /** @param {Partial<State>} [from] */
  constructor(from = {}) {
    this.#state = Object.freeze({
      situation: DEFAULTS,
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
  get situation() {
    return this.#state.situation;
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

  /** Change the situation; can be undone. @param {Partial<Situation>} part */
  change(part) {
    const next = { ...this.situation, ...part };
    if (!same(next, this.situation)) this.#turnTo({ situation: Object.freeze(next) });
  }

  /**
   * Pin words to one figure, or with "" let it have the page's again; can be undone.
   * @param {string} slug
   * @param {string} prompt
   */
  pin(slug, prompt) {
    const { [slug]: old = "", ...others } = this.#state.pins;
    if (prompt !== old)
      this.#turnTo({ pins: Object.freeze(prompt ? { ...others, [slug]: prompt } : others) });
  }

  /**
   * The store as one figure sees it: the page's, with the words that are pinned to the figure.
   * @param {string} slug
   * @returns {Local}
   */
  at(slug) {
    /** @type {Situation} */
    let base = this.situation,
      mine = base,
      pin = "";
    const seen = (/** @type {State} */ state) => {
      const {
        situation,
        pins: { [slug]: prompt = "" },
      } = state;
      if (situation !== base || prompt !== pin)
        mine = prompt ? Object.freeze({ ...situation, prompt }) : situation;
      [base, pin] = [situation, prompt];
      return { ...state, situation: mine };
    };
    const whole = this;
    return {
      get state() {
        return seen(whole.state);
      },
      get situation() {
        return seen(whole.state).situation;
      },
      change: (part) => whole.change(part),
      subscribe: (select, listen) => whole.subscribe((state) => select(seen(state)), listen),
    };
  }

  /** Change anything else: the exhibit in view, depth, scroll mode. @param {Partial<State>} part */
  put(part) {
    this.#state = Object.freeze({ ...this.#state, ...part });
    for (const listen of [...this.#listeners]) listen(this.#state);
  }

  /**
   * What one figure shows (state, view ...).
   * @param {string} slug
   * @param {Record<string, string | number>} part
   */
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
    return { situation: this.situation, pins: this.#state.pins };
  }

  /** @param {Partial<State>} next what can be undone */
  #turnTo(next) {
    this.#past = [...this.#past.slice(-99), this.#now];
    this.#future = [];
    this.put(next);
  }

  /**
   * @param {Pick<State, "situation" | "pins">[]} from
   * @param {Pick<State, "situation" | "pins">[]} to
   */
  #step(from, to) {
    const next = from.pop();
    if (!next) return;
    to.push(this.#now);
    this.put(next);
  }
}

/**
 * Keep the address bar and the store alike, writing at most twice a second.
 * @param {Store} store
 */
export function follow(store) {
  let timer = 0;
  const write = () => {
    timer = 0;
    const hash = encode(store.state);
    if (hash !== location.hash) history.replaceState(null, "", hash);
  };
  store.subscribe(encode, () => {
    if (!timer) timer = window.setTimeout(write, 500);
  });
  window.addEventListener("hashchange", () => {
    const told = decode(location.hash);
    if (told) store.put({ ...told, figures: { ...store.state.figures, ...told.figures } });
  });
  return write;
}

/** @param {any} a @param {any} b @returns {boolean} */
function same(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}
