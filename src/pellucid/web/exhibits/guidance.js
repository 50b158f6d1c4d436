/** How hard to pull: strengths and states, the arrows behind them, what it gains and costs. */
import "../figures/field.js";
import "../figures/plot.js";
import { button, choice, clamp, form, h, number, percent, rest, tile } from "../dom.js";
import { arrows, triangle } from "../figures/arrows.js";
import { first, LONG, look } from "../figures/estimate.js";
import { constants, info } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { DEFAULTS } from "../store.js";
import { words } from "../words/en.js";

const { cures: CURES, curves: CURVES, looks: LOOKS, strongest: STRONGEST } = constants("guidance");
// shown in per cent
const TIMES = /** @type {Record<string, number>} */ ({ adherence: 100, clipped: 100 });
const USUAL = DEFAULTS.guidance; // the strength in view at first
const w = words.exhibits.guidance;

/** What the strengths gain and cost, measured when somebody asks for it. */
class Curves {
  #cure = 0;
  #cursor = USUAL;
  /** @type {any} without a cure, for comparison */
  #plain = null;
  /** @type {{name: string, plot: any}[]} */
  #plots = CURVES.map((/** @type {string} */ name) => ({
    name,
    plot: h("pl-plot", { on: { pick: ({ detail }) => this.pick(this.run.result.rows[detail].w) } }),
  }));
  #measure = button(w.measure(NaN), () => this.#ask(), "go");
  #best = h("p.best", { role: "status" });
  #charts = h(
    "div.curves",
    { hidden: true },
    this.#plots.map(({ name, plot }) =>
      h(
        "section",
        { "aria-label": w.rows[name] },
        h("p", h("b", w.rows[name]), ` ${w.about[name]}`),
        plot,
      ),
    ),
  );

  /** @param {Page} page @param {(strength: number) => void} pick */
  constructor(page, pick) {
    this.page = page;
    this.pick = pick;
    this.run = page.line();
    this.element = h(
      "div",
      this.#measure,
      h("pl-job", { run: this.run }),
      this.#best,
      this.#charts,
      h("details.more", h("summary", w.how), h("p.aside", w.scorer)),
    );
    this.run.addEventListener("result", () => this.#draw());
  }

  #ask() {
    const params = { part: "curves", ...CURES[this.#cure] };
    this.run.draw(this.page.store.settings, params);
  }

  /** @param {number} seconds */
  price(seconds) {
    this.#measure.textContent = w.measure(seconds);
  }

  /** Another cure: what was measured, or is just now, is measured again. @param {number} cure */
  heal(cure) {
    const again = this.run.busy || this.run.result;
    this.#cure = cure;
    this.run.forget();
    if (again) this.#ask();
  }

  /** Other settings: nothing of the old ones may stay. */
  clear() {
    this.#plain = null;
    this.run.forget();
    this.run.result = null;
    this.#best.textContent = "";
    this.#charts.hidden = true;
    this.#measure.hidden = false;
    this.page.live({ best: "", gains: "", adheres: "–" });
  }

  /** @param {number} strength */
  set cursor(strength) {
    this.#cursor = strength;
    const places = (this.run.result?.rows ?? []).map((/** @type {any} */ row) => row.w);
    const far = places.map((/** @type {number} */ place) => Math.abs(place - strength));
    for (const { plot } of this.#plots) plot.cursor = Math.max(0, far.indexOf(Math.min(...far)));
  }

  #draw() {
    const { rows, best, compromise } = this.run.result;
    const band = best ?? (compromise?.share > 0 ? [compromise.w, compromise.w] : undefined);
    const strengths = rows.map((/** @type {any} */ row) => row.w);
    if (!this.#cure) this.#plain = this.run.result;
    for (const { name, plot } of this.#plots) {
      const values = (/** @type {any[]} */ rows) =>
        rows.map((row) => (TIMES[name] ?? 1) * row[name]);
      const lines = {
        [this.#cure ? w.cured : w.rows[name]]: values(rows),
        ...(this.#cure && this.#plain && { [w.plain]: values(this.#plain.rows) }),
      };
      const look = { axis: w.axis, band, tall: 110 };
      plot.draw(`${w.rows[name]}: ${w.about[name]}`, strengths, lines, look);
    }
    this.cursor = this.#cursor;
    this.#charts.hidden = false;
    this.#measure.hidden = true;
    const told = w.best(best, compromise);
    this.#best.textContent = told;
    this.page.live({
      best: this.#cure ? "" : told,
      gains: this.#cure ? "" : w.gains(rows),
      adheres: percent(Math.max(...rows.map((/** @type {any} */ row) => row.adherence))),
    });
  }
}

/** Words to walk away from, and the same picture without them. */
class Negative {
  #walkAt;
  #input = h("input", {
    type: "text",
    "aria-label": w.negative,
    maxLength: info.limits.letters,
  });
  #stages = [0, 1].map(() => h("pl-stage", { plain: true }));
  #said = h("span");
  #pair = h(
    "div.twins",
    { hidden: true },
    tile(this.#stages[0], w.without),
    tile(this.#stages[1], this.#said),
    button(w.clear, () => this.#say("")),
  );

  /** @param {Page} page @param {(strength: number) => any} walkAt with such words */
  constructor(page, walkAt) {
    this.page = page;
    this.#walkAt = walkAt;
    this.run = page.line("walk");
    this.run.addEventListener("planned", () => this.show());
    const submit = () => this.#say(this.#input.value.trim());
    const tries = w.tries.map((text) => button(text, () => this.#say(text), "chip"));
    this.element = h(
      "div",
      form(
        ".controls.negative",
        submit,
        h("label.dial", w.negative, this.#input),
        h("button", { type: "submit" }, w.apply),
        h("span", tries),
      ),
      this.#pair,
    );
  }

  /** @param {string} negative */
  #say(negative) {
    this.page.store.change({ negative });
  }

  /** Draw without such words, if there are any. */
  compare() {
    const { settings } = this.page.store;
    const { negative } = settings;
    this.#pair.hidden = !negative;
    if (!negative) return this.run.forget();
    this.#input.value = negative;
    this.#said.textContent = w.with(negative);
    this.run.draw({ ...settings, negative: "" });
  }

  /** Show both walks, as far as they are known. */
  show() {
    const walks = [this.run.walks[0], this.#walkAt(this.page.store.settings.guidance)];
    walks.forEach((walk, i) => {
      this.#stages[i].walk = walk ?? null;
      this.#stages[i].state = walk?.last ?? 0;
    });
  }
}

/**
 * A number of a walk's state; while the walk itself is not finished, its 8-step preview tells.
 * @param {any} walk @param {string} name @param {number} state
 */
function scalar(walk, name, state) {
  const { meta, rough, last } = walk;
  if (meta || !rough) return walk.scalar(name, state);
  return rough.scalar(name, Math.min(rough.last - 1, Math.round((state * rough.last) / last)));
}

/**
 * The line of Python that draws this.
 * @param {any} settings @param {number} value the strength @param {number} cure
 */
function call({ prompt, seed, negative }, value, cure) {
  const { rescale = 0, low = 0, high = 1 } = /** @type {any} */ (CURES[cure]);
  const edit = cure ? `, edits=(Guidance(rescale=${rescale}, low=${low}, high=${high}),)` : "";
  const not = negative ? `, negative=${JSON.stringify(negative)}` : "";
  const asked = `${JSON.stringify(prompt)}${not}, seed=${seed}, guidance=${value}${edit}`;
  return `engine.draw(pellucid.Recipe(${asked}))`;
}

export default class Strength extends Exhibit {
  #curves = new Curves(this.page, (strength) => this.#pick(strength));
  #negative = new Negative(
    this.page,
    (strength) => this.#field.columns[this.#place(strength)]?.walk,
  );
  #cure = 0;
  #wanted = USUAL; // the strength in view
  #picked = false; // by the visitor or a link; until then it is the page's own
  #pace = NaN; // seconds that one look of the network takes here
  #field = h("pl-field", {
    axis: w.axis,
    on: {
      look: () => {
        this.#wanted = this.#scale();
        this.result();
      },
      settle: () => {
        this.#keep();
        this.run.focus(this.run.walks.indexOf(this.#column()?.walk), this.#field.state);
      },
    },
  });
  #finer = button(w.finer(NaN), () => this.#start("both"), { hidden: true });
  #strength = h("input", {
    type: "number",
    min: 0,
    max: STRONGEST,
    step: 0.1,
    "aria-label": w.strength,
    on: { change: () => this.#pick(clamp(+this.#strength.value || 0, 0, STRONGEST)) },
  });
  #use = button(w.use, () => this.page.store.change({ guidance: this.#scale() }));
  #cures = choice(
    w.cures,
    w.cure.entries(),
    (i) => {
      this.#heal(+i);
      this.page.show({ cure: this.#cure });
    },
    "cures",
  );
  #larger = rest(300, () => {
    const walk = this.#column()?.walk;
    if (walk?.done) walk.large("x0");
  });
  #diagram = h("div.diagram");
  #told = h("p.said");
  /** @type {Record<string, HTMLElement>} */
  #sides = {
    pull: h("div", this.#diagram, this.#told),
    curves: this.#curves.element,
    negative: this.#negative.element,
  };
  #views = choice(w.views, Object.entries(w.view), (view) => this.#see(view, true), "tabs");

  build() {
    const dial = h("label.dial", w.strength, this.#strength);
    this.element.append(
      h(
        "div.two",
        h("div", this.#field),
        h(
          "div.side",
          h("div.controls.first", dial, this.#use, this.#finer),
          this.#views,
          Object.values(this.#sides),
          h("details.more", h("summary", w.cures), this.#cures),
          h("pl-job", { run: this.run }),
        ),
      ),
    );
    this.#see("pull");
  }

  /** @param {string} view @param {boolean} [keep] in the link */
  #see(view, keep) {
    const seen = view in this.#sides ? view : "pull";
    this.#views.choose(seen);
    for (const [name, side] of Object.entries(this.#sides)) side.hidden = name !== seen;
    if (keep) this.page.show({ v: seen === "pull" ? "" : seen });
  }

  /** @param {{walk: Walk}} told */
  frame({ walk }) {
    if (walk === this.#column()?.walk) this.result();
  }

  /** The column in view. */
  #column() {
    return this.#field.columns[this.#field.column];
  }

  /** The place of a strength among the columns; -1 if it has none. @param {number} strength */
  #place(strength) {
    return this.#field.columns.findIndex((/** @type {any} */ each) => each.value === strength);
  }

  #scale() {
    return this.#column()?.value ?? this.#wanted;
  }

  /** @param {string} [detail] */
  #start(detail) {
    const { settings } = this;
    const cost = this.#pace * LOOKS.field * settings.steps;
    const long = cost > LONG && !first("guidance", settings);
    this.#finer.textContent = w.finer(cost);
    this.#finer.hidden = !long || detail === "both";
    this.run.start(
      settings,
      { ...CURES[this.#cure], extra: this.#wanted },
      { detail: detail ?? (long ? "preview" : "both") },
    );
  }

  /** Take another cure, and draw again what was drawn under the old one. @param {number} cure */
  #heal(cure) {
    this.#cure = cure;
    this.#cures.choose(cure);
    this.#curves.heal(cure);
    if (this.run.asked) this.#start();
  }

  /** Look at a strength; it may need a column of its own. @param {number} value */
  #pick(value) {
    this.#wanted = value;
    this.#picked = true;
    const place = this.#place(value);
    if (place >= 0) this.#field.look(place, this.#field.state);
    else this.#start();
    this.#strength.value = String(value);
    this.#keep();
  }

  #keep() {
    this.page.show({ g: this.#scale(), ...(!this.#field.following && { i: this.#field.state }) });
  }

  planned() {
    const { walks } = this.run;
    const columns = walks.map((walk) => {
      const value = walk.recipe.guidance;
      return { walk, value, label: number(value) };
    });
    columns.sort((a, b) => a.value - b.value);
    const place = columns.findIndex(({ value }) => value === this.#wanted);
    this.#field.column = place >= 0 ? place : Math.min(5, columns.length - 1);
    this.#field.columns = columns;
    this.#negative.show();
    this.result();
  }

  /** @param {{walk: Walk}} told */
  finished({ walk }) {
    Promise.allSettled([walk.small(), walk.read()]).then(() => this.result());
  }

  result() {
    const column = this.#column();
    if (!column) return;
    const { walk, value } = column;
    // or a frame would overwrite what is being typed
    if (document.activeElement !== this.#strength) this.#strength.value = String(value);
    this.#use.disabled = value === this.settings.guidance;
    this.#curves.cursor = value;
    const state = Math.min(
      Math.round((this.#field.state * walk.last) / (this.#field.last || 1)),
      Math.max(0, walk.last - 1),
    );
    const { meta, rough } = walk;
    if (!meta && rough?.done && !rough.meta)
      rough.read().then(
        () => this.result(),
        () => {},
      );
    this.#arrows(walk, value, state);
    this.#larger();
    this.page.share(walk, "x0");
  }

  /** @param {any} walk @param {number} value @param {number} state */
  #arrows(walk, value, state) {
    const { settings } = this;
    const [angle, pull, turn] = ["angle", "pull", "turn"].map((name) => scalar(walk, name, state));
    const made = triangle({ pull, angle, turn, w: value });
    const long = made ? Math.hypot(...made.taken) : NaN;
    const unknown = walk.meta ? w.unknown : w.pending;
    const told = value === 1 ? w.same : made ? w.told(angle, pull, long, value) : unknown;
    const nothing = settings.negative ? `“${settings.negative}”` : w.nothing;
    const names = { nothing, words: w.words, taken: w.taken };
    this.#told.textContent = told;
    this.#diagram.replaceChildren(...(made ? [arrows(made, names, told)] : []));
    const columns = this.run.result?.columns;
    const row = columns?.find((/** @type {any} */ each) => each.w === value);
    const ends = [1, STRONGEST].map((at) =>
      columns?.find((/** @type {any} */ each) => each.w === at),
    );
    const sizes = row?.size ?? [];
    this.page.live({
      w: value,
      state,
      last: walk.last,
      angle: number(angle),
      pull: percent(pull || 0),
      long: number(long),
      size: number(sizes[Math.min(state, sizes.length - 1)] ?? NaN),
      burnt: ends[0] && ends[1] ? w.burnt(ends[0].clipped, ends[1].clipped, STRONGEST) : "",
      nothingLong: made ? number(Math.hypot(...made.nothing)) : "–",
      turn: number(turn),
      call: call(settings, value, this.#cure),
    });
  }

  async update() {
    this.#curves.clear();
    if (!this.#picked) this.#wanted = Math.min(STRONGEST, this.settings.guidance);
    this.#pace = await look();
    this.#curves.price(this.#pace * LOOKS.curves);
    this.#start();
    this.#negative.compare();
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    this.#see(shown.v ?? "pull");
    if (shown.i !== undefined) {
      this.#field.following = false;
      this.#field.state = shown.i;
    }
    if (CURES[shown.cure] && shown.cure !== this.#cure) this.#heal(shown.cure);
    if (shown.g !== undefined) {
      if (this.#field.columns.length) this.#pick(shown.g);
      else [this.#wanted, this.#picked] = [shown.g, true];
    }
  }

  hidden() {
    this.#curves.run.cancel();
  }
}
