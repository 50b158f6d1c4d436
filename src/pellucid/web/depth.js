// @ts-check
/**
 * <pl-depth>: Story, Mechanism or Maths. One choice for the page; CSS shows the slots of that depth
 * (`[data-depth="2"]` ...). Put it in a chapter with `here` to choose for that chapter alone.
 */
import { choice, write } from "./dom.js";
import { words } from "./words/en.js";

export class Depth extends HTMLElement {
  #level = 1;
  /** @type {(depth: number) => void} */
  onchoose = () => {};

  connectedCallback() {
    if (this.children.length) return;
    this.levels = choice(words.depth.label, words.depth.names.map((name, i) => [i + 1, name]), (level) => this.onchoose(+level));
    this.append(this.levels);
    this.value = this.#level;
  }

  /** @param {number} depth */
  set value(depth) {
    this.#level = depth;
    this.levels?.choose(depth);
  }
}

/**
 * Fill the numbers of a chapter's text: every `<output data-live="sigma">` gets values.sigma, at once
 * or, when that was just done, a little later: whoever scrubs looks at the picture.
 * @param {Element} chapter @param {Record<string, string | number>} values
 */
export function live(chapter, values) {
  const told = due.get(chapter);
  if (told) return void Object.assign(told, values);
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (chapter.querySelectorAll("[data-live]"))) {
    const value = values[place.dataset.live ?? ""];
    if (value !== undefined) write(place, value);
  }
  due.set(chapter, {});
  setTimeout(() => {
    const late = due.get(chapter) ?? {};
    due.delete(chapter);
    if (Object.keys(late).length) live(chapter, late);
  }, AGAIN);
}

const AGAIN = 100; // ms
/** What came since a chapter was filled. @type {Map<Element, Record<string, string | number>>} */
const due = new Map();

customElements.define("pl-depth", Depth);
