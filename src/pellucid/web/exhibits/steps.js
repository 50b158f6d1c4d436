/** Few long strides or many short ones: what each costs, which solver makes most of a look. */
import { button, check, choice, h, number, percent, pick, reduced, tile } from "../dom.js";
import { look } from "../figures/estimate.js";
import { LogLog } from "../figures/loglog.js";
import { plane } from "../figures/plane.js";
import { constants } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { DEFAULTS } from "../store.js";
import { words } from "../words/en.js";

const KNOWN = constants("steps");
/** @type {[number[], number[], string[]]} */
const [LADDER, LAPS, RACERS] = [KNOWN.ladder, KNOWN.laps, KNOWN.racers];
const { finest: FINEST } = KNOWN;
const LONGEST = LADDER[LADDER.length - 1];
const USUAL = LADDER.indexOf(DEFAULTS.steps); // the rung in view at first
const w = words.exhibits.steps;
const names = /** @type {Record<string, string>} */ (words.bar.solvers);

const pending = () => h("p.pending", w.pending);

/**
 * Errors over what they cost, in looks of the network or in seconds.
 * @param {Element} place what they fill
 * @param {{name: string, rungs: any[], open?: boolean}[]} solvers @param {boolean} seconds
 * @param {Partial<Chart> & {label: string}} more
 */
function curves(place, solvers, seconds, more) {
  const point = (/** @type {any} */ rung) => ({
    x: seconds ? (rung.seconds ?? 0) : rung.evals,
    y: rung.error,
    label: w.steps(rung.steps),
  });
  const lines = solvers.map(({ name, rungs, open }) => ({ name, open, points: rungs.map(point) }));
  const levels = [
    { y: 1, text: w.other },
    { y: KNOWN.enough, text: w.near },
  ];
  const across = seconds ? w.seconds : w.evals;
  return new LogLog(place, { lines, across, up: w.error, levels, ...more });
}

/** How fast the error falls with the number of steps, from the last three. @param {any[]} rungs */
function order(rungs) {
  const [a, , b] = rungs.slice(-3);
  return a && b && b.error > 0 ? Math.log(a.error / b.error) / Math.log(b.steps / a.steps) : NaN;
}

/** The race of solvers: several walks by each of them, when somebody asks for it. */
class Race {
  #seconds = false;
  #lap = LAPS[0];
  #go = button(w.race(NaN), () => this.line.draw(this.page.store.settings, { part: "race" }), "go");
  #laps = choice(w.laps, LAPS.map(w.steps).entries(), (i) => this.#show(LAPS[+i]));
  #racers = RACERS.map((solver) => ({
    solver,
    stage: h("pl-stage", { plain: true, name: names[solver] }),
    note: h("span.note"),
  }));
  #chart = h("div");
  #track = h(
    "div.race.two",
    { hidden: true },
    h(
      "div",
      this.#laps,
      h(
        "div.tiles.eight",
        this.#racers.map(({ solver, stage, note }) => tile(stage, names[solver], " ", note)),
      ),
    ),
    h("div.side", this.#chart, h("p.aside", w.fresh)),
  );

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.line = page.line();
    this.element = h(
      "div.panel",
      { hidden: true },
      h("p", w.raceWhy),
      this.#go,
      h("pl-job", { run: this.line }),
      this.#track,
    );
    this.#follow();
  }

  #follow() {
    const line = this.line;
    for (const name of ["planned", "result"])
      line.addEventListener(name, () => {
        this.#open(true);
        this.#draw();
      });
    this.page.store.subscribe(
      (state) => state.settings,
      () => {
        line.forget();
        line.result = null;
        line.walks = [];
        this.#open(false);
      },
    );
  }

  /** Show the race, or the button that starts it. @param {boolean} on */
  #open(on) {
    this.#track.hidden = !on;
    this.#go.hidden = on;
  }

  /** Say what it would take, once the machine has been measured. */
  async price() {
    this.#go.textContent = w.race(KNOWN.race * (await look()));
  }

  /** @param {number} lap */
  #show(lap) {
    this.#lap = lap;
    this.#draw();
  }

  /** @param {boolean} seconds */
  measure(seconds) {
    this.#seconds = seconds;
    if (this.line.walks.length) this.#draw();
  }

  #draw() {
    const { walks, result } = this.line;
    for (const { solver, stage, note } of this.#racers) {
      const i = walks.findIndex(
        ({ recipe }) => recipe.solver === solver && recipe.steps === this.#lap,
      );
      const rung = result?.rungs?.[i];
      stage.walk = walks[i] ?? null;
      stage.state = this.#lap;
      note.textContent = rung ? w.lap(rung.evals, rung.error) : "";
    }
    if (!result) return this.#chart.replaceChildren(pending());
    const solvers = RACERS.map((solver) => {
      const rungs = result.rungs.filter((/** @type {any} */ each) => each.solver === solver);
      rungs.sort((/** @type {any} */ a, /** @type {any} */ b) => a.steps - b.steps);
      return { name: names[solver], rungs, open: rungs[0].fresh };
    });
    const pick = (/** @type {number} */ _, /** @type {number} */ i) => {
      this.#laps.choose(i);
      this.#show(LAPS[i]);
    };
    curves(this.#chart, solvers, this.#seconds, { label: w.raceLabel(FINEST), pick });
  }
}

