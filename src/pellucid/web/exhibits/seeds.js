/**
 * Seeds: eight walks of the same words around their mean, all under one scrubber; how far they are
 * apart at every state; and neighbours of one seed, its noise turned by a few degrees.
 */
import "../figures/plot.js";
import {
  button,
  check,
  choice,
  clamp,
  h,
  number,
  paint,
  percent,
  pick,
  rest,
  s,
  slider,
} from "../dom.js";
import { pixels } from "../figures/cell.js";
import { first, LONG, look } from "../figures/estimate.js";
import { hue } from "../figures/marks.js";
import { constants, info } from "../net/info.js";
import { Walk } from "../net/walk.js";
import { Dialled } from "../page/exhibit.js";
import { after, anySeed, LAST } from "../store.js";
import { words } from "../words/en.js";

const { count: COUNT, away: AWAY } = constants("seeds");
const SIDE = 128; // px of the blend
const ANGLE = { min: 0, max: AWAY, step: 5, value: 20 };
const TICKS = [0, 0.5, 1, 1.5];
const WIDEST = 1.7; // the largest gap that is drawn
const w = words.exhibits.seeds;

/** The mean of several walks, as a walk: a blend that the page makes, not the model. */
class Mean extends Walk {
  provenance = "blend";
  width = SIDE;
  /** @type {Map<string, {canvas: OffscreenCanvas, of: number}>} */
  kept = new Map();

  /** @param {Walk[]} walks @param {string} name @param {AbortSignal} signal it is shown no more */
  constructor(walks, name, signal) {
    const key = `mean ${walks.map((walk) => walk.key.slice(0, 8)).join(" ")}`;
    super({ key, recipe: { prompt: name }, states: walks[0].states, cached: true });
    this.walks = walks;
    for (const walk of walks) walk.addEventListener("change", () => this.changed(), { signal });
  }

  /** @param {string} name @param {number} state @returns {number} */
  scalar(name, state) {
    return name === "t" ? this.walks[0].scalar(name, state) : NaN;
  }

  /** @param {string} view @param {number} state */
  cell(view, state) {
    const cells = this.walks
      .map((walk) => walk.cell(view, Math.min(state, walk.last)))
      .filter((cell) => cell !== null);
    if (!cells.length) return null;
    const finished = this.walks.every((walk) => walk.sheets[view]) ? 1 : 0;
    const place = `${view} ${state}`;
    const kept = this.kept.get(place);
    if (kept && finished && kept.of === cells.length)
      return { image: kept.canvas, x: 0, y: 0, size: SIDE };
    const canvas = kept?.canvas ?? new OffscreenCanvas(SIDE, SIDE);
    const sum = new Float32Array(4 * SIDE * SIDE);
    for (const cell of cells) {
      const { data } = pixels(cell, SIDE);
      for (let i = 0; i < data.length; i++) sum[i] += data[i];
    }
    const mean = Uint8ClampedArray.from(sum, (value) => value / cells.length);
    canvas.getContext("2d")?.putImageData(new ImageData(mean, SIDE, SIDE), 0, 0);
    this.kept.set(place, { canvas, of: finished ? cells.length : -1 });
    return { image: canvas, x: 0, y: 0, size: SIDE };
  }
}

/** How far apart every two walks are, at the start and at the end, each pair a dot. */
class Gaps {
  element = s("svg.gaps", { viewBox: "0 0 320 92", role: "img", "aria-label": w.gaps });

  /** @param {any} result what the server measured */
  draw({ start, end, pairs_start, pairs }) {
    const rows = /** @type {[string, number[], number][]} */ ([
      [w.start, pairs_start, start.mean],
      [w.end, pairs, end.mean],
    ]);
    const ticks = TICKS.flatMap((v) => [
      s("line.grid", { x1: across(v), x2: across(v), y1: 6, y2: 70 }),
      s("text.tick", { x: across(v), y: 84, "text-anchor": "middle" }, number(v)),
    ]);
    const dots = rows.flatMap(([text, values, mean], row) => [
      s("text.tick", { x: 0, y: 25 + 32 * row }, text),
      ...values.map((v, i) => {
        const cy = 21 + 32 * row + ((i * 7) % 9) - 4; // or equal ones would lie on one another
        return s("circle", { class: `dot ${hue(row)}`, cx: across(v), cy, r: 3 });
      }),
      s("path.middle", { d: `M${across(mean)} ${9 + 32 * row}v24` }),
    ]);
    this.element.replaceChildren(...ticks, ...dots);
    this.element.setAttribute("aria-label", w.gapsText(start, end));
  }
}

/** @param {number} gap */
const across = (gap) => 62 + (245 * Math.min(gap, WIDEST)) / WIDEST;

/** @param {number} degrees */
const degree = (degrees) => `${degrees}°`;

/** The seeds of a link, if it has as many as are shown. @param {unknown} text */
function listed(text) {
  const found = String(text ?? "")
    .split(".")
    .filter(Boolean)
    .map(Number);
  const right = (/** @type {number} */ seed) => Number.isInteger(seed) && seed >= 0 && seed <= LAST;
  return found.length === COUNT && new Set(found).size === COUNT && found.every(right)
    ? found
    : null;
}

