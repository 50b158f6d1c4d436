/** Between two prompts: mixes and states under one pointer, and a path through them as a film. */
import "../figures/field.js";
import "../figures/plot.js";
import { button, choice, h, number } from "../dom.js";
import { LONG, look } from "../figures/estimate.js";
import { constants } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

const { columns: MIXES, ways: WAYS, other: OTHER } = constants("between");
const FILM = 90; // ms that each picture of a path is shown
const LONGEST = 240; // pictures of a path
const w = words.exhibits.between;

/** A path through the field: recorded while somebody moves, played as a film. */
class Path {
  /** @type {{column: number, state: number}[]} */
  #places = [];
  #recording = false;
  #timer = 0;
  #record = button(w.record, () => this.#toggle());
  #play = button(w.play, () => this.#start(), { disabled: true });
  #said = h("span.aside", { role: "status" }, w.hint);
  element = h("div.controls", this.#record, this.#play, this.#said);

  /** @param {any} field */
  constructor(field) {
    this.field = field;
    field.addEventListener("look", (/** @type {CustomEvent} */ { detail }) => this.#add(detail));
  }

  /** @param {{column: number, state: number}} place */
  #add(place) {
    if (this.#recording && this.#places.length < LONGEST) this.#places.push({ ...place });
  }

  #toggle() {
    this.#end();
    this.#recording = !this.#recording;
    if (this.#recording) this.#places = [{ column: this.field.column, state: this.field.state }];
    this.#record.textContent = this.#recording ? w.stop : w.record;
    this.#play.disabled = this.#recording || this.#places.length < 2;
    this.#said.textContent = this.#recording ? w.hint : w.path(this.#places.length);
  }

  #start() {
    if (this.#timer) return this.#end();
    let place = 0;
    this.#play.textContent = w.pause;
    this.#timer = window.setInterval(() => {
      const next = this.#places[place++];
      if (next) this.field.look(next.column, next.state);
      else this.#end();
    }, FILM);
  }

  #end() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#play.textContent = w.play;
  }

  /** Stop whatever moves. */
  stop() {
    if (this.#recording) this.#toggle();
    this.#end();
  }
}

