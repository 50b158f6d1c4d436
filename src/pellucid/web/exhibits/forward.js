// @ts-check
/**
 * Into noise and back: a picture drowned and rescued, and the real walk beside the film in reverse.
 */
import "../figures/plot.js";
import { button, clamp, paint } from "../dom.js";
import { blind } from "../figures/blind.js";
import { clocks } from "../figures/clocks.js";
import { pixels } from "../figures/stage.js";
import { Walk } from "../net/walk.js";

const TABS = ["back", "clocks", "rewind", "test"];
const LEVELS = 5;
const FILMS = { real: "xt-128.jpg", same: "rewind.jpg", fresh: "rewind-fresh.jpg" };
const GAIN = 2; // how much the difference is amplified

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words } = page;
  const w = words.exhibits.forward;
  const drown = page.line(),
    bring = page.line(),
    five = page.line();
  const job = (/** @type {any} */ of) => {
    const made = h("pl-job");
    made.run = of;
    return made;
  };
  const stage = (/** @type {string} */ view, /** @type {string} */ name) => {
    const made = h("pl-stage", { plain: true });
    made.view = view;
    made.name = name;
    return made;
  };
  const tile = (/** @type {any} */ picture, /** @type {any} */ caption) =>
    h("figure", { className: "tile" }, picture, h("figcaption", {}, caption));
  const choice = h(
    "fieldset",
    { className: "segments views" },
    h("legend", { className: "quiet" }, w.tabs),
    TABS.map((name) =>
      h(
        "label",
        {},
        h("input", {
          type: "radio",
          name: "forward-tab",
          value: name,
          on: {
            change: () => {
              turn(name);
              page.show({ v: name });
            },
          },
        }),
        h("span", {}, w.tab[name]),
      ),
    ),
  );

  // A picture into noise, and back
  const before = stage("xt", w.original),
    out = stage("xt", w.drowned),
    home = stage("x0", w.rescued);
  home.removeAttribute("plain");
  const dial = h("pl-scrubber");
  const file = h("input", {
    type: "file",
    accept: "image/*",
    className: "quiet",
    tabIndex: -1,
    "aria-hidden": "true",
    on: {
      change: () => {
        if (file.files[0]) own(file.files[0]);
        file.value = "";
      },
    },
  });
  const finished = button(
    w.finished,
    () => {
      link = "";
      held = null;
      source();
      page.show({ f: "" });
    },
    { "aria-pressed": "true" },
  );
  const photo = button(w.photo, () => file.click(), { "aria-pressed": "false" });
  const other = button(w.other, () => {
    turns++;
    source();
    page.show({ o: turns });
  });
  const trouble = h("p", { className: "trouble", role: "alert", hidden: true });
  const kept = h("p", { className: "kept", role: "status" });
  const all = button(w.five, () => {
    all.hidden = true;
    five.start(wet(), { photo: address, levels: LEVELS }, { detail: "full" });
  });
  const tiles = h("div", { className: "tiles five" }),
    curve = h("pl-plot");
  const back = h(
    "div",
    {
      "data-drop": "",
      on: {
        dragover: (/** @type {Event} */ event) => event.preventDefault(),
        drop: (/** @type {DragEvent} */ event) => {
          event.preventDefault();
          if (event.dataTransfer?.files[0]) own(event.dataTransfer.files[0]);
        },
      },
    },
    h("div", { className: "controls" }, finished, photo, other, file),
    trouble,
    h(
      "div",
      { className: "trio" },
      tile(before, w.original),
      tile(out, w.drowned),
      tile(home, w.rescued),
    ),
    dial,
    kept,
    job(bring),
    h("div", { className: "controls" }, all),
    job(five),
    tiles,
    curve,
  );
  curve.hidden = true;
  dial.max = page.store.situation.steps;
  dial.value = Math.round(0.6 * dial.max);
  dial.label = w.level;
  dial.surface = out;
  dial.text = (/** @type {number} */ i) => w.share(i / dial.max);

  // The real walk beside the film of noise played backwards
  const real = stage("xt", w.real),
    film = stage("xt", w.film);
  const gap = h("canvas", { width: 128, height: 128, role: "img", "aria-label": w.gap });
  const both = h("pl-scrubber"),
    bend = h("pl-plot");
  const lock = h("input", {
    type: "checkbox",
    role: "switch",
    checked: true,
    on: {
      change: () => {
        compare();
        page.show({ k: lock.checked ? 1 : 0 });
      },
    },
  });
  const most = button(w.most, () => {
    if (run.result) {
      both.go(run.result.most, "button");
      both.settle();
    }
  });
  const apart = h("p", { className: "kept", role: "status" });
  const rewind = h(
    "div",
    {},
    h("div", { className: "trio" }, tile(real, w.real), tile(film, w.film), tile(gap, w.gap)),
    both,
    h(
      "div",
      { className: "controls" },
      h("label", { className: "row switch" }, h("span", {}, w.lock), lock),
      most,
    ),
    apart,
    bend,
  );
  both.surface = real;
  both.surface = film;
  both.reach = () => walk?.reach ?? 0;
  const rounds = blind(page, w);
  const schedules = clocks(page, w.clocks, page.line());
  const parts = /** @type {Record<string, HTMLElement>} */ ({
    back,
    rewind,
    test: rounds.element,
    clocks: schedules.element,
  });
  element.append(choice, ...Object.values(parts), job(run));

  /** @type {any} */
  let walk = null;
  let tab = "back",
    address = "",
    link = "";
  let sunk = false;
  let turns = 1; // whose noise: the picture's own seed would lead straight back to it
  const wet = () => ({
    ...page.store.situation,
    seed: (page.store.situation.seed + turns) % 2 ** 32,
  });
  /** @type {ImageBitmap | null} */
  let held = null;
  /** @type {Record<string, any>} */
  let films = {};
  /** @type {any} the walk whose films are here or under way */
  let fetched = null;

  function turn(/** @type {string} */ name) {
    tab = name;
    choice.querySelector(`[value=${name}]`).checked = true;
    for (const [own, part] of Object.entries(parts)) part.hidden = own !== name;
    if (name === "back") rescue();
    if (name === "clocks" && address) schedules.start(wet(), address);
    reel();
    paint(compare);
  }

  /**
   * A square of a picture, without whatever else its file says (place, camera, owner).
   * @param {Blob} blob
   */
  async function square(blob) {
    const whole = await createImageBitmap(blob);
    const side = Math.min(whole.width, whole.height),
      size = Math.min(512, side);
    const canvas = new OffscreenCanvas(size, size);
    canvas
      .getContext("2d")
      ?.drawImage(
        whole,
        (whole.width - side) / 2,
        (whole.height - side) / 2,
        side,
        side,
        0,
        0,
        size,
        size,
      );
    whole.close();
    const body = await canvas.convertToBlob({ type: "image/png" });
    const answer = await page.ask("/api/photo", {
      method: "POST",
      headers: { "content-type": "image/png" },
      body,
    });
    return { address: (await answer.json()).photo, image: canvas.transferToImageBitmap() };
  }

  async function own(/** @type {Blob} */ blob) {
    trouble.hidden = true;
    try {
      const made = await square(blob);
      link = made.address;
      held = made.image;
      page.show({ f: link });
      source();
    } catch (error) {
      complain(/** @type {any} */ (error)?.kind ? error : { message: words.errors.photo });
    }
  }

  function complain(/** @type {any} */ error) {
    trouble.textContent = `${error.message || words.errors.stopped} ${error.action ?? ""}`;
    trouble.hidden = false;
  }

  /** Take the chosen picture to the edge of the water: the visitor's own, or the one just drawn. */
  async function source() {
    trouble.hidden = true;
    finished.setAttribute("aria-pressed", String(!link));
    photo.setAttribute("aria-pressed", String(Boolean(link)));
    const mine = walk,
      asked = link;
    try {
      if (!link && !mine?.done) return;
      const made = link
        ? { address: link, image: held }
        : await square(await (await page.ask(`${mine.where}/end.png`)).blob());
      if (asked !== link || (!asked && mine !== walk)) return;
      address = made.address;
      const film = new Walk({ key: `drowned-${address}`, recipe: wet() });
      if (made.image) film.frames.xt[0] = made.image;
      out.walk = before.walk = film;
      before.view = "xt";
      before.state = 0;
      dial.max = film.last;
      out.state = dial.value;
      all.hidden = false;
      tiles.replaceChildren();
      curve.hidden = true;
      five.cancel();
      sunk = false;
      if (tab === "clocks") schedules.start(wet(), address);
      drown.start(wet(), { photo: address }, { route: "frames" });
    } catch (error) {
      complain(error);
    }
  }

  function rescue() {
    if (!address || tab !== "back") return;
    kept.textContent = "";
    bring.start(wet(), { photo: address, strength: dial.value / dial.max }, { detail: "full" });
  }

  drown.addEventListener("picture", (/** @type {CustomEvent} */ event) => {
    const { state, image, scalars } = event.detail;
    const film = out.walk;
    film.frames.xt[state] ??= image;
    film.scalars[state] = { ...scalars };
    film.reached = Math.max(film.reached, state);
    film.changed();
    if (!sunk) {
      sunk = true;
      rescue();
    } // a photo that is not there is missed once, not twice
  });
  drown.addEventListener("failed", (/** @type {CustomEvent} */ event) => {
    // the banner says so, and the line goes on by itself
    if (event.detail.kind === "stopped") return;
    complain(link && event.detail.kind === "refused" ? { message: w.lost } : event.detail);
  });
  bring.addEventListener("planned", () => {
    home.walk = bring.walks[0];
    home.state = 0;
    if (bring.walks[0]?.done) whole(bring.walks[0]);
  });
  bring.addEventListener("frame", () => {
    home.state = Math.max(0, home.walk.reached);
  });
  bring.addEventListener("finished", (/** @type {CustomEvent} */ event) =>
    whole(event.detail.walk),
  );
  bring.addEventListener("result", () => {
    const share = bring.result.kept[0];
    kept.textContent = w.kept(bring.result.strengths[0], share);
    page.live({ strength: page.percent(bring.result.strengths[0]), kept: share.toFixed(2) });
  });

  async function whole(/** @type {any} */ made) {
    await Promise.allSettled([made.read(), made.load("x0", 128)]);
    if (made !== home.walk) return;
    home.state = made.last;
    made.load("x0").catch(() => {});
  }

  five.addEventListener("planned", () => {
    tiles.replaceChildren(
      ...five.walks.map((made, i) => {
        const small = stage("x0", w.share((i + 1) / LEVELS));
        small.walk = made;
        made.addEventListener("change", () => {
          small.state = made.done ? made.last : Math.max(0, made.reached);
        });
        if (made.done)
          made
            .read()
            .then(() => made.load("x0", 128))
            .catch(() => {});
        return tile(small, w.from((i + 1) / LEVELS));
      }),
    );
  });
  five.addEventListener("finished", (/** @type {CustomEvent} */ event) => {
    const made = event.detail.walk;
    made
      .read()
      .then(() => made.load("x0", 128))
      .catch(() => {});
  });
  five.addEventListener("result", () => {
    curve.hidden = false;
    curve.draw({
      x: five.result.strengths.map((/** @type {number} */ s) => 100 * s),
      series: [{ name: w.keptOf, values: five.result.kept }],
      label: w.trade,
      axis: w.noiseShare,
      low: Math.min(0, ...five.result.kept),
      high: 1,
    });
  });
  dial.addEventListener("scrub", (/** @type {CustomEvent} */ event) => {
    out.state = event.detail.value;
    page.live({ strength: page.percent(event.detail.value / dial.max) });
  });
  dial.addEventListener("settle", () => {
    rescue();
    page.show({ t: dial.value });
  });

  /** Show both films at one state, and what lies between them. */
  function compare() {
    const other = films[lock.checked ? "same" : "fresh"];
    film.walk = other ?? null;
    real.walk = films.real ?? walk;
    if (!walk || !run.result) return;
    const i = clamp(both.value, 0, walk.last);
    const gaps = lock.checked ? run.result.bend : run.result.fresh;
    real.state = film.state = i;
    bend.draw({
      x: gaps.map((/** @type {number} */ _, /** @type {number} */ n) => n),
      series: [{ name: w.apart, values: gaps }],
      label: w.bend,
      axis: w.state,
      low: 0,
      tall: 110,
    });
    bend.cursor = i;
    most.hidden = !lock.checked;
    apart.textContent = w.difference(
      i,
      gaps[i],
      Math.max(...gaps),
      gaps.indexOf(Math.max(...gaps)),
      lock.checked,
    );
    page.live({
      i,
      gap: page.number(gaps[i]),
      most: run.result.most,
      bend: page.number(Math.max(...run.result.bend)),
      sigma: page.number(walk.scalar("sigma", i)),
      t: page.number(walk.scalar("t", i)),
    });
    const a = films.real?.cell("xt", i),
      b = other?.cell("xt", i),
      brush = gap.getContext("2d");
    if (!a || !b || !brush) return;
    const first = pixels(a, 128),
      second = pixels(b, 128);
    for (let n = 0; n < first.data.length; n++)
      if (n % 4 !== 3) first.data[n] = 128 + GAIN * (first.data[n] - second.data[n]);
    brush.putImageData(first, 0, 0);
    gap.setAttribute("aria-label", `${w.gap}: ${page.number(gaps[i])}`);
  }

  both.addEventListener("scrub", () => paint(compare));
  both.addEventListener("settle", () => page.show({ i: both.value, v: tab }));
  bend.addEventListener("pick", (/** @type {CustomEvent} */ event) => {
    both.go(event.detail, "plot");
    both.settle();
  });
  run.addEventListener("planned", () => {
    walk = run.walks[0];
    both.max = walk.last;
    if (!link && !address) {
      before.view = "x0";
      before.walk = walk;
    }
    if (walk.done) ended();
  });
  run.addEventListener("frame", () => {
    if (!link && !address) before.state = Math.max(0, walk.reached);
  });
  run.addEventListener("finished", ended);
  run.addEventListener("result", () => {
    if (run.result.rough) return;
    if (page.shown().i === undefined) both.value = run.result.most;
    reel();
    paint(compare);
  });

  /** Fetch the films, once somebody looks: all by the small decoder, or its texture would tell. */
  async function reel() {
    const mine = walk;
    if (tab === "back" || !run.result || !mine?.done || fetched === mine) return;
    fetched = mine;
    try {
      const made = await Promise.all(
        Object.values(FILMS).map(async (part) =>
          createImageBitmap(await (await page.ask(`${mine.where}/${part}`)).blob()),
        ),
      );
      if (mine !== walk) return;
      Object.keys(FILMS).forEach((name, n) => {
        films[name] = new Walk({
          key: `${name}-${mine.key}`,
          recipe: mine.recipe,
          states: mine.states,
          cached: true,
        });
        films[name].sheets.xt = { image: made[n], columns: 6, cell: Math.round(made[n].width / 6) };
        films[name].meta = mine.meta ?? {};
        films[name].reached = mine.last;
      });
    } catch (error) {
      fetched = null;
      return run.tell("failed", error);
    }
    rounds.set(films.real, films.fresh);
    paint(compare);
  }

  async function ended() {
    const mine = walk;
    await mine.read().catch(() => {});
    if (mine !== walk) return;
    page.share(mine, "xt");
    if (!link) source();
    paint(compare);
  }

  turn("back");
  return {
    update(/** @type {any} */ situation) {
      films = {};
      fetched = null;
      run.start(situation, {}, { detail: "full" });
      if (link) source();
    },
    restore(/** @type {any} */ shown) {
      if (shown.o > 0) turns = shown.o;
      if (shown.t !== undefined) dial.value = out.state = shown.t;
      if (shown.i !== undefined) both.value = shown.i;
      if (shown.k !== undefined) lock.checked = Boolean(shown.k);
      if (/^[0-9a-f]{64}$/.test(shown.f ?? "")) {
        link = shown.f;
        source();
      }
      schedules.restore(shown);
      turn(TABS.includes(shown.v) ? shown.v : "back");
    },
    key(/** @type {KeyboardEvent} */ event) {
      return tab === "test"
        ? rounds.key(event.key.toLowerCase())
        : tab === "clocks" && schedules.key(event.key.toLowerCase());
    },
  };
}
