// @ts-check
/**
 * Seeds: eight walks of the same words around their mean, all under one scrubber; how far they are
 * apart at every state; and neighbours of one seed, its noise turned by a few degrees.
 */
import "../figures/plot.js";
import { choice, clamp, paint, rest, s } from "../dom.js";
import { estimate, LONG } from "../figures/estimate.js";

const COUNT = 8;
const SIDE = 128;
const LAST = 2 ** 32;

/** The mean of several walks, as a stage needs it: a blend that the page makes, not the model. */
class Mean extends EventTarget {
  /** @param {import("../net/walk.js").Walk[]} walks @param {string} name */
  constructor(walks, name) {
    super();
    this.walks = walks;
    this.key = `mean ${walks.map((walk) => walk.key.slice(0, 8)).join(" ")}`;
    this.recipe = { prompt: name };
    this.provenance = "blend";
    this.seconds = NaN;
    this.done = true;
    /** @type {Map<number, {canvas: OffscreenCanvas, of: number}>} */
    this.kept = new Map();
    for (const walk of walks)
      walk.addEventListener("change", () => this.dispatchEvent(new Event("change")));
  }

  get last() {
    return this.walks[0]?.last ?? 0;
  }
  get reached() {
    return Math.min(...this.walks.map((walk) => walk.reach));
  }
  get reach() {
    return this.reached;
  }
  roughly() {
    return false;
  }
  /** @param {string} name @param {number} state @returns {number} */
  scalar(name, state) {
    return name === "t" ? this.walks[0]?.scalar(name, state) : NaN;
  }

