/** From noise to a picture: every state of one walk under the thumb. */
import "../figures/plot.js";
import {
  button,
  choice,
  h,
  number,
  paint,
  percent,
  recall,
  rest,
  retain,
  spaced,
  tile,
  write,
} from "../dom.js";
import { Flipbook } from "../figures/flipbook.js";
import { show, VIEWS } from "../figures/stage.js";
import { poster } from "../net/walk.js";
import { Dialled } from "../page/exhibit.js";
import { alike, DEFAULTS } from "../store.js";
import { words } from "../words/en.js";

const LONG = 550; // ms of a long press, which compares with the end
const PEEK = 900; // ms of a look at the end
const FAR = 6; // CSS pixels that make a press a drag
const SEEN = "recognised";
const BINS = 8;
const LEFT = ["xt", "x0", "removed", "split"]; // views of the left picture, as they are offered
const w = words.exhibits.walk;

/** A few states of a walk side by side. */
class Film {
  element = h("canvas.strip", { "aria-hidden": "true" });

  /** @param {any} stage whose walk and view are shown */
  constructor(stage) {
    this.stage = stage;
  }

  draw = () => {
    const strip = this.element;
    const { walk, view } = this.stage;
    const wide = Math.round(strip.clientWidth * Math.min(2, devicePixelRatio)) || 900;
    if (strip.width !== wide) {
      strip.width = wide;
      strip.height = Math.round((wide * 2.2) / 29);
    }
    if (!walk) return;
    const brush = strip.getContext("2d");
    const count = Math.min(walk.states, Math.floor(wide / strip.height) || 1);
    for (let n = 0; n < count; n++) {
      const state = Math.round((n * walk.last) / Math.max(1, count - 1));
      show(brush, walk, view, state, strip.height, (n * wide) / count, 0);
    }
  };
}

/** At which states the visitor recognised pictures, in this browser. */
class Memory {
  element = h("p.memory", { role: "status" });

  /** @param {number} state @param {number} last */
  mark(state, last) {
    const seen = [...recall(SEEN, []), state / last].slice(-200);
    retain(SEEN, seen);
    const bins = Array(BINS).fill(0);
    for (const share of seen) bins[Math.min(BINS - 1, Math.floor(share * BINS))]++;
    const most = Math.max(...bins);
    const bars = bins.map((n) => "▁▂▃▄▅▆▇█"[Math.round((7 * n) / most)]).join("");
    const label = `${w.guesses}: ${bins.join(", ")}`;
    this.element.replaceChildren(
      w.recognised(state, seen.length),
      " ",
      h("span.bins", { "aria-label": label, role: "img" }, bars),
    );
  }
}

