// @ts-check
/**
 * <pl-depth>: Story, Mechanism or Maths. One choice for the page; CSS shows the slots of that depth
 * (`[data-depth="2"]` ...). Put it in a chapter with `here` to choose for that chapter alone.
 */
import { h } from "./dom.js";
import { words } from "./words/en.js";

let count = 0;

export class Depth extends HTMLElement {
  /** @type {(depth: number) => void} */
  onchoose = () => {};

  connectedCallback() {
    if (this.children.length) return;
    const group = `depth-${++count}`;
    this.append(h("fieldset", { className: "segments" }, h("legend", { className: "quiet" }, words.depth.label),
      words.depth.names.map((name, i) => h("label", {}, h("input", { type: "radio", name: group, value: i + 1, on: { change: () => this.onchoose(i + 1) } }), h("span", {}, name)))));
    this.value = 1;
  }

  /** @param {number} depth */
  set value(depth) {
    this.querySelectorAll("input").forEach((input) => { input.checked = +input.value === depth; });
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
