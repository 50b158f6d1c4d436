/**
 * <pl-prompt>: words that can be changed everywhere. A combobox with free text, what you drew
 * lately, curated examples and a die; under it a ruler that shows how the model splits the words.
 *
 * Set `value`; fires `prompt` (detail: text) on Enter, on a choice and on the die. With `whisper`
 * set to a Run it also shows a small quick picture while you type.
 */
import { button, form, h, recall, rest, retain, say, sign } from "../dom.js";
import { put } from "../figures/cell.js";
import { send } from "../net/ask.js";
import { info } from "../net/info.js";
import { words } from "../words/en.js";

const BUBBLE = 64; // px of the quick picture
const ROOM = 220; // px that a list wants below its field, or it opens above

let count = 0;

/** @returns {string[]} prompts drawn lately, newest first */
export function recent() {
  return recall("recent", [])
    .filter((/** @type {any} */ text) => typeof text === "string")
    .slice(0, 24);
}

/** @param {string} prompt */
function remember(prompt) {
  retain("recent", [prompt, ...recent().filter((old) => old !== prompt)].slice(0, 24));
}

class Prompt extends HTMLElement {
  #value = "";
  #chosen = -1;
  /** @type {Run | null} */
  #whisper = null;
  /** @type {(text: string) => any} */
  quick = (prompt) => ({ prompt, steps: 4 });

