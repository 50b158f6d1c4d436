/**
 * The compass: how far the words turn the walk, and how hard they pull, at every state.
 *
 * Left are the guesses without and with the words, what they differ in, and the guess that the walk
 * follows. Straight up on the dial is where the walk would go without the words. The needle stands
 * at the real angle and is as long as the pull; the line to the rim is the way that guidance takes.
 */
import "../figures/plot.js";
import { button, clamp, h, number, paint, percent, s, tile } from "../dom.js";
import { differ, film, grey } from "../figures/film.js";
import { constants } from "../net/info.js";
import { Dialled } from "../page/exhibit.js";
import { words } from "../words/en.js";

const { guesses: GUESSES } = constants("compass");
const GAIN = 2; // how much the difference is amplified
const PIVOT = /** @type {Point} */ ([44, 294]);
const R = 262;
const RINGS = [0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 1, 2, 4, 8];
const RIGHT = 352; // where the lines of text end
const DEGREES = Math.PI / 180;
const w = words.exhibits.compass;

/** @typedef {[number, number]} Point */
/** @typedef {{angle: number, pull: number, turn: number}} Reading of one state */

/** @param {number} degrees @param {number} radius @returns {Point} */
const at = (degrees, radius) => [
  PIVOT[0] + radius * Math.sin(degrees * DEGREES),
  PIVOT[1] - radius * Math.cos(degrees * DEGREES),
];
/** @param {Point} point */
const pen = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
/** @param {number} to degrees @param {number} radius */
const arc = (to, radius) =>
  `${pen(at(0, radius))}A${radius} ${radius} 0 0 1 ${pen(at(to, radius))}`;
/** @param {string} name @param {string} d */
const path = (name, d) => s("path", { class: name, d });
/** @param {string} name @param {Point} place @param {string} text @param {object} [props] */
const note = (name, [x, y], text, props) => s("text", { x, y, class: name, ...props }, text);

const MIDDLE = `M${PIVOT.join(" ")}L`;
const END = { "text-anchor": "end" };

/** The face: rings as far apart as the hardest pull needs, and the degrees. @param {number} most */
function face(most) {
  const marks = [path("disc", `${MIDDLE}${arc(90, R)}Z`)];
  for (const ring of [0.25, 0.5, 0.75, 1]) {
    const place = /** @type {Point} */ ([PIVOT[0] - 8, PIVOT[1] - R * ring + 4]);
    marks.push(path("ring", `M${arc(90, R * ring)}`));
    marks.push(note("tick", place, percent(most * ring), END));
  }
  for (let degrees = 0; degrees <= 90; degrees += 5) {
    const long = degrees % 15 === 0;
    const [x, y] = at(degrees, R + 14);
    marks.push(path("ring", `M${pen(at(degrees, R))}L${pen(at(degrees, R + (long ? 9 : 5)))}`));
    if (long && degrees) marks.push(note("tick", [x, y + 4], `${degrees}°`));
  }
  marks.push(note("note", [6, PIVOT[1] + 26], w.length));
  marks.push(note("note", [PIVOT[0] - 8, PIVOT[1] - R - 16], w.without));
  marks.push(path("north", `${MIDDLE}${pen(at(0, R))}`));
  return marks;
}

/** The way that guidance takes. @param {number} turn */
function taken(turn) {
  if (!Number.isFinite(turn)) return [];
  const shown = clamp(turn, 0, 96);
  const head = [at(shown, R), at(shown - 2.6, R - 15), at(shown + 2.6, R - 15)];
  return [
    path("swept", `${MIDDLE}${arc(shown, R)}Z`),
    path("taken", `${MIDDLE}${pen(at(shown, R - 2))}`),
    path("head", `M${head.map(pen).join("L")}Z`),
    note("label taken-label", [RIGHT, 46], w.taken(turn), END),
  ];
}

/** Where the needle stood before. @param {Reading[]} past @param {number} most */
function trail(past, most) {
  const marks = [];
  let line = "";
  for (const [k, { angle, pull }] of past.entries()) {
    if (!Number.isFinite(angle)) continue;
    const tip = at(angle, (R * pull) / most);
    const opacity = 0.25 + (0.7 * (k + 1)) / past.length;
    line += `${line ? "L" : "M"}${pen(tip)}`;
    marks.push(s("circle.past", { cx: tip[0], cy: tip[1], r: 2.2, opacity }));
  }
  return line ? [...marks, path("trail", line)] : marks;
}

