/**
 * One figure alone, in a frame of a notebook: its address says a recipe, and whoever frames it is
 * told what it shows and how high it is.
 */
import { encode } from "../link.js";
import { info, row } from "../net/info.js";
import { DEFAULTS } from "../store.js";

const figure = /** @type {HTMLElement} */ (document.querySelector("[data-exhibit]"));
const slug = figure.dataset.exhibit ?? "";
document.title = `Pellucid – ${slug}`;
Object.assign(row(info.exhibits, "slug", slug) ?? {}, { prompt: "" }); // it has no words of its own

/** The settings that the address says, if it says any. @returns {Partial<Settings> | null} */
function told() {
  const text = decodeURIComponent(location.hash.slice(1));
  return text.startsWith("{") ? JSON.parse(text) : null;
}

/** @param {Partial<Settings>} settings */
const link = (settings) =>
  encode({
    settings: { ...DEFAULTS, ...settings },
    exhibit: slug,
    depth: 1,
    scroll: false,
    figures: {},
    pins: {},
  });

if (!location.hash.startsWith("#/")) history.replaceState(null, "", link(told() ?? {}));
const { store } = await import("../main.js");

window.addEventListener("hashchange", () => {
  const settings = told();
  if (settings) store.change(settings);
});

/** Only a page that the server's answer allows can be the parent: its headers say which. */
function tell() {
  const { height } = document.body.getBoundingClientRect();
  parent.postMessage({ height: Math.ceil(height), recipe: store.settings }, "*");
}
if (parent !== window) {
  store.subscribe((state) => state.settings, tell);
  new ResizeObserver(tell).observe(document.body);
}
