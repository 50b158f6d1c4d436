/**
 * Words of its own for a figure: a line above it says what it draws; other words can be pinned to
 * it alone, and taken off again. For figures with `data-pin`.
 */
import { button, h } from "../dom.js";
import { words } from "../words/en.js";

const w = words.pin;

export class Pin {
  #text = h("b");
  #other = button("", () => this.#open(!this.#field), {
    className: "chip",
    "aria-expanded": "false",
  });
  #back = button(w.back, () => this.#take(""), "chip");
  #row = h(
    "div.pin",
    { role: "group", "aria-label": w.name, on: { keydown: (event) => this.#key(event) } },
    h("p", h("span.pin-mark", { "aria-hidden": "true" }), this.#text),
    this.#other,
    this.#back,
  );
  /** @type {any} a field for words, while it is open */
  #field = null;

  /** @param {HTMLElement} figure @param {string} slug @param {Store} store */
  constructor(figure, slug, store) {
    this.slug = slug;
    this.store = store;
    this.local = store.at(slug);
    store.subscribe(
      (state) => [state.settings.prompt, state.settings.seed, state.pins[slug] ?? ""],
      ([page, , own]) => {
        figure.toggleAttribute("data-pinned", Boolean(own));
        this.#text.textContent = w.drawn(
          this.#shown,
          own ? "pin" : page === this.#shown ? "" : "own",
        );
        this.#other.textContent = own ? w.change : w.other;
        this.#back.hidden = !own;
        if (this.#field) this.#field.value = this.#shown;
      },
    );
    figure.prepend(this.#row);
  }

  get #shown() {
    return this.local.settings.prompt;
  }

  /** @param {boolean} on */
  #open(on) {
    this.#field?.remove();
    const prompt = (/** @type {CustomEvent} */ event) => this.#take(event.detail);
    this.#field = on ? h("pl-prompt", { label: w.label, on: { prompt } }) : null;
    this.#other.setAttribute("aria-expanded", String(on));
    if (!on) return;
    this.#row.append(this.#field);
    this.#field.value = this.#shown;
    this.#field.input.select();
  }

  /** @param {string} prompt words of its own, or "" for the page's */
  #take(prompt) {
    this.store.pin(this.slug, prompt);
    this.#open(false);
    this.#other.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || !this.#field) return;
    event.stopPropagation();
    this.#open(false);
    this.#other.focus();
  }
}
