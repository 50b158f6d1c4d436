/**
 * <pl-depth>: Story, Mechanism or Maths. One choice for the page; CSS shows the parts up to that
 * depth (`[data-depth="2"]` ...). Set `store`.
 */
import { choice, h, spaced, write } from "../dom.js";
import { words } from "../words/en.js";

class Depth extends HTMLElement {
  /** @param {Store} store whose depth is shown and chosen here */
  set store(store) {
    const { label, names } = words.depth;
    const levels = choice(
      label,
      names.map((name, i) => [i + 1, name]),
      (level) => store.put({ depth: +level }),
    );
    this.append(levels);
    store.subscribe((state) => state.depth, levels.choose);
  }
}

/** Name the parts below the story, neighbours of one depth together. */
export function levels() {
  for (const part of document.querySelectorAll(".chapter > [data-depth]")) {
    const [depth, before] = [part, part.previousElementSibling].map((one) =>
      one?.getAttribute("data-depth"),
    );
    if (depth !== "1" && depth !== before)
      part.prepend(h("h3.level", words.depth.names[Number(depth) - 1]));
  }
}

/**
 * Fill the numbers of a chapter's text: every `<output data-live="sigma">` gets values.sigma.
 * @param {Element} chapter @param {Record<string, string | number>} values
 */
export function live(chapter, values) {
  let told = chapters.get(chapter);
  if (!told) {
    const all = /** @type {Record<string, string | number>} */ ({});
    const fill = () => {
      for (const place of /** @type {NodeListOf<HTMLElement>} */ (
        chapter.querySelectorAll("[data-live]")
      )) {
        const value = all[place.dataset.live ?? ""];
        if (place.ariaLive !== "off") place.ariaLive = "off"; // it is read with its sentence
        if (value !== undefined) write(place, value);
      }
    };
    told = { all, fill: spaced(100, fill) };
    chapters.set(chapter, told);
  }
  Object.assign(told.all, values);
  told.fill();
}

/**
 * What was last said to a chapter, and how it gets there.
 * @type {WeakMap<Element, {all: Record<string, string | number>, fill: () => void}>}
 */
const chapters = new WeakMap();

customElements.define("pl-depth", Depth);
