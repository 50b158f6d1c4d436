/**
 * What you drew: the last walks as small pictures, each with its words, seed and settings. A click
 * brings all of that back. Kept in this browser alone, the newest first, nothing twice.
 */
import { button, h, recall, retain, say, sheet, sign } from "../dom.js";
import { put } from "../figures/cell.js";
import { alike, DEFAULTS } from "../store.js";
import { words } from "../words/en.js";

/** @typedef {{settings: Settings, picture: string, link?: string}} Drawn what a link brings back */

const KEPT = "history";
const MOST = 24;
const SIDE = 96;
const told = new EventTarget();
/** Many figures draw the same settings; the first of them is enough. @type {WeakSet<Settings>} */
const noted = new WeakSet();

/** @returns {Drawn[]} the newest first; whatever is not as we would write it is left out */
export function drawn() {
  try {
    return recall(KEPT, []).filter(
      (/** @type {any} */ { settings, picture }) =>
        /^data:image\/(webp|png);/.test(picture) &&
        Object.entries(DEFAULTS).every(([name, usual]) => typeof settings[name] === typeof usual),
    );
  } catch {
    return [];
  }
}

/** @param {Drawn[]} list */
function write(list) {
  let most = MOST;
  while (most && !retain(KEPT, list.slice(0, most))) most = Math.floor(most / 2);
  told.dispatchEvent(new Event("change"));
}

/** Keep one as the newest, and not twice. @param {Drawn} one */
export const keep = (one) =>
  write([
    one,
    ...drawn().filter((old) => old.link !== one.link || !alike(old.settings, one.settings)),
  ]);

/** Keep a figure's own walks as they are finished. @param {Run} run @param {Local} local */
export function remembering(run, local) {
  run.addEventListener("finished", async ({ detail: { walk } }) => {
    const { recipe } = walk;
    const { settings } = local;
    if (walk.shipped.length || recipe.edits?.length || !alike(recipe, settings)) return;
    await walk.small();
    const cell = walk.cell("x0", walk.last);
    if (!cell || noted.has(settings)) return;
    noted.add(settings);
    const canvas = h("canvas", { width: SIDE, height: SIDE });
    put(canvas.getContext("2d"), cell, SIDE);
    keep({ settings, picture: canvas.toDataURL("image/webp", 0.8) });
  });
}

/** The button and its sheet. @param {Store} store */
export function tray(store) {
  const w = words.history;
  const list = h("ul.tray");
  const none = h("p", w.none);
  const clear = button(w.clear, () => {
    write([]);
    say(w.cleared);
  });
  const panel = sheet(w.title, list, none, h("footer", h("p", w.kept), clear));

  /** @param {Drawn} each */
  function tile({ settings, picture, link }) {
    const use = () => {
      panel.close();
      if (link) location.hash = link;
      else store.change(settings);
      say(words.drop.restored(settings.prompt));
    };
    const now = !link && alike(settings, store.settings);
    const inside = [
      h("img", { src: picture, alt: "", width: SIDE, height: SIDE }),
      h("span", settings.prompt || w.nothing),
      h("small", w.how(settings, DEFAULTS)),
    ];
    return h("li", button(inside, use, { className: "tile", "aria-current": now && "true" }));
  }

  function fill() {
    const all = drawn();
    list.replaceChildren(...all.map(tile));
    none.hidden = all.length > 0;
    clear.hidden = list.hidden = !all.length;
  }
  const open = () => {
    fill();
    panel.showModal();
  };
  told.addEventListener("change", () => {
    if (panel.open) fill();
  });
  const door = button(h("i", { "aria-hidden": "true" }), open, sign(w.title, "past"));
  return { button: door, panel, open };
}
