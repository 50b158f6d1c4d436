/** Inside the latent: its numbers as colours, and what one of them does to the picture. */
import "../figures/plot.js";
import {
  button,
  choice,
  clamp,
  h,
  number,
  paint,
  radio,
  rest,
  say,
  slider,
  toggle,
} from "../dom.js";
import { Poke } from "../figures/poke.js";
import { variant } from "../figures/variant.js";
import { ask } from "../net/ask.js";
import { info } from "../net/info.js";
import { Dialled } from "../page/exhibit.js";
import { words } from "../words/en.js";

const VIEWS = ["x0", "xt"];
const AMOUNT = { min: -4, max: 4, step: 0.5, value: 2 };
const MARK = 512; // px, the side of the canvas with the outlines
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowDown: [1, 0],
  PageUp: [-8, 0],
  PageDown: [8, 0],
  Home: [0, -99],
  End: [0, 99],
});
const w = words.exhibits.latent;

/** Half floats, as they travel, to floats. @param {ArrayBuffer} buffer */
export function halves(buffer) {
  const table = Float32Array.from({ length: 65536 }, (_, i) => {
    const exponent = (i >> 10) & 31;
    const part = i & 1023;
    const size = exponent ? 2 ** (exponent - 15) * (1 + part / 1024) : part * 2 ** -24;
    return i & 32768 ? -size : size;
  });
  return Float32Array.from(new Uint16Array(buffer), (word) => table[word]);
}

/** The latents of a walk: at every state `high` times `wide` cells of `depth` numbers. */
class Latents {
  /** @param {string} key of the walk @param {Float32Array} data @param {number[]} shape */
  constructor(key, data, [states, depth, high, wide]) {
    this.key = key;
    this.data = data;
    this.states = states;
    this.depth = depth;
    this.high = high;
    this.wide = wide;
  }

  /**
   * Where a channel of a state begins; first come all states, then the best guess at each.
   * @param {string} view @param {number} state @param {number} channel
   */
  from(view, state, channel) {
    const row = (view === "xt" ? 0 : this.states) + state;
    return (row * this.depth + channel) * this.high * this.wide;
  }

  /** @param {string} view @param {number} state @param {number[]} cell its row and column */
  cell(view, state, [row, column]) {
    const place = row * this.wide + column;
    return Array.from(
      { length: this.depth },
      (_, channel) => this.data[this.from(view, state, channel) + place],
    );
  }
}

/** Pixels as they are: red, green and blue from -1 to 1. */
const PLAIN = { axes: [0, 1, 2].map((k) => [0, 1, 2].map((d) => +(d === k))), mean: [0, 0, 0] };

/**
 * A state as colours, and the share of its variance that they keep. It is painted again for every
 * state under the thumb, so nothing is made for each cell.
 * @param {Latents} all @param {number} from where the state begins
 * @param {{axes: number[][], mean: number[], spread?: number}} basis without a spread: as they are
 */
function coloured({ data, depth, high, wide }, from, { axes, mean, spread }) {
  const n = high * wide;
  const image = new ImageData(wide, high);
  const z = new Float64Array(depth);
  const turned = new Float64Array(3);
  const kept = axes.map(() => [0, 0]);
  const total = mean.map(() => [0, 0]);
  for (let i = 0; i < n; i++) {
    for (let d = 0; d < depth; d++) {
      z[d] = data[from + d * n + i];
      add(total[d], z[d]);
    }
    for (let k = 0; k < axes.length; k++) {
      let value = 0;
      for (let d = 0; d < depth; d++) value += axes[k][d] * (z[d] - mean[d]);
      add(kept[k], value);
      turned[k] = clamp(spread ? value / (2.2 * spread) : value, -1, 1);
    }
    if (spread) mix(turned, image.data, 4 * i);
    else
      image.data.set(
        [...turned, 1].map((part) => 127.5 + 127.5 * part),
        4 * i,
      );
  }
  return { image, share: variance(kept, n) / variance(total, n) };
}

/** @param {number[]} sums of a value and of its square @param {number} value */
function add(sums, value) {
  sums[0] += value;
  sums[1] += value * value;
}

/** @param {number[][]} sums @param {number} n of how many values each */
const variance = (sums, n) => sums.reduce((sum, [one, two]) => sum + two / n - (one / n) ** 2, 0);

