// @ts-check
/** From noise to a picture: every state of one walk under the thumb (the hero). */
import "../figures/plot.js";
import { button, choice, paint, recall, rest, retain } from "../dom.js";
import { flipbook } from "../figures/flipbook.js";
import { show, VIEWS } from "../figures/stage.js";
import { poster } from "../net/walk.js";
import { DEFAULTS } from "../store.js";

const LONG = 550; // ms of a long press, which compares with the end
const SEEN = "recognised";

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words } = page;
  const w = words.exhibits.walk;
  const stage = h("pl-stage", { className: "dial-surface" });
  const scrubber = h("pl-scrubber");
  const job = h("pl-job");
  const plot = h("pl-plot");
  const strip = h("canvas", { className: "strip", "aria-hidden": "true" });
  const views = choice(
    w.views,
    VIEWS.map((view) => [view, words.views[view]]),
    (view) => {
      look({ v: view });
      keep();
    },
    "views",
  );
  const compare = h("button", { type: "button" }, w.compare);
  const flip = button(w.flip, () => flipbook(scrubber, stage));
  const recognise = button(w.recognise, () => mark());
  const card = h("p", { className: "card" });
  const cards = h(
    "div",
    { className: "cards" },
    card,
    h(
      "div",
      { className: "controls" },
      button(w.before, () => turn(-1)),
      button(w.after, () => turn(1)),
      h("a", { className: "skip-figure", href: "#after-walk" }, w.skip),
    ),
  );
  const memory = h("p", { className: "memory", role: "status" });
  element.append(
    h(
      "div",
      { className: "two" },
      h("div", {}, stage, scrubber, strip, job),
      h(
        "div",
        { className: "side" },
        views,
        cards,
        plot,
        h("div", { className: "controls" }, recognise, compare, flip),
        memory,
      ),
    ),
  );
  job.run = run;
  scrubber.surface = stage;
  scrubber.surface = strip;

  /** @type {import("../net/walk.js").Walk | null} */
  let walk = null;
  let following = true; // until the visitor takes over, the stage follows the newest state

  /** @param {Record<string, any>} part what changes: state i, view v */
  function look(part) {
    if (part.v && VIEWS.includes(part.v)) {
      stage.view = part.v;
      views.choose(part.v);
      paint(film);
    }
    if (part.i !== undefined) scrubber.value = stage.state = plot.cursor = part.i;
    tell();
  }

  const keep = rest(250, () => page.show({ i: scrubber.value, v: stage.view }));
  scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) => {
    following = false;
    stage.state = plot.cursor = event.detail.value;
    tell();
  });
  scrubber.addEventListener("settle", () => {
    keep();
    run.focus(0, scrubber.value);
  });
  scrubber.reach = () => walk?.reach ?? 0;
  scrubber.text = (/** @type {number} */ i) =>
    `${words.scrubber.state(i, scrubber.max, walk?.scalar("t", i))}. ${stage.description}`;
  plot.addEventListener("pick", (/** @type {CustomEvent} */ event) => {
    scrubber.go(event.detail, "plot");
    scrubber.settle();
  });
  for (const [kind, on] of /** @type {[string, boolean][]} */ ([
    ["pointerdown", true],
    ["pointerup", false],
    ["pointerleave", false],
    ["blur", false],
  ])) {
    compare.addEventListener(kind, () => {
      stage.compare = on;
    });
  }
  compare.addEventListener("click", (/** @type {MouseEvent} */ event) => {
    if (!event.detail) peek();
  });

  let press = 0;
  let from = 0;
  const lift = () => {
    clearTimeout(press);
    stage.compare = false;
  };
  stage.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    from = event.clientX;
    press = window.setTimeout(() => {
      stage.compare = true;
    }, LONG);
  });
  stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (Math.abs(event.clientX - from) > 6) lift();
  });
  for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, lift);

  function peek() {
    stage.compare = true;
    setTimeout(() => {
      stage.compare = false;
    }, 900);
  }

  /** The card that belongs to a state. */
  function place() {
    const share = scrubber.value / (scrubber.max || 1);
    return w.cards.findLastIndex((/** @type {any} */ [from]) => share >= from - 1e-9);
  }

  /** Go to the next card, or the one before. @param {number} by */
  function turn(by) {
    const next = w.cards[Math.min(w.cards.length - 1, Math.max(0, place() + by))];
    scrubber.go(Math.ceil(next[0] * scrubber.max), "button");
    scrubber.settle();
  }

  function tell() {
    const text = w.cards[place()][1];
    if (card.textContent !== text) card.textContent = text;
    if (!walk) return;
    const i = Math.min(scrubber.value, walk.last);
    page.live({
      state: i,
      last: walk.last,
      sigma: page.number(walk.scalar("sigma", i)),
      t: page.number(walk.scalar("t", i)),
      noise: page.percent(walk.scalar("t", i) || 0),
      pull: page.number(walk.scalar("pull", i)),
      angle: page.number(walk.scalar("angle", i)),
      distance: page.number(walk.scalar("distance", i)),
      seconds: page.number(walk.seconds),
      evals: walk.meta?.evals ?? "–",
      shape: walk.meta?.latent?.join(" × ") ?? "–",
    });
  }

  function film() {
    const wide = Math.round(strip.clientWidth * Math.min(2, devicePixelRatio)) || 900;
    if (strip.width !== wide) {
      strip.width = wide;
      strip.height = Math.round((wide * 2.2) / 29);
    }
    const brush = strip.getContext("2d");
    if (!walk || !brush) return;
    const count = Math.min(walk.states, Math.floor(wide / strip.height) || 1);
    const step = wide / count;
    for (let n = 0; n < count; n++) {
      const state = Math.round((n * walk.last) / Math.max(1, count - 1));
      show(brush, walk, stage.view, state, strip.height, n * step, 0);
    }
  }

  function curves() {
    if (!walk?.meta) return;
    const x = Array.from({ length: walk.states }, (_, i) => i);
    const far = Math.max(...walk.meta.distance) || 1;
    const series = [
      { name: w.curves.noise, values: walk.meta.t },
      {
        name: w.curves.distance,
        values: walk.meta.distance.map((/** @type {number} */ d) => d / far),
      },
    ];
    const sharp = walk.meta.sharpness;
    if (sharp?.length)
      series.splice(1, 0, {
        name: w.curves.sharp,
        values: sharp.map((/** @type {number} */ s) => s / (Math.max(...sharp) || 1)),
      });
    plot.draw({ x, series, label: w.curves.label, low: 0, high: 1, tall: 150 });
    plot.cursor = scrubber.value;
  }

  function mark() {
    const seen = [...recall(SEEN, []), scrubber.value / scrubber.max].slice(-200);
    retain(SEEN, seen);
    const bins = Array.from(
      { length: 8 },
      (_, i) => seen.filter((share) => Math.min(7, Math.floor(share * 8)) === i).length,
    );
    const most = Math.max(...bins);
    memory.replaceChildren(
      w.recognised(scrubber.value, seen.length),
      " ",
      h(
        "span",
        { className: "bins", "aria-label": `${w.guesses}: ${bins.join(", ")}`, role: "img" },
        bins.map((n) => "▁▂▃▄▅▆▇█"[Math.round((7 * n) / most)]).join(""),
      ),
    );
  }

  run.addEventListener("planned", () => {
    const next = run.walks[run.walks.length - 1];
    walk = next;
    stage.walk = walk;
    scrubber.max = walk.last;
    if (scrubber.value !== stage.state) stage.state = scrubber.value;
    page.share(walk, stage.view);
    if (walk.done) full();
  });
  run.addEventListener("frame", (/** @type {CustomEvent} */ event) => {
    if (event.detail.walk !== walk) return;
    if (following) look({ i: Math.min(walk?.reached ?? 0, scrubber.max) });
    paint(film);
  });
  run.addEventListener("finished", (/** @type {CustomEvent} */ event) => {
    if (event.detail.walk === walk) full();
  });

  async function full() {
    const mine = walk;
    if (!mine) return;
    await Promise.allSettled([mine.load("x0", 128), mine.load("xt", 128), mine.read()]);
    if (mine !== walk) return;
    mine
      .load("x0")
      .then(() => mine.load("xt"))
      .catch(() => {});
    if (following) look({ i: mine.last });
    curves();
    tell();
    paint(film);
  }

  look({ v: "x0" });
  return {
    update(/** @type {any} */ situation) {
      following = page.shown().i === undefined;
      if (!walk && Object.entries(DEFAULTS).every(([name, value]) => situation[name] === value)) {
        walk = stage.walk = poster(situation);
        full();
      }
      run.start(situation, {}, { detail: "full" });
    },
    restore(/** @type {any} */ shown) {
      following = false;
      look({ ...(shown.v ? { v: shown.v } : {}), i: shown.i ?? scrubber.value });
      scrubber.value = shown.i ?? scrubber.value;
    },
    scroll(/** @type {number} */ share) {
      scrubber.go(share * scrubber.max, "scroll");
    },
    key(/** @type {KeyboardEvent} */ event) {
      const n = "1234".indexOf(event.key);
      if (n >= 0) {
        look({ v: VIEWS[n] });
        keep();
      } else if (event.key.toLowerCase() === "c") peek();
      else if (event.key.toLowerCase() === "r") mark();
      else return false;
      return true;
    },
  };
}
