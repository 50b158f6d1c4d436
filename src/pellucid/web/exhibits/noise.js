/** Every picture there is: static at the speed of the screen, counted, and a wall to run into. */
import { button, choice, form, h, number, reduced, say, slider } from "../dom.js";
import { FAST, most, PATCH, SAFE, SMALL } from "../figures/specks.js";
import { variant } from "../figures/variant.js";
import { exponent, Game, Universes } from "../figures/wall.js";
import { constants } from "../net/info.js";
import { asset } from "../net/source.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

const { sizes: SIZES, count: AT_ONCE } = constants("noise"); // AT_ONCE: of the model's own
const [SMALLEST, LARGEST] = [SIZES[0], SIZES[SIZES.length - 1]];
const AHEAD = 6; // pictures of the model's own kept ready
const LAYER = 80; // the logarithm of the atoms of a universe
const CLOSER = 420; // CSS pixels of a picture looked at closely
const w = words.exhibits.noise;

/** @param {number} n */
const whole = (n) => Math.round(n).toLocaleString("en");

/** What is counted of the pictures shown. */
class Meter {
  #values = /** @type {Record<string, any>} */ ({
    shown: h("b", "0"),
    rate: h("b", "–"),
    real: h("b", "0"),
    alike: h("b", "–"),
  });
  element = h(
    "dl.meters",
    Object.entries(this.#values).map(([name, value]) =>
      h("div", h("dt", w.meter[name]), h("dd", value)),
    ),
  );

  /** @param {any} told @param {boolean} playing @param {boolean} own of the model */
  tell({ shown, rate, alike }, playing, own) {
    const { shown: count, rate: speed, real, alike: like } = this.#values;
    count.textContent = whole(shown);
    speed.textContent = playing && Number.isFinite(rate) ? w.rate(rate) : "–";
    // the decoder makes blots, whose neighbours are alike
    like.textContent = shown && !own ? alike.toFixed(2) : "–";
    if (!own) real.textContent = alike > 0.5 ? "1" : "0";
  }
}

/** How many pictures there are: a guess, the number, universes of it, and all of its digits. */
class Count {
  #side = 0;
  #revealed = false;
  #title = h("h3");
  #guess = h("input", { type: "text", inputMode: "numeric", size: 10 });
  #answer = h("div.answer", { hidden: true });
  nest = new Universes();
  #print = button(w.print, () => {
    this.#print.disabled = true;
    this.send({ digits: this.#side });
  });
  #digits = h("pre");
  #box = h("div.digits", { tabIndex: 0, role: "region", "aria-label": w.digits }, this.#digits);

