/** Terms in the text open what the glossary says of them, without leaving the place. */
import { h, sheet } from "../dom.js";
import { words } from "../words/en.js";

/** Answer clicks on every `<a class="term" href="#term-...">`. */
export function glossary() {
  const body = h("div");
  const dialog = sheet(
    words.glossary.title,
    body,
    h(
      "p",
      h("a", { href: "#glossary", on: { click: () => dialog.close() } }, words.glossary.whole),
    ),
  );
  const title = dialog.querySelector("h2");
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
