// @ts-check
/** Terms in the text open what the glossary says of them, without leaving the place. */
import { h } from "./dom.js";
import { words } from "./words/en.js";

/** Answer clicks on every `<a class="term" href="#term-...">`. */
export function glossary() {
  const title = h("h2");
  const body = h("div");
  const dialog = h("dialog", { className: "sheet small", "aria-label": words.glossary.title },
    h("header", {}, title, h("button", { type: "button", className: "close", "aria-label": words.close, on: { click: () => dialog.close() } }, "×")),
    body, h("p", {}, h("a", { href: "#glossary", on: { click: () => dialog.close() } }, words.glossary.whole)));
  dialog.addEventListener("click", (/** @type {Event} */ event) => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a.term");
    const entry = link && document.getElementById((link.getAttribute("href") ?? "#").slice(1));
    if (!entry) return;
    event.preventDefault();
    title.textContent = entry.textContent;
    body.innerHTML = entry.nextElementSibling?.innerHTML ?? "";
    dialog.showModal();
  });
}
