/** The two experiments that take time: many ends and their mean, and other ends of one state. */
import { button, choice, clamp, h, number, paint, slider, tile } from "../dom.js";
import { constants } from "../net/info.js";
import { words } from "../words/en.js";
import { first, LONG, look } from "./estimate.js";
import { outline } from "./veil.js";

const { ways: WAYS, finish: FINISH, places: PLACES, ends: ALL } = constants("why");
const BANDS = ["layout", "colour", "shapes", "texture"];
const w = words.exhibits.why;

/** A picture that is no state of a planned walk, with its caption. */
class Picture {
  /** @type {ImageBitmap | null} what is to be seen, whenever the next frame comes */
  #now = null;

  /** @param {string} name */
  constructor(name) {
    const props = { className: "plain-picture", width: 256, height: 256, role: "img" };
    this.canvas = h("canvas", { ...props, "aria-label": name });
    this.figure = tile(this.canvas, name);
  }

  /** @param {ImageBitmap | null} image */
  put(image) {
    this.canvas.toggleAttribute("data-filled", Boolean(image));
    this.#now = image;
    paint(this.#draw);
  }

  #draw = () => {
    const brush = this.canvas.getContext("2d");
    brush.clearRect(0, 0, 256, 256);
    if (this.#now) brush.drawImage(this.#now, 0, 0, 256, 256);
  };
}

/** Many finished pictures, and how like the first guess their mean becomes. */
class Mean {
  /** @type {ImageBitmap[]} */
  #means = [];
  /** @type {ImageBitmap[]} */
  #ends = [];
  /** @type {any[]} */
  #found = [];
  #guess = new Picture(w.first);
  #mean = new Picture(w.mean);
  #mosaic = h("canvas.mosaic", { role: "img", "aria-label": w.ends(0) });
  #agree = h("p.agree", { role: "status" }, w.agreeNothing);
  #plot = h("pl-plot", { on: { pick: ({ detail }) => this.#at(detail + 1) } });
  #slider = slider({ min: 1, max: 1, value: 1, "aria-label": w.howMany }, () =>
    this.#at(+this.#slider.value),
  );
  #shown = h("output", "–");

