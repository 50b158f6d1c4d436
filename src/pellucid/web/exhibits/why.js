/**
 * Why walk? Four ways of going there directly: jump from any state; a few jumps with fresh noise
 * between them; the mean of many ends; four other ends of any state, and of eight of them.
 */
import "../figures/plot.js";
import { button, choice, clamp, h, number, paint, tile } from "../dom.js";
import { Lab } from "../figures/lab.js";
import { constants } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

const SHOWN = 7; // states of the walk beside the jumps
const { jumps: MOST } = constants("why");
const w = words.exhibits.why;

/** Jump now: the state that is looked at, and where a jump out of it lands. */
class Jump {
  from = 0;
  guided = false;
  here = h("pl-stage.dial-surface", { name: w.here, view: "xt" });
  #landing = h("pl-stage", { name: w.there });
  scrubber = h("pl-scrubber", {
    surface: this.here,
    reach: () => this.walk?.reach ?? 0,
    on: {
      scrub: () => this.place(this.scrubber.value),
      settle: () => {
        this.page.show({ i: this.scrubber.value });
        this.run.focus(0, this.scrubber.value);
      },
    },
  });
  #go = button(w.jump, () => this.jump(), "go big");
  #landed = h("p.telling", { role: "status" });
  #plot = h("pl-plot", {
    on: {
      pick: ({ detail }) => {
        this.scrubber.go(detail, "plot");
        this.jump();
      },
    },
  });

  /** @param {Page} page @param {() => void} tell */
  constructor(page, tell) {
    this.page = page;
    this.run = page.run;
    this.tell = tell;
    const buttons = h("div.controls", this.#go);
    this.panel = h(
      "div.panel.two",
      h("div", h("div.pair", tile(this.here, w.here), tile(this.#landing, w.there)), this.scrubber),
      h("div.side", buttons, this.#landed, this.#plot),
    );
  }

  get walk() {
    return this.run.walks[0];
  }

  planned() {
    this.here.walk = this.#landing.walk = this.walk;
    this.scrubber.max = this.walk.last;
  }

  /** @param {number} i */
  place(i) {
    this.scrubber.value = this.here.state = i;
    this.#go.textContent = w.jumpFrom(this.scrubber.value);
    this.tell();
  }

  jump() {
    this.from = this.scrubber.value;
    paint(this.land);
    this.page.show({ i: this.from, j: this.from });
  }

  land = () => {
    const { walk, from } = this;
    if (!walk) return;
    this.#landing.state = Math.min(from, walk.last);
    const told = this.run.result;
    const whole = told?.landing?.at(-1);
    this.#landed.textContent = w.landed(
      from,
      walk.last,
      walk.scalar("t", from),
      whole ? told.landing[from] / whole : NaN,
      told?.miss?.[from] ?? NaN,
      told?.size ?? NaN,
      this.guided,
    );
    this.#plot.cursor = from;
  };

  /** @param {any} told @param {number} whole the sharpness of the end */
  curves(told, whole) {
    const { landing, miss, size } = told;
    const shares = (/** @type {number[]} */ values, /** @type {number} */ of) =>
      values.map((value) => value / of);
    const lines = {
      [w.curves.sharp]: shares(landing, whole),
      [w.curves.miss]: shares(miss, size || 1),
    };
    const look = { axis: words.field.states.toLowerCase(), low: 0, tall: 150 };
    this.#plot.draw(w.curves.label, [...landing.keys()], lines, look);
    this.#plot.cursor = this.from;
  }
}

/** How many jumps a place of their dial stands for; the last is the walk. @param {number} place */
const at = (place) => (place < MOST ? place + 1 : 0);

/** One jump to eight jumps, and the walk: the end of as many as are chosen, and the way there. */
class Jumps {
  chosen = 3;
  #end = h("pl-stage.dial-surface", { name: w.names.jumps });
  #dial = h("pl-scrubber.countless", {
    max: MOST,
    label: w.names.jumps,
    surface: this.#end,
    brief: (/** @type {number} */ place) => w.jumps(at(place)),
    on: {
      scrub: () => this.choose(at(this.#dial.value)),
      settle: () => this.page.show({ k: this.chosen }),
    },
  });
  #path = h("div.path");
  #strides = h("p.telling");
  #sharp = h("pl-plot", { on: { pick: ({ detail }) => this.choose(detail + 1) } });

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.run = page.run;
    this.panel = h(
      "div.panel.two",
      h("div", this.#end, this.#dial),
      h(
        "div.side",
        h("p", w.severally),
        this.#strides,
        this.#path,
        h("details.more", h("summary", w.curves.sharpness), this.#sharp),
      ),
    );
  }

  /** @param {number} count of jumps; 0 is the walk */
  choose(count) {
    this.chosen = clamp(Math.round(count), 0, MOST);
    const { chosen } = this;
    const walk = this.run.walks[chosen];
    if (!walk) return;
    this.#dial.value = chosen ? chosen - 1 : MOST;
    [this.#end.walk, this.#end.state, this.#end.name] = [walk, walk.last, w.jumps(chosen)];
    this.#strides.textContent = chosen ? w.strides(chosen) : w.whole(walk.last);
    const states = Array.from({ length: chosen || SHOWN }, (_, i) =>
      chosen ? i : Math.round((i * walk.last) / SHOWN),
    );
    this.#path.replaceChildren(
      ...states.map((state) => h("pl-stage", { plain: true, walk, state, name: w.there })),
    );
    if (chosen) this.#sharp.cursor = chosen - 1;
  }

  /** @param {any} told */
  curves({ sharpness, whole }) {
    const values = sharpness.map((/** @type {number} */ value) => value / whole);
    const x = values.map((/** @type {number} */ _, /** @type {number} */ i) => i + 1);
    if (!x.length) return;
    const lines = { [w.curves.ends]: values, [w.curves.walk]: x.map(() => 1) };
    this.#sharp.draw(w.curves.sharpness, x, lines, { axis: w.curves.jumps, low: 0, tall: 150 });
    this.#sharp.cursor = clamp(this.chosen - 1, 0, x.length - 1);
  }
}

export default class Why extends Exhibit {
  #tab = "branch";
  #guided = false;

  direct = new Jump(this.page, () => this.#tell());
  several = new Jumps(this.page);
  lab = new Lab(
    this.page,
    () => this.#asked(),
    () => this.direct.scrubber.value,
  );
  panels = /** @type {Record<string, HTMLElement>} */ ({
    branch: this.lab.branches.panel,
    jump: this.direct.panel,
    jumps: this.several.panel,
    mean: this.lab.mean.panel,
  });
  tabs = choice(w.tabs, Object.entries(w.names), (name) => this.#turn(name, true), "tabs");
  ways = choice(w.ways, Object.entries(w.guided), (way) => {
    this.#guided = way === "yes";
    this.page.show({ g: this.#guided ? 1 : "" });
    this.update();
  });

  keys = {
    ...Object.fromEntries(
      Object.keys(this.panels).map((tab, i) => [i + 1, () => this.#turn(tab, true)]),
    ),
    j: () => this.#tab === "jump" && this.direct.jump(),
  };

  build() {
    const top = h("div.controls.top", this.tabs, this.ways);
    const job = h("pl-job", { run: this.run });
    this.element.append(top, ...Object.values(this.panels), job);
    const { scrubber } = this.lab.branches;
    scrubber.addEventListener("scrub", () => this.direct.place(scrubber.value));
    scrubber.addEventListener("settle", () => {
      this.direct.scrubber.settle();
      this.lab.wake();
    });
    this.#turn("branch");
  }

  planned() {
    const { direct } = this;
    direct.planned();
    this.several.choose(this.several.chosen);
    direct.place(direct.scrubber.value);
    this.page.share(direct.walk, "x0");
  }

  frame() {
    paint(this.direct.land);
  }

  result() {
    const { direct } = this;
    const told = this.run.result;
    const whole = told?.landing?.at(-1);
    if (whole) {
      direct.curves(told, whole);
      this.several.curves(told);
      const [once, eight] = [told.landing[0], told.sharpness[MOST - 1]].map((at) => at / whole);
      this.page.live({ jumped: w.jumped(once, eight, this.#guided) });
    }
    direct.land();
    this.lab.wake();
  }

  #asked() {
    const { settings } = this;
    return this.#guided ? settings : { ...settings, guidance: 1 };
  }

  /** @param {string} name @param {boolean} [keep] */
  #turn(name, keep) {
    this.#tab = name in this.panels ? name : "branch";
    for (const [key, panel] of Object.entries(this.panels)) panel.hidden = key !== this.#tab;
    this.tabs.choose(this.#tab);
    this.lab.turn(this.#tab);
    if (keep) this.page.show({ t: this.#tab });
  }

  /** @param {{walk: Walk}} told */
  async finished({ walk }) {
    const mine = walk === this.direct.walk;
    const noisy = mine ? walk.small("xt") : null;
    await Promise.allSettled([walk.small(), walk.read(), noisy]);
    if (walk !== this.direct.walk) return;
    walk.large("x0", "xt");
    const shape = /** @type {number[]} */ (walk.meta?.latent ?? [0]);
    this.page.live({
      cells: walk.shape,
      numbers: number(shape.reduce((a, b) => a * b, 1)),
    });
  }

  #tell() {
    const { scrubber, walk } = this.direct;
    const sigma = walk?.scalar("sigma", scrubber.value) ?? NaN;
    this.lab.look(walk, scrubber.value);
    this.page.live({ state: scrubber.value, sigma: number(sigma) });
  }

  update() {
    const { direct, lab } = this;
    this.ways.choose(this.#guided ? "yes" : "no");
    direct.guided = this.#guided;
    this.page.live({ jumped: "", order: w.orderNothing });
    lab.clear();
    lab.turn(this.#tab);
    direct.from = Math.min(direct.from, this.settings.steps);
    this.run.draw(this.#asked());
  }

  /** @param {any} shown */
  open(shown) {
    const { direct } = this;
    const before = this.#guided;
    this.#guided = shown.g === 1;
    if (this.#guided !== before && this.run.asked) this.update();
    if (shown.k !== undefined) this.several.choose(shown.k);
    if (shown.j !== undefined) direct.from = shown.j;
    if (shown.i !== undefined) direct.place(shown.i);
    this.#turn(shown.t ?? "branch");
    paint(direct.land);
  }
}
