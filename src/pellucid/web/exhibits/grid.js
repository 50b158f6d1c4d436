/** A grid of anything: pictures that differ in one, two or three things, and what each changes. */
import { button, h, paint, pick } from "../dom.js";
import { LONG, look } from "../figures/estimate.js";
import { send } from "../net/ask.js";
import { constants } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

const { tries: TRIES } = constants("grid");
const FIRST = { x: "guidance", y: "seed", z: "" };
const FIELDS = /** @type {Record<string, string>} */ ({ words: "prompt" }); // what an axis changes
const WALKED = ["steps", "solver", "ladder"]; // means nothing in a preview of few steps
const w = words.exhibits.grid;

/** @typedef {"x" | "y" | "z"} Way */
const WAYS = /** @type {Way[]} */ (["x", "y", "z"]);

/** One axis: what it is, and its values. */
class Axis {
  #values = h("input", {
    type: "text",
    maxLength: 500,
    spellcheck: false,
    on: { change: () => this.act() },
  });
  #name;

  /** @param {Way} way @param {() => string} prompt @param {() => void} act it is another one */
  constructor(way, prompt, act) {
    this.way = way;
    this.act = act;
    this.#name = h(
      "select",
      { "aria-label": w.way[way], on: { change: () => this.#turn(prompt()) } },
      way === "x" ? null : h("option", { value: "" }, w.none),
      Object.keys(TRIES).map((name) => h("option", { value: name }, w.axis(name))),
    );
    this.#values.setAttribute("aria-label", w.values(way));
    this.element = h("div.axis", h("span", w.way[way]), this.#name, this.#values);
    this.told = FIRST[way] && `${FIRST[way]}=${TRIES[FIRST[way]]}`;
  }

  get name() {
    return this.#name.value;
  }

  /** As it is written in a command: guidance=1,3,6. */
  get told() {
    return this.name && `${this.name}=${this.#values.value}`;
  }

  set told(text) {
    const at = text.indexOf("=");
    const name = text.slice(0, Math.max(0, at));
    this.#name.value = name in TRIES || !name ? name : FIRST[this.way];
    this.#values.value = text.slice(at + 1);
    this.#values.hidden = !this.name;
  }

  #turn(/** @type {string} */ prompt) {
    const last = prompt.trim().split(/\s+/).at(-1);
    const tries = this.name === "words" ? `${last}; ${w.others}` : TRIES[this.name];
    this.told = this.name && `${this.name}=${tries}`;
    this.act();
  }

  /** @param {string[]} taken the names of the other axes */
  leave(taken) {
    for (const option of this.#name.options) option.disabled = taken.includes(option.value);
  }
}

export default class Grid extends Exhibit {
  #chosen = 0;
  #detail = "preview";
  #pace = NaN; // seconds that one look of the network takes here
  /** @type {any[]} */
  #stages = [];
  #axes = WAYS.map(
    (way) =>
      new Axis(
        way,
        () => this.settings.prompt,
        () => {
          this.#link();
          this.#start();
        },
      ),
  );
  #sheet = h("div.panels", { tabIndex: 0, role: "region", "aria-label": w.grid });
  #finer = button(w.finer(NaN), () => this.#start("full"));
  #use = button(w.use, () => this.#take(), "go");
  #save = button(w.save, () => this.#keep());
  #said = h("p.said", { role: "status" }, w.pending);
  #about = h("p.aside");

  build() {
    this.element.append(
      h(
        "div.two",
        h("div.sheets", this.#sheet, h("pl-job", { run: this.run })),
        h(
          "div.side",
          this.#axes.map(({ element }) => element),
          h("p.aside", w.how),
          h("div.controls", this.#finer, this.#save),
          this.#said,
          this.#about,
          h("div.controls", this.#use),
        ),
      ),
    );
  }

  /** The axes that are asked for, as parameters. */
  get #told() {
    return Object.fromEntries(this.#axes.map(({ way, told }) => [way, told]));
  }

  #link() {
    const own = WAYS.map((way, i) => {
      const { told } = this.#axes[i];
      return [
        way,
        told === (FIRST[way] && `${FIRST[way]}=${TRIES[FIRST[way]]}`) ? "" : told || "-",
      ];
    });
    this.page.show({ ...Object.fromEntries(own), k: this.#chosen || "" });
  }

  /** Draw; in few steps until somebody asks for all. @param {string} [detail] */
  #start(detail) {
    for (const axis of this.#axes) {
      const others = this.#axes.filter((each) => each !== axis);
      axis.leave(others.map(({ name }) => name).filter(Boolean));
    }
    const walked = this.#axes.some(({ name }) => WALKED.includes(name));
    this.#detail = detail ?? (walked ? "full" : "preview");
    this.#said.textContent = w.pending;
    this.#save.disabled = true;
    this.run.start(this.settings, this.#told, { detail: this.#detail });
  }

  planned() {
    const { walks } = this.run;
    const { steps, guidance } = this.settings;
    const cost = this.#pace * (guidance === 1 ? 1 : 2) * steps * walks.length;
    const rough = walks.some(({ recipe }) => recipe.steps < steps); // what ships is not
    this.#finer.hidden = this.#detail === "full" || !rough;
    this.#finer.textContent = w.finer(cost > LONG ? cost : NaN);
    this.#chosen = Math.min(this.#chosen, walks.length - 1);
    this.#lay();
    this.#choose(this.#chosen);
  }

  /** Lay the pictures out: a table for each value of the third axis. */
  #lay() {
    const { walks } = this.run;
    const axes = this.#axes.filter(({ name }) => name);
    const recipes = walks.map(({ recipe }) => recipe);
    const [columns, rows] = sizes(recipes, axes);
    const names = labels(recipes, axes, [1, columns, columns * rows]);
    this.#stages = walks.map((walk, i) =>
      h("pl-stage", { plain: true, walk, state: walk.last, view: "x0", name: names[i].join(", ") }),
    );
    const cell = (/** @type {number} */ i) =>
      h(
        "td",
        pick("grid-tile", i, () => this.#press(i), this.#stages[i], names[i].join(", ")),
      );
    const table = (/** @type {number} */ panel) => {
      const at = panel * columns * rows;
      const row = (/** @type {number} */ j) =>
        h(
          "tr",
          axes.length > 1 ? h("th", { scope: "row" }, names[at + j * columns][1]) : null,
          Array.from({ length: columns }, (_, i) => cell(at + j * columns + i)),
        );
      const heads = Array.from({ length: columns }, (_, i) =>
        h("th", { scope: "col" }, names[at + i][0]),
      );
      return h(
        "table",
        axes.length > 2 ? h("caption", names[at][2]) : null,
        h("thead", h("tr", axes.length > 1 ? h("td") : null, heads)),
        h(
          "tbody",
          Array.from({ length: rows }, (_, j) => row(j)),
        ),
      );
    };
    const panels = walks.length / (columns * rows);
    this.#sheet.style.setProperty("--columns", String(columns));
    this.#sheet.replaceChildren(...Array.from({ length: panels }, (_, panel) => table(panel)));
  }

  /** @param {number} i */
  #press(i) {
    this.#choose(i);
    this.#link();
  }

  /** @param {number} i */
  #choose(i) {
    const walk = this.run.walks[i];
    if (!walk) return;
    this.#chosen = i;
    for (const input of this.#sheet.querySelectorAll("input")) input.checked = +input.value === i;
    const { prompt, seed, steps, guidance } = walk.recipe;
    this.#about.textContent = w.picture(prompt, seed, steps, guidance);
    this.page.share(walk, "x0");
    this.#tell();
  }

  /** @param {{walk: Walk}} told */
  frame({ walk }) {
    paint(() => {
      const stage = this.#stages[this.run.walks.indexOf(walk)];
      if (stage) stage.state = walk.done ? walk.last : Math.max(0, walk.reach);
    });
  }

  /** @param {{walk: Walk, index: number}} told */
  finished({ walk }) {
    walk.small().then(() => {
      const stage = this.#stages[this.run.walks.indexOf(walk)];
      if (stage) stage.state = walk.last;
    });
  }

  result() {
    this.#tell();
  }

  #tell() {
    const { apart } = this.run.result ?? {};
    const axes = this.#axes.filter(({ name }) => name);
    if (apart) this.#said.textContent = w.told(apart);
    this.#save.disabled = !apart;
    const { prompt, seed } = this.settings;
    const flags = axes.map(({ way, told }) => `--${way} ${JSON.stringify(told)}`).join(" ");
    this.page.live({
      count: this.run.walks.length,
      told: apart ? w.told(apart) : "",
      command: `pellucid grid ${JSON.stringify(prompt)} --seed ${seed} ${flags}`,
    });
  }

  /** The page's own settings become those of the picture that is chosen. */
  #take() {
    const { recipe } = this.run.walks[this.#chosen] ?? {};
    if (!recipe) return;
    const names = ["prompt", "negative", "seed", "guidance", "solver", "ladder"];
    const steps = this.#axes.some(({ name }) => name === "steps") ? { steps: recipe.steps } : {};
    const own = Object.fromEntries(names.map((name) => [name, recipe[name]]));
    this.page.store.change({ ...own, ...steps });
  }

  async #keep() {
    const axes = this.#axes.map(({ told }) => told).filter(Boolean);
    const keys = this.run.walks.map(({ key }) => key);
    try {
      const answer = await send("/api/sheet", { axes, keys });
      const href = URL.createObjectURL(await answer.blob());
      h("a", { href, download: "pellucid-grid.png" }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
    } catch (error) {
      this.#said.textContent = /** @type {Error} */ (error).message;
    }
  }

  async update() {
    this.#pace = await look();
    this.#start();
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    const before = JSON.stringify(this.#told);
    for (const axis of this.#axes) {
      const told = shown[axis.way];
      if (told !== undefined && told !== "") axis.told = told === "-" ? "" : String(told);
    }
    if (shown.k !== undefined) this.#chosen = Math.max(0, Math.round(+shown.k) || 0);
    if (!this.run.asked) return;
    if (JSON.stringify(this.#told) !== before) this.#start();
    else this.#choose(this.#chosen);
  }
}

/** How many columns and rows: an axis begins anew when its first value comes again. */
function sizes(/** @type {any[]} */ recipes, /** @type {Axis[]} */ axes) {
  const found = [];
  let stride = 1;
  for (const { name } of axes.slice(0, 2)) {
    const field = FIELDS[name] ?? name;
    let count = 1;
    while (count * stride < recipes.length && recipes[count * stride][field] !== recipes[0][field])
      count++;
    found.push(count);
    stride *= count;
  }
  return [found[0] ?? 1, found[1] ?? 1];
}

/** The value of every axis in every picture, as it is read. @returns {string[][]} */
function labels(
  /** @type {any[]} */ recipes,
  /** @type {Axis[]} */ axes,
  /** @type {number[]} */ strides,
) {
  return recipes.map((recipe, at) =>
    axes.map(({ name }, i) => {
      const field = FIELDS[name] ?? name;
      const wide = strides[i + 1] ?? recipes.length;
      const from = Math.floor(at / wide) * wide + (at % strides[i]);
      const others = [];
      for (let j = from; j < from + wide; j += strides[i]) others.push(String(recipes[j][field]));
      return w.label(name, name === "words" ? part(String(recipe.prompt), others) : recipe[field]);
    }),
  );
}

/** The part of a prompt in which it differs from the others. */
function part(/** @type {string} */ prompt, /** @type {string[]} */ others) {
  const pieces = others.map((other) => other.split(" "));
  const own = prompt.split(" ");
  const all = (/** @type {(list: string[]) => string | undefined} */ get) =>
    pieces.every((list) => get(list) === get(own));
  let [start, end] = [0, 0];
  while (start < own.length && all((list) => list[start])) start++;
  while (end < own.length - start && all((list) => list.at(-1 - end))) end++;
  return own.slice(start, own.length - end).join(" ") || prompt;
}
