/** A and B: three prompts as a triangle to scale, and the picture of any point in it. */
import { button, check, choice, clamp, h, number, percent, pick, rest, s, slider } from "../dom.js";
import { look } from "../figures/estimate.js";
import { grid } from "../figures/table.js";
import { constants } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

const { other: OTHER, count: COUNT, quick: STEPS } = constants("both");
const WAYS = ["tokens", "predictions"];
const [WIDE, PAD, TALL] = [340, 34, 220];
const w = words.exhibits.both;

/** @typedef {[number, number]} Point the shares of B and of the joint prompt */
/** @typedef {{length: number, share: number, off: number}} Triangle */
/** @typedef {{points: Point[], things: string[][], seen: (boolean | null)[][],
 *   summary: Triangle, tokens: Triangle}} Measured */

/** The triangle, to scale, with the point in view. */
class Plane {
  /** @type {Triangle | null} */
  #shape = null;
  element = s("svg.triangle", {
    viewBox: `0 0 ${WIDE} ${TALL}`,
    role: "img",
    "aria-label": w.plane,
  });

  /** @param {(point: Point) => void} moved */
  constructor(moved) {
    const move = (/** @type {MouseEvent} */ event) => moved(this.#point(event));
    this.element.addEventListener("click", move);
    this.element.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (event.buttons) move(event);
    });
  }

  /** Where the paper begins, and how many units a length of 1 is. */
  get #paper() {
    const { share = 0.5, off = 0 } = this.#shape ?? {};
    const [left, right] = [Math.min(0, share), Math.max(1, share)];
    const scale = Math.min(
      (WIDE - 2 * PAD) / (right - left),
      (TALL - 2 * PAD) / Math.max(off, 0.1),
    );
    return { left: WIDE / 2 - ((left + right) / 2) * scale, low: (TALL + off * scale) / 2, scale };
  }

  /** @param {Point} point */
  #place([second, joint]) {
    const { share = 0.5, off = 0 } = this.#shape ?? {};
    const { left, low, scale } = this.#paper;
    return [left + (second + joint * share) * scale, low - joint * off * scale];
  }

  /** The point of the triangle nearest above or below a hand. @param {MouseEvent} event */
  #point(event) {
    const { share = 0.5, off = 0 } = this.#shape ?? {};
    const { left, low, scale } = this.#paper;
    const box = this.element.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * WIDE;
    const y = ((event.clientY - box.top) / box.height) * TALL;
    const joint = off ? clamp((low - y) / (off * scale), 0, 1) : 0;
    const second = clamp((x - left) / scale - joint * share, 0, 1 - joint);
    return /** @type {Point} */ ([rounded(second), rounded(joint)]);
  }

  /** @param {Triangle | null} shape @param {Point} now */
  draw(shape, now) {
    this.#shape = shape;
    if (!shape) return this.element.replaceChildren();
    const [a, b, joint] = [
      [0, 0],
      [1, 0],
      [0, 1],
    ].map((each) => this.#place(/** @type {Point} */ (each)));
    const foot = this.#place([shape.share, 0]);
    const middle = this.#place([0.5, 0]);
    const line = (/** @type {number[][]} */ ...ends) => `M${ends.map(String).join("L")}`;
    const [cx, cy] = this.#place(now);
    const name = (/** @type {number[]} */ [x, y], /** @type {string} */ text, down = 18) =>
      s("text", { x, y: y + down, "text-anchor": "middle" }, text);
    this.element.replaceChildren(
      s("path.sides", { d: `${line(a, b, joint)}Z` }),
      s("path.drop", { d: line(joint, foot) }),
      ...[a, b, joint, middle, foot].map(([x, y]) => s("circle.corner", { cx: x, cy: y, r: 4 })),
      s("circle.now", { cx, cy, r: 8 }),
      name(a, w.point.first),
      name(b, w.point.second),
      name(joint, w.point.joint, -12),
    );
    this.element.setAttribute("aria-label", `${w.plane}. ${w.place(shape)}`);
  }
}

