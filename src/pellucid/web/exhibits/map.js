/** A map of meanings: prompts on a plane, words placed among them, and sums of words. */
import { button, choice, form, h, number, percent, rest } from "../dom.js";
import { Atlas, thumb } from "../figures/atlas.js";
import { grid } from "../figures/table.js";
import { decode, encode } from "../link.js";
import { constants } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

/** @typedef {import("../figures/atlas.js").Point} Point */

const { near: NEAR, sums: SUMS, twins: TWINS } = constants("map");
const TYPING = 80; // ms without a key, after which words are placed
const w = words.exhibits.map;

/** A field for words. @param {string} name @param {() => void} act */
const field = (name, act) =>
  h("label", h("span", name), h("input", { type: "text", maxLength: 200, on: { input: act } }));

/** What is in view: a prompt, its picture, what is near to it, and what can be done with it. */
class Card {
  #picture = h("div.picture");
  #stage = h("pl-stage");
  #name = h("h3", { tabIndex: -1 }); // where the focus goes when its button is gone
  #kept = h("p.aside");
  #list = h("ol.near", { "aria-label": w.nearest });
  #draw = button(w.draw, () => this.#ask(), "go");
  #walk = button("", () => this.#between());
  /** @type {Point | null} */
  #shown = null;
  #tools = h("div.controls", this.#draw, this.#walk);
  #other = ""; // the prompt that was in view before

