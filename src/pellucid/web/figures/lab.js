// @ts-check
/** The two experiments that take time: many ends and their mean, and other ends of one state. */
import { button, clamp, h, paint } from "../dom.js";
import { estimate } from "./estimate.js";

const WAYS = 4;
const ALL = 64;

/**
 * @param {import("../main.js").Page} page @param {() => number} state the state that is looked at
 * @param {() => import("../store.js").Situation} asked the situation, with guidance or without
 */
export function experiments(page, state, asked) {
  const { words } = page;
  const w = words.exhibits.why;
  const run = page.line("why");
  const jobs = [h("pl-job"), h("pl-job")];
  for (const job of jobs) job.run = run;
  let kind = "";

  // The mean of many
  const guess = picture(w.first),
    mean = picture(w.mean),
    mosaic = /** @type {HTMLCanvasElement} */ (
      h("canvas", { className: "mosaic", role: "img", "aria-label": w.ends(0) })
    );
  const agree = h("p", { className: "agree", role: "status" }, w.agreeNothing);
  const plot = h("pl-plot");
  const slider = h("input", {
    type: "range",
    min: 1,
    max: 1,
    step: 1,
    value: 1,
    "aria-label": w.howMany,
    on: { input: () => at(+slider.value) },
  });
  const shown = h("output", {}, "–");
  const draw = button(w.draw(ALL), () => start("mean"), { className: "go" });
  const many = h(
    "div",
    { className: "panel", hidden: true },
    h("p", {}, w.meanly),
    h("div", { className: "controls" }, draw),
    jobs[0],
    h(
      "div",
      { className: "two" },
      h("div", {}, h("div", { className: "pair" }, guess.figure, mean.figure), agree),
      h("div", {}, mosaic, h("label", { className: "row" }, w.howMany, slider, shown), plot),
    ),
  );
  /** @type {ImageBitmap[]} */
  let means = [];
  /** @type {ImageBitmap[]} */
  let ends = [];
  /** @type {any[]} */
  let found = [];

  // Branches
  const stage = h("pl-stage", { className: "dial-surface", name: w.here });
  stage.setAttribute("view", "xt");
  const scrubber = h("pl-scrubber");
  scrubber.surface = stage;
  const ways = Array.from({ length: WAYS }, (_, i) => picture(w.way(i + 1)));
  const undecided = h("p", { className: "telling", role: "status" }, w.undecidedNothing);
  const four = button(w.four(0), () => start("branch"), { className: "go" });
  const line = button(w.line, () => start("timeline"));
  const matrix = /** @type {HTMLCanvasElement} */ (
    h("canvas", { className: "matrix", hidden: true, role: "img" })
  );
  const columns = h("p", { className: "columns", "aria-hidden": "true" });
  const settled = h("p", { className: "telling", role: "status" });
  const bands = h("pl-plot");
  const timeline = h(
    "div",
    { className: "two timeline", hidden: true },
    h("div", {}, matrix, columns),
    h("div", {}, bands, settled),
  );
  const branch = h(
    "div",
    { className: "panel", hidden: true },
    h("p", {}, w.branchly),
    h(
      "div",
      { className: "two" },
      h("div", {}, stage, scrubber, h("div", { className: "controls" }, four, line), jobs[1]),
      h(
        "div",
        {},
        h(
          "div",
          { className: "quartet" },
          ways.map((each) => each.figure),
        ),
        undecided,
      ),
    ),
    timeline,
  );
  /** @type {Map<string, ImageBitmap>} */
  const grid = new Map();

  /** @param {string} name */
  function start(name) {
    kind = name;
    if (name === "mean") [means, ends, found] = [[], [], []];
    if (name === "timeline") {
      grid.clear();
      timeline.hidden = matrix.hidden = false;
      paint(weave);
    }
    run.start(
      asked(),
      { kind: name, ...(name === "mean" ? { count: ALL, guided: "yes" } : { state: state() }) },
      { route: "frames" },
    );
  }

  run.addEventListener("picture", (/** @type {CustomEvent} */ event) => {
    const { walk, state: place, image } = event.detail;
    if (kind === "mean") {
      if (walk === 0) guess.put(image);
      else if (walk === 1) means[place] = image;
      else ends[place] = image;
      paint(tile);
    } else if (kind === "branch") ways[walk].put(image);
    else {
      grid.set(`${walk} ${place}`, image);
      paint(weave);
    }
  });
  run.addEventListener("result", () => {
    const told = run.result;
    if (told.kind === "mean") {
      found[told.count - 1] = told;
      slider.max = String(told.count);
      at(told.count);
    } else if (told.kind === "branch") {
      undecided.textContent = w.undecided(told.state, told.apart);
      page.live({ apart: page.number(told.apart), spread: page.number(told.spread) });
    } else timely(told);
  });

  function cost() {
    estimate(page, 1).then((one) => {
      const { steps, guidance } = asked();
      const both = guidance === 1 ? 1 : 2;
      draw.textContent = w.draw(ALL, ALL * 8 * both * one);
      line.textContent = w.line(both * (steps + 8 * 4 * 8) * one);
    });
  }

  /** @param {number} n */
  function at(n) {
    slider.value = String(n);
    slider.style.setProperty("--done", `${(100 * (n - 1)) / Math.max(1, +slider.max - 1)}%`);
    shown.textContent = String(n);
    if (means[n - 1]) mean.put(means[n - 1]);
    const told = found[n - 1];
    if (told) {
      agree.textContent = w.agree(n, told.correlation, told.error, told.one);
      page.live({
        count: n,
        correlation: page.number(told.correlation),
        error: page.number(told.error ?? NaN),
        one: page.number(told.one),
        ideal: page.number(told.ideal ?? NaN),
        beyond: page.number(told.beyond),
        control: page.number(told.control),
      });
    }
    if (found.length > 1) {
      plot.draw({
        x: found.map((each) => each.count),
        low: 0,
        high: 1,
        tall: 130,
        axis: w.pictures,
        label: w.curves.agree,
        series: [
          { name: w.curves.measured, values: found.map((each) => each.correlation) },
          { name: w.curves.ideal, values: found.map((each) => each.ideal ?? NaN) },
        ],
      });
      plot.cursor = n - 1;
    }
    paint(tile);
  }
  plot.addEventListener("pick", (/** @type {CustomEvent} */ event) => at(event.detail + 1));

  function tile() {
    const across = mosaic.clientWidth > 420 ? 16 : 8;
    fit(mosaic, across, Math.ceil(ALL / across));
    const brush = mosaic.getContext("2d");
    const side = mosaic.width / across;
    ends.forEach((image, i) => {
      if (!brush) return;
      brush.globalAlpha = i < +slider.value ? 1 : 0.25;
      brush.drawImage(
        image,
        (i % across) * side,
        Math.floor(i / across) * side,
        side - 1,
        side - 1,
      );
    });
    mosaic.setAttribute("aria-label", w.ends(ends.length));
  }

  /** @param {any} told */
  function timely(told) {
    const names = ["layout", "colour", "shapes", "texture"];
    if (told.states.length > 1) {
      bands.draw({
        x: told.states,
        low: 0,
        high: 1,
        tall: 170,
        axis: words.field.states.toLowerCase(),
        label: w.curves.undecided,
        series: names.map((name) => ({ name: w.bands[name], values: told[name] })),
      });
      bands.cursor = told.states.length - 1;
    }
    settled.textContent = w.settled(
      names.map((name) => [w.bands[name], told.settled[name]]),
      told.states,
    );
    columns.replaceChildren(
      ...told.states.map((/** @type {number} */ i) => h("span", {}, String(i))),
    );
    matrix.setAttribute("aria-label", `${w.matrix(told.states)} ${settled.textContent}`);
    page.live(Object.fromEntries(names.map((name) => [name, told.settled[name] ?? "–"])));
  }

  function weave() {
    const places = [...new Set([...grid.keys()].map((key) => +key.split(" ")[1]))].sort(
      (a, b) => a - b,
    );
    fit(matrix, 8, WAYS);
    const brush = matrix.getContext("2d");
    const side = matrix.width / 8;
    for (const [key, image] of grid) {
      const [way, place] = key.split(" ").map(Number);
      brush?.drawImage(image, places.indexOf(place) * side, way * side, side - 2, side - 2);
    }
  }

  return {
    mean: many,
    branch,
    scrubber,
    /** @param {import("../net/walk.js").Walk | undefined} walk @param {number} i */
    look(walk, i) {
      if (!walk) return;
      stage.walk = walk;
      scrubber.max = walk.last;
      scrubber.value = stage.state = i;
      scrubber.reach = () => walk.reach;
      four.textContent = w.four(Math.min(i, walk.last - 1));
    },
    /** @param {string} tab */
    turn(tab) {
      paint(tab === "mean" ? tile : weave);
      cost();
    },
    /** Another prompt, another situation: nothing of the old one may stay. */
    clear() {
      run.forget();
      [means, ends, found] = [[], [], []];
      grid.clear();
      timeline.hidden = true;
      slider.max = slider.value = "1";
      shown.textContent = "–";
      agree.textContent = w.agreeNothing;
      undecided.textContent = w.undecidedNothing;
      plot.replaceChildren();
      bands.replaceChildren();
      for (const each of [guess, mean, ...ways]) each.put(null);
      for (const canvas of [mosaic, matrix])
        canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
    },
  };
}