/** @param {number} angle @param {number} pull @param {number} most */
function needle(angle, pull, most) {
  if (!Number.isFinite(angle)) return [];
  const side = (/** @type {number} */ by) =>
    pen([
      PIVOT[0] + 6 * Math.cos((angle + by) * DEGREES),
      PIVOT[1] + 6 * Math.sin((angle + by) * DEGREES),
    ]);
  return [
    path("pointer", `M${side(0)}L${pen(at(angle, (R * pull) / most))}L${side(180)}Z`),
    note("label", [RIGHT, 26], w.angle(angle), END),
  ];
}

/** The dial of the compass. */
class Dial {
  element = s("svg.rose", { viewBox: "0 0 356 330", role: "img" });

  /** @param {Reading[]} readings of all states @param {number} i the state in view */
  draw(readings, i) {
    const pulls = readings.map((each) => each.pull).filter(Number.isFinite);
    const most = RINGS.find((ring) => ring >= Math.max(0, ...pulls)) ?? 8;
    const { angle, pull, turn } = readings[i] ?? { angle: NaN, pull: NaN, turn: NaN };
    this.element.replaceChildren(
      ...face(most),
      ...taken(turn),
      ...trail(readings.slice(0, i + 1), most),
      ...needle(angle, pull, most),
      s("circle.pivot", { cx: PIVOT[0], cy: PIVOT[1], r: 7 }),
    );
    this.element.dataset.state = String(i);
    this.element.dataset.angle = Number.isFinite(angle) ? angle.toFixed(3) : "";
    this.element.dataset.pull = Number.isFinite(pull) ? pull.toFixed(5) : "";
  }
}