  #id = `prompt-${++count}`;
  reading = rest(300, () => this.#read());
  input = h("input", {
    type: "text",
    id: this.#id,
    role: "combobox",
    autocomplete: "off",
    spellcheck: true,
    maxLength: info.limits.letters,
    enterKeyHint: "go",
    "aria-expanded": "false",
    "aria-controls": `${this.#id}-list`,
    "aria-autocomplete": "list",
    "aria-describedby": `${this.#id}-ruler`,
    on: {
      focus: () => this.#open(),
      input: () => this.#type(),
      keydown: (event) => this.#key(event),
      blur: (event) => {
        if (!this.contains(event.relatedTarget)) this.#close();
      },
    },
  });
  listed = h("ul", {
    id: `${this.#id}-list`,
    role: "listbox",
    "aria-label": words.prompt.list,
    hidden: true,
    tabIndex: -1, // arrows reach it
    on: {
      pointerdown: (event) => event.preventDefault(),
      click: (event) => {
        const option = event.target.closest("[data-text]");
        if (option) this.apply(option.dataset.text);
      },
    },
  });
  ruler = h("div.ruler", { id: `${this.#id}-ruler` });
  bubble = h("canvas.whisper", {
    width: BUBBLE,
    height: BUBBLE,
    hidden: true,
    "aria-hidden": "true",
  });
  die = button("⚄", () => this.#another(), sign(words.prompt.dice, "die"));
  form = form(
    ".prompt",
    () => this.apply(this.input.value),
    h("label.quiet", { htmlFor: this.#id }, words.prompt.label),
    this.input,
    this.bubble,
    h("button.go", { type: "submit" }, words.prompt.go),
    this.die,
  );

  connectedCallback() {
    if (this.form.isConnected) return;
    if (this.hasAttribute("label"))
      this.form.querySelector("label").textContent = this.getAttribute("label");
    this.append(this.form, this.listed, this.ruler);
  }

  /** What draws the quick picture. @param {Run} run */
  set whisper(run) {
    this.#whisper = run;
    const draw = () => {
      const [walk] = run.walks;
      const cell = walk?.cell("x0", Math.max(0, walk.reached));
      if (!cell || !this.typing) return;
      this.bubble.hidden = false;
      put(this.bubble.getContext("2d"), cell, BUBBLE);
    };
    run.addEventListener("frame", draw);
    run.addEventListener("finished", ({ detail: { walk } }) => walk.small().then(draw));
  }

  get value() {
    return this.#value;
  }
  set value(text) {
    if (text !== this.#value) this.#hush();
    this.#value = text;
    if (document.activeElement !== this.input || !this.typing) this.input.value = text;
  }

  /** Make these words the ones that count. @param {string} text */
  apply(text) {
    text = text.trim();
    this.#hush();
    this.typing = false;
    this.#close();
    this.input.value = text || this.#value;
    if (!text) return;
    this.#value = text;
    remember(text);
    this.dispatchEvent(new CustomEvent("prompt", { detail: text, bubbles: true }));
    this.#read(false);
  }

  #type() {
    this.typing = true;
    this.#open();
    this.reading();
  }

  /** Take one of the examples. */
  #another() {
    const others = words.prompt.examples.filter((text) => text !== this.#value);
    this.apply(others[Math.floor(Math.random() * others.length)]);
  }

  /** Say no more of other words. */
  #hush() {
    this.reading.cancel();
    this.#whisper?.forget();
    this.bubble.hidden = true;
    this.ruler.replaceChildren();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") {
      if (!this.listed.hidden) event.stopPropagation();
      this.#close();
      this.typing = false;
      this.input.value = this.#value;
      this.#hush();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (this.listed.hidden) this.#open();
      const many = this.options.length;
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (many) this.#choose((Math.max(this.#chosen, step > 0 ? -1 : 0) + step + many) % many);
    } else if (event.key === "Enter" && this.#chosen >= 0 && !this.listed.hidden)
      this.apply(this.options[this.#chosen].dataset.text ?? "");
    else return;
    event.preventDefault();
  }

  /** @returns {HTMLElement[]} */
  get options() {
    return [...this.listed.querySelectorAll("[role=option]")];
  }

  /** @param {number} index */
  #choose(index) {
    this.#chosen = index;
    this.options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = this.options[index];
    this.input.setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  #open() {
    const typed = this.typing ? this.input.value.trim().toLowerCase() : "";
    const fits = (/** @type {string} */ text) => !typed || text.toLowerCase().includes(typed);
    const groups = [
      [words.prompt.recent, recent().filter(fits).slice(0, 4)],
      [words.prompt.some, words.prompt.examples.filter(fits)],
    ];
    this.listed.replaceChildren(
      ...groups
        .filter(([, texts]) => texts.length)
        .map(([name, texts], g) =>
          h(
            "li",
            { role: "presentation" },
            h("span.group", { "aria-hidden": "true" }, name),
            h(
              "ul",
              { role: "group", "aria-label": name },
              /** @type {string[]} */ (texts).map((text, i) => {
                const id = `${this.input.id}-${g}-${i}`;
                const option = { role: "option", id, "aria-selected": "false", "data-text": text };
                return h("li", option, text);
              }),
            ),
          ),
        ),
    );
    this.#chosen = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.#place();
    this.listed.hidden = !this.listed.children.length;
    this.input.setAttribute("aria-expanded", String(!this.listed.hidden));
    this.toggleAttribute("data-open", true);
  }

  /** Open where there is room, over the page. */
  #place() {
    const { top, bottom } = this.form.getBoundingClientRect();
    const [above, below] = [top - BUBBLE, innerHeight - bottom];
    const up = below < ROOM && above > below;
    this.classList.toggle("up", up);
    this.style.setProperty("--space", `${(up ? above : below) - 16}px`);
  }

  #close() {
    this.listed.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.toggleAttribute("data-open", false);
    this.#chosen = -1;
  }

  /** Show how the model reads what stands here, and a picture of it. @param {boolean} [picture] */
  async #read(picture = true) {
    const prompt = this.input.value.trim();
    if (!prompt) return this.ruler.replaceChildren();
    try {
      const answer = await (
        await send("/api/read", { prompt, engine: this.quick(prompt).engine })
      ).json();
      if (prompt !== this.input.value.trim()) return;
      this.#rule(answer);
      if (picture && this.typing && prompt !== this.#value) this.#whisper?.draw(this.quick(prompt));
    } catch {
      this.ruler.replaceChildren();
    }
  }

  /** @param {any} answer */
  #rule(answer) {
    const pieces = answer.pieces.map((/** @type {any} */ piece) =>
      h(
        "span",
        {
          className: piece.known === false ? "piece unknown" : "piece",
          title: piece.known === false ? words.prompt.unknown : "",
        },
        piece.text,
      ),
    );
    if (answer.cut?.length) pieces.push(h("span.cut", words.prompt.cut(answer.cut)));
    const note = this.#note(answer);
    const name = words.prompt.pieces(answer.pieces.length, answer.limit);
    const read = h("span.pieces", { "aria-label": name }, pieces);
    this.#place();
    this.ruler.replaceChildren(...(note ? [note, read] : [read]));
    if (!note) return;
    say(note.textContent ?? "");
    note.append(button(words.prompt.dismiss, () => this.ruler.replaceChildren(), "chip"));
  }

  /** What is to be said of these words, if anything. @param {any} answer */
  #note({ english, inside, outside = [], instead = [], nearest = [] }) {
    if (english === false) return h("p.note", words.prompt.english);
    const half = this.typing && this.input.value.toLowerCase().endsWith(outside.at(-1) ?? " ");
    if (inside !== false || half) return null; // it may become another word yet
    const near = nearest.slice(0, 3).map((/** @type {any} */ { caption }) => caption);
    return h(
      "p.note",
      words.prompt.outside(outside),
      (instead.length ? instead : near).map((/** @type {string} */ text) =>
        button(text, () => this.apply(text), "chip"),
      ),
    );
  }
}

customElements.define("pl-prompt", Prompt);
