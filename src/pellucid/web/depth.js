// @ts-check
/**
 * <pl-depth>: Story, Mechanism or Maths. One choice for the page; CSS shows the slots of that depth
 * (`[data-depth="2"]` ...). Put it in a chapter with `here` to choose for that chapter alone.
 */
import { choice } from "./dom.js";
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
 * Fill the numbers of a chapter's text: every `<output data-live="sigma">` gets values.sigma.
 * @param {Element} chapter @param {Record<string, string | number>} values
 */
export function live(chapter, values) {
  if (!places.has(chapter)) places.set(chapter, [.../** @type {NodeListOf<HTMLElement>} */ (chapter.querySelectorAll("[data-live]"))]);
  for (const place of /** @type {HTMLElement[]} */ (places.get(chapter))) {
    const value = values[place.dataset.live ?? ""];
    if (value !== undefined && place.textContent !== String(value)) place.textContent = String(value);
  }
}

/** @type {WeakMap<Element, HTMLElement[]>} */
const places = new WeakMap();

customElements.define("pl-depth", Depth);
