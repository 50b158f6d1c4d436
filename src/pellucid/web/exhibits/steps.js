// @ts-check
/**
 * Few long strides or many short ones; what each costs, and which solver gets most out of a look.
 */
import { button, choice, reduced } from "../dom.js";
import { estimate } from "../figures/estimate.js";
import { loglog } from "../figures/loglog.js";
import { plane } from "../figures/plane.js";

const LADDER = [1, 2, 4, 8, 16, 28, 50];
const LAPS = [2, 4, 8, 16, 28];
const RACERS = ["euler", "heun", "dpmpp_2m", "unipc", "ancestral", "dpmpp_2m_sde", "jump"];

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words, number } = page;
  const w = words.exhibits.steps;
  let price = async () => {}; // says what the race would take, once the machine has been measured
  const stage = h("pl-stage", { className: "dial-surface" });
  const scrubber = h("pl-scrubber", { className: "countless" });
  const said = h("p", { className: "said", role: "status" });
  const map = h("div", { className: "strides" });
  const curve = h("div");
  const stride = button(w.stride, () => walkIt());
  const tiles = LADDER.map((steps, i) =>
    tile(`rung-${i}`, w.steps(steps), "steps-rung", () => look(i, true)),
  );
  const guesses = h(
    "div",
    { className: "controls", role: "group", "aria-label": w.predict },
    LADDER.map((steps) => button(String(steps), () => reveal(steps), { className: "chip" })),
    button(w.just, () => reveal(0), { className: "chip" }),
  );
  const ask = h("div", { className: "ask" }, h("p", {}, h("b", {}, w.predict)), guesses);
  const axis = choice(w.axis, [w.evals, w.seconds].entries(), () => draw());
  axis.choose(0);
  const job = h("pl-job");
  element.append(
    ask,
    h(
      "div",
      { className: "two" },
      h("div", {}, stage, scrubber, said, job),
      h(
        "div",
        { className: "side" },
        h("h3", {}, w.map),
        map,
        h("div", { className: "controls" }, stride),
        h("div", { className: "after" }, h("h3", {}, w.curve), axis, curve),
      ),
    ),
    h(
      "div",
      { className: "tiles seven", role: "radiogroup", "aria-label": w.ladder },
      tiles.map(({ box }) => box),
    ),
    ...race(),
  );
  job.run = run;
  scrubber.max = LADDER.length - 1;
  scrubber.label = w.ladder;
  scrubber.surface = stage;
  let rung = 5;
  let guess = 0;
  let timer = 0;

  /** @param {string} id @param {string} text @param {string} group @param {() => void} act */
  function tile(id, text, group, act) {
    const picture = h("pl-stage", { plain: true });
    const radio = h("input", {
      type: "radio",
      name: group,
      "aria-label": text,
      on: { change: act },
    });
    const note = h("span", { className: "note" });
    return {
      picture,
      radio,
      note,
      box: h(
        "label",
        { className: "tile pick", "data-tile": id },
        radio,
        picture,
        h("span", { className: "name" }, text, " ", note),
      ),
    };
  }

  const chosen = (/** @type {HTMLElement} */ group) =>
    Math.max(
      0,
      [...group.querySelectorAll("input")].findIndex((input) => input.checked),
    );
  const inSeconds = () => chosen(axis) === 1;
  const row = (/** @type {number} */ i) => run.result?.rungs?.[i];

  /** @param {number} next @param {boolean} [kept] */
  function look(next, kept) {
    rung = next;
    clearInterval(timer);
    scrubber.value = rung;
    tiles[rung].radio.checked = true;
    stage.walk = run.walks[rung] ?? null;
    stage.name = w.steps(LADDER[rung]);
    stage.state = LADDER[rung];
    draw();
    if (kept) {
      page.show({ r: LADDER[rung] });
      run.focus(rung, 0);
    }
    if (run.walks[rung]) page.share(run.walks[rung], "x0");
  }

  function draw() {
    const { result } = run;
    const now = row(rung);
    page.live({
      chosen: LADDER[rung],
      guess: guess || "–",
      evals: now?.evals ?? LADDER[rung] * 2,
      shape: run.walks[rung]?.meta?.latent?.join(" × ") ?? "–",
      seconds: number(now?.seconds ?? NaN),
      error: number(now?.error ?? NaN),
      enough: result ? (result.enough ?? w.more) : "–",
      detour: number(result?.detour ?? NaN),
      kept: result ? page.percent(result.kept) : "–",
      order: number(order()),
      call:
        `engine.draw(pellucid.Recipe(${JSON.stringify(page.store.situation.prompt)}, ` +
        `seed=${page.store.situation.seed}, steps=${LADDER[rung]}, ` +
        `solver="${page.store.situation.solver}"))`,
    });
    said.textContent = now ? w.said(LADDER[rung], now.evals, now.error, now.seconds) : "";
    stride.disabled = !run.walks[rung]?.done;
    map.replaceChildren(
      result
        ? plane({
            paths: result.paths,
            names: [...LADDER.map(w.steps), w.reference],
            now: rung,
            label: w.mapLabel(LADDER[rung], result.kept),
            start: w.noise,
            end: w.picture,
            tall: w.taller,
          })
        : h("p", { className: "pending" }, w.pending),
    );
    if (!result) return void curve.replaceChildren(h("p", { className: "pending" }, w.pending));
    const points = result.rungs.map((/** @type {any} */ each) => point(each));
    curve.replaceChildren(
      loglog({
        lines: [
          { name: words.bar.solvers[result.rungs[0].solver] ?? result.rungs[0].solver, points },
        ],
        across: inSeconds() ? w.seconds : w.evals,
        up: w.error,
        label: w.curveLabel,
        table: words.plot.table,
        levels,
        at: [0, rung],
        pick: (_, i) => look(i, true),
      }),
    );
  }

  const levels = [
    { y: 1, text: w.other },
    { y: 0.1, text: w.near },
  ];
  const point = (/** @type {any} */ each) => ({
    x: inSeconds() ? (each.seconds ?? 0) : each.evals,
    y: each.error,
    label: w.steps(each.steps),
  });

  /** How fast the error falls with the number of steps, from the last three rungs. */
  function order() {
    const [a, , b] = (run.result?.rungs ?? []).slice(-3);
    return a && b && b.error > 0 ? Math.log(a.error / b.error) / Math.log(b.steps / a.steps) : NaN;
  }

  /** Take the chosen walk's strides one by one. */
  function walkIt() {
    const walk = run.walks[rung];
    const every = reduced.matches ? Math.ceil(walk.last / 3) : 1;
    let i = 0;
    clearInterval(timer);
    const step = () => {
      stage.state = Math.min(i, walk.last);
      for (const dot of map.querySelectorAll("[data-state]"))
        dot.classList.toggle("here", +(dot.getAttribute("data-state") ?? -1) === stage.state);
      if (i >= walk.last) clearInterval(timer);
      i += every;
    };
    step();
    timer = window.setInterval(
      step,
      reduced.matches ? 700 : Math.min(700, Math.max(70, 2400 / walk.last)),
    );
  }

  /** @param {number} steps 0: without a guess */
  function reveal(steps) {
    guess = steps;
    ask.replaceChildren(h("p", { role: "status" }, verdict()));
    element.classList.remove("veiled");
    if (steps) page.show({ g: steps, r: LADDER[rung] });
    draw();
  }

  function verdict() {
    const enough = run.result?.enough;
    return run.result ? w.verdict(guess, enough) : guess ? w.guessed(guess) : w.pending;
  }

  // The race of solvers

  function race() {
    const line = page.line("steps");
    const go = button(
      w.race,
      () => line.start(page.store.situation, { part: "race" }, { detail: "full" }),
      { className: "go" },
    );
    const lane = h("pl-job");
    const laps = choice(w.laps, LAPS.map(w.steps).entries(), () => show());
    laps.choose(0);
    const racers = RACERS.map((solver) => ({
      solver,
      picture: h("pl-stage", { plain: true }),
      note: h("span", { className: "note" }),
    }));
    const field = h(
      "div",
      { className: "tiles seven" },
      racers.map(({ solver, picture, note }) =>
        h(
          "figure",
          { className: "tile" },
          picture,
          h("figcaption", {}, words.bar.solvers[solver], " ", note),
        ),
      ),
    );
    const chart = h("div");
    const track = h(
      "div",
      { className: "race", hidden: true },
      laps,
      field,
      chart,
      h("p", { className: "aside" }, w.fresh),
    );
    lane.run = line;
    price = async () => {
      const cost = await estimate(page, 1118);
      if (cost) go.textContent = w.raceIn(cost);
    };
    const show = () => {
      const lap = LAPS[chosen(laps)];
      for (const { solver, picture, note } of racers) {
        const i = line.walks.findIndex(
          ({ recipe }) => recipe.solver === solver && recipe.steps === lap,
        );
        const each = line.result?.rungs?.[i];
        picture.walk = line.walks[i] ?? null;
        picture.state = lap;
        picture.name = words.bar.solvers[solver];
        note.textContent = each ? w.lap(each.evals, each.error) : "";
      }
      if (!line.result)
        return void chart.replaceChildren(h("p", { className: "pending" }, w.pending));
      const of = (/** @type {string} */ solver) =>
        line.result.rungs
          .filter((/** @type {any} */ each) => each.solver === solver)
          .sort((/** @type {any} */ a, /** @type {any} */ b) => a.steps - b.steps);
      const lines = RACERS.map((solver) => ({
        name: words.bar.solvers[solver],
        points: of(solver).map(point),
        open: of(solver)[0].fresh,
      }));
      chart.replaceChildren(
        loglog({
          lines,
          across: inSeconds() ? w.seconds : w.evals,
          up: w.error,
          label: w.raceLabel,
          table: words.plot.table,
          levels,
          pick: (_, i) => {
            laps.choose(i);
            show();
          },
        }),
      );
    };
    axis.addEventListener("change", () => {
      if (line.walks.length) show();
    });
    for (const name of ["planned", "result"])
      line.addEventListener(name, () => {
        track.hidden = false;
        go.hidden = true;
        fill(line);
        show();
      });
    line.addEventListener("finished", (/** @type {CustomEvent} */ event) =>
      event.detail.walk.load("x0", 128).catch(() => {}),
    );
    page.store.subscribe(
      (state) => state.situation,
      () => {
        line.forget();
        line.result = null;
        line.walks = [];
        track.hidden = true;
        go.hidden = false;
      },
    );
    return [
      h(
        "div",
        { className: "after" },
        h("h3", {}, w.raceTitle),
        h("p", {}, w.raceWhy),
        go,
        lane,
        track,
      ),
    ];
  }

  const fill = (/** @type {any} */ line) =>
    line.walks.forEach((/** @type {any} */ walk) => {
      if (walk.done) walk.load("x0", 128).catch(() => {});
    });

  run.addEventListener("planned", () => {
    tiles.forEach(({ picture, note }, i) => {
      picture.walk = run.walks[i];
      picture.state = LADDER[i];
      picture.name = w.steps(LADDER[i]);
      note.textContent = "";
    });
    fill(run);
    look(rung);
  });
  run.addEventListener("finished", (/** @type {CustomEvent} */ event) => {
    const { walk, index } = event.detail;
    if (index < LADDER.length)
      walk
        .load("x0", index === rung ? 256 : 128)
        .then(draw)
        .catch(() => {});
  });
  run.addEventListener("result", () => {
    tiles.forEach(({ note }, i) => {
      note.textContent = w.away(row(i).error);
    });
    if (!element.classList.contains("veiled"))
      ask.replaceChildren(h("p", { role: "status" }, verdict()));
    draw();
  });
  scrubber.text = (/** @type {number} */ i) => `${w.steps(LADDER[i])}. ${stage.description}`;
  scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) =>
    look(event.detail.value),
  );
  scrubber.addEventListener("settle", () => look(scrubber.value, true));
  element.classList.add("veiled");
  return {
    update(/** @type {any} */ situation) {
      price();
      run.start(situation, {}, { detail: "full" });
    },
    restore(/** @type {any} */ shown) {
      // first, or the guess would write the old rung into the link
      if (LADDER.includes(shown.r)) look(LADDER.indexOf(shown.r));
      if (shown.r || shown.g) reveal(LADDER.includes(shown.g) ? shown.g : 0);
    },
    hidden: () => clearInterval(timer),
  };
}
