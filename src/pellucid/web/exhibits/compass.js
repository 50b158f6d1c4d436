// @ts-check
/**
 * The compass: how far the words turn the walk, and how hard they pull, at every state.
 *
 * Straight up is where the walk would go without the words. The needle stands at the real angle and
 * is as long as the pull; the line to the rim is the way that guidance takes.
 */
import "../figures/plot.js";
import { button, clamp, paint, s } from "../dom.js";

const PIVOT = [44, 294];
const R = 262;
const RINGS = [0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 1, 2, 4, 8];

/** @param {number} degrees @param {number} radius @returns {[number, number]} */
const at = (degrees, radius) => [
  PIVOT[0] + radius * Math.sin((degrees * Math.PI) / 180),
  PIVOT[1] - radius * Math.cos((degrees * Math.PI) / 180),
];
/** @param {[number, number]} point */
const pen = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words } = page;
  const w = words.exhibits.compass;
  const dial = s("svg", { viewBox: "0 0 356 330", role: "img", class: "rose" });
  const caption = h("p", { className: "telling", role: "status" });
  const stage = h("pl-stage"),
    scrubber = h("pl-scrubber"),
    plot = h("pl-plot"),
    job = h("pl-job"),
    job2 = h("pl-job");
  const strongest = button(w.strongest, () => seek());
  const ask = button(w.ask, () => both.start(page.store.situation, {}, { route: "frames" }), {
    className: "go",
    hidden: true,
  });
  const face = h("div", { className: "face dial-surface" }, dial);
  element.append(
    h(
      "div",
      { className: "two compass" },
      h(
        "div",
        {},
        face,
        caption,
        scrubber,
        h("div", { className: "controls" }, strongest, ask),
        job,
        job2,
      ),
      h("div", { className: "side" }, stage, plot),
    ),
  );
  const both = page.line("compass");
  job.run = run;
  job2.run = both;
  scrubber.surface = face;

  /** @type {import("../net/walk.js").Walk | null} */
  let walk = null;
  /** @type {any} the exhibit's measure: {known, angle, pull, turn, strongest ...} */
  let told = null;
  let following = true;

  /** @param {string} name @param {number} i @returns {number} */
  const value = (name, i) => told?.[name]?.[i] ?? walk?.scalar(name, i) ?? NaN;
  /** @param {string} name */
  const all = (name) => Array.from({ length: walk?.states ?? 0 }, (_, i) => value(name, i));

  function draw() {
    const pulls = all("pull").filter(Number.isFinite);
    const most = RINGS.find((ring) => ring >= Math.max(0, ...pulls)) ?? 8;
    const i = Math.min(scrubber.value, (walk?.last ?? 1) - 1);
    const [angle, pull, turn] = ["angle", "pull", "turn"].map((name) => value(name, i));
    const reach = (/** @type {number} */ p) => (R * p) / most;
    const marks = [
      s("path", {
        class: "disc",
        d: `M${PIVOT.join(" ")}L${pen(at(0, R))}A${R} ${R} 0 0 1 ${pen(at(90, R))}Z`,
      }),
    ];
    for (const ring of [0.25, 0.5, 0.75, 1]) {
      marks.push(
        s("path", {
          class: "ring",
          d: `M${pen(at(0, R * ring))}A${R * ring} ${R * ring} 0 0 1 ${pen(at(90, R * ring))}`,
        }),
      );
      marks.push(
        s(
          "text",
          { x: PIVOT[0] - 8, y: PIVOT[1] - R * ring + 4, class: "tick", "text-anchor": "end" },
          page.percent(most * ring),
        ),
      );
    }
    for (let degrees = 0; degrees <= 90; degrees += 5) {
      const long = degrees % 15 === 0;
      marks.push(
        s("path", {
          class: "ring",
          d: `M${pen(at(degrees, R))}L${pen(at(degrees, R + (long ? 9 : 5)))}`,
        }),
      );
      if (long && degrees)
        marks.push(
          s(
            "text",
            { x: at(degrees, R + 14)[0], y: at(degrees, R + 14)[1] + 4, class: "tick" },
            `${degrees}°`,
          ),
        );
    }
    marks.push(s("text", { x: 6, y: PIVOT[1] + 26, class: "note" }, w.length));
    marks.push(s("text", { x: PIVOT[0] - 8, y: PIVOT[1] - R - 16, class: "note" }, w.without));
    marks.push(s("path", { class: "north", d: `M${PIVOT.join(" ")}L${pen(at(0, R))}` }));
    if (Number.isFinite(turn)) {
      const shown = clamp(turn, 0, 96);
      marks.push(
        s("path", {
          class: "swept",
          d: `M${PIVOT.join(" ")}L${pen(at(0, R))}A${R} ${R} 0 0 1 ${pen(at(shown, R))}Z`,
        }),
      );
      marks.push(s("path", { class: "taken", d: `M${PIVOT.join(" ")}L${pen(at(shown, R - 2))}` }));
      const head = [at(shown, R), at(shown - 2.6, R - 15), at(shown + 2.6, R - 15)];
      marks.push(s("path", { class: "head", d: `M${head.map(pen).join("L")}Z` }));
      marks.push(
        s(
          "text",
          { class: "label taken-label", x: 352, y: 46, "text-anchor": "end" },
          w.taken(turn),
        ),
      );
    }
    let trail = "";
    for (let k = 0; k <= i; k++) {
      const [a, p] = [value("angle", k), value("pull", k)];
      if (!Number.isFinite(a)) continue;
      const tip = at(a, reach(p));
      trail += `${trail ? "L" : "M"}${pen(tip)}`;
      marks.push(
        s("circle", {
          class: "past",
          cx: tip[0],
          cy: tip[1],
          r: 2.2,
          opacity: 0.25 + (0.7 * (k + 1)) / (i + 1),
        }),
      );
    }
    if (trail) marks.push(s("path", { class: "trail", d: trail }));
    if (Number.isFinite(angle)) {
      const tip = at(angle, reach(pull));
      const side = (/** @type {number} */ by) =>
        pen([
          PIVOT[0] + 6 * Math.cos(((angle + by) * Math.PI) / 180),
          PIVOT[1] + 6 * Math.sin(((angle + by) * Math.PI) / 180),
        ]);
      marks.push(s("path", { class: "pointer", d: `M${side(0)}L${pen(tip)}L${side(180)}Z` }));
      marks.push(s("text", { class: "label", x: 352, y: 26, "text-anchor": "end" }, w.with(angle)));
    }
    marks.push(s("circle", { class: "pivot", cx: PIVOT[0], cy: PIVOT[1], r: 7 }));
    dial.replaceChildren(...marks);
    dial.dataset.state = String(i);
    dial.dataset.angle = Number.isFinite(angle) ? angle.toFixed(3) : "";
    dial.dataset.pull = Number.isFinite(pull) ? pull.toFixed(5) : "";
    speak(i, angle, pull, turn);
  }

  /** @param {number} i @param {number} angle @param {number} pull @param {number} turn */
  function speak(i, angle, pull, turn) {
    const text = Number.isFinite(angle)
      ? w.reading(i, angle, pull, turn, page.store.situation.guidance)
      : !walk || walk.reach < 0
        ? w.waiting
        : page.store.situation.guidance === 1
          ? w.silent
          : w.last;
    caption.textContent = text;
    dial.setAttribute("aria-label", `${w.name}. ${text}`);
    page.live({
      state: i,
      shape: walk?.meta?.latent?.join(" × ") ?? "–",
      angle: page.number(angle),
      pull: page.percent(pull || 0),
      turn: page.number(turn),
      guidance: page.number(page.store.situation.guidance),
      ratio: page.number(pull),
      progress: page.number(walk?.scalar("progress", i) ?? NaN),
      widest: page.number(told?.widest),
      strongest: told?.strongest ?? "–",
      settled: told?.settled ?? "–",
      last: walk?.last ?? 28,
      seconds: page.number(walk?.seconds ?? NaN),
      evals: walk?.meta?.evals ?? "–",
    });
  }

  function curves() {
    if (!walk?.meta) return;
    const x = Array.from({ length: walk.last }, (_, i) => i);
    const ahead = x.map(
      (i) => (Math.acos(clamp(walk?.scalar("progress", i) ?? 0, -1, 1)) * 180) / Math.PI,
    );
    const series = [
      { name: w.curves.angle, values: all("angle").slice(0, -1) },
      { name: w.curves.turn, values: all("turn").slice(0, -1) },
      { name: w.curves.ahead, values: ahead },
    ];
    plot.draw({
      x,
      series: series.filter((line) => line.values.some(Number.isFinite)),
      label: w.curves.label,
      axis: words.field.states.toLowerCase(),
      low: 0,
      tall: 130,
    });
    plot.cursor = Math.min(scrubber.value, walk.last - 1);
  }

  /** @param {number} i */
  function look(i) {
    scrubber.value = stage.state = i;
    plot.cursor = Math.min(i, scrubber.max - 1);
    paint(draw);
  }

  function seek() {
    if (!Number.isInteger(told?.strongest)) return;
    following = false;
    scrubber.go(told.strongest, "button");
    scrubber.settle();
  }

  scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) => {
    following = false;
    look(event.detail.value);
  });
  scrubber.addEventListener("settle", () => {
    page.show({ i: scrubber.value });
    run.focus(0, scrubber.value);
  });
  scrubber.reach = () => walk?.reach ?? 0;
  scrubber.text = (/** @type {number} */ i) =>
    `${words.scrubber.state(i, scrubber.max, walk?.scalar("t", i))}. ${caption.textContent}`;
  plot.addEventListener("pick", (/** @type {CustomEvent} */ event) => {
    scrubber.go(event.detail, "plot");
    scrubber.settle();
  });

  run.addEventListener("planned", () => {
    walk = run.walks[0];
    told = null;
    stage.walk = walk;
    scrubber.max = walk.last;
    ask.hidden = true;
    page.share(walk, "x0");
    if (walk.done) full();
    look(following ? 0 : scrubber.value);
  });
  run.addEventListener("frame", (/** @type {CustomEvent} */ event) => {
    if (following && !event.detail.rough) look(Math.min(walk?.reached ?? 0, scrubber.max));
    else paint(draw);
  });
  run.addEventListener("finished", () => full());
  run.addEventListener("result", () => {
    if (run.result.known) told = run.result;
    ask.hidden = run.result.known;
    if (following && told) look(told.strongest);
    paint(draw);
    curves();
  });
  both.addEventListener("result", () => {
    told = both.result;
    ask.hidden = true;
    look(following ? told.strongest : scrubber.value);
    curves();
  });

  async function full() {
    const mine = walk;
    if (!mine) return;
    await Promise.allSettled([mine.load("x0", 128), mine.read()]);
    if (mine !== walk) return;
    mine.load("x0").catch(() => {});
    paint(draw);
    curves();
  }

  paint(draw);
  return {
    update(/** @type {any} */ situation) {
      both.forget();
      following = page.shown().i === undefined;
      run.start(situation, {}, { detail: "full" });
    },
    restore(/** @type {any} */ shown) {
      if (shown.i === undefined) return;
      following = false;
      look(shown.i);
    },
    scroll(/** @type {number} */ share) {
      scrubber.go(share * scrubber.max, "scroll");
    },
    key(/** @type {KeyboardEvent} */ event) {
      if (event.key.toLowerCase() !== "s") return false;
      seek();
      return true;
    },
  };
}
