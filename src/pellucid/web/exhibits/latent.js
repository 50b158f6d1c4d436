// @ts-check
/**
 * Inside the latent: its numbers as colours, channel by channel, and what one of them does to the
 * picture.
 */
import "../figures/plot.js";
import { button, clamp, paint, reduced, rest } from "../dom.js";

const BASES = ["training", "walk", "picture", "channels"];
const VIEWS = ["x0", "xt"];
const SEEN = 2; // of 255: a change smaller than this nobody sees
const GAIN = 8;
const RIPPLE = 900; // ms

/** Half floats, as they travel, to floats. @param {ArrayBuffer} buffer */
export function halves(buffer) {
  const words = new Uint16Array(buffer),
    table = new Float32Array(65536);
  for (let i = 0; i < 65536; i++) {
    const exponent = (i >> 10) & 31,
      part = i & 1023;
    table[i] =
      (i & 32768 ? -1 : 1) *
      (exponent ? 2 ** (exponent - 15) * (1 + part / 1024) : part * 2 ** -24);
  }
  return Float32Array.from(words, (word) => table[word]);
}

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words } = page;
  const w = words.exhibits.latent;
  const radios = (
    /** @type {string} */ name,
    /** @type {string} */ legend,
    /** @type {string[]} */ list,
    /** @type {any} */ labels,
    /** @type {(value: string) => void} */ act,
  ) =>
    h(
      "fieldset",
      { className: "segments views" },
      h("legend", { className: "quiet" }, legend),
      list.map((value, i) =>
        h(
          "label",
          {},
          h("input", { type: "radio", name, value, checked: !i, on: { change: () => act(value) } }),
          h("span", {}, labels[value]),
        ),
      ),
    );
  const views = radios("latent-view", w.views, VIEWS, words.views, (value) => {
    view = value;
    letGo();
    draw();
    page.show({ v: value });
  });
  const bases = radios("latent-basis", w.bases, BASES, w.basis, (value) => {
    basis = value;
    draw();
    page.show({ b: value });
  });
  const map = h("canvas", { width: 32, height: 32, "aria-hidden": "true" });
  const mark = h("canvas", {
    className: "mark-cell",
    width: 512,
    height: 512,
    "aria-hidden": "true",
  });
  const spoken = h("div", { role: "gridcell", id: "latent-cell" });
  const grid = h(
    "div",
    {
      className: "cells",
      role: "grid",
      tabIndex: 0,
      "aria-label": w.grid,
      "aria-activedescendant": "latent-cell",
    },
    h("div", { role: "row", className: "quiet" }, spoken),
    map,
    mark,
  );
  const kept = h("p", { className: "kept" });
  const stage = h("pl-stage"),
    scrubber = h("pl-scrubber"),
    job = h("pl-job"),
    plot = h("pl-plot");
  const channels = h("fieldset", { className: "channels" });
  const amount = h("input", {
    type: "range",
    min: -4,
    max: 4,
    step: 0.5,
    value: 2,
    "aria-label": w.amount,
    on: {
      input: () => {
        said.textContent = signed(+amount.value);
        if (poked) again();
      },
    },
  });
  const said = h("output", {}, "+2");
  const press = button(w.poke, () => poke(), { className: "go" });
  const free = button(w.free, () => letGo(), { disabled: true });
  const change = h("input", {
    type: "checkbox",
    role: "switch",
    on: { change: () => stage.paint() },
  });
  const effect = h("p", { className: "kept", role: "status" }, w.hint);
  const pad = h(
    "div",
    { className: "pad" },
    [
      ["↑", -1, 0],
      ["←", 0, -1],
      ["→", 0, 1],
      ["↓", 1, 0],
    ].map(([sign, dr, dc], i) =>
      button(sign, () => pick(cell[0] + +dr, cell[1] + +dc), { "aria-label": w.moves[i] }),
    ),
  );
  const sizes = h("dl", { className: "meters" }),
    heading = h("h3", {}, w.picture);
  element.append(
    sizes,
    h(
      "div",
      { className: "two even" },
      h("div", {}, h("h3", {}, w.map), grid, bases, kept),
      h("div", {}, heading, stage, views),
    ),
    scrubber,
    job,
    h(
      "div",
      { className: "two" },
      h(
        "div",
        {},
        h("h3", {}, w.touch),
        channels,
        h("label", { className: "row" }, h("span", {}, w.amount), amount, said),
        h("div", { className: "controls" }, press, free, pad),
        h("label", { className: "row switch" }, h("span", {}, w.difference), change),
        effect,
      ),
      h("div", {}, h("h3", {}, w.need), plot),
    ),
  );
  job.run = run;
  scrubber.surface = stage;

  /** @type {any} */
  let walk = null;
  /** @type {any} the numbers of the walk: data, and its shape */
  let all = null;
  let view = "x0",
    basis = BASES[0],
    channel = 0;
  const bare = () => run.result?.codec === false; // pixels: red, green and blue need no fitting
  const hint = () => (bare() ? w.bare : w.hint);
  const fitting = () => (basis in run.result.bases ? basis : bare() ? "channels" : "walk");
  let cell = [14, 16];
  /** @type {{image: ImageBitmap, change: OffscreenCanvas, reach: number, began: number} | null} */
  let poked = null;
  /** @type {number[] | null} */
  let hot = null;
  const plains = new Map(); // decoded without a poke, by state
  let turns = 0;
  const signed = (/** @type {number} */ n) => `${n < 0 ? "−" : "+"}${Math.abs(n)}`;
  const at = (/** @type {number} */ c, /** @type {number} */ row, /** @type {number} */ column) => {
    const [count, depth, high, wide] = all.shape;
    return all.data[
      ((((view === "xt" ? 0 : count) + scrubber.value) * depth + c) * high + row) * wide + column
    ];
  };

  function draw() {
    stage.view = view;
    stage.state = scrubber.value;
    if (!all || !run.result?.bases || all.key !== walk.key) return;
    const [, depth, high, wide] = all.shape;
    const made = run.result.bases,
      own = fitting(),
      { axes, mean, spread, kept: always, pictures } = made[own];
    if (map.width !== wide) {
      map.width = wide;
      map.height = high;
    }
    const brush = map.getContext("2d"),
      image = brush.createImageData(wide, high),
      n = wide * high;
    const z = new Float64Array(depth),
      turned = new Float64Array(3),
      sums = axes.map(() => [0, 0]),
      total = Array.from({ length: depth }, () => [0, 0]);
    const from = ((view === "xt" ? 0 : all.shape[0]) + scrubber.value) * depth * n;
    for (let i = 0; i < n; i++) {
      // a thousand cells for every state under the thumb: no litter
      for (let d = 0; d < depth; d++) {
        z[d] = all.data[from + d * n + i];
        total[d][0] += z[d];
        total[d][1] += z[d] * z[d];
      }
      for (let k = 0; k < axes.length; k++) {
        let value = 0;
        for (let d = 0; d < depth; d++) value += axes[k][d] * (z[d] - mean[d]);
        sums[k][0] += value;
        sums[k][1] += value * value;
        turned[k] = clamp(value / (2.2 * spread), -1, 1);
      }
      const [a, b, c] = turned;
      image.data[4 * i] = 128 + 110 * (0.8 * a + 0.55 * b + 0.28 * c);
      image.data[4 * i + 1] = 128 + 110 * (0.8 * a - 0.55 * b + 0.28 * c);
      image.data[4 * i + 2] = 128 + 110 * (0.8 * a - 0.56 * c);
      image.data[4 * i + 3] = 255;
    }
    brush.putImageData(image, 0, 0);
    const variance = (/** @type {number[][]} */ pairs) =>
      pairs.reduce((sum, [one, two]) => sum + two / n - (one / n) ** 2, 0);
    const share = variance(sums) / variance(total);
    element.dataset.kept = share.toFixed(4);
    kept.textContent = w.keeps(wide, high, depth, share, own, always, pictures);
    page.live({
      kept: (100 * share).toFixed(1),
      state: scrubber.value,
      walkKept: (100 * made.walk.kept).toFixed(1),
      trainedKept: made.training ? (100 * made.training.kept).toFixed(1) : "–",
      trained: made.training?.pictures.toLocaleString("en") ?? "–",
      noiseKept: (100 * run.result.own[0]).toFixed(0),
      endKept: (100 * run.result.own.at(-1)).toFixed(0),
    });
    tiles();
    outline();
  }

  /** One grey picture for each number of a cell; dark is low. */
  function tiles() {
    const [, depth, high, wide] = all.shape;
    if (channels.children.length !== depth + 1) {
      channels.replaceChildren(
        h("legend", { className: "quiet" }, w.channels),
        ...Array.from({ length: depth }, (_, c) =>
          h(
            "label",
            { className: "channel" },
            h("input", {
              type: "radio",
              name: "latent-channel",
              value: c,
              checked: c === channel,
              on: {
                change: () => {
                  channel = c;
                  letGo();
                  outline();
                  page.show({ ch: c });
                },
              },
            }),
            h("canvas", { width: wide, height: high, "aria-hidden": "true" }),
            h("span", {}, `${w.number(c + 1)} `, h("b", {}, "")),
          ),
        ),
      );
    }
    channels
      .querySelectorAll("canvas")
      .forEach((/** @type {any} */ canvas, /** @type {number} */ c) => {
        const brush = canvas.getContext("2d"),
          image = brush.createImageData(wide, high);
        for (
          let i = 0,
            n = wide * high,
            from = (((view === "xt" ? 0 : all.shape[0]) + scrubber.value) * all.shape[1] + c) * n;
          i < n;
          i++
        ) {
          image.data[4 * i] =
            image.data[4 * i + 1] =
            image.data[4 * i + 2] =
              128 + 45 * all.data[from + i];
          image.data[4 * i + 3] = 255;
        }
        brush.putImageData(image, 0, 0);
      });
  }

  function outline() {
    if (!all) return;
    const [, depth, , wide] = all.shape,
      [row, column] = cell;
    const brush = mark.getContext("2d"),
      size = 512 / wide;
    brush.clearRect(0, 0, 512, 512);
    for (const [[r, c], colour] of /** @type {[number[], string][]} */ ([
      ...(hot ? [[hot, "rgb(255 255 255 / .7)"]] : []),
      [cell, "#fff"],
    ])) {
      brush.strokeStyle = "#000";
      brush.lineWidth = 6;
      brush.strokeRect(c * size, r * size, size, size);
      brush.strokeStyle = colour;
      brush.lineWidth = 3;
      brush.strokeRect(c * size, r * size, size, size);
    }
    const values = Array.from({ length: depth }, (_, c) => at(c, row, column));
    channels
      .querySelectorAll("b")
      .forEach((/** @type {HTMLElement} */ place, /** @type {number} */ c) => {
        place.textContent = values[c].toFixed(2).replace("-", "−");
      });
    spoken.textContent = w.cell(
      row + 1,
      column + 1,
      values.map((value) => value.toFixed(1)).join(", "),
    );
    spoken.setAttribute("aria-colindex", String(column + 1));
    spoken.parentElement?.setAttribute("aria-rowindex", String(row + 1));
    stage.paint();
  }

  /** Over the decoded picture: the patch a cell stands for, and the poke as it spreads. */
  stage.overlay = (/** @type {CanvasRenderingContext2D} */ brush, /** @type {number} */ side) => {
    if (!all) return;
    const size = side / all.shape[3],
      [row, column] = hot ?? cell;
    const x = (cell[1] + 0.5) * size,
      y = (cell[0] + 0.5) * size;
    if (poked) {
      const share = reduced.matches ? 1 : Math.min(1, (performance.now() - poked.began) / RIPPLE);
      const radius = share * ((poked.reach * side) / 256 + size) * 1.15;
      brush.save();
      brush.beginPath();
      if (share < 1) brush.arc(x, y, radius, 0, 7);
      else brush.rect(0, 0, side, side);
      brush.clip();
      brush.drawImage(change.checked ? poked.change : poked.image, 0, 0, side, side);
      brush.restore();
      if (share < 1) {
        brush.strokeStyle = "rgb(255 255 255 / .9)";
        brush.lineWidth = Math.max(1.5, side / 200);
        brush.beginPath();
        brush.arc(x, y, radius, 0, 7);
        brush.stroke();
        setTimeout(() => stage.paint(), 16);
      }
    }
    for (const [colour, wide] of /** @type {[string, number][]} */ ([
      ["#000", 4],
      ["#fff", 2],
    ])) {
      brush.strokeStyle = colour;
      brush.lineWidth = wide * Math.max(1, side / 512);
      brush.strokeRect(column * size, row * size, size, size);
    }
  };

  function pick(/** @type {number} */ row, /** @type {number} */ column) {
    if (!all) return;
    cell = [clamp(row, 0, all.shape[2] - 1), clamp(column, 0, all.shape[3] - 1)];
    letGo();
    outline();
    keep();
  }
  const keep = rest(300, () => page.show({ c: cell.join("-"), i: scrubber.value }));

  function letGo() {
    turns++;
    poked?.image.close();
    poked = null;
    free.disabled = true;
    effect.textContent = hint();
    stage.paint();
  }

  async function decoded(/** @type {number} */ add) {
    const answer = await page.send("/api/poke", {
      key: walk.key,
      state: scrubber.value,
      cell,
      channel,
      amount: add,
      view,
    });
    return createImageBitmap(await answer.blob());
  }

  async function poke() {
    if (!walk?.done || !all) return;
    const turn = ++turns,
      name = `${walk.key} ${scrubber.value} ${view}`,
      began = performance.now();
    try {
      if (!plains.has(name)) {
        plains.clear();
        plains.set(name, await decoded(0));
      }
      const asked = performance.now(),
        image = await decoded(+amount.value),
        took = performance.now() - asked;
      if (turn !== turns) return image.close();
      const { canvas, count, reach, pixels } = differ(plains.get(name), image);
      poked = { image, change: canvas, reach, began: poked ? began - RIPPLE : performance.now() };
      free.disabled = false;
      effect.textContent = w.effect(count, pixels, reach, run.result?.shrink ?? 8);
      element.dataset.poked = `${count} ${reach.toFixed(1)}`;
      page.live({
        changed: count.toLocaleString("en"),
        reach: reach.toFixed(0),
        took: took.toFixed(0),
      });
      page.say(effect.textContent ?? "");
      stage.paint();
    } catch (error) {
      effect.textContent =
        `${/** @type {any} */ (error).message || words.errors.stopped} ` +
        `${/** @type {any} */ (error).action ?? ""}`;
    }
  }
  const again = rest(120, () => poke());

  /**
   * What a poke changed: where, how much of the picture, and how far from the cell.
   * @param {ImageBitmap} plain
   * @param {ImageBitmap} image
   */
  function differ(plain, image) {
    const side = image.width,
      canvas = new OffscreenCanvas(side, side);
    const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (
      canvas.getContext("2d", { willReadFrequently: true })
    );
    const read = (/** @type {ImageBitmap} */ picture) => {
      brush.drawImage(picture, 0, 0);
      return brush.getImageData(0, 0, side, side);
    };
    const before = read(plain).data,
      after = read(image),
      size = side / all.shape[3];
    let count = 0,
      reach = 0;
    for (let i = 0; i < side * side; i++) {
      let most = 0;
      for (let k = 4 * i; k < 4 * i + 3; k++) {
        const gap = after.data[k] - before[k];
        most = Math.max(most, Math.abs(gap));
        after.data[k] = 128 + GAIN * gap;
      }
      if (most <= SEEN) continue;
      count++;
      reach = Math.max(
        reach,
        Math.hypot(
          (i % side) - (cell[1] + 0.5) * size,
          Math.floor(i / side) - (cell[0] + 0.5) * size,
        ),
      );
    }
    brush.putImageData(after, 0, 0);
    return { canvas, count, reach, pixels: side * side };
  }

  const where = (/** @type {PointerEvent} */ event) => {
    const box = map.getBoundingClientRect();
    return [
      Math.floor(((event.clientY - box.top) / box.height) * all.shape[2]),
      Math.floor(((event.clientX - box.left) / box.width) * all.shape[3]),
    ];
  };
  grid.addEventListener("click", (/** @type {PointerEvent} */ event) => {
    if (all) {
      const [r, c] = where(event);
      pick(r, c);
    }
  });
  grid.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    if (all && event.pointerType === "mouse") {
      hot = where(event);
      paint(outline);
    }
  });
  grid.addEventListener("pointerleave", () => {
    hot = null;
    paint(outline);
  });
  grid.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const move = /** @type {Record<string, number[]>} */ ({
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      PageUp: [-8, 0],
      PageDown: [8, 0],
      Home: [0, -99],
      End: [0, 99],
    })[event.key];
    if (move) pick(cell[0] + move[0], cell[1] + move[1]);
    else if (event.key === "Enter" || event.key === " ") poke();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  scrubber.addEventListener("scrub", () => {
    letGo();
    paint(draw);
  });
  scrubber.addEventListener("settle", () => {
    keep();
    run.focus(0, scrubber.value);
  });
  scrubber.reach = () => walk?.reach ?? 0;
  plot.addEventListener("pick", (/** @type {CustomEvent} */ event) => {
    scrubber.go(event.detail, "plot");
    scrubber.settle();
  });

  run.addEventListener("planned", () => {
    walk = run.walks[0];
    if (all?.key !== walk.key) all = null; // no old number under a new walk
    stage.walk = walk;
    scrubber.max = walk.last;
    letGo();
    if (page.shown().i === undefined) scrubber.value = walk.last;
    stage.state = scrubber.value;
    if (walk.done) ready();
  });
  run.addEventListener("finished", ready);
  run.addEventListener("result", () => {
    if (run.result.rough) return;
    bases
      .querySelectorAll("label")
      .forEach((/** @type {HTMLElement} */ label, /** @type {number} */ i) => {
        label.hidden = !(BASES[i] in run.result.bases);
      });
    bases.querySelector(`[value=${fitting()}]`).checked = true;
    const { shape, pixels, shrink, own } = run.result,
      before = pixels.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b),
      after = shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b);
    sizes.replaceChildren(
      ...w
        .sizes(pixels, shape, before, after)
        .map((/** @type {string[]} */ [term, value]) =>
          h("div", {}, h("dt", {}, term), h("dd", {}, value)),
        ),
    );
    page.live({
      before: before.toLocaleString("en"),
      after: after.toLocaleString("en"),
      ratio: page.number(before / after),
      depth: shape[0],
      cells: shape[1],
      patch: shrink,
    });
    plot.draw({
      x: own.map((/** @type {number} */ _, /** @type {number} */ i) => i),
      series: [{ name: w.own(Math.min(3, shape[0]), shape[0]), values: own }],
      label: w.need,
      axis: w.state,
      low: 0.5,
      high: 1,
      tall: 130,
    });
    plot.cursor = scrubber.value;
    if (!poked) effect.textContent = hint();
    heading.textContent = bare() ? w.enlarged : w.picture;
    paint(draw);
  });
  scrubber.addEventListener("scrub", () => {
    plot.cursor = scrubber.value;
  });

  function ready() {
    fetched().catch((error) => run.tell("failed", error));
  }

  async function fetched() {
    const mine = walk;
    const [, , , raw] = await Promise.all([
      mine.read(),
      mine.load("x0", 128),
      mine.load("xt", 128),
      page.ask(`${mine.where}/latents.bin`).then((answer) => answer.arrayBuffer()),
    ]);
    if (mine !== walk) return;
    all = { key: mine.key, data: halves(raw), shape: [mine.states, ...mine.meta.latent] };
    const [, depth, ...sides] = all.shape;
    channel = clamp(channel, 0, depth - 1); // what a link names, or another engine had
    cell = sides.map((/** @type {number} */ side, /** @type {number} */ i) =>
      clamp(cell[i], 0, side - 1),
    );
    mine.load("x0").catch(() => {});
    page.share(mine, view);
    paint(draw);
  }

  return {
    update: (/** @type {any} */ situation) => run.start(situation, {}, { detail: "full" }),
    restore(/** @type {any} */ shown) {
      if (VIEWS.includes(shown.v)) {
        view = shown.v;
        views.querySelector(`[value=${view}]`).checked = true;
      }
      if (BASES.includes(shown.b)) {
        basis = shown.b;
        bases.querySelector(`[value=${basis}]`).checked = true;
      }
      if (/^\d+-\d+$/.test(shown.c ?? "")) cell = String(shown.c).split("-").map(Number);
      if (shown.ch >= 0) channel = shown.ch;
      if (shown.i !== undefined) scrubber.value = shown.i;
      paint(draw);
    },
    key(/** @type {KeyboardEvent} */ event) {
      if (event.key.toLowerCase() !== "p") return false;
      poke();
      return true;
    },
  };
}