  /** @param {Page} page @param {HTMLElement} job @param {() => void} start */
  constructor(page, job, start) {
    this.page = page;
    this.draw = button(w.draw(ALL, NaN), start, "go");
    const pair = h("div.pair", this.#guess.figure, this.#mean.figure);
    const row = h("label.row", w.howMany, this.#slider, this.#shown);
    this.panel = h(
      "div.panel.two",
      { hidden: true },
      h("div", pair, this.#agree, this.#plot, job),
      h("div.side", h("p", w.meanly), h("div.controls", this.draw), this.#mosaic, row),
    );
  }

  begin() {
    [this.#means, this.#ends, this.#found] = [[], [], []];
  }

  /** A picture: the guess, a mean of so many, or an end. @param {any} record */
  take({ walk, state, image }) {
    if (walk === 0) this.#guess.put(image);
    else if (walk === 1) this.#means[state] = image;
    else this.#ends[state] = image;
    paint(this.tile);
  }

  /** @param {any} told */
  result(told) {
    this.#found[told.count - 1] = told;
    this.#slider.max = String(told.count);
    this.#at(told.count);
  }

  /** @param {number} n */
  #at(n) {
    const slider = this.#slider;
    slider.value = String(n);
    slider.style.setProperty("--done", `${(100 * (n - 1)) / Math.max(1, +slider.max - 1)}%`);
    this.#shown.textContent = String(n);
    if (this.#means[n - 1]) this.#mean.put(this.#means[n - 1]);
    if (this.#found[n - 1]) this.#tell(n, this.#found[n - 1]);
    if (this.#found.length > 1) this.#curves(n);
    paint(this.tile);
  }

  /** @param {number} n @param {any} told */
  #tell(n, told) {
    this.#agree.textContent = w.agree(n, told.correlation, told.error, told.one);
    this.page.live({
      count: n,
      correlation: number(told.correlation),
      error: number(told.error ?? NaN),
      one: number(told.one),
      ideal: number(told.ideal ?? NaN),
      beyond: number(told.beyond),
      control: number(told.control),
    });
  }

  /** @param {number} n */
  #curves(n) {
    const found = this.#found;
    const counts = found.map((each) => each.count);
    const lines = {
      [w.curves.measured]: found.map((each) => each.correlation),
      [w.curves.ideal]: found.map((each) => each.ideal ?? NaN),
    };
    const look = { axis: w.pictures, low: 0, high: 1, tall: 130 };
    this.#plot.draw(w.curves.agree, counts, lines, look);
    this.#plot.cursor = n - 1;
  }

  tile = () => {
    const mosaic = this.#mosaic;
    const across = mosaic.clientWidth > 420 ? 16 : 8;
    const side = fit(mosaic, across, Math.ceil(ALL / across));
    const brush = mosaic.getContext("2d");
    this.#ends.forEach((image, i) => {
      const [x, y] = [(i % across) * side, Math.floor(i / across) * side];
      brush.globalAlpha = i < +this.#slider.value ? 1 : 0.25;
      brush.drawImage(image, x, y, side - 1, side - 1);
    });
    mosaic.setAttribute("aria-label", w.ends(this.#ends.length));
  };

  clear() {
    this.begin();
    this.#slider.max = this.#slider.value = "1";
    this.#shown.textContent = "–";
    this.#agree.textContent = w.agreeNothing;
    this.#plot.replaceChildren();
    for (const each of [this.#guess, this.#mean]) each.put(null);
    wipe(this.#mosaic);
  }
}

/** Other ends of some states of the walk: a row for each way, a column for each state. */
class Timeline {
  /** @type {Map<string, ImageBitmap>} by way and state */
  #grid = new Map();
  #matrix = h("canvas.matrix", { role: "img" });
  #columns = h("p.columns", { "aria-hidden": "true" });
  #settled = h("p.telling", { role: "status" });
  #plot = h("pl-plot");
  #by = "band";
  /** @type {any} what was told last */
  #told = null;
  #kinds = choice(w.by, Object.entries(w.kinds), (by) => this.#measure(by));

  /** @param {Page} page @param {any} stage of the walk @param {() => void} start */
  constructor(page, stage, start) {
    this.page = page;
    this.stage = stage;
    this.draw = button(w.line(NaN), start, "go");
    const lines = h("div", { hidden: true }, this.#kinds, this.#settled, this.#plot);
    this.element = h("div.timeline", this.#matrix, this.#columns, lines);
    this.lines = lines;
  }

  begin() {
    this.#grid.clear();
    paint(this.weave);
  }

  /** Measure the ends by what they differ in, or by the parts of the picture. @param {string} by */
  #measure(by) {
    this.#by = by;
    this.#kinds.choose(by);
    if (this.#told) this.result(this.#told);
    this.outline();
  }

  /** Show on the stage which parts there are, or no longer. @param {boolean} [seen] */
  outline(seen = true) {
    const where = seen && this.#by === "part" ? this.#told?.where : null;
    const names = this.#told?.parts.map((/** @type {any} */ { word }) => word); // the rest has none
    this.stage.overlay = where?.length
      ? (/** @type {Brush} */ brush, /** @type {number} */ side) =>
          outline(brush, side, where, names)
      : null;
    this.stage.paint();
  }

  /** What is measured, when it was settled, and its curve. @returns {[string, any, number[]][]} */
  get #rows() {
    const told = this.#told;
    if (!told) return [];
    if (this.#by === "part")
      return told.parts.map((/** @type {any} */ { word, settled, apart }) => [
        word || w.others,
        settled,
        apart,
      ]);
    return BANDS.map((name) => [w.bands[name], told.settled[name], told[name]]);
  }

  /** @param {any} record */
  take({ walk, state, image }) {
    this.#grid.set(`${walk} ${state}`, image);
    paint(this.weave);
  }

  /** @param {any} told */
  result(told) {
    const { states } = told;
    this.#told = told;
    this.lines.hidden = false;
    this.#kinds.hidden = !told.parts.length;
    if (!told.parts.length) this.#by = "band";
    const rows = this.#rows;
    const order = w.settled(
      rows.map(([name, settled]) => [name, settled]),
      states,
    );
    if (states.length > 1) this.#curves(rows, states);
    this.#settled.textContent = order;
    const heads = states.map((/** @type {number} */ i) => h("span", String(i)));
    this.#columns.replaceChildren(...heads);
    this.#matrix.setAttribute("aria-label", `${w.matrix(states)} ${order}`);
    this.page.live({ order });
    this.outline();
  }

  /** @param {[string, any, number[]][]} rows @param {number[]} states */
  #curves(rows, states) {
    const lines = Object.fromEntries(rows.map(([name, , curve]) => [name, curve]));
    const look = { axis: words.field.states.toLowerCase(), low: 0, high: 1, tall: 130 };
    this.#plot.draw(w.curves.undecided, states, lines, look);
    this.#plot.cursor = states.length - 1;
  }

  weave = () => {
    const states = new Set([...this.#grid.keys()].map((key) => +key.split(" ")[1]));
    const places = [...states].sort((a, b) => a - b);
    const side = fit(this.#matrix, PLACES, WAYS);
    const brush = this.#matrix.getContext("2d");
    for (const [key, image] of this.#grid) {
      const [way, place] = key.split(" ").map(Number);
      brush.drawImage(image, places.indexOf(place) * side, way * side, side - 2, side - 2);
    }
  };

  clear() {
    this.#grid.clear();
    this.#told = null;
    this.lines.hidden = true;
    this.#columns.replaceChildren();
    wipe(this.#matrix);
    this.outline();
  }
}

/**
 * Four other ends of a state: what they look like, and how far apart they are.
 * @typedef {{images: (ImageBitmap | undefined)[], apart?: number}} Ends
 */

/** A few other ends of the state that is looked at, and the timeline of all states. */
class Branches {
  #at = 0;
  /** @type {Map<number, Ends>} by state */
  #ends = new Map();
  #stage = h("pl-stage.dial-surface", { name: w.here, view: "xt" });
  scrubber = h("pl-scrubber", { surface: this.#stage });
  #undecided = h("p.telling", { role: "status" });
  #views = choice(w.branches, Object.entries(w.branch), (view) => this.view(view));
  #ways = Array.from({ length: WAYS }, (_, i) => new Picture(w.way(i + 1)));

  /** @param {Page} page @param {HTMLElement} job @param {(kind: string) => void} start */
  constructor(page, job, start) {
    this.page = page;
    this.timeline = new Timeline(page, this.#stage, () => start("timeline"));
    this.four = button(w.four(0), () => start("branch"), "go");
    this.quartet = h(
      "div",
      h(
        "div.quartet",
        this.#ways.map((each) => each.figure),
      ),
      this.#undecided,
    );
    this.panel = h(
      "div.panel.two",
      { hidden: true },
      h("div", this.#stage, this.scrubber),
      h(
        "div.side",
        h("div.controls.first", this.#views, this.four, this.timeline.draw),
        this.quartet,
        this.timeline.element,
        job,
      ),
    );
    this.view("four");
  }

  /** The ends of one state, or of the whole walk. @param {string} view */
  view(view) {
    this.#views.choose(view);
    this.quartet.hidden = this.four.hidden = view !== "four";
    this.timeline.element.hidden = this.timeline.draw.hidden = view === "four";
    this.timeline.outline(view !== "four");
    paint(this.timeline.weave);
  }

  /** @param {number} state @returns {Ends} */
  #of(state) {
    const ends = this.#ends.get(state) ?? { images: [] };
    this.#ends.set(state, ends);
    return ends;
  }

  /** @param {any} record */
  take({ walk, state, image }) {
    this.#of(state).images[walk] = image;
    if (state === this.#at) this.#show();
  }

  /** @param {any} told */
  result({ state, apart, spread }) {
    this.#of(state).apart = apart;
    this.page.live({ spread: number(spread) });
    this.#show();
  }

  /** What the timeline measured, of each of its states. @param {any} told */
  along({ states, all }) {
    states.forEach((/** @type {number} */ state, /** @type {number} */ k) => {
      this.#of(state).apart = all[k];
    });
    this.#show();
  }

  /** Whether the four ends of a state are known. @param {number} state */
  known(state) {
    return this.#ends.get(state)?.apart !== undefined;
  }

  #show() {
    const ends = this.#ends.get(this.#at);
    this.#ways.forEach((each, i) => each.put(ends?.images[i] ?? null));
    const apart = ends?.apart;
    this.#undecided.textContent =
      apart === undefined ? w.undecidedNothing(this.#at) : w.undecided(this.#at, apart);
  }

  /** @param {Walk} walk @param {number} i */
  look(walk, i) {
    const { scrubber } = this;
    this.#stage.walk = walk;
    scrubber.max = walk.last;
    scrubber.value = this.#stage.state = i;
    scrubber.reach = () => walk.reach;
    this.#at = Math.min(i, walk.last - 1); // there is nothing left to decide at the end
    this.four.textContent = w.four(this.#at);
    this.#show();
  }

  clear() {
    this.timeline.clear();
    this.#ends.clear();
    this.#show();
  }
}

/** Both experiments on one line to the server. */
export class Lab {
  #kind = "";
  #tab = "";
  #growing = -1; // the state whose branches are drawn

  /**
   * @param {Page} page @param {() => Settings} asked with guidance or without
   * @param {() => number} state that is looked at
   */
  constructor(page, asked, state) {
    this.page = page;
    this.asked = asked;
    this.state = state;
    this.run = page.line("why");
    const jobs = [0, 1].map(() => h("pl-job", { run: this.run }));
    const many = { count: ALL, guided: "yes" };
    this.mean = new Mean(page, jobs[0], () => this.#start("mean", many));
    this.branches = new Branches(page, jobs[1], (kind) => this.#start(kind, { state: this.#from }));
    this.run.addEventListener("picture", ({ detail }) => {
      this.#experiment(this.#kind).take(detail);
      if (this.#kind === "timeline") this.branches.take(detail);
    });
    this.run.addEventListener("result", () => {
      const told = this.run.result;
      this.#experiment(told.kind).result(told);
      if (told.kind === "timeline") this.branches.along(told);
    });
  }

  /** @param {string} kind */
  #experiment(kind) {
    if (kind === "mean") return this.mean;
    return kind === "branch" ? this.branches : this.branches.timeline;
  }

  /** @param {string} kind @param {object} params */
  #start(kind, params) {
    this.#kind = kind;
    this.#growing = kind === "branch" ? this.#from : -1;
    if (kind === "mean") this.mean.begin();
    if (kind === "timeline") this.branches.timeline.begin();
    this.run.frames(this.asked(), { kind, ...params });
  }

  /** Write on the buttons how long each will take. */
  async #cost() {
    const one = await look();
    const { steps, guidance } = this.asked();
    const both = guidance === 1 ? 1 : 2;
    this.mean.draw.textContent = w.draw(ALL, ALL * FINISH * both * one);
    this.branches.timeline.draw.textContent = w.line(both * (steps + PLACES * WAYS * FINISH) * one);
  }

  /** The state that branches grow from: at the end there is nothing left to decide. */
  get #from() {
    return Math.min(this.state(), this.asked().steps - 1);
  }

  /** Draw the four ends of the state in view, where that takes no time worth a question. */
  async wake() {
    const from = this.#from;
    if (this.#tab !== "branch" || this.branches.quartet.hidden || this.branches.known(from)) return;
    const looks = from + WAYS * FINISH;
    const settings = this.asked();
    const cost = (settings.guidance === 1 ? 1 : 2) * looks * (await look());
    if (from !== this.#from || (this.run.busy && this.#growing === from)) return;
    if (this.#tab !== "branch" || (cost > LONG && !first("why", settings))) return;
    this.#start("branch", { state: from });
  }

  /** @param {Walk | undefined} walk @param {number} i */
  look(walk, i) {
    if (walk) this.branches.look(walk, i);
  }

  /** @param {string} tab */
  turn(tab) {
    this.#tab = tab;
    paint(tab === "mean" ? this.mean.tile : this.branches.timeline.weave);
    this.#cost();
  }

  /** Other settings: nothing of the old ones may stay. */
  clear() {
    this.run.forget();
    this.mean.clear();
    this.branches.clear();
  }
}

/** @param {HTMLCanvasElement} canvas */
function wipe(canvas) {
  canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
}

/**
 * Give a canvas of so many square cells the pixels that its place on the screen has; the side of
 * one.
 * @param {HTMLCanvasElement} canvas @param {number} across @param {number} down
 */
function fit(canvas, across, down) {
  const side = Math.round(
    clamp((canvas.clientWidth || 512) * Math.min(2, devicePixelRatio), 256, 1280) / across,
  );
  if (canvas.width !== side * across || canvas.height !== side * down)
    [canvas.width, canvas.height] = [side * across, side * down];
  return side;
}
