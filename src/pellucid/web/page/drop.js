/** Drop a picture anywhere: one of ours brings its settings back, any other becomes a photo. */
import { h, say } from "../dom.js";
import { ask } from "../net/ask.js";
import { DEFAULTS } from "../store.js";
import { words } from "../words/en.js";

/** @param {Store} store @param {(file: Blob) => void} photo */
export function dropping(store, photo) {
  const veil = h("div.veil", { hidden: true, "aria-hidden": "true" }, h("p", words.drop.here));
  document.body.append(veil);
  const carries = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    veil.hidden = Boolean(/** @type {Element} */ (event.target).closest?.("[data-drop]"));
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  document.addEventListener("drop", (event) => {
    veil.hidden = true;
    if (event.defaultPrevented || !carries(event)) return;
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) restore(store, file, photo);
  });
}

/** @param {Store} store @param {Blob} file @param {(file: Blob) => void} photo */
async function restore(store, file, photo) {
  try {
    const answer = await ask("/api/restore", {
      method: "POST",
      headers: { "content-type": "image/png" },
      body: file,
    });
    const { recipe } = await answer.json();
    const known = Object.keys(DEFAULTS).filter((name) => name in recipe);
    store.change(Object.fromEntries(known.map((name) => [name, recipe[name]])));
    banner(words.drop.restored(recipe.prompt, recipe.edits?.length));
  } catch (error) {
    const { kind, message } = /** @type {any} */ (error);
    const other = kind === "refused" && file.type.startsWith("image/");
    banner(other ? words.drop.photo : message || words.errors.stopped);
    if (other) photo(file);
  }
}

let timer = 0;

/** A sentence at the top of the page, for a while. @param {string} text */
function banner(text) {
  const line = document.getElementById("banner");
  if (!line) return;
  line.textContent = text;
  line.hidden = false;
  say(text);
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    line.hidden = true;
  }, 8000);
}
