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
  for (const [name, value] of Object.entries(values)) {
    for (const place of chapter.querySelectorAll(`[data-live="${name}"]`)) {
      const text = String(value);
      if (place.textContent !== text) place.textContent = text;
    }
  }
}

customElements.define("pl-depth", Depth);
