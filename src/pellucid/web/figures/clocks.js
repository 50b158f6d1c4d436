/**
 * Five clocks: noise put into one picture by five schedules, at the same time of each or with the
 * same noise. All numbers and pictures are the server's; here they are only laid side by side.
 */
import { check, choice, clamp, h, number, paint, percent, radio, rest, s } from "../dom.js";
import { constants } from "../net/info.js";
import { Walk } from "../net/walk.js";
import { words } from "../words/en.js";
import { pixels } from "./cell.js";
import { hue, mark, sample } from "./marks.js";
import { nearest, tick } from "./plot.js";
import { table } from "./table.js";

const { moments: LAST } = constants("forward");
const TOP = 12; // the log of the ratio is drawn from -TOP to TOP
const WIDE = 320;
const TALL = 190;
const PAD = { left: 34, right: 12, top: 10, bottom: 22 };
const ROWS = 10; // every tenth number of a curve is in its table
const w = words.exhibits.forward.clocks;

/**
 * What the server tells of a schedule.
 * @typedef {object} Clock
 * @property {string} name
 * @property {boolean} own whether it is this engine's
 * @property {{t: number[], signal: number[], noise: number[], snr: (number | null)[]}} curve
 * @property {{t: number[], signal: number[], noise: number[], snr: (number | null)[]}} states
 */

/** @param {number} t */
const across = (t) => PAD.left + t * (WIDE - PAD.left - PAD.right);
/** @param {number} ratio */
const up = (ratio) =>
  PAD.top + ((TOP - clamp(ratio, -TOP, TOP)) / (2 * TOP)) * (TALL - PAD.top - PAD.bottom);
/** @param {number | null} ratio null: no noise at all */
const told = (ratio) => (ratio === null ? "∞" : number(ratio).replace("-", "−"));

/** How far apart several pictures are at most. @param {Uint8ClampedArray[]} pictures */
function furthest(pictures) {
  let most = 0;
  for (let n = 0; n < pictures[0].length; n++) {
    const values = pictures.map((each) => each[n]);
    most = Math.max(most, Math.max(...values) - Math.min(...values));
  }
  return most;
}

/** The log of signal to noise of every schedule over time, with a mark where each clock stands. */
class Ratio {
  element = h("div.ratio");
  /** @type {SVGElement[]} */
  #marks = [];

  /** @param {Clock[]} clocks @param {string} picked */
  draw(clocks, picked) {
    const svg = s("svg", {
      viewBox: `0 0 ${WIDE} ${TALL}`,
      role: "img",
      "aria-label": w.ratioOf(clocks.length),
    });
    this.#marks = clocks.map((_, i) => s("path", { class: `dot ${hue(i)}`, d: mark(i) }));
    svg.append(
      ...this.#axes(),
      ...clocks.map(({ name, curve }, i) =>
        s("path", {
          class: `line ${hue(i)}${name === picked ? " picked" : ""}`,
          d: this.#path(curve),
        }),
      ),
      ...this.#marks,
    );
    const rows = clocks[0].curve.t
      .map((t, n) => [number(t), ...clocks.map(({ curve }) => told(curve.snr[n]))])
      .filter((_, n) => n % ROWS === 0);
    const heads = [w.time, ...clocks.map(({ name }) => w.names[name])];
    this.element.replaceChildren(svg, table(w.ratio, heads, rows, this.element));
  }

  #axes() {
    const [left, right, y] = [PAD.left, WIDE - PAD.right, TALL - 6];
    return [
      ...[-TOP, 0, TOP].flatMap((ratio) => [
        s("line.grid", { x1: left, x2: right, y1: up(ratio), y2: up(ratio) }),
        tick(left - 5, up(ratio) + 3.5, told(ratio)),
      ]),
      tick(left, y, "0", "start"),
      tick(right, y, `1 ${w.time}`),
    ];
  }

  /** @param {Clock["curve"]} curve */
  #path({ t, snr }) {
    const inside = snr
      .map((ratio, n) => [t[n], ratio ?? Infinity])
      .filter(([, ratio]) => Math.abs(ratio) <= TOP);
    const points = inside.map(([x, y]) => `${across(x).toFixed(1)} ${up(y).toFixed(1)}`);
    return points.length ? `M${points.join("L")}` : "M0 0";
  }

  /** Put every mark where its clock stands. @param {Clock[]} clocks @param {number} state */
  place(clocks, state) {
    clocks.forEach(({ states: { t, snr } }, i) => {
      const place = `translate(${across(t[state])} ${up(snr[state] ?? TOP)})`;
      this.#marks[i]?.setAttribute("transform", place);
    });
  }
}