export default class TheWalk extends Dialled {
  /** @type {Walk | null} */
  #walk = null;
  #stage = h("pl-stage.dial-surface", { view: LEFT[0] });
  #guess = h("pl-stage.dial-surface", { plain: true, view: "x0", name: words.views.x0 });
  keys = {
    ...Object.fromEntries(VIEWS.map((view, i) => [i + 1, () => this.#choose(view)])),
    c: () => this.#peek(),
    r: () => this.#mark(),
  };
  #plot = h("pl-plot", { dial: this.dial });
  #film = new Film(this.#stage);
  #memory = new Memory();
  #name = h("span", words.views[LEFT[0]]);
  #telling = h("p.telling");
  #compare = h("button", { type: "button" }, w.compare);
  #views = choice(
    w.views,
    LEFT.map((view) => [view, words.views[view]]),
    (view) => this.#choose(view),
    "views",
  );
  #keep = rest(250, () => this.page.show({ i: this.dial.value, v: this.#stage.view }));

  build() {
    const pictures = [this.#stage, this.#guess];
    for (const surface of [...pictures, this.#film.element]) this.dial.surface = surface;
    this.element.append(
      h(
        "div.walked",
        h("div.pictures", tile(this.#stage, this.#name), tile(this.#guess, words.views.x0)),
        h("div.under", this.#views, this.dial, this.#film.element, h("pl-job", { run: this.run })),
        this.#side(),
      ),
      h("details.more", h("summary", words.more), this.#plot),
    );
    this.dial.text = (/** @type {number} */ i) =>
      `${words.scrubber.state(i, this.dial.max, this.#walk?.scalar("t", i))}. ` +
      this.#stage.description;
    this.#press();
    this.#tell();
  }

  get reached() {
    return this.#walk?.reach ?? 0;
  }

  settle() {
    this.#keep();
    this.run.focus(0, this.dial.value);
  }

  #side() {
    const flip = button(w.flip, () => new Flipbook(this.dial, this.#stage));
    const recognise = button(w.recognise, () => this.#mark());
    const skip = h("a.skip-figure", { href: "#after-walk" }, w.skip);
    return h(
      "div.side",
      this.#telling,
      h("div.controls", recognise, this.#compare, flip, skip),
      this.#memory.element,
    );
  }

  /** The end of the walk is shown while the button is held, and after a long press. */
  #press() {
    const [stage, compare] = [this.#stage, this.#compare];
    const put = (/** @type {boolean} */ on) => () => {
      stage.compare = on;
    };
    compare.addEventListener("pointerdown", put(true));
    for (const kind of ["pointerup", "pointerleave", "blur"])
      compare.addEventListener(kind, put(false));
    compare.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      if (!event.detail) this.#peek();
    });
    let timer = 0;
    let from = 0;
    const lift = () => {
      clearTimeout(timer);
      stage.compare = false;
    };
    stage.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
      from = event.clientX;
      timer = window.setTimeout(put(true), LONG);
    });
    stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (Math.abs(event.clientX - from) > FAR) lift();
    });
    for (const kind of ["pointerup", "pointercancel"]) stage.addEventListener(kind, lift);
  }

  /** @param {{walk: Walk}} told */
  frame({ walk }) {
    if (walk !== this.#walk) return;
    if (this.following) this.look(Math.min(walk.reached, this.dial.max));
    paint(this.#film.draw);
  }

  /** @param {{walk: Walk}} told */
  finished({ walk }) {
    if (walk === this.#walk) this.#full();
  }

  planned() {
    const [scrubber, stage] = [this.dial, this.#stage];
    const walk = this.run.walks[this.run.walks.length - 1];
    this.#hold(walk);
    scrubber.max = walk.last;
    stage.state = this.#guess.state = scrubber.value;
    this.page.share(walk, stage.view);
  }

  /** @param {Walk} walk */
  #hold(walk) {
    this.#walk = this.#stage.walk = this.#guess.walk = walk;
  }

  async #full() {
    const walk = this.#walk;
    if (!walk) return;
    await Promise.allSettled([walk.small(), walk.small("xt"), walk.read()]);
    if (walk !== this.#walk) return;
    walk.large("x0", "xt");
    if (this.following) this.look(walk.last);
    this.#curves();
    this.#tell();
    paint(this.#film.draw);
  }

  /** @param {number} i */
  look(i) {
    this.dial.value = this.#stage.state = this.#guess.state = this.#plot.cursor = i;
    this.#tell();
  }

  /** @param {string} view */
  #view(view) {
    this.#stage.view = view;
    this.#name.textContent = words.views[view];
    this.#views.choose(view);
    paint(this.#film.draw);
  }

  /** @param {string} view */
  #choose(view) {
    this.#view(view);
    this.#keep();
  }

  #peek() {
    this.#stage.compare = true;
    setTimeout(() => {
      this.#stage.compare = false;
    }, PEEK);
  }

  #mark() {
    this.#memory.mark(this.dial.value, this.dial.max);
  }

  #tell = spaced(100, () => {
    const walk = this.#walk;
    if (!walk) return;
    const i = Math.min(this.dial.value, walk.last);
    const { miss = [], sharpness = [] } = walk.meta ?? {};
    write(this.#telling, w.reading(i, walk.last, walk.scalar("t", i), 1 - miss[i] / miss[0]));
    this.page.live({
      state: i,
      last: walk.last,
      sigma: number(walk.scalar("sigma", i)),
      t: number(walk.scalar("t", i)),
      noise: percent(walk.scalar("t", i) || 0),
      pull: number(walk.scalar("pull", i)),
      angle: number(walk.scalar("angle", i)),
      distance: number(walk.scalar("distance", i)),
      seconds: number(walk.seconds),
      evals: walk.meta?.evals ?? "–",
      shape: walk.shape,
      ...(miss.length && { decided: w.decided(miss), blur: w.blur(sharpness) }),
    });
  });

  #curves() {
    const walk = this.#walk;
    if (!walk?.meta) return;
    const { t, sharpness, distance } = walk.meta;
    const shares = (/** @type {number[]} */ values) => {
      const most = Math.max(...values) || 1;
      return values.map((value) => value / most);
    };
    const lines = {
      [w.curves.noise]: t,
      ...(sharpness?.length && { [w.curves.sharp]: shares(sharpness) }),
      [w.curves.distance]: shares(distance),
    };
    const x = Array.from({ length: walk.states }, (_, i) => i);
    this.#plot.draw(w.curves.label, x, lines, { low: 0, high: 1, tall: 150 });
    this.#plot.cursor = this.dial.value;
  }

  update() {
    const { settings } = this;
    // the first walk opens at its noise; other words are watched as they become a picture
    this.following = this.#walk !== null && this.page.shown().i === undefined;
    if (!this.#walk && alike(settings, DEFAULTS)) {
      this.#hold(poster());
      this.#full();
    }
    this.run.draw(settings);
  }

  /** @param {Record<string, any>} shown */
  open({ v, i = this.dial.value }) {
    if (VIEWS.includes(v)) this.#view(v);
    super.open({ i });
  }
}