export default class Both extends Exhibit {
  #other = OTHER;
  #by = WAYS[0];
  #foot = 0.5;
  /** @type {Measured | null} */
  #told = null;
  /** @type {Point} */
  #at = [0, 1];
  #own = this.page.line();
  #all = this.page.line();
  #stage = h("pl-stage");
  #tiles = h("fieldset.tiles.five", h("legend.quiet", w.points));
  #plane = new Plane((point) => this.#move(point));
  #said = h("p.said", { role: "status" }, w.pending);
  #counted = h("div");
  #count = button(w.count(COUNT, NaN), () => this.#all.draw(this.settings, this.#params("count")));
  #along = slider({ min: 0, max: 1, step: 0.01, value: 0.5, "aria-label": w.along }, () =>
    this.#slid(),
  );
  #up = slider({ min: 0, max: 1, step: 0.01, "aria-label": w.up }, () => this.#slid());
  #later = rest(300, () => this.#draw());
  #prompt = h("pl-prompt", { label: w.other, on: { prompt: ({ detail }) => this.#turn(detail) } });
  #ways = choice(
    w.ways,
    WAYS.map((way) => [way, w.way[way]]),
    (way) => {
      this.#choose(way);
      this.page.show({ how: way === WAYS[0] ? "" : way });
      this.update();
    },
  );

  build() {
    for (const run of [this.#own, this.#all])
      for (const kind of ["planned", "result"]) run.addEventListener(kind, () => this.result());
    const rows = [h("label.row", w.along, this.#along), h("label.row", w.up, this.#up)];
    const jobs = [this.run, this.#own, this.#all].map((run) => h("pl-job", { run }));
    this.element.append(
      h(
        "div.two",
        h("div", this.#stage, this.#tiles, jobs),
        h(
          "div.side",
          h("p.aside", w.lead),
          this.#prompt,
          this.#plane.element,
          rows,
          this.#said,
          h("div.controls", this.#count),
          this.#counted,
          h("details.more", h("summary", w.more), this.#ways),
        ),
      ),
    );
    this.#prompt.value = this.#other;
    this.#choose(this.#by);
    this.#slide();
  }

  /** @param {string} way */
  #choose(way) {
    this.#by = WAYS.includes(way) ? way : WAYS[0];
    this.#ways.choose(this.#by);
  }

  /** @param {string} other */
  #turn(other) {
    this.#other = other;
    this.#prompt.value = other;
    this.page.show({ q: other === OTHER ? "" : other });
    this.update();
  }

  /** @param {string} part */
  #params(part) {
    const [second, joint] = part === "own" ? this.#at : [0, 0];
    return { other: this.#other, by: this.#by, part, foot: this.#foot, second, joint };
  }

  /** @returns {[string, Point][]} the points that have a name */
  get #named() {
    return [
      ["first", [0, 0]],
      ["middle", [0.5, 0]],
      ["foot", [this.#foot, 0]],
      ["second", [1, 0]],
      ["joint", [0, 1]],
    ];
  }

  /** The walk of a point and what the judge sees there, if either is known. @param {Point} point */
  #find(point) {
    const { points = [], seen = [] } = /** @type {Partial<Measured>} */ (this.#told ?? {});
    const place = this.#places().findIndex((each) => same(each, point));
    if (place >= 0)
      return {
        walk: this.run.walks[place],
        seen: seen[points.findIndex((each) => same(each, point))],
      };
    const mine = this.#own.asked?.params;
    if (!mine || !same([mine.second, mine.joint], point)) return {};
    return { walk: this.#own.walks[0], seen: this.#own.result?.seen?.[0] };
  }

  /** The points of the first line's walks, in the server's order. @returns {Point[]} */
  #places() {
    const foot = this.run.asked?.params.foot ?? 0.5;
    /** @type {Point[]} */
    const all = [
      [0, 0],
      [1, 0],
      [0, 1],
      [0.5, 0],
      [foot, 0],
    ];
    return all.filter((each, i) => all.findIndex((one) => same(one, each)) === i);
  }

  /** @param {Point} point */
  #move(point) {
    this.#at = point;
    this.#slide();
    this.page.show({ b: point[0], j: point[1] });
    this.#later();
    this.result();
  }

  #slid() {
    const joint = +this.#up.value;
    this.#move([rounded((1 - joint) * +this.#along.value), joint]);
  }

  #slide() {
    const [second, joint] = this.#at;
    this.#up.value = String(joint);
    if (joint < 1) this.#along.value = String(rounded(second / (1 - joint)));
  }

  #draw() {
    const known = this.#places().some((each) => same(each, this.#at));
    if (!known && !this.#find(this.#at).walk) this.#own.draw(this.settings, this.#params("own"));
  }

  planned() {
    this.#lay();
    this.result();
  }

  #lay() {
    const focused = [...this.#tiles.querySelectorAll("input")].indexOf(document.activeElement);
    const tiles = this.#named.map(([name, point], i) => {
      const walk = this.#find(point).walk ?? null;
      const stage = h("pl-stage", {
        plain: true,
        walk,
        state: walk?.last ?? 0,
        name: w.point[name],
      });
      return pick("both-point", i, () => this.#move(point), stage, w.point[name], h("span.note"));
    });
    this.#tiles.replaceChildren(this.#tiles.firstElementChild, ...tiles);
    this.#tiles.querySelectorAll("input")[focused]?.focus();
  }

  /** @param {{walk: Walk}} told */
  finished({ walk }) {
    walk.small();
  }

  result() {
    if (this.run.result?.summary) this.#told = this.run.result;
    const told = this.#told;
    if (told && !this.#settle(told)) return;
    const things = told?.things ?? [[], []];
    const { walk, seen } = this.#find(this.#at);
    if (walk) {
      this.#stage.walk = walk;
      this.#stage.state = walk.last;
      this.page.share(walk, "x0");
    }
    this.#plane.draw(told?.summary ?? null, this.#at);
    const chosen = this.#named.findIndex(([, point]) => same(point, this.#at));
    check(this.#tiles, chosen);
    this.#named.forEach(([, point], i) => {
      const note = this.#tiles.querySelectorAll(".note")[i];
      const there = this.#find(point).seen;
      if (note) note.textContent = there ? w.shown(there, things) : "";
    });
    const [second, joint] = this.#at;
    const at = w.at(1 - second - joint, second, joint);
    const here = seen ? w.shown(seen, things) : "";
    this.#said.textContent = told ? `${at}${here ? `: ${here}` : ""}` : w.pending;
    this.#tally(things, told !== null);
    this.#tell(told);
  }

  /** Ask for the foot where the first answer says that it is; tells whether it is known.
   * @param {Measured} told
   */
  #settle(told) {
    const foot = clamp(told.summary.share, 0, 1);
    const right = foot === this.#foot;
    this.#foot = foot;
    if (!right) this.run.draw(this.settings, this.#params("points"));
    return right;
  }

  /** The table of eight seeds. @param {string[][]} things @param {boolean} known */
  #tally(things, known) {
    const { settings } = this;
    const unknown = [settings.prompt, this.#other].filter((_, i) => !things[i].length);
    this.#count.hidden = !known || unknown.length > 0 || this.#all.asked !== null;
    const { points = [], seen = [] } = /** @type {Partial<Measured>} */ (this.#all.result ?? {});
    if (known && unknown.length)
      return void this.#counted.replaceChildren(h("p.aside", w.unseen(unknown)));
    if (!seen.length) return this.#counted.replaceChildren();
    const kinds = [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ];
    const rows = points.map((point, place) => {
      const own = seen.filter((_, i) => i % points.length === place);
      const name = this.#named.find(([, each]) => same(each, point))?.[0] ?? "foot";
      const counts = kinds.map(
        (kind) => own.filter((each) => String(each) === String(kind)).length,
      );
      return [w.point[name], ...counts.map(String)];
    });
    this.#counted.replaceChildren(grid(w.counts(COUNT), ["", ...w.heads(things)], rows));
  }

  /** @param {Measured | null} told */
  #tell(told) {
    const { points = [], seen = [] } = /** @type {Partial<Measured>} */ (this.#all.result ?? {});
    const both = (/** @type {Point} */ point) => {
      const place = points.findIndex((each) => same(each, point));
      return seen.filter((each, i) => i % points.length === place && each[0] && each[1]).length;
    };
    const [joint, middle] = [this.#find([0, 1]).seen, this.#find([0.5, 0]).seen];
    const { prompt, seed } = this.settings;
    const [texts, ends] = [[prompt, this.#other].map((text) => JSON.stringify(text)), this.#at];
    this.page.live({
      place: told ? w.place(told.summary) : "",
      told: told && joint && middle ? w.told(joint, middle, told.things) : "",
      counted: seen.length
        ? w.counted({
            joint: both([0, 1]),
            middle: both([0.5, 0]),
            foot: both([this.#foot, 0]),
            of: COUNT,
          })
        : "",
      length: told ? number(told.summary.length) : "–",
      share: told ? number(told.summary.share) : "–",
      off: told ? percent(told.summary.off) : "–",
      tokens: told ? percent(told.tokens.off) : "–",
      call:
        `joint = Part(${JSON.stringify(`${prompt} and ${this.#other}`)}, ${ends[1]})\n` +
        `mixed = Blend(${texts[1]}, ${ends[0]}, "${this.#by}", more=(joint,))\n` +
        `engine.draw(pellucid.Recipe(${texts[0]}, seed=${seed}, edits=(mixed,)))`,
    });
  }

  async update() {
    for (const run of [this.#own, this.#all]) {
      run.forget();
      run.result = null;
    }
    this.#told = null;
    this.#foot = 0.5;
    this.run.draw(this.settings, this.#params("points"));
    this.#later();
    const cost = (await look()) * 2 * STEPS * 3 * COUNT;
    this.#count.textContent = w.count(COUNT, cost);
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    const before = `${this.#other} ${this.#by}`;
    if (shown.q !== undefined) this.#other = String(shown.q) || OTHER;
    this.#prompt.value = this.#other;
    this.#choose(String(shown.how || WAYS[0]));
    if (shown.b !== undefined || shown.j !== undefined) {
      const joint = clamp(Number(shown.j) || 0, 0, 1);
      this.#at = [clamp(Number(shown.b) || 0, 0, rounded(1 - joint)), joint];
      this.#slide();
    }
    if (!this.run.asked) return;
    if (`${this.#other} ${this.#by}` !== before) this.update();
    else this.#move(this.#at);
  }

  hidden() {
    this.#later.cancel();
  }
}

/** @param {number} share */
const rounded = (share) => Math.round(100 * share) / 100;

/** @param {Point} one @param {Point} other */
const same = (one, other) =>
  Math.abs(one[0] - other[0]) < 1e-6 && Math.abs(one[1] - other[1]) < 1e-6;
