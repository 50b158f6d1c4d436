// @ts-check
/**
 * How hard to pull: a map of strengths and states, the arrows behind it, and what it gains and
 * costs.
 */
import "../figures/field.js";
import "../figures/plot.js";
import { button, choice } from "../dom.js";
import { arrows, triangle } from "../figures/arrows.js";
import { estimate, LONG } from "../figures/estimate.js";

const CURES = [
  {},
  { rescale: 0.7 },
  { low: 0.2, high: 0.8 },
  { rescale: 0.7, low: 0.2, high: 0.8 },
];
const CURVES = ["adherence", "variety", "colour", "clipped"];
// shown in per cent
const TIMES = /** @type {Record<string, number>} */ ({ adherence: 100, clipped: 100 });
const LOOKS = { field: 868, curves: 736 }; // looks of the network at 28 steps

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words, number, percent } = page;
  const w = words.exhibits.guidance;
  const curves = page.line("guidance");
  const bare = page.line("walk");
  const field = h("pl-field");
  const job = h("pl-job");
  const lane = h("pl-job");
  const finer = button(w.finer, () => start("both"), { hidden: true });
  const measure = button(w.measure, () => ask(), { className: "go" });
  const strength = h("input", {
    type: "number",
    min: 0,
    max: 15,
    step: 0.1,
    "aria-label": w.strength,
    on: { change: () => pick(Math.min(15, Math.max(0, +strength.value || 0))) },
  });
  const use = button(w.use, () => page.store.change({ guidance: scale() }));
  const cures = choice(w.cures, w.cure.entries(), (i) => heal(+i), "cures");
  cures.choose(0);
  const diagram = h("div", { className: "diagram" });
  const told = h("p", { className: "said" });
  const plots = CURVES.map((name) => ({ name, plot: h("pl-plot"), box: null }));
  const best = h("p", { className: "best", role: "status" });
  const not = h("input", { type: "text", "aria-label": w.negative, maxLength: 300 });
  const pair = h("div", { className: "twins", hidden: true });
  element.append(
    h(
      "div",
      { className: "two" },
      h("div", {}, field, job, h("div", { className: "controls" }, finer)),
      h(
        "div",
        { className: "side" },
        h(
          "div",
          { className: "controls" },
          h("label", { className: "dial" }, w.strength, strength),
          use,
        ),
        cures,
        h("h3", {}, w.arrows),
        diagram,
        told,
        h(
          "form",
          {
            className: "controls negative",
            on: {
              submit: (/** @type {Event} */ e) => {
                e.preventDefault();
                page.store.change({ negative: not.value.trim() });
              },
            },
          },
          h("label", { className: "dial" }, w.negative, not),
          h("button", { type: "submit" }, w.apply),
          h(
            "span",
            {},
            w.tries.map((text) =>
              button(text, () => page.store.change({ negative: text }), { className: "chip" }),
            ),
          ),
        ),
        pair,
      ),
    ),
    h(
      "div",
      { className: "after" },
      h("h3", {}, w.curves),
      measure,
      lane,
      best,
      h(
        "div",
        { className: "curves", hidden: true },
        plots.map(({ name, plot }) =>
          h(
            "section",
            { "aria-label": w.rows[name] },
            h("p", {}, h("b", {}, w.rows[name]), ` ${w.about[name]}`),
            plot,
          ),
        ),
      ),
      h("p", { className: "aside" }, w.scorer),
    ),
  );
  job.run = run;
  lane.run = curves;
  field.axis = w.axis;

  let cure = 0;
  let wanted = 5; // the strength in view
  let picked = false; // by the visitor or a link; until then it is the page's own
  let look = NaN; // seconds that one look of the network takes here
  let touched = false; // until the visitor moves, the newest state is in view
  /** @type {any} */
  let plain = null; // the curves without a cure, for comparison

  const scale = () => field.columns[field.column]?.value ?? wanted;
  const costs = (/** @type {number} */ looks) => (look ? looks * look : 0);
  const share = () => page.store.situation.steps / 28;

  /** @param {string} [detail] */
  function start(detail) {
    const long = costs(LOOKS.field * share()) > LONG;
    finer.textContent = look ? w.finerIn(costs(LOOKS.field * share())) : w.finer;
    finer.hidden = !long || detail === "both";
    run.start(
      page.store.situation,
      { ...CURES[cure], extra: wanted },
      { detail: detail ?? (long ? "preview" : "both") },
    );
  }

  const ask = () =>
    curves.start(page.store.situation, { part: "curves", ...CURES[cure] }, { detail: "full" });

  /** @param {number} next */
  function heal(next) {
    cure = next;
    page.show({ cure });
    start();
    curves.cancel();
    if (curves.result) ask();
  }

  /**
   * Look at a strength; one between the columns is drawn as a column of its own.
   * @param {number} value
   */
  function pick(value) {
    wanted = value;
    picked = true;
    const place = field.columns.findIndex((/** @type {any} */ column) => column.value === value);
    if (place >= 0) field.look(place, field.state);
    else start();
    strength.value = String(value);
    keep();
  }

  const keep = () => page.show({ g: scale(), ...(touched ? { i: field.state } : {}) });

  function tell() {
    const column = field.columns[field.column];
    if (!column) return;
    const { walk, value } = column;
    wanted = value;
    // or a frame would overwrite what is being typed
    if (document.activeElement !== strength) strength.value = String(value);
    use.disabled = value === page.store.situation.guidance;
    for (const { plot } of plots) plot.cursor = nearest(value);
    const state = Math.min(
      Math.round((field.state * walk.last) / (field.last || 1)),
      Math.max(0, walk.last - 1),
    );
    const { rough } = walk; // while the walk itself is not finished, its 8-step preview tells
    const of = (/** @type {string} */ name) =>
      walk.meta || !rough
        ? walk.scalar(name, state)
        : rough.scalar(
            name,
            Math.min(rough.last - 1, Math.round((state * rough.last) / walk.last)),
          );
    if (!walk.meta && rough?.done && !rough.meta)
      rough
        .read()
        .then(tell)
        .catch(() => {});
    const made = triangle({ pull: of("pull"), angle: of("angle"), turn: of("turn"), w: value });
    const row = run.result?.columns?.find((/** @type {any} */ each) => each.w === value);
    const names = {
      nothing: page.store.situation.negative ? `“${page.store.situation.negative}”` : w.nothing,
      words: w.words,
      taken: w.taken,
    };
    const long = made ? Math.hypot(...made.taken) : NaN;
    told.textContent =
      value === 1
        ? w.same
        : made
          ? w.told(of("angle"), of("pull"), long, value)
          : walk.meta
            ? w.unknown
            : w.pending;
    diagram.replaceChildren(...(made ? [arrows(made, names, told.textContent)] : []));
    page.live({
      w: value,
      state,
      last: walk.last,
      angle: number(of("angle")),
      pull: percent(of("pull") || 0),
      long: number(long),
      size: number(row?.size?.[Math.min(state, (row?.size?.length ?? 1) - 1)] ?? NaN),
      burnt: row ? `${(100 * row.clipped).toFixed(1)} %` : "–",
      nothingLong: made ? number(Math.hypot(...made.nothing)) : "–",
      turn: number(of("turn")),
      call: call(value),
    });
    page.share(walk, "x0");
  }

  /** @param {number} value */
  function call(value) {
    const { prompt, seed, negative } = page.store.situation;
    const { rescale = 0, low = 0, high = 1 } = /** @type {any} */ (CURES[cure]);
    const edit = cure ? `, edits=(Guidance(rescale=${rescale}, low=${low}, high=${high}),)` : "";
    const not = negative ? `, negative=${JSON.stringify(negative)}` : "";
    const asked = `${JSON.stringify(prompt)}${not}, seed=${seed}, guidance=${value}${edit}`;
    return `engine.draw(pellucid.Recipe(${asked}))`;
  }

  /** @param {number} value */
  function nearest(value) {
    const places = (curves.result?.rows ?? []).map((/** @type {any} */ row) => row.w);
    return places.reduce(
      (/** @type {number} */ found, /** @type {number} */ at, /** @type {number} */ i) =>
        Math.abs(at - value) < Math.abs(places[found] - value) ? i : found,
      0,
    );
  }

  const values = (/** @type {any[]} */ rows, /** @type {string} */ name) =>
    rows.map((row) => (TIMES[name] ?? 1) * row[name]);

  function chart() {
    const { rows, best: region } = curves.result;
    if (!cure) plain = curves.result;
    const places = rows.map((/** @type {any} */ row) => row.w);
    for (const { name, plot } of plots) {
      const series = [{ name: cure ? w.cured : w.rows[name], values: values(rows, name) }];
      if (cure && plain) series.push({ name: w.plain, values: values(plain.rows, name) });
      plot.draw({
        x: places,
        series,
        label: `${w.rows[name]}: ${w.about[name]}`,
        axis: w.axis,
        ...(region ? { band: region } : {}),
        tall: 130,
      });
      plot.cursor = nearest(scale());
    }
    plots[0].plot.closest(".curves").hidden = false;
    measure.hidden = true;
    best.textContent = `${w.best(region)} ${w.book}`;
    const at = (/** @type {number} */ v) => rows.find((/** @type {any} */ row) => row.w === v);
    page.live({
      best: region ? (region[0] === region[1] ? region[0] : `${region[0]}–${region[1]}`) : "–",
      burntAll: percent(at(15).clipped),
      burntPlain: percent(at(1).clipped),
      adheres: percent(Math.max(...rows.map((/** @type {any} */ row) => row.adherence))),
    });
  }

  function lay() {
    const made = run.walks.map((walk) => ({
      walk,
      value: walk.recipe.guidance,
      label: number(walk.recipe.guidance),
    }));
    made.sort((a, b) => a.value - b.value);
    const place = made.findIndex(({ value }) => value === wanted);
    field.column = place >= 0 ? place : Math.min(5, made.length - 1);
    if (!touched) field.state = Infinity; // the last there is
    field.columns = made;
    for (const walk of run.walks) if (walk.done) fill(walk);
    tell();
  }

  /** @param {any} walk */
  const fill = (walk) => Promise.allSettled([walk.load("x0", 128), walk.read()]).then(tell);

  /** The same strength without the words to walk away from. */
  function compare() {
    const { negative } = page.store.situation;
    pair.hidden = !negative;
    if (!negative) return;
    not.value = negative;
    const stages = ["", negative].map(() => h("pl-stage", { plain: true }));
    const run = bare;
    run.start({ ...page.store.situation, negative: "" }, {}, { detail: "full" });
    const show = () => {
      const twin = field.columns.find(
        (/** @type {any} */ column) => column.value === page.store.situation.guidance,
      )?.walk;
      [run.walks[0], twin].forEach((walk, i) => {
        stages[i].walk = walk ?? null;
        stages[i].state = walk?.last ?? 0;
        if (walk?.done) walk.load("x0", 128).catch(() => {});
      });
    };
    for (const name of ["planned", "end"]) run.addEventListener(name, show, { once: true });
    pair.replaceChildren(
      ...stages.map((stage, i) =>
        h(
          "figure",
          { className: "tile" },
          stage,
          h("figcaption", {}, i ? w.with(negative) : w.without),
        ),
      ),
      button(w.clear, () => page.store.change({ negative: "" })),
    );
  }

  run.addEventListener("planned", lay);
  run.addEventListener("frame", (/** @type {CustomEvent} */ event) => {
    if (event.detail.walk === field.columns[field.column]?.walk) tell();
  });
  run.addEventListener("finished", (/** @type {CustomEvent} */ event) => fill(event.detail.walk));
  run.addEventListener("result", tell);
  curves.addEventListener("result", chart);
  field.addEventListener("look", () => {
    touched = true;
    tell();
  });
  field.addEventListener("settle", () => {
    keep();
    run.focus(run.walks.indexOf(field.columns[field.column]?.walk), field.state);
  });
  for (const { plot } of plots)
    plot.addEventListener("pick", (/** @type {CustomEvent} */ event) =>
      pick(curves.result.rows[event.detail].w),
    );
  /** Another prompt, another situation: nothing of the old one may stay. */
  function clear() {
    plain = null;
    curves.forget();
    curves.result = null;
    best.textContent = "";
    plots[0].plot.closest(".curves").hidden = true;
    measure.hidden = false;
    page.live({ best: w.measureFirst, burntAll: "–", burntPlain: "–", adheres: "–" });
  }

  return {
    async update(/** @type {any} */ situation) {
      clear();
      if (!picked) wanted = Math.min(15, situation.guidance);
      look = await estimate(page, 1);
      if (look) measure.textContent = w.measureIn(costs(LOOKS.curves));
      start();
      compare();
    },
    restore(/** @type {any} */ shown) {
      if (shown.i !== undefined) {
        touched = true;
        field.state = shown.i;
      }
      if (CURES[shown.cure] && shown.cure !== cure) {
        cure = shown.cure;
        cures.choose(cure);
        if (run.walks.length) start();
      }
      if (shown.g !== undefined) {
        if (field.columns.length) pick(shown.g);
        else [wanted, picked] = [shown.g, true];
      }
    },
    hidden: () => curves.cancel(),
  };
}