export default class Compass extends Dialled {
  /** @type {Walk | null} */
  #walk = null;
  /** @type {any} the exhibit's measure: {known, angle, pull, turn, strongest ...} */
  #told = null;
  #dial = new Dial();
  #caption = h("p.telling", { role: "status" });
  #guesses = [w.without, w.with].map((name) => h("pl-stage", { plain: true, name }));
  #change = grey(w.change);
  #stage = h("pl-stage", { name: w.followed });
  #follows = h("figcaption");
  keys = { s: () => this.#seek() };
  #plot = h("pl-plot", { dial: this.dial });

  both = this.page.line("compass");
  ask = button(w.ask, () => this.both.frames(this.settings), { className: "go", hidden: true });

  build() {
    const jobs = [this.run, this.both].map((run) => h("pl-job", { run }));
    const dial = h("div.face.dial-surface", this.#dial.element);
    this.dial.surface = dial;
    for (const stage of [...this.#guesses, this.#stage]) this.dial.surface = stage;
    const pictures = h(
      "div.four",
      this.#guesses.map((stage) => tile(stage, stage.name)),
      tile(this.#change, w.change),
      h("figure.tile", this.#stage, this.#follows),
    );
    const seek = button(w.strongest, () => this.#seek());
    this.element.append(
      h(
        "div.two.compass",
        h("div", pictures, this.dial, jobs),
        h("div.side", dial, this.#caption, h("div.controls", seek, this.ask)),
      ),
      h("details.more", h("summary", words.more), this.#plot),
    );
    this.dial.text = (/** @type {number} */ i) =>
      `${words.scrubber.state(i, this.dial.max, this.#walk?.scalar("t", i))}. ` +
      this.#caption.textContent;
    this.both.addEventListener("result", () => this.#measured(this.both.result));
    paint(this.#draw);
  }

  /** @param {{rough: boolean}} told */
  frame({ rough }) {
    if (this.following && !rough) this.look(Math.min(this.#walk?.reached ?? 0, this.dial.max));
    else paint(this.#draw);
  }

  result() {
    this.#measured(this.run.result);
  }

  planned() {
    const [walk] = this.run.walks;
    this.#walk = this.#stage.walk = walk;
    this.#told = null;
    this.#follows.textContent = w.follows(this.settings.guidance);
    this.dial.max = walk.last;
    this.ask.hidden = true;
    this.page.share(walk, "x0");
    this.look(this.following ? 0 : this.dial.value);
  }

  /** @param {any} result */
  #measured(result) {
    if (result.known) this.#told = result;
    this.ask.hidden = result.known;
    const told = this.#told;
    this.look(this.following && told ? told.strongest : this.dial.value);
    this.#curves();
  }

  async finished() {
    const walk = this.#walk;
    if (!walk) return;
    await Promise.allSettled([walk.small(), walk.read()]);
    if (walk !== this.#walk) return;
    paint(this.#draw);
    this.#curves();
    await this.#ask(walk).catch((error) => this.run.fail(error));
  }

  /** Ask for the guesses without and with the words. @param {Walk} walk */
  async #ask(walk) {
    for (const [i, [kind, part]] of Object.entries(GUESSES).entries()) {
      const made = await film(walk, kind, part, "x0");
      if (walk === this.#walk) this.#guesses[i].walk = made;
    }
    paint(this.#draw);
  }

  /** @param {number} i @returns {Reading} */
  #reading(i) {
    const value = (/** @type {string} */ name) =>
      this.#told?.[name]?.[i] ?? this.#walk?.scalar(name, i) ?? NaN;
    return { angle: value("angle"), pull: value("pull"), turn: value("turn") };
  }

  get #readings() {
    return Array.from({ length: this.#walk?.states ?? 0 }, (_, i) => this.#reading(i));
  }

  #draw = () => {
    const i = Math.min(this.dial.value, (this.#walk?.last ?? 1) - 1);
    this.#dial.draw(this.#readings, i);
    this.#speak(i, this.#reading(i));
    const [without, within] = this.#guesses.map(({ walk }) => walk?.cell("x0", this.dial.value));
    if (without && within) differ(this.#change, within, without, GAIN);
  };

  /** @param {number} i @param {Reading} reading */
  #speak(i, { angle, pull, turn }) {
    const { guidance } = this.settings;
    const walk = this.#walk;
    const text = Number.isFinite(angle)
      ? w.reading(i, angle, pull, turn, guidance)
      : !walk || walk.reach < 0
        ? w.waiting
        : guidance === 1
          ? w.silent
          : w.last;
    this.#caption.textContent = text;
    this.#dial.element.setAttribute("aria-label", `${w.name}. ${text}`);
    this.#live(i, { angle, pull, turn });
  }

  /** @param {number} i @param {Reading} reading */
  #live(i, { angle, pull, turn }) {
    const [walk, told] = [this.#walk, this.#told];
    this.page.live({
      state: i,
      shape: walk?.shape ?? "–",
      angle: number(angle),
      pull: percent(pull || 0),
      turn: number(turn),
      guidance: number(this.settings.guidance),
      way: w.way(this.settings.guidance),
      ratio: number(pull),
      progress: number(walk?.scalar("progress", i) ?? NaN),
      widest: number(told?.widest),
      strongest: told?.strongest ?? "–",
      settled: told?.settled ?? "–",
      ...(told && walk && { answer: w.answer(told.angle.slice(0, -1)) }),
      last: walk?.last ?? this.settings.steps,
      seconds: number(walk?.seconds ?? NaN),
      evals: walk?.meta?.evals ?? "–",
    });
  }

  #curves() {
    const walk = this.#walk;
    if (!walk?.meta) return;
    const readings = this.#readings.slice(0, -1);
    const x = Array.from({ length: walk.last }, (_, i) => i);
    const ahead = x.map((i) => Math.acos(clamp(walk.scalar("progress", i) ?? 0, -1, 1)) / DEGREES);
    const lines = Object.entries({
      [w.curves.angle]: readings.map((each) => each.angle),
      [w.curves.turn]: readings.map((each) => each.turn),
      [w.curves.ahead]: ahead,
    }).filter(([, values]) => values.some(Number.isFinite));
    const look = { axis: words.field.states.toLowerCase(), low: 0, tall: 130 };
    this.#plot.draw(w.curves.label, x, Object.fromEntries(lines), look);
    this.#plot.cursor = Math.min(this.dial.value, walk.last - 1);
  }

  /** @param {number} i */
  look(i) {
    this.dial.value = this.#stage.state = i;
    for (const stage of this.#guesses) stage.state = i;
    this.#plot.cursor = Math.min(i, this.dial.max - 1);
    paint(this.#draw);
  }

  #seek() {
    if (!Number.isInteger(this.#told?.strongest)) return;
    this.following = false;
    this.dial.go(this.#told.strongest, "button");
    this.dial.settle();
  }

  update() {
    this.both.forget();
    this.following = this.page.shown().i === undefined;
    this.run.draw(this.settings);
  }
}