export default class Between extends Exhibit {
  #other = OTHER;
  #way = WAYS[0];
  #wanted = 0.5; // the mix in view
  #pace = NaN; // seconds that one look of the network takes here
  #field = h("pl-field", {
    axis: w.axis,
    on: {
      look: () => {
        this.#wanted = this.#mix();
        this.result();
      },
      settle: () => {
        this.page.show({ a: this.#mix(), i: this.#field.state });
        this.run.focus(this.run.walks.indexOf(this.#column()?.walk), this.#field.state);
      },
    },
  });
  #path = new Path(this.#field);
  #prompt = h("pl-prompt", {
    label: w.other,
    on: {
      prompt: ({ detail }) => {
        this.#turn(detail);
        this.#start();
      },
    },
  });
  #ways = choice(
    w.ways,
    WAYS.map((/** @type {string} */ way) => [way, w.way[way]]),
    (way) => {
      this.#choose(way);
      this.page.show({ how: way === WAYS[0] ? "" : way });
      this.#start();
    },
  );
  #about = h("p.aside");
  #plot = h("pl-plot", {
    on: { pick: ({ detail }) => this.#field.look(detail, this.#field.state) },
  });
  #said = h("p.said", w.pending);
  #finer = button(w.finer(NaN), () => this.#start("both"), { hidden: true });

  build() {
    const swap = button(w.swap, () => this.#swap());
    this.element.append(
      h(
        "div.two",
        h("div", this.#field, h("pl-job", { run: this.run })),
        h(
          "div.side",
          this.#prompt,
          h("div.controls", swap, this.#finer),
          this.#ways,
          this.#about,
          this.#plot,
          this.#said,
          this.#path.element,
        ),
      ),
    );
    this.#prompt.value = this.#other;
    this.#choose(this.#way);
  }

  #column() {
    return this.#field.columns[this.#field.column];
  }

  #mix() {
    return this.#column()?.value ?? this.#wanted;
  }

  /** @param {string} way */
  #choose(way) {
    this.#way = WAYS.includes(way) ? way : WAYS[0];
    this.#ways.choose(this.#way);
    this.#about.textContent = w.about[this.#way];
  }

  /** Other words at the right end. @param {string} other */
  #turn(other) {
    this.#other = other;
    this.#prompt.value = other;
    this.page.show({ q: other === OTHER ? "" : other });
  }

  #swap() {
    const left = this.#other;
    this.#wanted = Math.round(100 * (1 - this.#mix())) / 100;
    this.#turn(this.settings.prompt);
    this.page.pin(left); // new settings, which are drawn
  }

  /** @param {string} [detail] */
  #start(detail) {
    this.#path.stop();
    const { settings } = this;
    const twice = this.#way === "predictions" ? 2 : 1;
    const cost = this.#pace * 2 * twice * settings.steps * MIXES.length;
    this.#finer.textContent = w.finer(cost);
    this.#finer.hidden = !(cost > LONG) || detail === "both";
    this.#said.textContent = w.pending;
    this.run.start(
      settings,
      { other: this.#other, way: this.#way, extra: this.#wanted },
      { detail: detail ?? (cost > LONG ? "preview" : "both") },
    );
  }

  planned() {
    const own = MIXES.includes(this.#wanted) ? [] : [this.#wanted];
    const asked = [...own, ...constants("between").order];
    const columns = this.run.walks.map((walk, i) => {
      return { walk, value: asked[i], label: w.mix(asked[i]) };
    });
    columns.sort((a, b) => a.value - b.value);
    const place = columns.findIndex(({ value }) => value === this.#wanted);
    this.#field.column = place >= 0 ? place : columns.length >> 1;
    this.#field.columns = columns;
    this.result();
  }

  /** @param {{walk: Walk}} told */
  finished({ walk }) {
    walk.small().then(() => this.result());
  }

  result() {
    const column = this.#column();
    if (!column) return;
    const { columns: rows, crossing } = this.run.result ?? {};
    const row = rows?.[this.#field.column];
    if (rows) {
      const mixes = rows.map((/** @type {any} */ each) => each.mix);
      const line = (/** @type {string} */ name) =>
        rows.map((/** @type {any} */ each) => each[name]);
      const lines = { [w.first]: line("first"), [w.second]: line("second") };
      this.#plot.draw(w.plot, mixes, lines, { axis: w.axis, tall: 120 });
      this.#plot.cursor = this.#field.column;
    }
    this.#said.textContent = row ? w.here(row.mix, row.first, row.second) : w.pending;
    const { prompt, seed } = this.settings;
    const texts = [prompt, this.#other].map((text) => JSON.stringify(text));
    const by = this.#way === "words" ? "tokens" : "predictions";
    const mixed =
      this.#way === "switch"
        ? JSON.stringify(`[${prompt}:${this.#other}:${number(1 - column.value)}]`)
        : `${texts[0]}, edits=(Blend(${texts[1]}, ${column.value}, "${by}"),)`;
    this.page.live({
      mix: number(column.value),
      rest: number(1 - column.value),
      first: row ? number(row.first) : "–",
      second: row ? number(row.second) : "–",
      crossing: rows ? number(crossing) : "–",
      told: rows ? w.told(rows, crossing, this.#way) : "",
      call: `engine.draw(pellucid.Recipe(${mixed}, seed=${seed}))`,
    });
    this.page.share(column.walk, "x0");
  }

  async update() {
    this.#pace = await look();
    this.#start();
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    const before = `${this.#other} ${this.#way} ${this.#wanted}`;
    if (shown.q !== undefined) this.#other = String(shown.q) || OTHER;
    this.#prompt.value = this.#other;
    if (shown.how !== undefined) this.#choose(String(shown.how));
    if (shown.a !== undefined) this.#wanted = Number(shown.a) || 0;
    if (shown.i !== undefined) {
      this.#field.following = false;
      this.#field.state = shown.i;
    }
    const place = this.#field.columns.findIndex(
      (/** @type {any} */ each) => each.value === this.#wanted,
    );
    if (`${this.#other} ${this.#way} ${this.#wanted}` === before || !this.run.asked) return;
    if (place >= 0) this.#field.look(place, this.#field.state);
    else this.#start();
  }

  hidden() {
    this.#path.stop();
  }
}
