/**
 * Words of its own for a figure: a line above it says what it draws; other words can be pinned to
 * it alone, and taken off again. For figures with `data-pin`.
 */
import { button, h } from "../dom.js";
import { words } from "../words/en.js";

/** @param {HTMLElement} figure @param {string} slug @param {Store} store */
export function pin(figure, slug, store) {
  const w = words.pin;
  const mark = h("span.pin-mark", { "aria-hidden": "true" });
  const text = h("b");
  const other = h("button.chip", {
    type: "button",
    "aria-expanded": "false",
    on: { click: () => open(!field) },
  });
  const back = button(
    w.back,
    () => {
      store.pin(slug, "");
      other.focus();
    },
    { className: "chip" },
  );
  const row = h(
    "div.pin",
    { role: "group", "aria-label": w.name },
    h("p", mark, text),
    other,
    back,
  );
  /** @type {any} a field for words, while it is open */
  let field = null;

  /** @param {boolean} on */
  function open(on) {
    field?.remove();
    field = on
      ? h("pl-prompt", {
          label: w.label,
          on: {
            prompt: (event) => {
              store.pin(slug, event.detail);
              open(false);
              other.focus();
            },
          },
        })
      : null;
    other.setAttribute("aria-expanded", String(on));
    if (!field) return;
    row.append(field);
    field.value = shown();
    field.input.select();
  }

  const shown = () => store.state.pins[slug] || store.settings.prompt;
  row.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || !field) return;
    event.stopPropagation();
    open(false);
    other.focus();
  });
  store.subscribe(
    (state) => [state.settings.prompt, state.pins[slug] ?? ""],
    ([, own]) => {
      figure.toggleAttribute("data-pinned", Boolean(own));
      text.textContent = w.drawn(shown(), Boolean(own));
      other.textContent = own ? w.change : w.other;
      back.hidden = !own;
      if (field) field.value = shown();
    },
  );
  figure.prepend(row);
}
