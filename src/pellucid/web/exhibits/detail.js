/** Words from vague to rich, four seeds each, and how much they wobble. */
import { button, choice, h, number, paint, percent, reduced, say, sign } from "../dom.js";
import { show as put } from "../figures/stage.js";
import { constants, info } from "../net/info.js";
import { Dialled } from "../page/exhibit.js";
import { anySeed } from "../store.js";
import { words } from "../words/en.js";

const { seeds: SEEDS, most: MOST } = constants("detail");
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const KIND = "application/x-pellucid-phrase"; // of what is dragged
const w = words.exhibits.detail;
const PLACE = new RegExp(` (?:${w.grammar.places}) `);
const LEAD = new RegExp(`^(?:${w.grammar.leads})$`, "i");

/**
 * What a prompt is about, in as few words as it can be said in: "two red snails on a leaf" -> "two
 * snails".
 * @param {string} prompt
 */
export function about(prompt) {
  const thing = prompt.split(",")[0].trim().split(PLACE)[0].trim();
  const said = thing.split(/\s+/);
  if (said.length < 3 || said.includes("and")) return thing;
  const noun = said[said.length - 1];
  const lead = said.findLast((word) => LEAD.test(word)) ?? (noun.endsWith("s") ? "" : "a");
  return `${/^an?$/i.test(lead) ? (/^[aeiou]/i.test(noun) ? "an" : "a") : lead} ${noun}`.trim();
}

