/** What the engine can draw: pictures that come with the page, each with its recipe. */
import { button, h, say } from "../dom.js";
import { ask } from "../net/ask.js";
import { asset } from "../net/source.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

const w = words.exhibits.about;

export default class About extends Exhibit {
  async build() {
    const list = await (await ask(asset("poster/gallery.json"))).json();
    const sheet = await createImageBitmap(await (await ask(asset("poster/gallery.webp"))).blob());
    const side = sheet.width / list.columns;
    const tiles = list.prompts.map((/** @type {string} */ prompt, /** @type {number} */ i) => {
      const label = { role: "img", "aria-label": w.picture(prompt) };
      const canvas = h("canvas", { width: side, height: side, ...label });
      const [x, y] = [(i % list.columns) * side, Math.floor(i / list.columns) * side];
      canvas.getContext("2d").drawImage(sheet, x, y, side, side, 0, 0, side, side);
      const use = () => {
        this.page.store.change({ prompt, seed: list.seed });
        say(words.drop.restored(prompt));
      };
      const tile = button(canvas, use, { className: "tile", title: w.use });
      tile.append(h("span", prompt));
      return tile;
    });
    this.element.append(h("div.tiles.gallery", tiles));
    const forget = /** @type {HTMLElement | null} */ (this.page.chapter.querySelector("#forget"));
    forget?.addEventListener("click", () => {
      try {
        for (const key of Object.keys(localStorage))
          if (key.startsWith("pellucid.")) localStorage.removeItem(key);
      } catch {
        /* nothing was kept */
      }
      say(w.forgotten);
      forget.textContent = w.forgotten;
    });
  }
}