export default class Steps extends Exhibit {
  #race = new Race(this.page);
  #view = "ladder";
  #views = choice(w.views, Object.entries(w.view), (view) => this.#see(view, true), "tabs");
  #rung = USUAL;
  #guess = 0;
  #timer = 0;
  #seconds = false;
  #stage = h("pl-stage.dial-surface");
  #scrubber = h("pl-scrubber.countless", {
    max: LADDER.length - 1,
    label: w.ladder,
    surface: this.#stage,
    brief: (/** @type {number} */ i) => w.steps(LADDER[i]),
    on: {
      scrub: () => this.#look(this.#scrubber.value),
      settle: () => this.#look(this.#scrubber.value, true),
    },
    text: (/** @type {number} */ i) => `${w.steps(LADDER[i])}. ${this.#stage.description}`,
  });
  #said = h("p.said", { role: "status" });
  #ladder = h("div.two");
  #map = h("div.strides");
  #curve = h("div");
  #stride = button(w.stride, () => this.#walk());
  #tiles = LADDER.map((steps, i) => this.#tile(w.steps(steps), i));
  #row = h(
    "div.tiles.seven",
    { role: "radiogroup", "aria-label": w.ladder },
    this.#tiles.map(({ box }) => box),
  );
  #ask = h(
    "div.ask",
    h("p", h("b", w.predict)),
    h(
      "div.controls",
      { role: "group", "aria-label": w.predict },
      [...LADDER, 0].map((steps) =>
        button(steps ? String(steps) : w.just, () => this.#reveal(steps), "chip"),
      ),
    ),
  );
  /** @type {Record<string, HTMLElement>} */
  #sides = {
    ladder: h("div", this.#ask, this.#row),
    curve: h("div.after"),
    map: h("div", this.#map, h("div.controls", this.#stride)),
  };
  #axis = choice(w.axis, [w.evals, w.seconds].entries(), (i) => {
    this.#seconds = i === "1";
    this.#draw();
    this.#race.measure(this.#seconds);
  });

  build() {
    const { run } = this;
    this.#sides.curve.append(h("h3", w.curve(FINEST)), this.#axis, this.#curve);
    this.element.append(this.#views, this.#ladder, this.#race.element);
    this.#ladder.append(
      h("div", this.#stage, this.#scrubber),
      h("div.side", Object.values(this.#sides), this.#said, h("pl-job", { run })),
    );
    this.element.classList.add("veiled");
    this.#see("ladder");
  }

  /** @param {string} view @param {boolean} [keep] in the link */
  #see(view, keep) {
    this.#view = view in w.view ? view : "ladder";
    this.#views.choose(this.#view);
    for (const [name, side] of Object.entries(this.#sides)) side.hidden = name !== this.#view;
    this.#ladder.hidden = this.#view === "race";
    this.#race.element.hidden = this.#view !== "race";
    if (!keep) return;
    if (this.#view !== "ladder" && this.element.classList.contains("veiled")) this.#reveal(0);
    this.page.show({ v: this.#view === "ladder" ? "" : this.#view });
  }

  /** @param {string} text @param {number} i */
  #tile(text, i) {
    const stage = h("pl-stage", { plain: true, name: text, state: LADDER[i] });
    const note = h("span.note");
    const box = pick("steps-rung", i, () => this.#look(i, true), stage, text, note);
    box.dataset.tile = `rung-${i}`;
    return { stage, note, box };
  }

  planned() {
    this.#tiles.forEach(({ stage, note }, i) => {
      stage.walk = this.run.walks[i];
      note.textContent = "";
    });
    this.#look(this.#rung);
  }

  /** @param {{walk: Walk, index: number}} told */
  finished({ walk, index }) {
    if (index === this.#rung) walk.large("x0").then(() => this.#draw());
  }

  result() {
    this.#tiles.forEach(({ note }, i) => {
      note.textContent = w.away(this.run.result.rungs[i].error);
    });
    if (!this.element.classList.contains("veiled")) this.#judge();
    this.#draw();
  }

  /** @param {number} rung @param {boolean} [kept] in the link */
  #look(rung, kept) {
    const walk = this.run.walks[rung] ?? null;
    this.#rung = rung;
    clearInterval(this.#timer);
    this.#scrubber.value = rung;
    check(this.#row, rung);
    this.#stage.walk = walk;
    this.#stage.name = w.steps(LADDER[rung]);
    this.#stage.view = "x0";
    this.#stage.state = LADDER[rung];
    this.#draw();
    if (kept) {
      this.page.show({ r: LADDER[rung] });
      this.run.focus(rung, 0);
    }
    if (walk) this.page.share(walk, "x0");
    if (walk?.done) walk.large("x0");
  }

  #draw() {
    const { result, walks } = this.run;
    this.#tell();
    this.#stride.disabled = !walks[this.#rung]?.done;
    this.page.live({ road: result ? w.road(result.detour, FINEST) : "" });
    if (!result) {
      this.#map.replaceChildren(pending());
      this.#curve.replaceChildren(pending());
      return;
    }
    const { paths, kept, rungs } = result;
    this.#map.replaceChildren(
      plane({
        paths,
        names: [...LADDER, FINEST].map(w.steps),
        now: this.#rung,
        label: w.mapLabel(LADDER[this.#rung], kept),
        start: w.noise,
        end: w.steps(FINEST),
        tall: w.taller,
      }),
    );
    const [{ solver }] = rungs;
    curves(this.#curve, [{ name: names[solver] ?? solver, rungs }], this.#seconds, {
      label: w.curveLabel(FINEST),
      at: [0, this.#rung],
      pick: (_, i) => this.#look(i, true),
    });
  }

  #tell() {
    const { result, walks } = this.run;
    const { prompt, seed, solver } = this.settings;
    const steps = LADDER[this.#rung];
    const now = result?.rungs?.[this.#rung];
    this.#said.textContent = now ? w.said(steps, now.evals, now.error, now.seconds, KNOWN) : "";
    this.page.live({
      chosen: steps,
      guess: this.#guess || "–",
      evals: now?.evals ?? steps * 2,
      shape: walks[this.#rung]?.shape ?? "–",
      seconds: number(now?.seconds ?? NaN),
      error: number(now?.error ?? NaN),
      enough: result ? (result.enough ?? w.more(LONGEST)) : "–",
      detour: number(result?.detour ?? NaN),
      kept: result ? percent(result.kept) : "–",
      order: number(order(result?.rungs ?? [])),
      call:
        `engine.draw(pellucid.Recipe(${JSON.stringify(prompt)}, ` +
        `seed=${seed}, steps=${steps}, solver="${solver}"))`,
    });
  }

  /** Take the chosen walk's strides one by one. */
  #walk() {
    const { last } = this.run.walks[this.#rung];
    const every = reduced.matches ? Math.ceil(last / 3) : 1;
    const pause = reduced.matches ? 700 : Math.min(700, Math.max(70, 2400 / last));
    let i = 0;
    this.#stage.view = "xt"; // from real noise
    this.run.walks[this.#rung].small("xt");
    const step = () => {
      const state = Math.min(i, last);
      this.#stage.state = state;
      for (const dot of this.#map.querySelectorAll("[data-state]"))
        dot.classList.toggle("here", +dot.dataset.state === state);
      if (i >= last) {
        clearInterval(this.#timer);
        this.#stage.view = "x0";
      }
      i += every;
    };
    clearInterval(this.#timer);
    step();
    this.#timer = window.setInterval(step, pause);
  }

  /** @param {number} steps 0: without a guess */
  #reveal(steps) {
    this.#guess = steps;
    this.#judge();
    this.element.classList.remove("veiled");
    if (steps) this.page.show({ g: steps, r: LADDER[this.#rung] });
    this.#draw();
  }

  #judge() {
    const { result } = this.run;
    const guess = this.#guess;
    const verdict = result
      ? w.verdict(guess, result.enough, LONGEST, FINEST)
      : guess
        ? w.guessed(guess)
        : w.pending;
    this.#ask.replaceChildren(h("p", { role: "status" }, verdict));
    this.page.live({ verdict });
  }

  update() {
    this.#race.price();
    this.page.live({ verdict: "", road: "" });
    this.run.draw(this.settings);
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    // first, or the guess would write the old rung into the link
    if (LADDER.includes(shown.r)) this.#look(LADDER.indexOf(shown.r));
    this.#see(shown.v ?? "ladder");
    if (shown.r || shown.g) this.#reveal(LADDER.includes(shown.g) ? shown.g : 0);
  }

  hidden() {
    clearInterval(this.#timer);
  }
}
