/** Word by word: the prompt as a slider made of words, and what each of them does. */
import { button, choice, clamp, h, number, percent, tile } from "../dom.js";
import { LONG, look } from "../figures/estimate.js";
import { constants } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { words as all } from "../words/en.js";

const { parts: PARTS, heaviest: HEAVIEST } = constants("words");
const STEP = 0.25; // of a weight
const WEIGHT = /^\((.*):([\d.]+)\)$/s;
const w = all.exhibits.words;

/** A word as it is written, and as it is read: its text and its weight. @param {string} written */
function said(written) {
  const [, text, weight] = WEIGHT.exec(written) ?? ["", written, "1"];
  return { text: text.replace(/\\(.)/g, "$1"), weight: +weight };
}

export default class WordByWord extends Exhibit {
  /** @type {string[]} as they are written, weights and all */
  #written = [];
  #part = PARTS[0];
  #place = Infinity; // how many words, or which one is left out
  #own = false; // chosen by the visitor or a link
  #pace = NaN; // seconds that one look of the network takes here
  #stage = h("pl-stage");
  #whole = h("pl-stage", { plain: true });
  #told = h("p.said", { role: "status" });
  #slider = h("input", {
    type: "range",
    min: 0,
    "aria-label": w.slider,
    on: { input: () => this.#go(+this.#slider.value) },
  });
  #chips = h("ol.sentence", { "aria-label": w.chips });
  #tools = h("div.controls", { role: "group" });
  #finer = button(w.finer(NaN), () => this.#start("both"), { hidden: true });
  #views = choice(
    w.views,
    PARTS.map((/** @type {string} */ part) => [part, w.view[part]]),
    (part) => {
      this.#see(part);
      this.page.show({ v: part === PARTS[0] ? "" : part });
      this.#start();
    },
    "tabs",
  );

  build() {
    this.element.append(
      this.#views,
      h(
        "div.two",
        h("div", this.#stage, this.#slider, h("pl-job", { run: this.run })),
        h(
          "div.side",
          this.#chips,
          this.#told,
          this.#tools,
          h("div.compared", tile(this.#whole, w.whole)),
          h("div.controls", this.#finer),
        ),
      ),
    );
    this.#see(this.#part);
  }

  /** @param {string} part */
  #see(part) {
    this.#part = PARTS.includes(part) ? part : PARTS[0];
    this.#views.choose(this.#part);
  }

  /** Of 0 words, of 1 and so on; or without the first word, without the second and so on. */
  get #walks() {
    const [whole, ...others] = this.run.walks;
    if (!whole) return [];
    const length = (/** @type {Walk} */ { recipe }) => recipe.prompt.length;
    const far = (/** @type {Walk} */ { recipe }) => alike(recipe.prompt, whole.recipe.prompt);
    const by = this.#part === "length" ? length : far;
    return [...others.sort((a, b) => by(a) - by(b)), whole];
  }

  get #last() {
    return Math.max(0, this.run.walks.length - 1);
  }

  /** @param {string} [detail] */
  #start(detail) {
    const { settings } = this;
    const cost = this.#pace * 2 * settings.steps * (settings.prompt.split(/\s+/).length + 1);
    this.#finer.textContent = w.finer(cost);
    this.#finer.hidden = !(cost > LONG) || detail === "both";
    const how = { detail: detail ?? (cost > LONG ? "preview" : "both") };
    this.run.start(settings, { part: this.#part }, how);
  }

  planned() {
    const walks = this.#walks;
    if (this.#part === "length")
      this.#written = walks
        .slice(1)
        .map(({ recipe }, i) => cut(recipe.prompt, walks[i].recipe.prompt))
        .filter(Boolean);
    else if (walks.length > 1) this.#written = split(walks[this.#last].recipe.prompt);
    this.#slider.max = String(this.#last);
    this.#build();
    this.#go(this.#own ? this.#place : this.#last, true);
  }

  /** @param {number} place @param {boolean} [quiet] not by the visitor */
  #go(place, quiet) {
    this.#place = clamp(Math.round(place) || 0, 0, this.#last);
    if (!quiet) {
      this.#own = true;
      this.page.show({ i: this.#place });
      this.run.focus(this.run.walks.indexOf(this.#walks[this.#place]), 0);
    }
    this.result();
  }

  /** The word in view: the last that was added, or the one left out; -1: none. */
  get #word() {
    if (this.#part === "length") return this.#place - 1;
    return this.#place < this.#written.length ? this.#place : -1;
  }

  #build() {
    this.#chips.replaceChildren(
      ...this.#written.map((written, i) => {
        const { text, weight } = said(written);
        const go = () => this.#go(this.#part === "length" ? i + 1 : i);
        const label = weight === 1 ? text : `${text} ×${number(weight)}`;
        return h("li", button(label, go, "chip"), h("span.amount"));
      }),
    );
  }

  /** Write the prompt anew, for this figure alone. @param {string[]} next */
  #write(next) {
    this.#own = false;
    this.page.pin(next.join(" "));
  }

  /** Move the word in view. @param {number} by */
  #move(by) {
    const next = [...this.#written];
    const [word] = next.splice(this.#word, 1);
    next.splice(this.#word + by, 0, word);
    this.#write(next);
  }

  /** Give the word in view more or less weight. @param {number} by */
  #weigh(by) {
    const { weight } = said(this.#written[this.#word]);
    const bare = WEIGHT.exec(this.#written[this.#word])?.[1] ?? this.#written[this.#word];
    const next = clamp(Math.round((weight + by) * 100) / 100, 0, HEAVIEST);
    this.#write(
      this.#written.map((word, i) =>
        i === this.#word ? (next === 1 ? bare : `(${bare}:${next})`) : word,
      ),
    );
  }

  #offer() {
    const place = this.#word;
    this.#tools.hidden = place < 0;
    if (place < 0) return;
    const { text, weight } = said(this.#written[place]);
    this.#tools.ariaLabel = w.tools(text);
    const off = (/** @type {boolean} */ disabled) => ({ disabled });
    this.#tools.replaceChildren(
      button(w.earlier, () => this.#move(-1), off(place === 0)),
      button(w.later, () => this.#move(1), off(place === this.#written.length - 1)),
      button(w.lighter, () => this.#weigh(-STEP), off(weight <= 0)),
      button(w.heavier, () => this.#weigh(STEP), off(weight >= HEAVIEST)),
      button(
        w.strike,
        () => this.#write(this.#written.filter((_, i) => i !== place)),
        off(this.#written.length < 2),
      ),
    );
  }

  frame() {
    this.result();
  }

  /** @param {{walk: Walk}} told */
  finished({ walk }) {
    walk.small().then(() => this.result());
  }

  result() {
    const walks = this.#walks;
    const walk = walks[this.#place];
    if (!walk) return;
    const words = this.#written.map((each) => said(each).text);
    const word = words[this.#word] ?? "";
    const { moved } = this.run.result ?? {};
    const shown = words.slice(0, this.#part === "length" ? this.#place : undefined).join(" ");
    this.#slider.value = String(this.#place);
    this.#slider.setAttribute(
      "aria-valuetext",
      this.#part === "length" ? w.first(this.#place, shown) : word ? w.without(word) : w.whole,
    );
    for (const [stage, each] of /** @type {const} */ ([
      [this.#stage, walk],
      [this.#whole, walks[this.#last]],
    ])) {
      stage.walk = each;
      stage.state = each.last;
    }
    const amount = moved?.[this.#word];
    this.#told.textContent = !word
      ? this.#part === "length"
        ? w.none
        : w.whole
      : amount === undefined
        ? w.pending(word)
        : w.moved(word, amount);
    const most = Math.max(0.01, ...(moved ?? []));
    [...this.#chips.children].forEach((chip, i) => {
      const used = this.#part === "length" ? i < this.#place : i !== this.#word;
      chip.classList.toggle("off", !used);
      const open = /** @type {HTMLElement} */ (chip.firstElementChild);
      open.ariaPressed = String(i === this.#word);
      const bar = /** @type {HTMLElement} */ (chip.lastElementChild);
      bar.style.setProperty("--share", String((moved?.[i] ?? 0) / most));
      bar.title = moved ? w.bar(words[i], moved[i]) : "";
    });
    this.#offer();
    const { seed } = this.settings;
    this.page.live({
      count: words.length,
      walks: walks.length,
      word: word || "–",
      moved: amount === undefined ? "–" : percent(amount),
      told: moved ? w.told(words, moved, this.#part) : "",
      call: `engine.draw(pellucid.Recipe(${JSON.stringify(walk.recipe.prompt)}, seed=${seed}))`,
    });
    this.page.share(walk, "x0");
  }

  async update() {
    this.#pace = await look();
    this.#start();
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    const before = this.#part;
    this.#see(String(shown.v || PARTS[0]));
    if (shown.i !== undefined) [this.#place, this.#own] = [Number(shown.i) || 0, true];
    if (!this.run.asked) return;
    if (before !== this.#part) this.#start();
    else this.#go(this.#place, true);
  }
}

/** How many letters two prompts begin alike with. @param {string} one @param {string} other */
function alike(one, other) {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

/** What a longer prompt says more. @param {string} longer @param {string} shorter */
const cut = (longer, shorter) =>
  longer.split(/\s+/).filter(Boolean).join(" ").slice(shorter.length).trim();

/** The words of a prompt; a weight belongs to its word. @param {string} prompt */
const split = (prompt) => prompt.split(/\s+/).filter(Boolean);
