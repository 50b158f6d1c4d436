// @ts-check
/** What the engine can draw: pictures that come with the page, each with its recipe. */

import { say } from "../dom.js";
import { ask } from "../net/ask.js";

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export async function mount(element, page) {
  const { h, words } = page;
  const list = await (await ask("/web/poster/gallery.json")).json();
  const sheet = await createImageBitmap(await (await ask("/web/poster/gallery.webp")).blob());
  const side = sheet.width / list.columns;
  const tiles = list.prompts.map((/** @type {string} */ prompt, /** @type {number} */ i) => {
    const canvas = h("canvas", {
      width: side,
      height: side,
      role: "img",
      "aria-label": words.exhibits.about.picture(prompt),
    });
    canvas
      .getContext("2d")
      .drawImage(
        sheet,
        (i % list.columns) * side,
        Math.floor(i / list.columns) * side,
        side,
        side,
        0,
        0,
        side,
        side,
      );
    const use = () => {
      page.store.change({ prompt, seed: list.seed });
      say(words.drop.restored(prompt));
    };
    return h(
      "button.tile",
      { type: "button", title: words.exhibits.about.use, on: { click: use } },
      canvas,
      h("span", prompt),
    );
  });
  element.append(h("div.tiles.gallery", tiles));
  page.chapter.querySelector("#forget")?.addEventListener("click", () => {
    try {
      for (const key of Object.keys(localStorage))
        if (key.startsWith("pellucid.")) localStorage.removeItem(key);
    } catch {
      /* nothing was kept */
    }
    say(words.exhibits.about.forgotten);
    /** @type {HTMLElement} */ (page.chapter.querySelector("#forget")).textContent =
      words.exhibits.about.forgotten;
  });
}