export default class Seeds extends Dialled {
  /** @type {number[]} */
  #list = [];
  #chosen = 0;
  #way = "own";
  #view = /** @type {"xt" | "x0"} */ ("xt");
  #forming = false; // whether its walks are being drawn
  #degrees = ANGLE.value;
  #turn = 0;
  #laid = new AbortController(); // ends with the tiles that are laid now
  #own = -1; // the page's seed when it was last looked at
  /** @type {any[]} */
  #stages = [];
  #grid = h("fieldset.tiles.nine", h("legend.quiet", w.grid));
  keys = { d: () => this.#all(), r: () => this.#way === "own" && this.#reroll() };
  #plot = h("pl-plot", {
    on: {
      pick: ({ detail }) => {
        const last = Math.max(1, this.run.result.guesses.length - 1);
        this.dial.go((detail * this.dial.max) / last, "plot");
        this.dial.settle();
      },
    },
  });
  #gaps = new Gaps();
  #promote = button(
    w.promote(0),
    () => this.page.store.change({ seed: this.#list[this.#chosen] }),
    { className: "go" },
  );
  #full = button(w.full(NaN), () => this.#go(true), { hidden: true });
  #again = button(w.again, () => this.#reroll());
  #ways = choice(w.ways, Object.entries(w.way), (name) => {
    if (name === "near") this.#degrees ||= ANGLE.value;
    this.#turned(name);
    this.#link();
  });
  #angle = slider({ ...ANGLE, "aria-label": w.angle }, () => {
    this.#degrees = +this.#angle.value;
    this.#angled.textContent = degree(this.#degrees);
    this.#later();
  });
  #angled = h("output");
  #turnRow = h("label.row", { hidden: true }, w.angle, this.#angle, this.#angled);
  #views = choice(
    w.views,
    ["xt", "x0"].map((view) => [view, words.views[view]]),
    (view) => {
      this.#see(view);
      this.#link();
    },
  );
  #reading = h("p.telling", { role: "status" });
  #later = rest(220, () => {
    this.#go();
    this.#link();
  });

  build() {
    const dice = button(w.dice, () => this.#all());
    this.#angled.textContent = degree(this.#degrees);
    const more = h("details.more", h("summary", w.gaps), this.#gaps.element);
    this.element.append(
      h(
        "div.two.seeds",
        h("div", this.#grid, this.dial),
        h(
          "div.side",
          h("div.controls.first", this.#views, this.#ways),
          this.#turnRow,
          h("div.controls", this.#promote, this.#again, dice, this.#full),
          this.#reading,
          this.#plot,
          more,
          h("pl-job", { run: this.run }),
        ),
      ),
    );
  }

  planned() {
    const { walks } = this.run;
    this.dial.max = walks[0].last;
    // what is drawn now is watched as it forms; what was drawn before begins with its noise
    this.#forming = walks.some((walk) => !walk.done);
    if (this.following) this.dial.value = this.#forming ? this.dial.max : 0;
    this.#lay();
  }

  /** @param {{walk: Walk, rough: boolean}} told */
  frame({ walk, rough }) {
    paint(() => {
      if (this.following) this.look(rough ? walk.reach : this.reached);
    });
  }

  result() {
    this.#draw();
    if (this.following && this.#forming) this.look(this.dial.max);
  }

  /** @param {{walk: Walk}} told */
  finished({ walk }) {
    walk.small(this.#view);
  }

  settle() {
    this.#link();
  }

  #link() {
    this.page.show({
      g: this.#list.join("."),
      k: this.#chosen,
      a: this.#way === "near" ? this.#degrees : "",
      v: this.#view === "xt" ? "" : this.#view,
      i: this.dial.value,
    });
  }

  /** Draw; in few steps where all would take long and nobody asked. @param {boolean} [asked] */
  async #go(asked = false) {
    const { settings } = this.page.store;
    const mine = ++this.#turn;
    const looks = (settings.guidance === 1 ? 1 : 2) * (settings.steps + info.limits.preview);
    const cost = COUNT * looks * (await look());
    if (mine !== this.#turn) return;
    const free = first("seeds", settings) && this.#way === "own";
    const detail = asked || free || !(cost > LONG) ? "both" : "preview";
    this.#full.hidden = detail === "both";
    this.#full.textContent = w.full(cost);
    this.run.start(settings, this.#params(settings.seed), { detail });
  }

  /** @param {number} seed the page's own */
  #params(seed) {
    if (this.#way === "own") return { seeds: this.#list.join(",") };
    const others = this.#list.filter((each) => each !== seed);
    while (others.length < COUNT) others.push(after(Math.max(...others, seed), 1));
    return { seeds: others.join(","), turn: this.#degrees, way: this.#way };
  }

  /** @param {string} way seeds of their own, or neighbours of the page's */
  #turned(way) {
    const near = way === "near";
    this.#way = way;
    this.#ways.choose(way);
    this.#angle.value = String(this.#degrees);
    this.#turnRow.hidden = !near;
    this.#promote.hidden = this.#again.hidden = near;
    this.#go();
  }

  #all() {
    this.#list = this.#list.map(anySeed);
    this.#chosen = 0;
    this.following = true;
    this.#go();
    this.#link();
  }

  #reroll() {
    this.#list[this.#chosen] = anySeed();
    this.#go();
    this.#link();
  }

  /** @param {number} i */
  #choose(i) {
    const seed = this.#list[i];
    this.#chosen = i;
    check(this.#grid, i);
    this.#promote.textContent = w.promote(seed);
    this.#promote.disabled = seed === this.settings.seed;
    if (this.run.walks[i]) this.page.share(this.run.walks[i], "x0");
  }

  #lay() {
    const { walks } = this.run;
    const state = this.dial.value;
    const view = this.#view;
    const of = (/** @type {any} */ walk, /** @type {string} */ name) =>
      h("pl-stage", { plain: true, walk, state, view, name });
    const stages = walks.map((walk, i) => of(walk, this.#label(i)));
    this.#laid.abort();
    this.#laid = new AbortController();
    const mean = of(new Mean(walks, this.settings.prompt, this.#laid.signal), w.mean);
    const tiles = stages.map((stage, i) => this.#tile(stage, i));
    tiles.splice(COUNT / 2, 0, h("figure.tile.centre", mean, h("figcaption", w.mean)));
    this.#stages = [...stages, mean];
    const focused = [...this.#grid.querySelectorAll("input")].indexOf(document.activeElement);
    this.#grid.replaceChildren(this.#grid.firstElementChild, ...tiles);
    this.#grid.querySelectorAll("input")[focused]?.focus();
    this.#choose(this.#chosen);
    this.#see(view);
  }

  /** Where the walks are, or their guesses. @param {string} told */
  #see(told) {
    const view = told === "x0" ? told : "xt";
    this.#view = view;
    this.#views.choose(view);
    for (const stage of this.#stages) stage.view = view;
    for (const walk of this.run.walks) if (walk.done) walk.small(view);
  }

  /** @param {any} stage @param {number} i */
  #tile(stage, i) {
    const change = () => {
      this.#choose(i);
      this.#link();
    };
    const tile = pick("seeds-tile", i, change, stage, stage.name);
    tile.addEventListener("dblclick", () => {
      if (this.#way === "own") this.#promote.click();
    });
    return tile;
  }

  /** @param {number} i */
  #label(i) {
    const { seed } = this.settings;
    const mine = this.#list[i];
    if (this.#way === "own") return mine === seed ? w.own(mine) : w.seed(mine);
    return w.near(seed, this.run.walks[i]?.recipe.edits?.[0]?.seed, this.#degrees);
  }

  /** @param {number} i */
  look(i) {
    this.dial.value = i;
    this.#plot.cursor = this.#row();
    for (const stage of this.#stages) stage.state = i;
    this.#tell();
  }

  /** The row of the measured numbers that belongs to the state in view; a preview has fewer. */
  #row() {
    const last = (this.run.result?.guesses?.length ?? 1) - 1;
    return Math.round((this.dial.value * last) / (this.dial.max || 1));
  }

  #tell() {
    const { guesses, start, end } = this.run.result ?? {};
    if (!guesses) return;
    const [here, last] = [guesses[this.#row()], guesses.at(-1)];
    this.#reading.textContent = w.reading(this.dial.value, here, last);
    this.page.live({
      state: this.dial.value,
      spread: percent(here),
      parting: w.parting(guesses[0], last),
      start: number(start.mean),
      end: number(end.mean),
      least: number(end.least),
      most: number(end.most),
    });
  }

  #draw() {
    const { result } = this.run;
    if (!result?.guesses) return;
    const lines = { [w.curves.guesses]: result.guesses, [w.curves.stands]: result.stands };
    const look = { axis: words.field.states.toLowerCase(), low: 0, high: 1, tall: 90 };
    this.#plot.draw(w.curves.label, [...result.guesses.keys()], lines, look);
    this.#plot.cursor = this.#row();
    this.#gaps.draw(result);
    this.#tell();
  }

  update() {
    const { seed } = this.settings;
    const moved = this.#own >= 0 && this.#own !== seed;
    if (!this.#list.length || (moved && !this.#list.includes(seed))) {
      this.#list = Array.from({ length: COUNT }, (_, i) => after(seed, i));
      this.#chosen = 0;
    } else if (this.#way === "own" && moved) this.#chosen = this.#list.indexOf(seed);
    this.#own = seed;
    this.#turned(this.#way);
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    this.#list = listed(shown.g) ?? this.#list;
    if (shown.k !== undefined) this.#chosen = clamp(Math.round(shown.k) || 0, 0, COUNT - 1);
    super.open(shown);
    this.#see(shown.v);
    this.#way = Number.isFinite(shown.a) ? "near" : "own";
    if (this.#way === "near") this.#degrees = clamp(shown.a, ANGLE.min, ANGLE.max);
    this.#angled.textContent = degree(this.#degrees);
  }

  hidden() {
    this.dial.stop();
  }
}