/** A picture that is no state of a planned walk, with its caption. @param {string} name */
function picture(name) {
  const canvas = /** @type {HTMLCanvasElement} */ (
    h("canvas", {
      className: "plain-picture",
      width: 256,
      height: 256,
      role: "img",
      "aria-label": name,
    })
  );
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @type {ImageBitmap | null} what is to be seen, whenever the next frame comes */
  let now = null;
  const draw = () => {
    brush.clearRect(0, 0, 256, 256);
    if (now) brush.drawImage(now, 0, 0, 256, 256);
  };
  return {
    figure: h("figure", { className: "tile" }, canvas, h("figcaption", {}, name)),
    /** @param {ImageBitmap | null} image */
    put(image) {
      canvas.toggleAttribute("data-filled", Boolean(image));
      now = image;
      paint(draw);
    },
  };
}

/**
 * Give a canvas of so many square cells the pixels that its place on the screen has.
 * @param {HTMLCanvasElement} canvas
 * @param {number} across
 * @param {number} down
 */
function fit(canvas, across, down) {
  const side = Math.round(
    clamp((canvas.clientWidth || 512) * Math.min(2, devicePixelRatio), 256, 1280) / across,
  );
  if (canvas.width !== side * across || canvas.height !== side * down)
    [canvas.width, canvas.height] = [side * across, side * down];
}
