/**
 * Sixteen walks on one map: the two directions in which their guesses spread most, every walk a
 * line, its guess a small picture that travels along it.
 */
import { button, choice, clamp, h, number, paint } from "../dom.js";
import { first, LONG, look } from "../figures/estimate.js";
import { show } from "../figures/stage.js";
import { constants, info } from "../net/info.js";
import { Dialled } from "../page/exhibit.js";
import { after } from "../store.js";
import { words } from "../words/en.js";

const { count: COUNT } = constants("paths");
const w = words.exhibits.paths;

/** @typedef {[number, number]} Point */

/** The map. */
class Chart {
  kind = "points"; // or "random"
  /** @type {[number, number, number][]} where the pictures are: x, y, half a side */
  #placed = [];
  #hover = -1;
  canvas = h("canvas.map", { role: "img", tabIndex: 0, "aria-label": w.name });

  /**
   * @param {Run} run @param {any} scrubber
   * @param {() => number} own the number of the page's own walk
   * @param {(i: number) => void} take a walk that is clicked
   */
  constructor(run, scrubber, own, take) {
    this.run = run;
    this.scrubber = scrubber;
    this.own = own;
    const { canvas } = this;
    canvas.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (event.pointerType === "mouse") this.point(this.#under(event));
    });
    canvas.addEventListener("pointerleave", () => this.point(-1));
    canvas.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      const i = this.#under(event);
      if (i >= 0) take(i);
    });
    canvas.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => scrubber.key(event));
    new ResizeObserver(() => paint(this.draw)).observe(canvas);
  }

  /** Bring a walk forward. @param {number} i or -1 */
  point(i) {
    if (i === this.#hover) return;
    this.#hover = i;
    paint(this.draw);
  }

  /** The walk whose picture is there, or -1. @param {MouseEvent} event */
  #under(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const placed = this.#placed;
    const gap = (/** @type {number} */ i) => Math.hypot(placed[i][0] - x, placed[i][1] - y);
    const found = placed.map((_, i) => i).filter((i) => gap(i) < placed[i][2] * 1.3);
    return found.sort((a, b) => gap(a) - gap(b))[0] ?? -1;
  }

  /** The page's own path above the others, the one pointed at above all. @param {number} i */
  #rank(i) {
    return i === this.#hover ? 2 : i === this.own() ? 1 : 0;
  }

  draw = () => {
    const { canvas, run, scrubber, kind } = this;
    const brush = canvas.getContext("2d");
    const [wide, tall] = this.#clean(brush);
    if (!run.result?.points) return;
    const paths = /** @type {Point[][]} */ (run.result[kind]);
    const side = clamp(wide / 13, 38, 84);
    const spots = placed(paths, wide, tall, side + 12);
    const n = paths[0].length - 1;
    const now = (scrubber.value * n) / (scrubber.max || 1);
    const style = getComputedStyle(canvas);
    const [accent, soft, card] = ["--accent", "--soft", "--card"].map((name) =>
      style.getPropertyValue(name),
    );
    const order = paths.map((_, i) => i).sort((a, b) => this.#rank(a) - this.#rank(b));
    for (const i of order) {
      const bold = this.#rank(i) > 0;
      trace(brush, spots[i], now, bold, bold ? accent : soft);
    }
    brush.globalAlpha = 1;
    this.#placed = [];
    for (const i of order)
      this.#picture(brush, i, spots[i][Math.round(now)], side / 2, this.#rank(i) ? accent : card);
    canvas.dataset.drawn = `${kind} ${scrubber.value} ${paths.length}`;
  };

  /** Empty the canvas, fit it to the screen. @param {Brush} brush */
  #clean(brush) {
    const { canvas } = this;
    const dense = Math.min(2, devicePixelRatio || 1);
    const [wide, tall] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(wide * dense))
      [canvas.width, canvas.height] = [Math.round(wide * dense), Math.round(tall * dense)];
    brush.setTransform(dense, 0, 0, dense, 0, 0);
    brush.clearRect(0, 0, wide, tall);
    return [wide, tall];
  }

  /**
   * @param {Brush} brush @param {number} i @param {Point} spot
   * @param {number} size half of it @param {string} colour of the edge
   */
  #picture(brush, i, [x, y], size, colour) {
    const rank = this.#rank(i);
    const half = [1, 1.2, 1.7][rank] * size;
    const edge = half + (rank ? 3 : 1.5);
    this.#placed[i] = [x, y, half];
    brush.fillStyle = colour;
    brush.fillRect(x - edge, y - edge, 2 * edge, 2 * edge);
    const walk = this.run.walks[i];
    const state = Math.round((this.scrubber.value * walk?.last) / (this.scrubber.max || 1));
    if (walk) show(brush, walk, "x0", state, 2 * half, x - half, y - half);
  }
}

