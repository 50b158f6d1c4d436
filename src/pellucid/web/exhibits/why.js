// @ts-check
/**
 * Why walk? Four ways of going there directly: jump from any state; a few jumps with fresh noise
 * between them; the mean of many ends; four other ends of any state, and of eight of them.
 */
import "../figures/plot.js";
import { button, choice, clamp, paint } from "../dom.js";
import { experiments } from "../figures/lab.js";

const TABS = ["jump", "jumps", "mean", "branch"];

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words } = page;
  const w = words.exhibits.why;
  const job = h("pl-job");
  job.run = run;
  const tabs = choice(
    w.tabs,
    TABS.map((name) => [name, w.names[name]]),
    (name) => turn(name, true),
    "tabs",
  );
  const ways = choice(w.ways, Object.entries(w.way2), (way) => {
    guided = way === "yes";
    page.show({ g: guided ? 1 : "" });
    start();
  });
  const asked = () => ({
    ...page.store.situation,
    guidance: guided ? page.store.situation.guidance : 1,
  });

  // Jump now
  const here = h("pl-stage", { view: "xt", name: w.here, className: "dial-surface" });
  const landing = h("pl-stage", { name: w.there });
  here.setAttribute("view", "xt");
  const scrubber = h("pl-scrubber");
  scrubber.surface = here;
  const go = button(w.jump, () => jump(), { className: "go big" });
  const landed = h("p", { className: "telling", role: "status" });
  const plot = h("pl-plot");
  const direct = h(
    "div",
    { className: "panel" },
    h(
      "div",
      { className: "pair" },
      h("figure", { className: "tile" }, here, h("figcaption", {}, w.here)),
      h("figure", { className: "tile" }, landing, h("figcaption", {}, w.there)),
    ),
    scrubber,
    h(
      "div",
      { className: "two" },
      h("div", {}, h("div", { className: "controls" }, go), landed),
      plot,
    ),
  );

  // A few jumps
  const ends = h(
    "fieldset",
    { className: "tiles ends" },
    h("legend", { className: "quiet" }, w.names.jumps),
  );
  const path = h("div", { className: "path" });
  const strides = h("p", { className: "telling" });
  const sharp = h("pl-plot");
  const several = h(
    "div",
    { className: "panel" },
    h("p", {}, w.severally),
    ends,
    h("div", { className: "two" }, h("div", {}, strides, path), sharp),
  );

  const lab = experiments(page, () => scrubber.value, asked);
  const panels = /** @type {Record<string, HTMLElement>} */ ({
    jump: direct,
    jumps: several,
    mean: lab.mean,
    branch: lab.branch,
  });
  element.append(
    h("div", { className: "controls top" }, tabs, ways),
    ...Object.values(panels),
    job,
  );

  let tab = "jump";
  let chosen = 3;
  let from = 0;
  let touched = false;
  let guided = false;

  function start() {
    ways.choose(guided ? "yes" : "no");
    lab.clear();
    lab.turn(tab);
    from = Math.min(from, page.store.situation.steps);
    run.start(asked(), {}, { detail: "full" });
  }

  /** @param {string} name @param {boolean} [keep] */
  function turn(name, keep) {
    tab = TABS.includes(name) ? name : "jump";
    for (const [key, panel] of Object.entries(panels)) panel.hidden = key !== tab;
    tabs.choose(tab);
    lab.turn(tab);
    if (keep) page.show({ t: tab });
  }

  const walk = () => run.walks[0];

  function jump() {
    touched = true;
    from = scrubber.value;
    paint(land);
    page.show({ i: from, j: from });
  }

  function land() {
    if (!walk()) return;
    landing.state = Math.min(from, walk().last);
    const told = run.result;
    const whole = told?.landing?.[told.landing.length - 1];
    landed.textContent = w.landed(
      from,
      walk().last,
      walk().scalar("t", from),
      told && whole ? told.landing[from] / whole : NaN,
      told?.miss?.[from] ?? NaN,
      told?.size ?? NaN,
    );
    plot.cursor = from;
  }

  function curves() {
    const told = run.result;
    const whole = told?.landing?.[told.landing.length - 1];
    if (!whole) return;
    const x = told.landing.map((/** @type {number} */ _, /** @type {number} */ i) => i);
    plot.draw({
      x,
      low: 0,
      tall: 150,
      axis: words.field.states.toLowerCase(),
      label: w.curves.label,
      series: [
        { name: w.curves.sharp, values: told.landing.map((/** @type {number} */ v) => v / whole) },
        {
          name: w.curves.miss,
          values: told.miss.map((/** @type {number} */ v) => v / (told.size || 1)),
        },
      ],
    });
    plot.cursor = from;
    const count = told.sharpness.map((/** @type {number} */ _, /** @type {number} */ i) => i + 1);
    if (count.length) {
      sharp.draw({
        x: count,
        low: 0,
        tall: 150,
        axis: w.curves.jumps,
        label: w.curves.sharpness,
        series: [
          {
            name: w.curves.ends,
            values: told.sharpness.map((/** @type {number} */ v) => v / told.whole),
          },
          { name: w.curves.walk, values: count.map(() => 1) },
        ],
      });
      sharp.cursor = clamp(chosen - 1, 0, count.length - 1);
    }
    page.live({
      sharp0: page.percent(told.landing[0] / whole),
      miss0: page.number(told.first),
      jump8: page.percent((told.sharpness[7] ?? 0) / told.whole),
      size: page.number(told.size),
    });
  }

  function choose(/** @type {number} */ count) {
    chosen = clamp(Math.round(count), 0, 8);
    const each = run.walks[chosen];
    if (!each) return;
    ends.querySelectorAll("input").forEach((/** @type {HTMLInputElement} */ input) => {
      input.checked = +input.value === chosen;
    });
    strides.textContent = chosen ? w.strides(chosen) : w.whole(each.last);
    const shown = chosen
      ? Array.from({ length: chosen }, (_, i) => i)
      : [0, 4, 8, 12, 16, 20, 24].map((i) => Math.round((i * each.last) / 28));
    path.replaceChildren(
      ...shown.flatMap((state) =>
        ["xt", "x0"].map((view) => {
          const stage = h("pl-stage", {
            plain: true,
            view,
            walk: each,
            state,
            name: words.views[view],
          });
          return h("figure", { className: `tile ${view}` }, stage);
        }),
      ),
    );
    if (each.done) each.load("xt", 128).catch(() => {});
    if (chosen) sharp.cursor = chosen - 1;
  }

  function lay() {
    ends.replaceChildren(
      ends.firstElementChild,
      ...[1, 2, 3, 4, 5, 6, 7, 8, 0].map((count) => {
        const each = run.walks[count];
        const stage = h("pl-stage", {
          plain: true,
          walk: each,
          state: each.last,
          name: w.jumps(count),
        });
        return h(
          "label",
          { className: "tile pick" },
          h("input", {
            type: "radio",
            name: "why-jumps",
            value: count,
            on: {
              change: () => {
                choose(count);
                page.show({ k: count });
              },
            },
          }),
          stage,
          h("span", {}, w.jumps(count)),
        );
      }),
    );
    choose(chosen);
  }

  run.addEventListener("planned", () => {
    here.walk = landing.walk = walk();
    scrubber.max = walk().last;
    lay();
    for (const each of run.walks) if (each.done) full(each);
    place(scrubber.value);
    page.share(walk(), "x0");
  });
  run.addEventListener("finished", (/** @type {CustomEvent} */ event) => full(event.detail.walk));
  run.addEventListener("frame", () => paint(land));
  run.addEventListener("result", () => {
    if (!touched) place(Math.round(scrubber.max * 0.2));
    curves();
    land();
  });

  /** @param {import("../net/walk.js").Walk} each */
  async function full(each) {
    await Promise.allSettled([
      each.load("x0", 128),
      each.read(),
      each === walk() || each === run.walks[chosen] ? each.load("xt", 128) : null,
    ]);
    if (each === walk()) {
      each
        .load("x0")
        .then(() => each.load("xt"))
        .catch(() => {});
      page.live({
        cells: each.meta?.latent?.join(" × ") ?? "–",
        numbers: page.number(
          (each.meta?.latent ?? [0]).reduce(
            (/** @type {number} */ a, /** @type {number} */ b) => a * b,
            1,
          ),
        ),
      });
    }
  }

  /** @param {number} i */
  function place(i) {
    scrubber.value = here.state = i;
    tell();
  }

  function tell() {
    go.textContent = w.jumpFrom(scrubber.value);
    lab.look(walk(), scrubber.value);
    page.live({
      state: scrubber.value,
      sigma: page.number(walk()?.scalar("sigma", scrubber.value) ?? NaN),
    });
  }

  scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) => {
    touched = true;
    here.state = event.detail.value;
    tell();
  });
  scrubber.addEventListener("settle", () => {
    page.show({ i: scrubber.value });
    run.focus(0, scrubber.value);
  });
  scrubber.reach = () => walk()?.reach ?? 0;
  for (const [dial, put] of /** @type {[any, (i: number) => void][]} */ ([
    [
      plot,
      (i) => {
        scrubber.go(i, "plot");
        jump();
      },
    ],
    [sharp, (i) => choose(i + 1)],
  ])) {
    dial.addEventListener("pick", (/** @type {CustomEvent} */ event) => put(event.detail));
  }
  lab.scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) => {
    touched = true;
    place(event.detail.value);
  });

  turn("jump");
  return {
    update() {
      start();
    },
    restore(/** @type {any} */ shown) {
      touched = true;
      const before = guided;
      guided = shown.g === 1;
      if (guided !== before && run.asked) start();
      chosen = shown.k ?? chosen;
      if (shown.k !== undefined) choose(chosen);
      if (shown.j !== undefined) from = shown.j;
      if (shown.i !== undefined) place(shown.i);
      turn(shown.t ?? "jump");
      paint(land);
    },
    key(/** @type {KeyboardEvent} */ event) {
      const key = event.key.toLowerCase();
      if ("1234".includes(key)) turn(TABS[+key - 1], true);
      else if (key === "j" && tab === "jump") jump();
      else return false;
      return true;
    },
  };
}