/** @param {string} text */
const split = (text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

/** @param {string[]} parts */
const join = (parts) => parts.flatMap(split).join(", ");

/** @param {number} i */
const name = (i) => w.names[Math.min(i, w.names.length - 1)];

/** A needle between two pins as far apart as the pictures are; it trembles by that angle. */
class Gauge {
  element = h("div.wobble", { role: "img", "aria-label": w.pending });

  constructor() {
    this.element.innerHTML =
      '<svg viewBox="0 0 120 76" aria-hidden="true"><path class="fan"/>' +
      '<path class="dialed" d="M12 66A48 48 0 0 1 108 66"/>' +
      '<g class="needle"><path d="M58 66 60 16 62 66z"/></g>' +
      '<circle cx="60" cy="66" r="4"/></svg><b></b>';
  }

  /** @param {any} row what was measured @param {string} who */
  swing(row, who) {
    const box = this.element;
    const angle = Math.min(85, row.angle / 2);
    const at = (/** @type {number} */ turn) =>
      `${(60 + 48 * Math.sin((turn * Math.PI) / 180)).toFixed(1)} ` +
      `${(66 - 48 * Math.cos((turn * Math.PI) / 180)).toFixed(1)}`;
    box.querySelector(".fan").setAttribute("d", `M60 66L${at(-angle)}A48 48 0 0 1 ${at(angle)}z`);
    box.style.setProperty("--swing", `${angle}deg`);
    box.querySelector("b").textContent = w.wobble(row.wobble);
    box.setAttribute("aria-label", w.meter(who, row.wobble, row.angle));
    box.toggleAttribute("data-trembles", !reduced.matches);
  }
}

/** One rung: its words in a line and as phrases, four pictures, their mean and the gauge. */
class Rung {
  gauge = new Gauge();
  stages = Array.from({ length: SEEDS }, () => h("pl-stage", { plain: true }));
  mean = h("canvas", { width: 160, height: 160, role: "img", "aria-label": w.blend });
  said = h("p.said", w.pending);

  /** @param {Detail} ladder @param {string} text @param {number} i */
  constructor(ladder, text, i) {
    this.ladder = ladder;
    this.i = i;
    this.parts = split(text);
    const remove = button("×", () => ladder.remove(i), sign(w.remove, "small"));
    this.phrases = h(
      "ul.phrases",
      { "aria-label": `${w.phrases}: ${name(i)}`, on: this.#dropping },
      this.parts.map((part, j) => this.#phrase(part, j)),
    );
    this.element = h(
      "section.rung",
      { "aria-label": name(i), on: this.#dropping },
      h("header", h("h3", name(i)), ladder.rungs.length > 1 && remove),
      this.#line(text),
      h(
        "div.four",
        this.stages.map((stage) => h("div", stage)),
      ),
      h("div.reading", h("figure.mean", this.mean, h("figcaption", w.mean)), this.gauge.element),
      this.said,
    );
  }

  get #dropping() {
    return {
      dragover: (/** @type {DragEvent} */ event) => {
        if (event.dataTransfer?.types.includes(KIND)) event.preventDefault();
      },
      drop: (/** @type {DragEvent} */ event) => this.#drop(event),
    };
  }

  /** @param {string} text */
  #line(text) {
    const input = h("input", {
      type: "text",
      value: text,
      "aria-label": `${w.words}: ${name(this.i)}`,
      maxLength: info.limits.letters,
      on: { change: () => this.ladder.write(this.i, input.value) },
    });
    return input;
  }

  /** @param {string} text @param {number} j */
  #phrase(text, j) {
    const step = (/** @type {KeyboardEvent} */ event) => {
      const by = event.altKey ? (STEPS[event.key] ?? 0) : 0;
      if (!by) return;
      event.preventDefault();
      this.ladder.move(this.i, j, by);
    };
    const alone = this.parts.length < 2; // a rung is never left without words
    const arrow = (/** @type {number} */ by, /** @type {string} */ mark, label = "") => {
      if (alone || this.ladder.rungs[this.i + by] === undefined) return null;
      return button(mark, () => this.ladder.move(this.i, j, by), sign(label, "small"));
    };
    return h(
      "li.phrase",
      {
        tabIndex: 0,
        draggable: !alone,
        on: {
          dragstart: (event) => event.dataTransfer?.setData(KIND, `${this.i} ${j}`),
          keydown: step,
        },
      },
      arrow(-1, "‹", w.earlier(text)),
      h("span", text),
      arrow(1, "›", w.later(text)),
      arrow(0, "×", w.drop(text)),
    );
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const told = event.dataTransfer?.getData(KIND);
    if (!told) return; // a file, say
    event.preventDefault();
    const [from, place] = told.split(" ").map(Number);
    if (from !== this.i) this.ladder.move(from, place, this.i - from);
  }

  /** @param {any} row what was measured of the four pictures */
  tell(row) {
    this.gauge.swing(row, name(this.i));
    const { change, heard } = row;
    this.said.textContent =
      change === null ? "" : change === 0 ? w.same : heard ? w.change(change) : w.unheard;
  }

  /** @param {any[]} walks @param {(walk: any) => number} state */
  look(walks, state) {
    walks.forEach((walk, n) => {
      this.stages[n].walk = walk;
      this.stages[n].name = `${name(this.i)}, ${w.seed(walk.recipe.seed)}`;
      this.stages[n].state = state(walk);
    });
  }

  /** The mean of the four pictures. @param {any[]} walks @param {(walk: any) => number} state */
  average(walks, state) {
    const brush = this.mean.getContext("2d");
    const ready = walks.filter((walk) => walk.cell("x0", state(walk)));
    if (!brush || ready.length < SEEDS) return;
    ready.forEach((walk, n) => {
      brush.globalAlpha = 1 / (n + 1);
      put(brush, walk, "x0", state(walk), this.mean.width);
    });
    brush.globalAlpha = 1;
  }
}

export default class Detail extends Dialled {
  /** @type {string[]} */
  rungs = [];
  #own = false; // the visitor's words, not made of the page's
  #open = 1; // the rung in view on a phone
  /** @type {Rung[]} */
  #columns = [];
  #tabs = h("fieldset");
  #box = h("div.rungs");
  #phrases = h("div.rungs");
  #more = h("details.more", h("summary", w.more), h("p.aside", w.keys), this.#phrases);
  #add = button(w.add, () => this.#change([...this.rungs, w.richer(this.rungs.at(-1) ?? "")]));
  #back = button(w.back, () => this.#change([]));

  build() {
    const dice = button(w.dice, () => this.page.store.change({ seed: anySeed() }));
    this.element.append(
      this.#tabs,
      this.#box,
      this.dial,
      h("div.controls", this.#add, this.#back, dice, h("pl-job", { run: this.run })),
      this.#more,
    );
    this.dial.label = w.state;
  }

  get reached() {
    return Math.max(0, ...this.run.walks.map((walk) => walk.reach));
  }

  frame() {
    paint(this.#average);
  }

  #average = () => {
    for (const rung of this.#columns) rung.average(this.#walks(rung), this.#state);
  };

  /** @param {string[]} next none: back to the page's words */
  #change(next) {
    this.#own = next.length > 0;
    if (this.#own) this.rungs = next.slice(0, MOST);
    else this.#made();
    this.#open = Math.min(this.#open, this.rungs.length - 1);
    const kept = Array.from({ length: MOST }, (_, i) => [
      `r${i + 1}`,
      this.#own ? (this.rungs[i] ?? "") : "",
    ]);
    this.page.show(Object.fromEntries(kept));
    this.#build();
    this.#start();
  }

  /** Rungs of the page's prompt: its first things, itself, and itself with more said. */
  #made() {
    const { prompt } = this.settings;
    this.rungs = [...new Set([about(prompt), prompt, w.richer(prompt)])];
  }

  #start() {
    this.page.live({ learned: w.pending });
    this.run.start(this.settings, { rungs: this.rungs, seeds: SEEDS });
  }

  /** @param {number} i */
  remove(i) {
    this.#change(this.rungs.filter((_, j) => j !== i));
  }

  /** @param {number} i @param {string} text */
  write(i, text) {
    if (split(text).length)
      this.#change(this.rungs.map((old, j) => (j === i ? join([text]) : old)));
  }

  /** Move a phrase; 0: away. @param {number} from @param {number} place @param {number} by */
  move(from, place, by) {
    const parts = this.rungs.map(split);
    const [text] = parts[from].splice(place, 1);
    const to = from + by;
    if (by && parts[to]) parts[to].push(text);
    if (!parts[from].length || (by && !parts[to])) return;
    this.#change(parts.map(join));
    say(by ? w.moved(text, name(to)) : "");
    if (by) this.#columns[to]?.phrases.querySelector(".phrase:last-of-type")?.focus();
  }

  #build() {
    const { rungs } = this;
    const tabs = choice(
      w.rungs,
      rungs.map((_, i) => [i, name(i)]),
      (i) => this.#mark(+i),
      "rung-tabs",
    );
    this.#tabs.replaceWith(tabs);
    this.#tabs = tabs;
    this.#columns = rungs.map((text, i) => new Rung(this, text, i));
    this.#box.replaceChildren(...this.#columns.map((rung) => rung.element));
    this.#phrases.replaceChildren(...this.#columns.map((rung) => rung.phrases));
    for (const box of [this.#box, this.#phrases])
      box.style.setProperty("--count", String(rungs.length));
    this.#add.disabled = rungs.length >= MOST;
    this.#back.hidden = !this.#own;
    this.#mark(this.#open);
    this.page.live({ about: rungs[0], count: rungs.length, walks: rungs.length * SEEDS });
  }

  /** @param {number} open */
  #mark(open) {
    this.#open = open;
    this.#tabs.choose(open);
    for (const { element, phrases, i } of this.#columns)
      for (const part of [element, phrases]) part.classList.toggle("open", i === open);
  }

  result() {
    const rows = this.run.result?.rungs ?? [];
    if (rows.length !== this.#columns.length) return;
    for (const rung of this.#columns) rung.tell(rows[rung.i]);
    const [first, last] = [rows[0], rows[rows.length - 1]];
    const { seed } = this.settings;
    this.page.live({
      learned: w.learned(rows),
      vague: percent(first.wobble),
      rich: percent(last.wobble),
      angle: number(last.angle),
      vagueAngle: number(first.angle),
      half: last.half,
      shape: this.run.walks[0]?.shape ?? "–",
      call:
        `for seed in range(${seed}, ${seed + SEEDS}):\n    ` +
        `engine.draw(pellucid.Recipe(${JSON.stringify(this.rungs.at(-1))}, seed=seed))`,
    });
  }

  /** The walks of a rung. @param {Rung} rung */
  #walks({ i }) {
    return this.run.walks.slice(i * SEEDS, (i + 1) * SEEDS);
  }

  #state = (/** @type {any} */ walk) => Math.min(this.dial.value, walk.last);

  /** @param {number} i */
  look(i) {
    this.dial.value = i;
    for (const rung of this.#columns) rung.look(this.#walks(rung), this.#state);
    this.frame();
  }

  planned() {
    const { walks } = this.run;
    const end = this.dial.value >= this.dial.max;
    this.dial.max = walks[0].last;
    if (end || this.page.shown().i === undefined) this.dial.value = this.dial.max;
    this.look(this.dial.value);
  }

  /** @param {{walk: Walk}} told */
  finished({ walk }) {
    walk.small().then(() => this.look(this.dial.value));
  }

  update() {
    if (!this.#own) {
      this.#made();
      this.#build();
    }
    this.#start();
  }

  /** @param {any} link */
  open(link) {
    const told = Array.from({ length: MOST }, (_, i) => link[`r${i + 1}`])
      .filter(Boolean)
      .map(String);
    this.#own = told.length > 0;
    if (this.#own) {
      this.rungs = told;
      this.#build();
    }
    super.open(link);
    const asked = this.run.asked?.params?.rungs?.join();
    if (told.length && this.run.walks.length && asked !== told.join()) this.#start();
  }
}