/**
 * Points as places on a canvas, as far apart as there is room.
 * @param {Point[][]} paths @param {number} wide @param {number} tall @param {number} margin
 * @returns {Point[][]}
 */
function placed(paths, wide, tall, margin) {
  const span = (/** @type {number} */ axis) =>
    Math.max(...paths.flat().map((point) => Math.abs(point[axis]))) || 1;
  const scale = Math.min((wide - margin) / 2 / span(0), (tall - margin) / 2 / span(1));
  return paths.map((path) => path.map(([x, y]) => [wide / 2 + scale * x, tall / 2 - scale * y]));
}

/**
 * A path: what is walked, and fainter what is ahead.
 * @param {Brush} brush @param {Point[]} spots @param {number} now
 * @param {boolean} bold @param {string} colour
 */
function trace(brush, spots, now, bold, colour) {
  for (const [from, to, alpha] of [
    [0, now, bold ? 1 : 0.55],
    [now, spots.length - 1, bold ? 0.45 : 0.14],
  ]) {
    brush.beginPath();
    for (let k = Math.floor(from); k <= Math.ceil(to); k++) brush.lineTo(...spots[k]);
    brush.globalAlpha = alpha;
    brush.strokeStyle = colour;
    brush.lineWidth = bold ? 2.5 : 1.2;
    brush.stroke();
  }
}