  /** @param {Page} page @param {(message: any) => void} send */
  constructor(page, send) {
    this.page = page;
    this.send = send;
    const reveal = h("button.go", { type: "submit" }, w.reveal);
    const guess = h("label.dial", h("span", w.guess), this.#guess);
    this.element = h(
      "div.two",
      this.nest.element,
      h(
        "div.side",
        this.#title,
        form(".controls", () => this.#reveal(), guess, reveal),
        this.#answer,
        this.#print,
        this.#box,
      ),
    );
  }

  /** @param {number} side */
  set(side) {
    this.#side = side;
    const log = exponent(side);
    this.#title.textContent = w.count(w.square(side));
    this.#show("");
    this.nest.set(Math.round(log / LAYER));
    if (this.#revealed) this.#reveal();
    this.page.live({
      side,
      numbers: whole(3 * side * side),
      exponent: whole(Math.round(log)),
      digits: whole(Math.floor(log) + 1),
      layers: whole(Math.round(log / LAYER)),
    });
  }

  /** @param {string} text @param {number} side */
  printed(text, side) {
    this.#print.disabled = false;
    if (side === this.#side) this.#show(text);
    say(w.printed(whole(text.length)));
  }

  /** Every digit of a number, in tens. @param {string} digits */
  #show(digits) {
    this.#digits.textContent = digits.replace(/(.{10})(?=.)/g, "$1 ");
    this.#box.hidden = !digits;
    this.#box.scrollTop = 0;
  }

  #reveal() {
    const said = +this.#guess.value.replace(/[^\d]/g, "");
    const log = exponent(this.#side);
    const numbers = whole(3 * this.#side * this.#side);
    const power = (/** @type {string} */ text) => h("sup", text);
    this.#revealed = true;
    this.#answer.hidden = false;
    this.#answer.replaceChildren(
      h("p.huge", "256", power(numbers), " ≈ 10", power(whole(log))),
      h(
        "p",
        w.answer(whole(Math.floor(log) + 1), numbers, said ? whole(said) : ""),
        " ",
        w.layers(whole(Math.round(log / LAYER))),
      ),
    );
  }
}

/** Starts of the model's own, a few of them ready before they are looked at. */
class Starts {
  #first = 0;
  #failed = false; // until its job is tried again
  /** @type {ImageBitmap[]} */
  #ready = [];
  /** @type {any} */
  #settings = null;

  /** @param {Run} line */
  constructor(line) {
    this.line = line;
    line.addEventListener("picture", (event) => {
      this.#ready.push(event.detail.image);
      this.#first = event.detail.state + 1;
    });
    for (const name of ["planned", "failed"])
      line.addEventListener(name, () => {
        this.#failed = name === "failed";
      });
  }

  /** @param {any} settings */
  situate(settings) {
    this.stop(); // or starts of the old seed would come in
    this.#settings = settings;
    for (const image of this.#ready.splice(0)) image.close();
  }

  begin() {
    this.stop();
    this.#first = 0;
    this.#refill();
  }

  stop() {
    this.#failed = false;
    this.line.forget();
  }

  #refill() {
    if (!this.#settings || this.#failed || this.line.busy) return;
    if (this.#ready.length >= AHEAD) return;
    const params = { first: this.#first, count: AT_ONCE };
    this.line.frames(this.#settings, params);
  }

  next() {
    const image = this.#ready.shift();
    this.#refill();
    return image;
  }
}

export default class Noise extends Exhibit {
  #side = 0;
  #css = 0;
  #mode = "even";
  #wanted = !reduced.matches;
  #seen = false;
  #large = false;
  #canvas = h("canvas", { width: SMALLEST, height: SMALLEST, role: "img", "aria-label": w.static });
  #frame = h("div.static", this.#canvas);
  #play = button(w.play, () => this.#want(!this.#wanted), "go");
  #closer = button(
    w.closer,
    () => {
      this.#large = !this.#large;
      this.#closer.setAttribute("aria-pressed", String(this.#large));
      this.#fit();
    },
    { "aria-pressed": "false" },
  );
  #size = slider(
    { min: Math.log2(SMALLEST), max: Math.log2(LARGEST), "aria-label": w.size },
    () => this.#resize(2 ** +this.#size.value),
    () => this.page.show({ z: this.#side, v: this.#mode }),
  );
  #sized = h("output");
  #law = h("p.law");
  #meter = new Meter();
  #wall = new Game();
  #send = painter(this.#canvas, (said) => this.#hear(said));

  keys = { n: () => this.#step(), p: () => this.#play.click() };
  starts = new Starts(this.page.line());
  count = new Count(this.page, this.#send);
  modes = choice(
    w.modes,
    Object.entries(w.mode),
    (name) => {
      this.#choose(name);
      this.page.show({ v: name });
    },
    "views",
  );
  parts = /** @type {Record<string, HTMLElement>} */ ({
    static: this.#static(),
    count: this.count.element,
    wall: this.#wall.element,
  });
  #tabs = choice(
    w.tabs,
    Object.entries(w.tab),
    (name) => {
      this.#tab(name);
      this.page.show({ t: name });
    },
    "tabs",
  );

  build() {
    this.element.append(this.#tabs, ...Object.values(this.parts));
    this.#tab("static");
    this.#follow();
    this.#resize(LARGEST);
  }

  #static() {
    const once = button(w.step, () => this.#step());
    return h(
      "div.two",
      this.#frame,
      h(
        "div.side",
        h("div.controls", this.#play, once, this.#closer),
        this.#meter.element,
        this.modes,
        h("label.row", h("span", w.size), this.#size, this.#sized),
        this.#law,
        h("pl-job", { run: this.starts.line }),
      ),
    );
  }

  /** @param {string} name */
  #tab(name) {
    this.#tabs.choose(name);
    for (const [own, part] of Object.entries(this.parts)) part.hidden = own !== name;
  }

  #follow() {
    const own = () => {
      if (this.#mode === "own" && this.#playing) this.#next();
    };
    setInterval(own, 1000 / SAFE + 5);
    new IntersectionObserver((list) => {
      this.#seen = list[list.length - 1].isIntersecting;
      this.#turn();
    }).observe(this.#frame);
    document.addEventListener("visibilitychange", () => this.#turn());
    new ResizeObserver(() => this.#fit()).observe(this.#frame);
    reduced.addEventListener("change", () => {
      if (reduced.matches) this.#want(false);
    });
  }

  result() {
    const { picture, start, codec, shape } = this.run.result;
    this.page.live({ picture: number(picture), start: number(start), shape: shape.join(" × ") });
    variant(this.page.chapter, codec);
  }

  /** @param {any} said by the worker */
  #hear(said) {
    if (said.text) return this.count.printed(said.text, said.digits);
    const own = this.#mode === "own";
    const steady = Number.isFinite(said.rate);
    this.#meter.tell(said, this.#playing, own);
    this.element.dataset.shown = said.shown;
    if (steady) this.element.dataset.rate = said.rate.toFixed(2);
    this.page.live({
      shown: whole(said.shown),
      rate: steady ? said.rate.toFixed(0) : "–",
      ...(own ? {} : { alike: said.alike.toFixed(2), met: w.met(said.alike) }),
    });
  }

  get #playing() {
    return this.#wanted && this.#seen && !document.hidden;
  }

  /** @param {boolean} wanted */
  #want(wanted) {
    this.#wanted = wanted;
    this.#turn();
  }

  /** As many pictures a second as their specks allow, and say why. */
  #turn() {
    const [own, css, speck] = [this.#mode === "own", this.#css, this.#css / this.#side];
    const rate = own ? SAFE : most(this.#side, css);
    this.#play.textContent = this.#wanted ? w.pause : w.play;
    this.#send({ rate, playing: this.#playing });
    this.element.dataset.rule = `${rate} ${speck.toFixed(2)} ${Math.round(css)}`;
    this.#law.textContent = own
      ? w.gentle(SAFE)
      : rate === FAST
        ? w.law(Math.min(SMALL, speck).toFixed(1), css <= PATCH)
        : w.slow(SAFE);
  }

  #step() {
    this.#want(false);
    if (this.#mode === "own") this.#next();
    else this.#send({ step: true });
  }

  /** The picture is as large as its specks may be, or, looked at closely, as there is room. */
  #fit() {
    const room = this.#frame.clientWidth || 300;
    const close = this.#large || this.#mode === "own";
    this.#css = Math.min(room, close ? CLOSER : Math.max(PATCH, SMALL * this.#side));
    this.#canvas.style.width = this.#canvas.style.height = `${this.#css}px`;
    this.#turn();
  }

  /** @param {number} side */
  #resize(side) {
    this.#side = side;
    this.#size.value = String(Math.log2(side));
    this.#sized.textContent = String(side);
    this.#size.setAttribute("aria-valuetext", w.square(side));
    const own = this.#mode === "own"; // those come with a side of their own
    this.#send({ mode: this.#mode, ...(own ? {} : { side }) });
    this.count.set(side);
    this.#fit();
  }

  /** @param {string} mode */
  #choose(mode) {
    const own = mode === "own";
    this.#mode = mode;
    this.modes.choose(mode);
    this.#canvas.setAttribute("aria-label", own ? w.ownStatic : w.static);
    this.#size.disabled = this.#closer.disabled = own;
    this.#resize(this.#side);
    if (own) this.starts.begin();
    else this.starts.stop();
  }

  #next() {
    const image = this.starts.next();
    if (image) this.#send({ image, side: image.width });
  }

  update() {
    this.starts.situate(this.settings);
    if (this.#mode === "own") this.#choose("own");
    this.run.draw(this.settings);
  }

  /** @param {any} shown */
  open(shown) {
    if (SIZES.includes(shown.z)) this.#resize(shown.z);
    if (shown.v in w.mode) this.#choose(shown.v);
    if (shown.t in w.tab) this.#tab(shown.t);
  }

  hidden() {
    this.#wall.stop();
    this.count.nest.stop();
    this.starts.stop();
  }
}

/**
 * A worker that draws; returns what sends it a message.
 * @param {HTMLCanvasElement} canvas @param {(said: any) => void} hear
 * @returns {(message: any) => void}
 */
function painter(canvas, hear) {
  const worker = new Worker(asset("figures/specks.js"), { type: "module" });
  worker.onmessage = (event) => hear(event.data);
  const far = canvas.transferControlToOffscreen();
  worker.postMessage({ canvas: far }, [far]);
  return (message) => worker.postMessage(message, message.image ? [message.image] : []);
}