  /** @param {Page} page @param {(place: number) => void} pick @param {() => Point[]} all */
  constructor(page, pick, all) {
    this.page = page;
    this.pick = pick;
    this.all = all;
    this.line = page.line("walk");
    this.line.addEventListener("planned", () => {
      [this.#stage.walk] = this.line.walks;
      this.#stage.state = this.#stage.walk.last;
      this.#picture.replaceChildren(this.#stage);
      page.share(this.#stage.walk);
    });
    this.element = h(
      "div.card",
      this.#picture,
      h("div", this.#name, this.#kept, this.#tools, h("pl-job", { run: this.line })),
      this.#list,
    );
  }

  /** @param {Point} point @param {string} sum how it came about, if it is no prompt */
  show(point, sum) {
    const old = this.#shown?.prompt;
    if (old && old !== point.prompt) this.#other = old;
    if (old !== point.prompt) this.line.forget();
    this.#shown = point;
    const place = this.all().findIndex(({ prompt }) => prompt === point.prompt);
    if (old !== point.prompt || sum) this.#picture.replaceChildren(sum ? "" : thumb(place));
    this.#name.textContent = sum || `“${point.prompt}”`;
    this.#kept.textContent = w.kept(point.kept, NEAR);
    this.#tools.hidden = Boolean(sum);
    this.#walk.hidden = !this.#other;
    this.#walk.textContent = w.between(this.#other);
    this.#list.replaceChildren(
      ...point.near.map((near, i) => {
        const go = button(thumb(near), () => {
          this.pick(near);
          this.#name.focus();
        });
        go.append(this.all()[near].prompt);
        return h("li", go, h("span.cosine", w.cosine(point.cosines[i])));
      }),
    );
  }

  #ask() {
    const prompt = this.#shown?.prompt ?? "";
    this.line.start({ ...this.page.store.settings, prompt });
  }

  /** Open the chapter of two prompts with the last two that were in view. */
  #between() {
    const state = /** @type {State} */ (decode(location.hash) ?? decode("#/"));
    const figures = { between: { q: this.#shown?.prompt ?? "" } };
    const pins = { ...state.pins, between: this.#other };
    location.hash = encode({ ...state, exhibit: "between", figures, pins });
  }
}

export default class Meanings extends Exhibit {
  #view = "map";
  #typed = ""; // none: the settings' own words
  #chosen = NaN; // a prompt of the map, or else the visitor's words
  /** @type {any} what was told of the words last */
  #told = {};
  #line = this.page.line(); // for words while they are typed
  #atlas = new Atlas((place) => this.#pick(place));
  #card = new Card(
    this.page,
    (place) => this.#pick(place),
    () => this.#points,
  );
  #words = field(w.words, () => this.#type());
  #less = field(w.less, () => this.#type());
  #more = field(w.more, () => this.#type());
  #sums = h("div.controls.sums");
  #said = h("p.said", { role: "status" });
  #flat = h("p.aside", w.pending);
  #table = h(
    "details.more",
    { on: { toggle: () => this.#fill() } },
    h("summary", words.plot.table),
  );
  #soon = rest(TYPING, () => this.#place());
  #views = choice(
    w.views,
    Object.entries(w.view),
    (view) => {
      this.#see(view);
      this.page.show({ v: view === "map" ? "" : view });
      if (view === "sum" && !this.#value(this.#less)) return this.#take(SUMS[0]);
      this.#place();
    },
    "tabs",
  );

  build() {
    const own = form(
      ".placing",
      () => this.#place(),
      this.#words,
      this.#less,
      this.#more,
      h("button.go", { type: "submit" }, w.place),
    );
    this.#sums.append(
      w.try,
      ...SUMS.map((/** @type {string[]} */ sum) =>
        button(w.example(sum[0], sum[1], sum[2]), () => this.#take(sum), "chip"),
      ),
    );
    this.element.append(
      this.#views,
      h(
        "div.two",
        h("div", this.#atlas.element, this.#flat, h("pl-job", { run: this.run })),
        h(
          "div.side",
          own,
          h("pl-job", { run: this.#line }),
          this.#sums,
          this.#said,
          this.#card.element,
        ),
      ),
      this.#table,
    );
    this.#line.addEventListener("result", () => this.#hear(this.#line.result));
    this.#see(this.#view);
  }

  /** @returns {Point[]} */
  get #points() {
    return this.run.result?.points ?? [];
  }

  /** @param {any} label */
  #value = (label) => label.querySelector("input").value.trim();

  /** @param {any} label @param {string} text */
  #write(label, text) {
    label.querySelector("input").value = text;
  }

  /** @param {string} view */
  #see(view) {
    this.#view = view in w.view ? view : "map";
    this.#views.choose(this.#view);
    for (const part of [this.#less, this.#more, this.#sums, this.#said])
      part.hidden = this.#view === "map";
  }

  /**
   * What is to be placed, as the server is asked.
   * @returns {{words?: string, less?: string, more?: string}}
   */
  get #asked() {
    const own = this.#typed ? { words: this.#typed } : {};
    if (this.#view === "map") return own;
    return { ...own, less: this.#value(this.#less), more: this.#value(this.#more) };
  }

  #type() {
    this.#typed = this.#value(this.#words);
    this.#soon();
  }

  /** @param {string[]} sum words, less, more */
  #take([own, less, more]) {
    this.#write(this.#words, own);
    this.#write(this.#less, less);
    this.#write(this.#more, more);
    this.#typed = own;
    this.#place();
  }

  #place() {
    this.#soon.cancel();
    this.#chosen = NaN;
    const { less = "", more = "" } = this.#asked;
    this.page.show({ q: this.#typed, a: less, b: more, k: "" });
    this.#line.start(this.settings, { part: "place", ...this.#asked });
  }

  /** @param {any} told */
  #hear(told) {
    if (!told?.placed) return;
    this.#told = told;
    this.#show();
  }

  /** A prompt of the map was chosen. @param {number} place */
  #pick(place) {
    this.#chosen = place;
    this.page.show({ k: place });
    this.#show();
  }

  result() {
    const { share, kept, twins } = this.run.result;
    const points = this.#points;
    this.#atlas.fill(points);
    this.#flat.textContent = w.flat(share, kept, NEAR, points.length);
    this.page.live({
      share: percent(share),
      kept: number(kept),
      prompts: points.length,
      near: NEAR,
      twins: number(twins),
      one: TWINS[0],
      other: TWINS[1],
      told: w.flat(share, kept, NEAR, points.length),
    });
    this.#fill();
    this.#hear(this.run.result);
  }

  #show() {
    const { placed, answer } = this.#told;
    const point = this.#points[this.#chosen] ?? placed;
    if (!point || !this.#points.length) return;
    const { words: own = placed.prompt, less = "", more = "" } = this.#asked;
    const sum = this.#view === "sum" ? w.sum(own, less, more) : "";
    const name = point === placed && sum ? sum : `“${point.prompt}”`;
    this.#card.show(point, point === placed ? sum : "");
    this.#said.textContent = answer ? w.answer(answer, this.#points.length) : w.open;
    this.#atlas.mark(placed, point, sum || `“${placed.prompt}”`);
    const near = point.near.map((/** @type {number} */ i) => this.#points[i].prompt);
    this.#atlas.name = w.canvas(this.#points.length, name, near.slice(0, 3));
    this.page.live({
      own: placed.prompt,
      first: near[0],
      cosine: w.cosine(point.cosines[0]),
      rank: answer ? answer.rank : "–",
      sum: sum || "–",
    });
  }

  /** The table is long, so it is made when it is opened. */
  #fill() {
    if (!this.#table.open || !this.#points.length) return;
    const rows = this.#points.map(({ prompt, near, cosines, kept }) => [
      prompt,
      this.#points[near[0]].prompt,
      w.cosine(cosines[0]),
      String(kept),
    ]);
    this.#table.querySelector("div")?.remove();
    this.#table.append(h("div.scrolls", { tabIndex: 0 }, grid(w.table, w.heads, rows)));
  }

  update() {
    if (!this.#typed) this.#write(this.#words, this.settings.prompt);
    this.run.start(this.settings, this.#asked);
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    this.#see(String(shown.v || "map"));
    this.#typed = String(shown.q ?? "");
    const [own, less, more] = SUMS[0];
    const none = this.#view === "sum" && !shown.q && !shown.a && !shown.b;
    if (none) this.#typed = own;
    this.#write(this.#less, none ? less : String(shown.a ?? ""));
    this.#write(this.#more, none ? more : String(shown.b ?? ""));
    this.#write(this.#words, this.#typed || this.settings.prompt);
    this.#chosen = shown.k === undefined || shown.k === "" ? NaN : Number(shown.k);
    if (this.run.asked) this.#line.start(this.settings, { part: "place", ...this.#asked });
  }

  hidden() {
    this.#soon.cancel();
  }
}