export default class Paths extends Dialled {
  #guided = false;
  #first = -1; // seed of the walks
  #changed = () => paint(this.map.draw);
  #turns = 0;
  #wanted = false;
  #rest = ""; // of the settings, all but its seed
  keys = { m: () => this.#turn(this.map.kind === "points" ? "random" : "points", true) };
  #kept = h("p.telling", { role: "status" });
  #chips = h("p.chips", { role: "group", "aria-label": w.choose });
  #full = button("", () => this.#go(true), { className: "go", hidden: true });

  map = new Chart(
    this.run,
    this.dial,
    () => this.#own,
    (i) => this.#take(i),
  );
  whole = h("div.mapped", this.map.canvas);
  views = choice(w.maps, Object.entries(w.map), (name) => this.#turn(name, true));
  ways = choice(words.exhibits.why.ways, Object.entries(words.exhibits.why.guided), (way) => {
    this.#guided = way === "yes";
    this.page.show({ g: this.#guided ? 1 : "" });
    this.#go();
  });
  bar = h("div.controls", this.views, this.ways);

  build() {
    const job = h("pl-job", { run: this.run });
    this.element.append(
      h(
        "div.two.paths",
        h("div", this.whole, this.dial, job),
        h("div.side", this.bar, this.#kept, h("h3", w.choose), this.#chips),
      ),
    );
    this.#turn("points");
  }

  result() {
    this.look(this.dial.value);
  }

  planned() {
    this.dial.max = this.settings.steps;
    if (this.following) this.dial.value = this.dial.max;
    this.#chips.replaceChildren(...this.run.walks.map((_, i) => this.#chip(i)));
    for (const walk of this.run.walks) walk.addEventListener("change", this.#changed);
  }

  /** Which of the walks is the page's own. */
  get #own() {
    return this.settings.seed - this.#first;
  }

  /** @param {number} i */
  #seed(i) {
    return after(this.#first, i);
  }

  /** @param {number} i */
  #take(i) {
    this.page.store.change({ seed: this.#seed(i) });
  }

  /** @param {number} i */
  #chip(i) {
    const [near, away] = [() => this.map.point(i), () => this.map.point(-1)];
    const chip = button(String(this.#seed(i)), () => this.#take(i), {
      className: "chip",
      "aria-pressed": String(i === this.#own),
      title: w.take(this.#seed(i)),
      "aria-label": w.take(this.#seed(i)),
    });
    for (const kind of ["focus", "pointerenter"]) chip.addEventListener(kind, near);
    for (const kind of ["blur", "pointerleave"]) chip.addEventListener(kind, away);
    return chip;
  }

  /** @param {boolean} [wanted] draw every step, however long it takes */
  async #go(wanted = false) {
    const { run } = this;
    const mine = ++this.#turns;
    // without guidance the walks begin at one average; with it each at its own overdrawn one
    const settings = this.#guided ? this.settings : { ...this.settings, guidance: 1 };
    const both = settings.guidance === 1 ? 1 : 2;
    const step = COUNT * both * (await look());
    const [rough, long] = [step * info.limits.preview, step * settings.steps];
    if (mine !== this.#turns) return;
    this.#wanted ||= wanted;
    const waits = rough > LONG && !this.#wanted && !first("paths", settings);
    this.#full.hidden = this.#wanted && wanted;
    (waits ? this.whole : this.bar).append(this.#full);
    this.#full.textContent = waits ? w.draw(rough) : w.full(settings.steps, long);
    if (waits) this.#wanted = true;
    else {
      const detail = wanted && run.walks.length ? "both" : "preview";
      run.start(settings, { first: this.#first, count: COUNT }, { detail });
    }
  }

  /** @param {string} kind of map @param {boolean} [keep] */
  #turn(kind, keep) {
    this.map.kind = kind === "random" ? kind : "points";
    this.views.choose(this.map.kind);
    this.#tell();
    paint(this.map.draw);
    if (keep) this.page.show({ v: this.map.kind });
  }

  #tell() {
    const told = this.run.result;
    if (!told?.points) return;
    const { value, max } = this.dial;
    const random = this.map.kind === "random";
    const kept = w.kept(random ? told.retained_random : told.retained, told.numbers, random);
    this.#kept.textContent = kept;
    this.map.canvas.setAttribute("aria-label", `${w.name}. ${w.state(value, max)} ${kept}`);
    const share = (/** @type {number} */ part) => `${number(100 * part)}\u00a0%`;
    this.page.live({
      retained: share(told.retained),
      random: share(told.retained_random),
      mapped: w.parted(
        Math.round((told.parted * max) / Math.max(1, told.points[0].length - 1)),
        max,
      ),
      dimensions: number(told.numbers),
      ends: share(told.ends),
    });
  }

  /** @param {number} i */
  look(i) {
    this.dial.value = i;
    paint(this.map.draw);
    this.#tell();
  }

  update() {
    const { seed, ...others } = this.settings;
    const rest = JSON.stringify(others);
    const here = this.#first >= 0 && seed >= this.#first && seed < this.#first + COUNT;
    const same = here && rest === this.#rest;
    this.#rest = rest;
    if (same) {
      [...this.#chips.children].forEach((chip, i) =>
        chip.setAttribute("aria-pressed", String(i === this.#own)),
      );
      return paint(this.map.draw);
    }
    if (!here) this.#first = seed;
    this.#wanted = false;
    this.#go();
  }

  /** @param {any} shown */
  open(shown) {
    super.open(shown);
    if (shown.v) this.#turn(shown.v);
    const before = this.#guided;
    this.#guided = shown.g === 1;
    this.ways.choose(this.#guided ? "yes" : "no");
    if (this.#guided !== before && this.run.asked) this.#go();
  }
}
