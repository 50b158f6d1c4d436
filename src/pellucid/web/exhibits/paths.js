// @ts-check
/**
 * Sixteen walks on one map: the two directions in which their guesses spread most, every walk a
 * line, its guess a small picture that travels along it.
 */
import { choice, clamp, paint } from "../dom.js";
import { estimate, LONG } from "../figures/estimate.js";
import { show } from "../figures/stage.js";

const COUNT = 16;

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words } = page;
  const w = words.exhibits.paths;
  const map = /** @type {HTMLCanvasElement} */ (
    h("canvas", { className: "map", role: "img", tabIndex: 0, "aria-label": w.name })
  );
  const scrubber = h("pl-scrubber"),
    job = h("pl-job");
  const views = choice(
    w.maps,
    ["points", "random"].map((name) => [name, w.map[name]]),
    (name) => {
      turn(name);
      page.show({ v: name });
    },
  );
  const ways = choice(words.exhibits.why.ways, Object.entries(words.exhibits.why.way2), (way) => {
    guided = way === "yes";
    page.show({ g: guided ? 1 : "" });
    go();
  });
  ways.choose("no");
  /**
   * Without guidance the walks begin at one average; with it each begins at its own overdrawn one.
   */
  const situated = () => ({
    ...page.store.situation,
    guidance: guided ? page.store.situation.guidance : 1,
  });
  const kept = h("p", { className: "telling", role: "status" });
  const chips = h("p", { className: "chips", role: "group", "aria-label": w.choose });
  const full = h("button", {
    type: "button",
    className: "go",
    hidden: true,
    on: { click: () => go(true) },
  });
  const whole = h("div", { className: "mapped" }, map);
  const bar = h("div", { className: "controls" }, views, ways);
  element.append(bar, whole, scrubber, kept, chips, job);
  job.run = run;

  let kind = "points";
  let guided = false;
  let first = -1;
  let hover = -1;
  let following = true;
  let turnNo = 0;
  let asked = false;
  /** @type {[number, number, number][]} where the pictures are: x, y, half a side */
  let placed = [];

  const seedOf = (/** @type {number} */ i) => (first + i) % 2 ** 32;
  const own = () => page.store.situation.seed - first;

  /** @param {boolean} [wanted] draw every step, however long it takes */
  async function go(wanted = false) {
    const mine = ++turnNo;
    const situation = situated();
    const both = situation.guidance === 1 ? 1 : 2;
    const [rough, long] = await Promise.all([
      estimate(page, COUNT * both * 8),
      estimate(page, COUNT * both * situation.steps),
    ]);
    if (mine !== turnNo) return;
    asked ||= wanted;
    full.hidden = asked && wanted;
    (rough > LONG && !asked ? whole : bar).append(full);
    full.textContent = rough > LONG && !asked ? w.draw(rough) : w.full(situation.steps, long);
    if (rough > LONG && !asked) {
      asked = true;
      return;
    }
    run.start(
      situation,
      { first, count: COUNT },
      { detail: wanted && run.walks.length ? "both" : "preview" },
    );
  }

  /** @param {string} next */
  function turn(next) {
    kind = next === "random" ? next : "points";
    views.choose(kind);
    tell();
    paint(draw);
  }

  function draw() {
    const told = run.result;
    const brush = map.getContext("2d");
    if (!brush) return;
    const dense = Math.min(2, devicePixelRatio || 1);
    const [wide, tall] = [map.clientWidth, map.clientHeight];
    if (map.width !== Math.round(wide * dense))
      [map.width, map.height] = [Math.round(wide * dense), Math.round(tall * dense)];
    brush.setTransform(dense, 0, 0, dense, 0, 0);
    brush.clearRect(0, 0, wide, tall);
    if (!told?.points) return;
    const paths = /** @type {[number, number][][]} */ (told[kind]);
    const side = clamp(wide / 13, 38, 84);
    const span = (/** @type {number} */ axis) =>
      Math.max(...paths.flat().map((point) => Math.abs(point[axis]))) || 1;
    const scale = Math.min((wide - side - 12) / 2 / span(0), (tall - side - 12) / 2 / span(1));
    const spot = (/** @type {[number, number]} */ [x, y]) =>
      /** @type {[number, number]} */ ([wide / 2 + scale * x, tall / 2 - scale * y]);
    const n = paths[0].length - 1;
    const now = (scrubber.value * n) / (scrubber.max || 1);
    const style = getComputedStyle(map);
    const [accent, soft, card] = ["--accent", "--soft", "--card"].map((name) =>
      style.getPropertyValue(name),
    );
    const order = paths.map((_, i) => i).sort((a, b) => rank(a) - rank(b));
    for (const i of order) {
      const bold = i === own() || i === hover;
      for (const [from, to, alpha] of [
        [0, now, bold ? 1 : 0.55],
        [now, n, bold ? 0.45 : 0.14],
      ]) {
        brush.beginPath();
        for (let k = Math.floor(from); k <= Math.ceil(to); k++) brush.lineTo(...spot(paths[i][k]));
        brush.globalAlpha = alpha;
        brush.strokeStyle = bold ? accent : soft;
        brush.lineWidth = bold ? 2.5 : 1.2;
        brush.stroke();
      }
    }
    brush.globalAlpha = 1;
    placed = [];
    for (const i of order) {
      const walk = run.walks[i];
      const [x, y] = spot(paths[i][Math.round(now)]);
      const half = (i === hover ? 1.7 : i === own() ? 1.2 : 1) * (side / 2);
      placed[i] = [x, y, half];
      brush.fillStyle = i === own() || i === hover ? accent : card;
      const edge = i === own() || i === hover ? 3 : 1.5;
      brush.fillRect(x - half - edge, y - half - edge, 2 * (half + edge), 2 * (half + edge));
      if (walk)
        show(
          brush,
          walk,
          "x0",
          Math.round((scrubber.value * walk.last) / (scrubber.max || 1)),
          2 * half,
          x - half,
          y - half,
        );
    }
    map.dataset.drawn = `${kind} ${scrubber.value} ${paths.length}`;
  }

  /**
   * The page's own path above the others, the one under the pointer above all.
   * @param {number} i
   */
  const rank = (i) => (i === hover ? 2 : i === own() ? 1 : 0);

  function tell() {
    const told = run.result;
    if (!told?.points) return;
    const share = kind === "points" ? told.retained : told.retained_random;
    kept.textContent = w.kept(share, told.numbers, kind === "random");
    map.setAttribute(
      "aria-label",
      `${w.name}. ${w.state(scrubber.value, scrubber.max)} ${kept.textContent}`,
    );
    const parted = Math.round(
      (told.parted * scrubber.max) / Math.max(1, told.points[0].length - 1),
    );
    page.live({
      retained: `${page.number(100 * told.retained)}\u00a0%`,
      random: `${page.number(100 * told.retained_random)}\u00a0%`,
      parted,
      dimensions: page.number(told.numbers),
      ends: `${page.number(100 * told.ends)}\u00a0%`,
    });
  }

  function lay() {
    chips.replaceChildren(
      ...run.walks.map((_, i) =>
        h(
          "button",
          {
            type: "button",
            className: "chip",
            "aria-pressed": i === own() ? "true" : "false",
            title: w.take(seedOf(i)),
            "aria-label": w.take(seedOf(i)),
            on: {
              click: () => take(i),
              focus: () => point(i),
              blur: () => point(-1),
              pointerenter: () => point(i),
              pointerleave: () => point(-1),
            },
          },
          String(seedOf(i)),
        ),
      ),
    );
  }

  /** @param {number} i */
  function take(i) {
    page.store.change({ seed: seedOf(i) });
  }

  /** @param {number} i */
  function point(i) {
    if (i === hover) return;
    hover = i;
    paint(draw);
  }

  /** @param {PointerEvent} event */
  function under(event) {
    const box = map.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const gap = (/** @type {number} */ i) => Math.hypot(placed[i][0] - x, placed[i][1] - y);
    const found = placed.map((_, i) => i).filter((i) => gap(i) < placed[i][2] * 1.3);
    return found.sort((a, b) => gap(a) - gap(b))[0] ?? -1;
  }
  map.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse") point(under(event));
  });
  map.addEventListener("pointerleave", () => point(-1));
  map.addEventListener("click", (event) => {
    const i = under(/** @type {any} */ (event));
    if (i >= 0) take(i);
  });
  map.addEventListener("keydown", (event) => scrubber.key(event));

  /** @param {number} i */
  function look(i) {
    scrubber.value = i;
    paint(draw);
    tell();
  }
  scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) => {
    following = false;
    look(event.detail.value);
  });
  scrubber.addEventListener("settle", () => page.show({ i: scrubber.value }));
  run.addEventListener("planned", () => {
    scrubber.max = page.store.situation.steps;
    if (following) scrubber.value = scrubber.max;
    lay();
    for (const walk of run.walks) {
      walk.addEventListener("change", () => paint(draw));
      if (walk.done) walk.load("x0", 128).catch(() => {});
    }
  });
  run.addEventListener("finished", (/** @type {CustomEvent} */ event) =>
    event.detail.walk.load("x0", 128).catch(() => {}),
  );
  run.addEventListener("result", () => look(scrubber.value));
  new ResizeObserver(() => paint(draw)).observe(map);

  turn("points");
  let words_ = "";
  return {
    update(/** @type {any} */ situation) {
      const { seed, ...rest } = situation;
      const same =
        JSON.stringify(rest) === words_ && first >= 0 && seed >= first && seed < first + COUNT;
      words_ = JSON.stringify(rest);
      if (same) {
        chips
          .querySelectorAll("button")
          .forEach((/** @type {HTMLElement} */ chip, /** @type {number} */ i) =>
            chip.setAttribute("aria-pressed", String(i === own())),
          );
        paint(draw);
        return;
      }
      if (!(first >= 0 && seed >= first && seed < first + COUNT)) first = seed;
      asked = false;
      go();
    },
    restore(/** @type {any} */ shown) {
      if (shown.i !== undefined) {
        following = false;
        look(shown.i);
      }
      if (shown.v) turn(shown.v);
      const before = guided;
      guided = shown.g === 1;
      ways.choose(guided ? "yes" : "no");
      if (guided !== before && run.asked) go();
    },
    scroll(/** @type {number} */ share) {
      following = false;
      scrubber.go(share * scrubber.max, "scroll");
    },
    key(/** @type {KeyboardEvent} */ event) {
      if (event.key.toLowerCase() !== "m") return false;
      turn(kind === "points" ? "random" : "points");
      page.show({ v: kind });
      return true;
    },
  };
}