export class Clocks {
  /** @type {Clock[]} */
  #clocks = [];
  /** @type {any[]} a stage for each */
  #stages = [];
  #even = "time";
  #picked = "";
  #asked = "";
  /** @type {{settings: any, address: string} | null} the picture that gets noise */
  #subject = null;
  #scrubber = h("pl-scrubber", {
    max: LAST,
    value: LAST / 2,
    label: w.when,
    text: (/** @type {number} */ state) => (this.#clocks.length ? this.#moment(state) : ""),
    on: {
      scrub: () => paint(this.#look),
      settle: () => this.page.show({ u: this.#scrubber.value }),
    },
  });
  #plot = h("pl-plot", {
    on: {
      pick: ({ detail }) => {
        const { states, curve } = this.#one();
        this.#scrubber.go(nearest(states.t, detail / (curve.t.length - 1)), "plot");
        this.#scrubber.settle();
      },
    },
  });
  #ratio = new Ratio();
  #row = h("fieldset.clocks", h("legend.quiet", w.pick));
  #how = choice(w.compare, Object.entries(w.even), (name) => this.#turn(name));
  #line = h("span");
  #gap = h("span");
  #curve = h("h3");
  #lines = h(
    "details.more",
    { hidden: true },
    h("summary", words.more),
    h(
      "div.two.even",
      h("section", this.#curve, this.#plot),
      h("section", h("h3", w.ratio), this.#ratio.element),
    ),
  );

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.run = page.line();
    this.element = h(
      "div",
      h("p", w.rules),
      h("div.controls", this.#how),
      this.#row,
      this.#scrubber,
      h("pl-job", { run: this.run }),
      h("p.kept", { role: "status" }, this.#line, " ", this.#gap),
      this.#lines,
    );
    this.run.addEventListener("result", () => {
      this.#clocks = this.run.result.clocks;
      this.#lines.hidden = false;
      this.#lay();
    });
    this.run.addEventListener("picture", ({ detail: { walk, state, image } }) => {
      const film = this.#stages[walk]?.walk;
      if (!film) return;
      film.take("xt", state, image);
      if (state === this.#scrubber.value) this.#apart();
    });
  }

  /** The schedule whose curve is drawn. */
  #one() {
    return this.#clocks.find(({ name }) => name === this.#picked) ?? this.#clocks[0];
  }

  /** Put noise into a picture, unless it is at it. @param {any} settings @param {string} address */
  start(settings, address) {
    this.#subject = { settings, address };
    this.#ask();
  }

  #ask() {
    if (!this.#subject) return;
    const { settings, address } = this.#subject;
    const name = `${address}-${settings.seed}-${this.#even}`;
    if (name === this.#asked) return;
    this.#asked = name;
    this.run.frames(settings, { photo: address, clocks: this.#even });
  }

  /** @param {string} name of what is held equal */
  #turn(name) {
    this.#hold(name);
    this.page.show({ e: name === "noise" ? 1 : 0 });
  }

  /** @param {string} name */
  #hold(name) {
    this.#even = name;
    this.#how.choose(name);
    this.#ask();
  }

  /** @param {string} name */
  #pick(name) {
    this.#picked = name;
    check(this.#row, name);
    this.#draw();
    paint(this.#look);
  }

  /** Five tiles, made when the first answer says which schedules there are. */
  #lay() {
    if (!this.#stages.length) {
      if (this.#one().name !== this.#picked)
        this.#picked = (this.#clocks.find(({ own }) => own) ?? this.#clocks[0]).name;
      this.#stages = this.#clocks.map((clock, i) => this.#tile(clock, i));
    }
    this.#clocks.forEach(({ name, states: { signal, noise } }, i) => {
      const recipe = this.page.store.settings;
      const walk = new Walk({ key: `${name}-${this.#asked}`, recipe, states: LAST + 1 });
      walk.scalars = noise.map((amount, n) => ({ t: amount / (amount + signal[n]) }));
      this.#stages[i].walk = walk;
    });
    this.#draw();
    paint(this.#look);
  }

  /** @param {Clock} clock @param {number} i */
  #tile({ name, own }, i) {
    const stage = h("pl-stage", { plain: true, view: "xt", name: w.names[name] });
    const change = () => {
      this.#pick(name);
      this.page.show({ c: name });
    };
    const checked = name === this.#picked;
    this.#scrubber.surface = stage;
    this.#row.append(
      h(
        "figure.tile",
        stage,
        h(
          "label",
          radio("clocks-picked", name, change, checked),
          sample(i),
          h("span", w.names[name]),
          own ? h("small", w.own) : null,
          h("b"),
        ),
      ),
    );
    return stage;
  }

  #draw() {
    if (!this.#clocks.length) return;
    const { t, signal, noise } = this.#one().curve;
    const label = w.curve(w.names[this.#picked]);
    this.#curve.textContent = label;
    const look = { axis: w.time, low: 0, high: 1, tall: TALL };
    this.#plot.draw(label, t, { [w.signal]: signal, [w.noise]: noise }, look);
    this.#ratio.draw(this.#clocks, this.#picked);
    this.#place();
  }

  #place() {
    const { states, curve } = this.#one();
    this.#ratio.place(this.#clocks, this.#scrubber.value);
    this.#plot.cursor = Math.round(states.t[this.#scrubber.value] * (curve.t.length - 1));
  }

  /** @param {number} state */
  #moment(state) {
    const { t, signal, noise } = this.#one().states;
    return w.moment(this.#even, w.names[this.#picked], t[state], signal[state], noise[state]);
  }

  #look = () => {
    if (!this.#clocks.length) return;
    const i = this.#scrubber.value;
    const { t, signal, noise, snr } = this.#one().states;
    const places = this.#row.querySelectorAll("label b");
    this.#clocks.forEach(({ states }, n) => {
      this.#stages[n].state = i;
      places[n].textContent = this.#even === "time" ? w.left(states.signal[i]) : w.at(states.t[i]);
    });
    this.#place();
    this.#line.textContent = this.#moment(i);
    this.page.live({
      clock: w.names[this.#picked],
      clockTime: percent(t[i]),
      signal: signal[i].toFixed(3),
      amount: noise[i].toFixed(3),
      snr: told(snr[i]),
      leftover: signal[LAST].toFixed(3),
    });
    this.#apart();
  };

  /** How far apart the five pictures are, read off the pictures themselves. */
  #apart = rest(250, () => {
    const state = this.#scrubber.value;
    const walks = this.#stages.map((stage) => stage.walk);
    if (!walks.length || !walks.every((walk) => walk?.frames.xt[state])) return;
    const most = furthest(
      walks.map((walk) => {
        const cell = walk.cell("xt", state);
        return pixels(cell, cell.size).data;
      }),
    );
    this.element.dataset.apart = `${this.#even} ${state} ${most}`;
    this.#gap.textContent = w.apart(most);
    this.page.live({ fiveApart: most });
  });

  /** @param {Record<string, any>} shown */
  open(shown) {
    if (shown.u >= 0) this.#scrubber.value = shown.u;
    if (shown.e !== undefined) this.#hold(shown.e ? "noise" : "time");
    if (typeof shown.c === "string" && shown.c in w.names) this.#pick(shown.c);
    paint(this.#look);
  }

  swap() {
    this.#turn(this.#even === "time" ? "noise" : "time");
  }
}
