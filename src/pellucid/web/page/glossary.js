/** Terms in the text open a small note beside them: what the glossary says of the word. */
import { clamp, h, say } from "../dom.js";
import { words } from "../words/en.js";

const EDGE = 12; // px between the note and the edge of the window
const body = h("div");
const whole = h("a", { href: "#glossary", on: { click: () => note.hidePopover() } });
const note = h("div.term-note", { popover: "auto" }, body, h("p", whole));
/** @type {HTMLElement | null} */
let term = null;

/** Answer clicks on every `<a class="term" href="#term-...">`. */
export function glossary() {
  whole.textContent = words.glossary.whole;
  document.body.append(note);
  note.addEventListener("toggle", (/** @type {ToggleEvent} */ { newState }) => {
    if (newState === "closed") term?.removeAttribute("aria-expanded");
  });
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a.term");
    const entry = link && document.getElementById((link.getAttribute("href") ?? "#").slice(1));
    if (!entry) return;
    event.preventDefault();
    const again = link === term && note.matches(":popover-open");
    note.hidePopover();
    if (!again) open(/** @type {HTMLElement} */ (link), entry);
  });
}

/** @param {HTMLElement} link @param {HTMLElement} entry */
function open(link, entry) {
  term = link;
  body.replaceChildren(h("b", entry.textContent ?? ""), " ");
  body.append(...[...(entry.nextElementSibling?.cloneNode(true).childNodes ?? [])]);
  note.showPopover({ source: link });
  link.setAttribute("aria-expanded", "true");
  place(link);
  say(body.textContent ?? "");
}

/** Under the word, or above it where there is no room. @param {HTMLElement} link */
function place(link) {
  const [word] = link.getClientRects();
  const { width, height } = note.getBoundingClientRect();
  const left = clamp(word.left, EDGE, document.documentElement.clientWidth - width - EDGE);
  const under = word.bottom + height + EDGE < innerHeight;
  const top = under ? word.bottom + 6 : word.top - height - 6;
  note.style.left = `${left + scrollX}px`;
  note.style.top = `${top + scrollY}px`;
}
