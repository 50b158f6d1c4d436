/** The badge's answer: how a picture was made, its recipe, and the exact call. */
import { h, sheet } from "../dom.js";
import { words } from "../words/en.js";

/** Answer every `provenance` event of the page. */
export function provenance() {
  const w = words.how;
  const dialog = sheet(w.title, h("div.how"));
  document.body.append(dialog);
  document.addEventListener("provenance", async (event) => {
    const walk = /** @type {CustomEvent} */ (event).detail;
    await walk.read().catch(() => {});
    const recipe = walk.meta?.recipe ?? walk.recipe;
    const code = await import("./code.js").catch(() => null);
    dialog.lastChild.replaceWith(
      h(
        "div.how",
        h("p", /** @type {any} */ (w)[walk.provenance] ?? w.live),
        walk.meta && h("p", w.time(walk.meta.seconds ?? NaN, walk.meta.evals ?? 0)),
        code && [h("h3", w.call), h("pre", { tabIndex: 0 }, code.python(recipe))],
        h("h3", w.recipe),
        h("pre", { tabIndex: 0 }, JSON.stringify(recipe, null, 2)),
      ),
    );
    dialog.showModal();
  });
}
