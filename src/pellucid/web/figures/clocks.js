// @ts-check
/**
 * Five clocks: one picture drowned by five schedules, at the same time of each or with the same
 * noise. All numbers and pictures are the server's; here they are only laid side by side.
 */
import { clamp, h, number, paint, percent, rest, s } from "../dom.js";
import { Walk } from "../net/walk.js";
import { pixels } from "./stage.js";

const LAST = 28;
const TOP = 12; // the log of the ratio is drawn from -TOP to TOP
const WIDE = 320,
  TALL = 190,
  LEFT = 34,
  RIGHT = 12,
  ABOVE = 10,
  BELOW = 22;
const MARKS = [
  "M-4.4 0a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0",
  "M-4-4h8v8h-8z",
  "M0-5.2 4.8 3.8h-9.6z",
  "M0-5.6 5.6 0 0 5.6-5.6 0z",
  "M-4.6-4.6 4.6 4.6M-4.6 4.6 4.6-4.6",
];

/**
 * @param {import("../main.js").Page} page
 * @param {any} w the words
 * @param {any} run a line to the server
 */
export function clocks(page, w, run) {
  const job = h("pl-job"),
    scrubber = h("pl-scrubber"),
    plot = h("pl-plot");
  const row = h("fieldset", { className: "clocks" }, h("legend", { className: "quiet" }, w.pick));
  const how = h(
    "fieldset",
    { className: "segments" },
    h("legend", { className: "quiet" }, w.compare),
    ["time", "noise"].map((name) =>
      h(
        "label",
        {},
        h("input", {
          type: "radio",
          name: "clocks-even",
          value: name,
          checked: name === "time",
          on: { change: () => turn(name) },
        }),
        h("span", {}, w.even[name]),
      ),
    ),
  );
  const line = h("span", {}),
    gap = h("span", {}),
    curve = h("h3", {}),
    ratio = h("div", { className: "ratio" });
  const lines = h(
    "div",
    { className: "two even", hidden: true },
    h("section", {}, curve, plot),
    h("section", {}, h("h3", {}, w.ratio), ratio),
  );
  const element = h(
    "div",
    {},
    h("p", {}, w.rules),
    h("div", { className: "controls" }, how),
    row,
    scrubber,
    job,
    h("p", { className: "kept", role: "status" }, line, " ", gap),
    lines,
  );
  job.run = run;
  scrubber.max = LAST;
  scrubber.value = LAST / 2;
  scrubber.label = w.when;
  /** @type {any[]} */
  let tiles = [];
  /** @type {any[]} what the server told of each schedule: curve, states */
  let told = [];
  /** @type {SVGElement[]} */
  let marks = [];
  let even = "time",
    picked = "",
    asked = "";
  const one = () => told.find(({ name }) => name === picked) ?? told[0];
  /** @type {(() => void) | null} */
  let ask = null;

  function turn(/** @type {string} */ name) {
    even = name;
    how.querySelector(`[value=${name}]`).checked = true;
    page.show({ e: name === "noise" ? 1 : 0 });
    ask?.();
  }

  function pick(/** @type {string} */ name) {
    picked = name;
    const radio = row.querySelector(`[value=${name}]`);
    if (radio) radio.checked = true;
    curves();
    paint(look);
  }

  /** Five tiles, made when the first answer says which schedules there are. */
  function lay() {
    if (!tiles.length) {
      if (one().name !== picked) picked = (told.find(({ own }) => own) ?? told[0]).name;
      tiles = told.map(({ name, own }, i) => {
        const stage = h("pl-stage", { plain: true });
        stage.view = "xt";
        stage.name = w.names[name];
        scrubber.surface = stage;
        row.append(
          h(
            "figure",
            { className: "tile" },
            stage,
            h(
              "label",
              {},
              h("input", {
                type: "radio",
                name: "clocks-picked",
                value: name,
                checked: name === picked,
                on: {
                  change: () => {
                    pick(name);
                    page.show({ c: name });
                  },
                },
              }),
              s(
                "svg",
                { viewBox: "-7 -7 14 14", "aria-hidden": "true", class: `clock-${i}` },
                s("path", { d: MARKS[i] }),
              ),
              h("span", {}, w.names[name]),
              own ? h("small", {}, w.own) : null,
              h("b", {}),
            ),
          ),
        );
        return stage;
      });
    }
    tiles.forEach((stage, i) => {
      stage.walk = new Walk({
        key: `${told[i].name}-${asked}`,
        recipe: page.store.situation,
        states: LAST + 1,
      });
      stage.walk.scalars = told[i].states.noise.map(
        (/** @type {number} */ noise, /** @type {number} */ n) => ({
          t: noise / (noise + told[i].states.signal[n]),
        }),
      );
    });
    curves();
    paint(look);
  }

  function curves() {
    if (!told.length) return;
    const { t, signal, noise } = one().curve;
    curve.textContent = w.curve(w.names[picked]);
    plot.draw({
      x: t,
      series: [
        { name: w.signal, values: signal },
        { name: w.noise, values: noise },
      ],
      label: w.curve(w.names[picked]),
      axis: w.time,
      low: 0,
      high: 1,
      tall: TALL,
    });
    const across = (/** @type {number} */ t) => LEFT + t * (WIDE - LEFT - RIGHT),
      up = (/** @type {number} */ y) =>
        ABOVE + ((TOP - clamp(y, -TOP, TOP)) / (2 * TOP)) * (TALL - ABOVE - BELOW);
    const svg = s("svg", {
      viewBox: `0 0 ${WIDE} ${TALL}`,
      role: "img",
      "aria-label": w.ratioOf(told.length),
    });
    for (const y of [-TOP, 0, TOP])
      svg.append(
        s("line", { class: "grid", x1: LEFT, x2: WIDE - RIGHT, y1: up(y), y2: up(y) }),
        s(
          "text",
          { class: "tick", x: LEFT - 5, y: up(y) + 3.5, "text-anchor": "end" },
          number(y).replace("-", "−"),
        ),
      );
    svg.append(
      s("text", { class: "tick", x: LEFT, y: TALL - 6 }, "0"),
      s(
        "text",
        { class: "tick", x: WIDE - RIGHT, y: TALL - 6, "text-anchor": "end" },
        `1 ${w.time}`,
      ),
    );
    marks = [];
    told.forEach(({ name, curve: { t, snr } }, i) => {
      const inside = snr
        .map((/** @type {number | null} */ y, /** @type {number} */ n) => [t[n], y ?? Infinity])
        .filter((/** @type {number[]} */ at) => Math.abs(at[1]) <= TOP);
      svg.append(
        s("path", {
          class: `line clock-${i}${name === picked ? " picked" : ""}`,
          d:
            inside
              .map(
                (/** @type {number[]} */ [x, y], /** @type {number} */ n) =>
                  `${n ? "L" : "M"}${across(x).toFixed(1)} ${up(y).toFixed(1)}`,
              )
              .join("") || "M0 0",
        }),
      );
      marks.push(s("path", { class: `dot clock-${i}`, d: MARKS[i] }));
    });
    svg.append(...marks);
    const every = told[0].curve.t
      .map((/** @type {number} */ t, /** @type {number} */ n) => ({ t, n }))
      .filter((/** @type {any} */ { n }) => n % 10 === 0);
    ratio.replaceChildren(
      svg,
      h(
        "details",
        { className: "as-table", open: Boolean(ratio.querySelector("details")?.open) },
        h("summary", {}, page.words.plot.table),
        h(
          "table",
          {},
          h("caption", {}, w.ratio),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              h("th", { scope: "col" }, w.time),
              told.map(({ name }) => h("th", { scope: "col" }, w.names[name])),
            ),
          ),
          h(
            "tbody",
            {},
            every.map((/** @type {any} */ { t, n }) =>
              h(
                "tr",
                {},
                h("th", { scope: "row" }, number(t)),
                told.map(({ curve: { snr } }) =>
                  h("td", {}, snr[n] === null ? "∞" : number(snr[n]).replace("-", "−")),
                ),
              ),
            ),
          ),
        ),
      ),
    );
    place();
  }

  /** Put every mark where its clock stands. */
  function place() {
    told.forEach(({ states: { t, snr } }, i) => {
      const y = snr[scrubber.value] ?? TOP;
      marks[i]?.setAttribute(
        "transform",
        `translate(${LEFT + t[scrubber.value] * (WIDE - LEFT - RIGHT)} ` +
          `${ABOVE + ((TOP - clamp(y, -TOP, TOP)) / (2 * TOP)) * (TALL - ABOVE - BELOW)})`,
      );
    });
    plot.cursor = Math.round(one().states.t[scrubber.value] * (one().curve.t.length - 1));
  }

  function look() {
    if (!told.length) return;
    const i = scrubber.value,
      { t, signal, noise, snr } = one().states;
    tiles.forEach((stage, n) => {
      stage.state = i;
      row.querySelectorAll("label b")[n].textContent =
        even === "time" ? w.left(told[n].states.signal[i]) : w.at(told[n].states.t[i]);
    });
    place();
    line.textContent = w.moment(even, w.names[picked], t[i], signal[i], noise[i]);
    page.live({
      clock: w.names[picked],
      clockTime: percent(t[i]),
      signal: signal[i].toFixed(3),
      amount: noise[i].toFixed(3),
      snr: snr[i] === null ? "∞" : number(snr[i]).replace("-", "−"),
      leftover: signal[LAST].toFixed(3),
    });
    apart();
  }

  /** How far apart the five pictures are, read off the pictures themselves. */
  const apart = rest(250, () => {
    const cells = tiles.map(
      (stage) => stage.walk?.frames.xt[scrubber.value] && stage.walk.cell("xt", scrubber.value),
    );
    if (!cells.length || !cells.every(Boolean)) return;
    const data = cells.map((cell) => pixels(cell, cell.size).data);
    let most = 0;
    for (let n = 0; n < data[0].length; n++) {
      let low = 255,
        high = 0;
      for (const each of data) {
        if (each[n] < low) low = each[n];
        if (each[n] > high) high = each[n];
      }
      if (high - low > most) most = high - low;
    }
    element.dataset.apart = `${even} ${scrubber.value} ${most}`;
    gap.textContent = w.apart(most);
    page.live({ fiveApart: most });
  });

  run.addEventListener("result", () => {
    told = run.result.clocks;
    lines.hidden = false;
    lay();
  });
  run.addEventListener("picture", (/** @type {CustomEvent} */ event) => {
    const { walk: n, state, image } = event.detail,
      film = tiles[n]?.walk;
    if (!film) return;
    film.frames.xt[state] = image;
    film.reached = Math.max(film.reached, state);
    film.changed();
    if (state === scrubber.value) apart();
  });
  scrubber.addEventListener("scrub", () => paint(look));
  scrubber.addEventListener("settle", () => page.show({ u: scrubber.value }));
  scrubber.text = (/** @type {number} */ i) => {
    if (!told.length) return "";
    const { t, signal, noise } = one().states;
    return w.moment(even, w.names[picked], t[i], signal[i], noise[i]);
  };
  plot.addEventListener("pick", (/** @type {CustomEvent} */ event) => {
    const { t } = one().states,
      at = event.detail / (one().curve.t.length - 1);
    scrubber.go(
      t.reduce(
        (/** @type {number} */ best, /** @type {number} */ each, /** @type {number} */ n) =>
          Math.abs(each - at) < Math.abs(t[best] - at) ? n : best,
        0,
      ),
      "plot",
    );
    scrubber.settle();
  });

  return {
    element,
    /**
     * Drown this picture, unless it is the one that is being drowned.
     * @param {any} situation
     * @param {string} address
     */
    start(situation, address) {
      ask = () => {
        const name = `${address}-${situation.seed}-${even}`;
        if (name === asked) return;
        asked = name;
        run.start(situation, { photo: address, clocks: even }, { route: "frames" });
      };
      ask();
    },
    /** @param {any} shown */
    restore(shown) {
      if (shown.u >= 0) scrubber.value = shown.u;
      if (shown.e !== undefined && (shown.e ? "noise" : "time") !== even) {
        even = shown.e ? "noise" : "time";
        how.querySelector(`[value=${even}]`).checked = true;
        ask?.();
      }
      if (typeof shown.c === "string" && shown.c in w.names) pick(shown.c);
      paint(look);
    },
    /** @param {string} key */
    key(key) {
      if (key !== "e") return false;
      turn(even === "time" ? "noise" : "time");
      return true;
    },
  };
}