  /** @param {string} view @param {number} state */
  cell(view, state) {
    const cells = this.walks
      .map((walk) => walk.cell(view, Math.min(state, walk.last)))
      .filter((cell) => cell !== null);
    if (!cells.length) return null;
    const finished = this.walks.every((walk) => walk.sheets[view]) ? 1 : 0;
    const kept = this.kept.get(state);
    if (kept && finished && kept.of === cells.length)
      return { image: kept.canvas, x: 0, y: 0, size: SIDE };
    const canvas = kept?.canvas ?? new OffscreenCanvas(SIDE, SIDE);
    const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (
      canvas.getContext("2d", { willReadFrequently: true })
    );
    const sum = new Float32Array(4 * SIDE * SIDE);
    for (const cell of cells) {
      brush.drawImage(cell.image, cell.x, cell.y, cell.size, cell.size, 0, 0, SIDE, SIDE);
      const { data } = brush.getImageData(0, 0, SIDE, SIDE);
      for (let i = 0; i < data.length; i++) sum[i] += data[i];
    }
    brush.putImageData(
      new ImageData(
        Uint8ClampedArray.from(sum, (value) => value / cells.length),
        SIDE,
        SIDE,
      ),
      0,
      0,
    );
    this.kept.set(state, { canvas, of: finished ? cells.length : -1 });
    return { image: canvas, x: 0, y: 0, size: SIDE };
  }
}

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words } = page;
  const w = words.exhibits.seeds;
  const grid = h(
    "fieldset",
    { className: "tiles nine" },
    h("legend", { className: "quiet" }, w.grid),
  );
  const scrubber = h("pl-scrubber"),
    plot = h("pl-plot"),
    job = h("pl-job");
  const button = (/** @type {string} */ text, /** @type {() => void} */ click, go = false) =>
    h("button", { type: "button", className: go ? "go" : "", on: { click } }, text);
  const promote = button(w.promote(0), () => page.store.change({ seed: list[chosen] }), true);
  const full = button(w.full(NaN), () => go(true));
  full.hidden = true;
  const again = button(w.again, () => reroll());
  const dice = button(w.dice, () => all());
  const ways = choice(
    w.ways,
    ["own", "near"].map((name) => [name, w.way[name]]),
    (name) => {
      turned(name, name === "near" ? degrees || 20 : 0);
      page.show(link());
    },
  );
  const angle = h("input", {
    type: "range",
    min: 0,
    max: 90,
    step: 5,
    value: 20,
    "aria-label": w.angle,
    on: {
      input: () => {
        degrees = +angle.value;
        name();
        later();
      },
    },
  });
  const angled = h("output", {}, "20°");
  const turnRow = h("label", { className: "row", hidden: true }, w.angle, angle, angled);
  const gaps = s("svg", {
    viewBox: "0 0 320 92",
    role: "img",
    class: "gaps",
    "aria-label": w.gaps,
  });
  const reading = h("p", { className: "telling", role: "status" });
  element.append(
    h(
      "div",
      { className: "two seeds" },
      h("div", {}, grid, scrubber, job),
      h(
        "div",
        { className: "side" },
        ways,
        turnRow,
        h("div", { className: "controls" }, promote, again, dice, full),
        reading,
        plot,
        h("h3", {}, w.gaps),
        gaps,
      ),
    ),
  );
  job.run = run;

  /** @type {number[]} */
  let list = [];
  let chosen = 0;
  let way = "own";
  let degrees = 20;
  let following = true;
  let turn = 0;
  let own = -1; // the page's seed when it was last looked at
  /** @type {any[]} */
  let stages = [];
  const later = rest(220, () => {
    go();
    page.show(link());
  });

  const seedOf = (/** @type {number} */ i) => list[i];
  const link = () => ({
    g: list.join("."),
    k: chosen,
    a: way === "near" ? degrees : "",
    i: scrubber.value,
  });

  /**
   * Draw; in 8 steps only where all of it would take long and nobody has asked for it.
   * @param {boolean} [asked]
   */
  async function go(asked = false) {
    const { situation } = page.store;
    const mine = ++turn;
    const cost = await estimate(
      page,
      COUNT * (situation.guidance === 1 ? 1 : 2) * (situation.steps + 8),
    );
    if (mine !== turn) return;
    const detail = asked || !(cost > LONG) ? "both" : "preview";
    full.hidden = detail === "both";
    full.textContent = w.full(cost);
    const others = list.filter((seed) => seed !== situation.seed);
    while (others.length < COUNT) others.push((Math.max(...others, situation.seed) + 1) % LAST);
    run.start(
      situation,
      way === "near" ? { seeds: others.join(","), turn: degrees, way } : { seeds: list.join(",") },
      { detail },
    );
  }

  /** @param {string} next @param {number} by */
  function turned(next, by) {
    way = next;
    degrees = by || degrees;
    ways.choose(way);
    angle.value = String(degrees);
    turnRow.hidden = way !== "near";
    promote.hidden = again.hidden = way === "near";
    go();
  }

  function all() {
    list = list.map(() => Math.floor(Math.random() * 1e6));
    chosen = 0;
    following = true;
    go();
    page.show(link());
  }

  function reroll() {
    list = list.map((seed, i) => (i === chosen ? Math.floor(Math.random() * 1e6) : seed));
    go();
    page.show(link());
  }

  /** @param {number} i */
  function choose(i) {
    chosen = clamp(Math.round(i), 0, COUNT - 1);
    grid.querySelectorAll("input").forEach((/** @type {HTMLInputElement} */ input) => {
      input.checked = +input.value === chosen;
    });
    promote.textContent = w.promote(seedOf(chosen));
    promote.disabled = seedOf(chosen) === page.store.situation.seed;
    if (run.walks[chosen]) page.share(run.walks[chosen], "x0");
  }

  function lay() {
    stages = run.walks.map((walk, i) =>
      h("pl-stage", { plain: true, walk, state: scrubber.value, name: label(i) }),
    );
    const tiles = stages.map((stage, i) =>
      h(
        "label",
        {
          className: "tile pick",
          on: {
            dblclick: () => {
              if (way === "own") promote.click();
            },
          },
        },
        h("input", {
          type: "radio",
          name: "seeds-tile",
          value: i,
          on: {
            change: () => {
              choose(i);
              page.show(link());
            },
          },
        }),
        stage,
        h("span", {}, label(i)),
      ),
    );
    const mean = h("pl-stage", {
      plain: true,
      walk: new Mean(run.walks, page.store.situation.prompt),
      state: scrubber.value,
      name: w.mean,
    });
    tiles.splice(
      4,
      0,
      h("figure", { className: "tile centre" }, mean, h("figcaption", {}, w.mean)),
    );
    stages.push(mean);
    const focused = [...grid.querySelectorAll("input")].indexOf(
      /** @type {any} */ (document.activeElement),
    );
    grid.replaceChildren(grid.firstElementChild, ...tiles);
    grid.querySelectorAll("input")[focused]?.focus();
    choose(chosen);
  }

  /** @param {number} i */
  function label(i) {
    if (way === "own")
      return seedOf(i) === page.store.situation.seed ? w.own(seedOf(i)) : w.seed(seedOf(i));
    return w.near(page.store.situation.seed, run.walks[i]?.recipe.edits?.[0]?.seed, degrees);
  }

  /** @param {number} i */
  function look(i) {
    scrubber.value = i;
    plot.cursor = row();
    for (const stage of stages) stage.state = i;
    tell();
  }

  function name() {
    angled.textContent = `${degrees}°`;
  }

  /** The row of the measured numbers that belongs to the state in view; a preview has fewer. */
  const row = () =>
    Math.round((scrubber.value * ((run.result?.guesses?.length ?? 1) - 1)) / (scrubber.max || 1));

  function tell() {
    const told = run.result;
    if (!told?.guesses) return;
    const n = told.guesses.length - 1;
    const i = row();
    const [here, end] = [told.guesses[i], told.guesses[n]];
    reading.textContent = w.reading(scrubber.value, here, end);
    page.live({
      state: scrubber.value,
      spread: page.percent(here),
      spread0: page.percent(told.guesses[0]),
      spreadEnd: page.percent(end),
      start: page.number(told.start.mean),
      end: page.number(told.end.mean),
      least: page.number(told.end.least),
      most: page.number(told.end.most),
    });
  }

  function curves() {
    const told = run.result;
    if (!told?.guesses) return;
    const x = told.guesses.map((/** @type {number} */ _, /** @type {number} */ i) => i);
    plot.draw({
      x,
      low: 0,
      high: 1,
      tall: 140,
      axis: words.field.states.toLowerCase(),
      label: w.curves.label,
      series: [
        { name: w.curves.guesses, values: told.guesses },
        { name: w.curves.stands, values: told.stands },
      ],
    });
    plot.cursor = row();
    const across = (/** @type {number} */ v) => 62 + (245 * Math.min(v, 1.7)) / 1.7;
    const rows = /** @type {[string, number[], any][]} */ ([
      [w.start, told.pairs_start, told.start],
      [w.end, told.pairs, told.end],
    ]);
    gaps.replaceChildren(
      ...[0, 0.5, 1, 1.5].flatMap((v) => [
        s("line", { class: "grid", x1: across(v), x2: across(v), y1: 6, y2: 70 }),
        s("text", { class: "tick", x: across(v), y: 84, "text-anchor": "middle" }, page.number(v)),
      ]),
      ...rows.flatMap(([text, values, { mean }], row) => [
        s("text", { class: "tick", x: 0, y: 25 + 32 * row }, text),
        ...values.map((v, i) =>
          s("circle", {
            class: `dot key-${row}`,
            cx: across(v),
            cy: 21 + 32 * row + ((i * 7) % 9) - 4,
            r: 3,
          }),
        ),
        s("path", { class: "middle", d: `M${across(mean)} ${9 + 32 * row}v24` }),
      ]),
    );
    gaps.setAttribute("aria-label", w.gapsText(told.start, told.end));
    tell();
  }

  scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) => {
    following = false;
    look(event.detail.value);
  });
  scrubber.addEventListener("settle", () => page.show(link()));
  scrubber.reach = () => Math.min(...run.walks.map((walk) => walk.reach));
  plot.addEventListener("pick", (/** @type {CustomEvent} */ event) => {
    scrubber.go((event.detail * scrubber.max) / Math.max(1, run.result.guesses.length - 1), "plot");
    scrubber.settle();
  });

  run.addEventListener("planned", () => {
    scrubber.max = run.walks[0].last;
    if (following) scrubber.value = scrubber.max;
    lay();
    for (const walk of run.walks) if (walk.done) walk.load("x0", 128).catch(() => {});
  });
  run.addEventListener("frame", (/** @type {CustomEvent} */ event) => {
    const { walk, rough } = event.detail;
    paint(() => {
      if (following) look(rough ? walk.reach : Math.min(...run.walks.map((each) => each.reach)));
    });
  });
  run.addEventListener("finished", (/** @type {CustomEvent} */ event) =>
    event.detail.walk.load("x0", 128).catch(() => {}),
  );
  run.addEventListener("result", () => {
    curves();
    if (following) look(scrubber.max);
  });

  name();
  return {
    update(/** @type {any} */ situation) {
      const moved = own >= 0 && own !== situation.seed;
      if (!list.length || (moved && !list.includes(situation.seed))) {
        list = Array.from({ length: COUNT }, (_, i) => (situation.seed + i) % LAST);
        chosen = 0;
      } else if (way === "own" && moved) chosen = list.indexOf(situation.seed);
      own = situation.seed;
      turned(way, degrees);
    },
    restore(/** @type {any} */ shown) {
      const found = String(shown.g ?? "")
        .split(".")
        .filter(Boolean)
        .map(Number);
      if (
        found.length === COUNT &&
        new Set(found).size === COUNT &&
        found.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < LAST)
      )
        list = found;
      if (shown.k !== undefined) chosen = clamp(+shown.k || 0, 0, COUNT - 1);
      if (shown.i !== undefined) {
        following = false;
        look(shown.i);
      }
      way = Number.isFinite(shown.a) ? "near" : "own";
      if (way === "near") degrees = clamp(shown.a, 0, 90);
      name();
    },
    scroll(/** @type {number} */ share) {
      following = false;
      scrubber.go(share * scrubber.max, "scroll");
    },
    key(/** @type {KeyboardEvent} */ event) {
      const key = event.key.toLowerCase();
      if (key === "r" && way === "own") reroll();
      else if (key === "d") all();
      else return false;
      return true;
    },
    hidden() {
      scrubber.stop();
    },
  };
}
