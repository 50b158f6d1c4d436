/** The link of the page: what it says of the settings and of one figure, and the address bar. */
import { DEFAULTS } from "./store.js";

/**
 * Link key -> field of the settings. `seeds.p` holds the words that are pinned to the figure of
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
const RESERVED = new Set([...Object.keys(KEYS), "d", "sm"]);
const NUMBERS = new Set(["seed", "steps", "guidance"]);
const PIN = /^([a-z]+)\.p$/;

/** @param {State} state @returns {string} the fragment of a link, defaults left out */
export function encode(state) {
  const query = new URLSearchParams();
  for (const [key, field] of Object.entries(KEYS)) {
    const value = state.settings[/** @type {keyof Settings} */ (field)];
    if (value !== DEFAULTS[/** @type {keyof Settings} */ (field)]) query.set(key, String(value));
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

/** What a link says; null when it is not ours. @param {string} hash @returns {State | null} */
export function decode(hash) {
  const found = /^#\/([a-z]*)(?:\?(.*))?$/s.exec(hash);
  if (!found) return null;
  const query = new URLSearchParams(found[2] ?? "");
  /** @type {Record<string, any>} */
  const settings = { ...DEFAULTS };
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
    } else if (!NUMBERS.has(field)) settings[field] = value;
    else if (value !== "" && Number.isFinite(+value)) settings[field] = +value;
  }
  const depth = Math.min(3, Math.max(1, Math.round(+(query.get("d") ?? 1)) || 1));
  const scroll = query.has("sm") ? query.get("sm") === "1" : null;
  const figures = found[1] ? { [found[1]]: figure } : {};
  return {
    settings: /** @type {Settings} */ (settings),
    exhibit: found[1],
    depth,
    scroll,
    figures,
    pins,
  };
}

/** Keep the address bar and the store alike, writing twice a second. @param {Store} store */
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
}
