/** The contents: what each chapter is good for; and chapters that can be folded. */
import { button, h, recall, retain } from "../dom.js";
import { words } from "../words/en.js";

const w = words.contents;
/** @type {HTMLElement[]} */
const chapters = [...document.querySelectorAll(".chapter:not(.opening)")].map(
  (chapter) => /** @type {HTMLElement} */ (chapter),
);
/** @type {Map<Element, HTMLButtonElement>} */
const switches = new Map();

/** Fold a chapter to its title and its question, or unfold it. @param {Element} chapter */
function fold(chapter, on = false) {
  const own = switches.get(chapter);
  if (!own || chapter.classList.contains("folded") === on) return;
  chapter.classList.toggle("folded", on);
  own.textContent = on ? w.unfold : w.fold;
  own.setAttribute("aria-expanded", String(!on));
  retain(
    "folded",
    chapters.filter((each) => each.classList.contains("folded")).map(({ id }) => id),
  );
}

const folded = () => chapters.every((chapter) => chapter.classList.contains("folded"));

/** Write into the contents what chapters are good for, and give every chapter its switch. */
export function contents() {
  const nav = document.getElementById("contents");
  for (const link of nav?.querySelectorAll("a") ?? []) {
    const good = w.good[link.getAttribute("href")?.slice(1) ?? ""];
    if (good) link.append(h("small", good));
  }
  const kept = recall("folded", []);
  for (const chapter of chapters) {
    const turn = () => fold(chapter, !chapter.classList.contains("folded"));
    const named = { className: "fold", "aria-expanded": "true", "aria-describedby": "" };
    const own = button(w.fold, turn, named);
    own.setAttribute("aria-describedby", chapter.querySelector("h2")?.id ?? "");
    chapter.querySelector("header")?.append(own);
    switches.set(chapter, own);
    if (kept.includes(chapter.id)) fold(chapter, true);
  }
  const all = button(w.all(folded()), () => {
    const on = !folded();
    for (const chapter of chapters) fold(chapter, on);
    all.textContent = w.all(on);
  });
  nav?.append(all);
}