/**
 * Three numbers as light, red and blue.
 * @param {Float64Array} numbers from -1 to 1 @param {Uint8ClampedArray} pixels @param {number} at
 */
function mix([light, red, blue], pixels, at) {
  pixels[at] = 128 + 110 * (0.8 * light + 0.55 * red + 0.28 * blue);
  pixels[at + 1] = 128 + 110 * (0.8 * light - 0.55 * red + 0.28 * blue);
  pixels[at + 2] = 128 + 110 * (0.8 * light - 0.56 * blue);
  pixels[at + 3] = 255;
}

/** The map: a state as colours, and the cell that is chosen. */
class Cells {
  #map = h("canvas", { width: 32, height: 32, "aria-hidden": "true" });
  #mark = h("canvas.mark-cell", { width: MARK, height: MARK, "aria-hidden": "true" });
  #spoken = h("div", { role: "gridcell", id: "latent-cell" });
  /** @type {number[] | null} the cell under the pointer */
  hot = null;

  /** @param {{pick: (row: number, column: number) => void, hover: () => void}} acts */
  constructor({ pick, hover }) {
    const hovered = (/** @type {number[] | null} */ cell) => {
      this.hot = cell;
      paint(hover);
    };
    this.element = h(
      "div.cells",
      {
        role: "grid",
        tabIndex: 0,
        "aria-label": w.grid,
        "aria-activedescendant": "latent-cell",
        on: {
          click: (event) => pick(...this.#under(event)),
          pointermove: (event) => {
            if (event.pointerType === "mouse") hovered(this.#under(event));
          },
          pointerleave: () => hovered(null),
        },
      },
      h("div.quiet", { role: "row" }, this.#spoken),
      this.#map,
      this.#mark,
    );
  }

  /** @param {PointerEvent} event @returns {[number, number]} */
  #under({ clientX, clientY }) {
    const { left, top, width, height } = this.#map.getBoundingClientRect();
    return [
      Math.floor(((clientY - top) / height) * this.#map.height),
      Math.floor(((clientX - left) / width) * this.#map.width),
    ];
  }

  /** @param {ImageData} image */
  draw(image) {
    if (this.#map.width !== image.width)
      Object.assign(this.#map, { width: image.width, height: image.height });
    this.#map.getContext("2d").putImageData(image, 0, 0);
  }

  /** Outline a cell and say its numbers. @param {number[]} cell @param {number[]} values */
  outline(cell, values) {
    const brush = this.#mark.getContext("2d");
    const size = MARK / this.#map.width;
    brush.clearRect(0, 0, MARK, MARK);
    if (this.hot) frame(brush, this.hot, size, 3, "rgb(255 255 255 / .7)");
    frame(brush, cell, size, 3, "#fff");
    const [row, column] = cell;
    const said = values.map((value) => value.toFixed(1)).join(", ");
    this.#spoken.textContent = w.cell(row + 1, column + 1, said);
    this.#spoken.setAttribute("aria-colindex", String(column + 1));
    this.#spoken.parentElement.setAttribute("aria-rowindex", String(row + 1));
  }
}

/**
 * A line around a cell, in black below a thinner one in its colour.
 * @param {Brush} brush @param {number[]} cell
 * @param {number} size px of a cell's side @param {number} line px @param {string} colour
 */
function frame(brush, [row, column], size, line, colour) {
  for (const [paint, wide] of /** @type {[string, number][]} */ ([
    ["#000", 2 * line],
    [colour, line],
  ])) {
    brush.strokeStyle = paint;
    brush.lineWidth = wide;
    brush.strokeRect(column * size, row * size, size, size);
  }
}

/** One grey picture for each number of a cell; dark is low. */
class Channels {
  #choose;
  element = h("fieldset.channels");

  /** @param {(channel: number) => void} choose */
  constructor(choose) {
    this.#choose = choose;
  }

  /** @param {Latents} all @param {string} view @param {number} state @param {number} chosen */
  draw(all, view, state, chosen) {
    if (this.element.children.length !== all.depth + 1) this.#build(all, chosen);
    for (const [c, canvas] of this.element.querySelectorAll("canvas").entries()) {
      const image = new ImageData(all.wide, all.high);
      const from = all.from(view, state, c);
      for (let i = 0; i < all.wide * all.high; i++) {
        image.data.fill(128 + 45 * all.data[from + i], 4 * i, 4 * i + 3);
        image.data[4 * i + 3] = 255;
      }
      canvas.getContext("2d").putImageData(image, 0, 0);
    }
  }

  /** @param {Latents} all @param {number} chosen */
  #build({ depth, wide, high }, chosen) {
    const tile = (/** @type {number} */ c) =>
      h(
        "label.channel",
        radio("latent-channel", c, () => this.#choose(c), c === chosen),
        h("canvas", { width: wide, height: high, "aria-hidden": "true" }),
        h("span", `${w.number(c + 1)} `, h("b", "")),
      );
    const legend = h("legend.quiet", w.channels);
    this.element.replaceChildren(legend, ...Array.from({ length: depth }, (_, c) => tile(c)));
  }

  /** @param {number[]} values of the chosen cell */
  tell(values) {
    for (const [c, place] of this.element.querySelectorAll("b").entries())
      place.textContent = values[c].toFixed(2).replace("-", "−");
  }
}

export default class Latent extends Dialled {
  /** @type {any} */
  #walk = null;
  /** @type {Latents | null} */
  #all = null;
  #view = VIEWS[0];
  #basis = "training";
  #channel = 0;
  #cell = [14, 16];
  #poked = new Poke();
  #cells = new Cells({
    pick: (row, column) => this.#pick(row, column),
    hover: () => this.#outline(),
  });
  #channels = new Channels((channel) => {
    this.#channel = channel;
    this.#letGo();
    this.#outline();
    this.page.show({ ch: channel });
  });
  #views = choice(
    w.views,
    VIEWS.map((name) => [name, words.views[name]]),
    (view) => {
      this.#view = view;
      this.#letGo();
      this.#draw();
      this.page.show({ v: view });
    },
    "views",
  );
  #base = ""; // the page's engine
  #engine = ""; // another one, chosen here
  #engines = choice(
    w.engines,
    info.engines.map((/** @type {{name: string}} */ { name }) => [name, w.engine[name] ?? name]),
    (engine) => {
      this.#engine = engine;
      this.update();
      this.page.show({ e: engine });
    },
    "views",
  );
  #bases = choice(
    w.bases,
    Object.entries(w.basis),
    (basis) => {
      this.#basis = basis;
      this.#draw();
      this.page.show({ b: basis });
    },
    "views",
  );
  #stage = h("pl-stage", {
    overlay: (/** @type {Brush} */ brush, /** @type {number} */ side) => this.#over(brush, side),
  });
  keys = { p: () => this.#poke() };
  #plot = h("pl-plot", { dial: this.dial });
  #kept = h("p.kept");
  #sizes = h("dl.meters");
  #heading = h("h3", w.picture);
  #amount = slider({ ...AMOUNT, "aria-label": w.amount }, () => {
    const value = +this.#amount.value;
    this.#said.textContent = `${value < 0 ? "−" : "+"}${Math.abs(value)}`;
    if (this.#poked.made) this.#again();
  });
  #said = h("output", "+2");
  #free = button(w.free, () => this.#letGo(), { disabled: true });
  #change = toggle(false, () => this.#stage.paint());
  #effect = h("p.kept", { role: "status" }, w.hint);
  #again = rest(120, () => this.#poke());
  #keep = rest(300, () => this.page.show({ c: this.#cell.join("-"), i: this.dial.value }));

  build() {
    this.#engines.hidden = info.engines.length < 2;
    const change = h("label.row.switch", h("span", w.difference), this.#change);
    this.element.append(
      this.#sizes,
      h(
        "div.maps",
        h("div", h("h3", w.map), this.#cells.element, this.#engines),
        h("div", this.#heading, this.#stage, this.#views),
        h("div.touching", this.#touching()),
        h("div.under", this.dial, h("pl-job", { run: this.run })),
      ),
      h(
        "details.more",
        h("summary", words.more),
        h("div.two", h("div", this.#bases, this.#kept, change), h("div", this.#plot)),
      ),
    );
    this.#cells.element.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key in MOVES) this.#move(MOVES[event.key]);
      else if (event.key === "Enter" || event.key === " ") this.#poke();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.dial.surface = this.#stage;
  }

  /** @param {number} i */
  look(i) {
    this.dial.value = this.#plot.cursor = i;
    this.#letGo();
    paint(this.#draw);
  }

  settle() {
    this.#keep();
    this.run.focus(0, this.dial.value);
  }

  /** The page's settings; another engine can be chosen here. */
  get settings() {
    const { settings } = this.page.store;
    return this.#engine ? { ...settings, engine: this.#engine } : settings;
  }

  /** What changes a number. */
  #touching() {
    const steps = Object.values(MOVES).slice(0, 4);
    const pad = steps.map((move, i) =>
      button("↑←→↓"[i], () => this.#move(move), { "aria-label": w.moves[i] }),
    );
    const press = button(w.poke, () => this.#poke(), "go");
    return [
      h("h3", w.touch),
      this.#channels.element,
      h("label.row", h("span", w.amount), this.#amount, this.#said),
      h("div.controls", press, this.#free, h("div.pad", pad)),
      this.#effect,
    ];
  }

  planned() {
    const [walk] = this.run.walks;
    this.#walk = this.#stage.walk = walk;
    if (this.#all?.key !== walk.key) this.#all = null; // no old number under a new walk
    this.dial.max = walk.last;
    this.#letGo();
    if (this.page.shown().i === undefined) this.dial.value = walk.last;
    this.#stage.state = this.dial.value;
  }

  finished() {
    this.#fetch().catch((error) => this.run.fail(error));
  }

  result() {
    if (!this.run.result.rough) this.#measured();
  }

  async #fetch() {
    const mine = this.#walk;
    const [raw] = await Promise.all([
      ask(`${mine.where}/latents.bin`).then((answer) => answer.arrayBuffer()),
      mine.read(),
      mine.load("x0", true),
      mine.load("xt", true),
    ]);
    if (mine !== this.#walk) return;
    const all = new Latents(mine.key, halves(raw), [mine.states, ...mine.meta.latent]);
    const [row, column] = this.#cell;
    this.#all = all;
    this.#channel = clamp(this.#channel, 0, all.depth - 1); // of a link, or of another engine
    this.#cell = [clamp(row, 0, all.high - 1), clamp(column, 0, all.wide - 1)];
    mine.large("x0");
    this.page.share(mine, this.#view);
    paint(this.#draw);
  }

  /** The sizes, the curve and the bases that the server has measured. */
  #measured() {
    const { bases, shape, pixels, shrink, own, codec } = this.run.result;
    for (const [i, label] of this.#bases.querySelectorAll("label").entries())
      label.hidden = !(Object.keys(w.basis)[i] in bases);
    this.#bases.choose(this.#fitting());
    const [before, after] = [pixels, shape].map((/** @type {number[]} */ sides) =>
      sides.reduce((a, b) => a * b),
    );
    const rows = w.sizes(codec, pixels, shape, before, after);
    this.#sizes.replaceChildren(
      ...rows.map(([term, value]) => h("div", h("dt", term), h("dd", value))),
    );
    this.page.live({
      before: before.toLocaleString("en"),
      after: after.toLocaleString("en"),
      ratio: number(before / after),
      depth: shape[0],
      cells: shape[1],
      patch: shrink,
    });
    variant(this.page.chapter, codec);
    const lines = { [w.own(Math.min(3, shape[0]), shape[0])]: own };
    const look = { axis: w.state, low: 0.5, high: 1, tall: 130 };
    this.#plot.draw(w.need, [...own.keys()], lines, look);
    this.#plot.cursor = this.dial.value;
    if (!this.#poked.made) this.#effect.textContent = this.#hint();
    this.#heading.textContent = codec === false ? w.enlarged : w.picture;
    paint(this.#draw);
  }

  #hint() {
    return this.run.result?.codec === false ? w.bare : w.hint;
  }

  /** The basis in use: pixels are red, green and blue already and need no fitting. */
  #fitting() {
    const { bases, codec } = this.run.result;
    return this.#basis in bases ? this.#basis : codec === false ? "channels" : "walk";
  }

  #draw = () => {
    const state = this.dial.value;
    this.#stage.view = this.#view;
    this.#stage.state = state;
    const all = this.#all;
    if (!all || !this.run.result?.bases || all.key !== this.#walk.key) return;
    const { bases, own, codec } = this.run.result;
    const name = this.#fitting();
    const { kept, pictures } = bases[name];
    const basis = name === "channels" && codec === false ? PLAIN : bases[name];
    const { image, share } = coloured(all, all.from(this.#view, state, 0), basis);
    this.#cells.draw(image);
    this.element.dataset.kept = share.toFixed(4);
    this.#kept.textContent = w.keeps(all.wide, all.high, all.depth, share, name, kept, pictures);
    this.page.live({
      kept: (100 * share).toFixed(1),
      state,
      walkKept: (100 * bases.walk.kept).toFixed(1),
      trainedKept: bases.training ? (100 * bases.training.kept).toFixed(1) : "–",
      trained: bases.training?.pictures.toLocaleString("en") ?? "–",
      noiseKept: (100 * own[0]).toFixed(0),
      endKept: (100 * own.at(-1)).toFixed(0),
    });
    this.#channels.draw(all, this.#view, state, this.#channel);
    this.#outline();
  };

  #outline() {
    if (!this.#all) return;
    const values = this.#all.cell(this.#view, this.dial.value, this.#cell);
    this.#cells.outline(this.#cell, values);
    this.#channels.tell(values);
    this.#stage.paint();
  }

  /**
   * Over the decoded picture: the patch a cell stands for, and the poke as it spreads.
   * @param {Brush} brush @param {number} side
   */
  #over(brush, side) {
    if (!this.#all) return;
    const size = side / this.#all.wide;
    const [row, column] = this.#cell;
    const place = [(column + 0.5) * size, (row + 0.5) * size];
    if (this.#poked.draw(brush, side, place, size, this.#change.checked)) this.#stage.paint();
    frame(brush, this.#cells.hot ?? this.#cell, size, 2 * Math.max(1, side / 512), "#fff");
  }

  /** @param {[number, number]} by rows and columns */
  #move([rows, columns]) {
    this.#pick(this.#cell[0] + rows, this.#cell[1] + columns);
  }

  /** @param {number} row @param {number} column */
  #pick(row, column) {
    if (!this.#all) return;
    this.#cell = [clamp(row, 0, this.#all.high - 1), clamp(column, 0, this.#all.wide - 1)];
    this.#letGo();
    this.#outline();
    this.#keep();
  }

  #letGo() {
    this.#poked.clear();
    this.#free.disabled = true;
    this.#effect.textContent = this.#hint();
    this.#stage.paint();
  }

  async #poke() {
    if (!this.#walk?.done || !this.#all) return;
    const { key } = this.#walk;
    const asked = {
      key,
      state: this.dial.value,
      cell: this.#cell,
      channel: this.#channel,
      amount: +this.#amount.value,
      view: this.#view,
    };
    try {
      const found = await this.#poked.ask(asked, this.#all.wide);
      if (found) this.#tell(found);
    } catch (error) {
      const { message, action = "" } = /** @type {any} */ (error);
      this.#effect.textContent = `${message || words.errors.stopped} ${action}`;
    }
  }

  /** @param {{count: number, reach: number, pixels: number, took: number}} found */
  #tell({ count, reach, pixels, took }) {
    const patch = this.run.result?.shrink ?? 8;
    const text = w.effect(count, pixels, reach, patch);
    this.#free.disabled = false;
    this.#effect.textContent = text;
    this.element.dataset.poked = `${count} ${reach.toFixed(1)}`;
    this.page.live({
      changed: count.toLocaleString("en"),
      reach: reach.toFixed(0),
      took: took.toFixed(0),
      spread: w.spread(count, reach, patch),
    });
    say(text);
    this.#stage.paint();
  }

  update() {
    const { engine } = this.page.store.settings;
    if (this.#base && this.#base !== engine) this.#engine = "";
    this.#base = engine;
    this.#engines.choose(this.settings.engine);
    this.run.draw(this.settings);
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    if (VIEWS.includes(shown.v)) {
      this.#view = shown.v;
      this.#views.choose(shown.v);
    }
    if (shown.b in w.basis) {
      this.#basis = shown.b;
      this.#bases.choose(shown.b);
    }
    if (/^\d+-\d+$/.test(shown.c ?? "")) this.#cell = String(shown.c).split("-").map(Number);
    if (shown.ch >= 0) this.#channel = shown.ch;
    if (info.engines.some((/** @type {any} */ { name }) => name === shown.e))
      this.#engine = shown.e;
    super.open(shown);
    paint(this.#draw);
  }
}
