/** Train one yourself: draw a shape, and a small network learns here to carry noise to it. */
import "../figures/plot.js";
import "../figures/scrubber.js";
import { button, choice, clamp, h } from "../dom.js";
import { Flow, random } from "../figures/flow.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

const POINTS = 1000; // of a shape
const PARTICLES = 400;
const STEPS = 800; // of training
const STRIDES = [1, 2, 4, 8, 32];
const BUDGET = 12; // ms of training between two frames
const SHOW = 400; // ms between two looks at what it draws by now
const [SIDE, EDGE] = [480, 2]; // px of the picture, and where the plane ends
const [ON, NEAR] = [0.08, 0.15]; // so near is on the shape; so near is reached
const FIELD = 15; // arrows to a side
const BLUR = 0.02; // of a point about the line that was drawn
const w = words.exhibits.learn;

const turn = 2 * Math.PI;
/** The shapes to begin with: a point for a share of the way. */
const SHAPES = /** @type {Record<string, (s: number, u: number) => [number, number]>} */ ({
  ring: (s) => [0.85 * Math.cos(turn * s), 0.85 * Math.sin(turn * s)],
  spiral: (s) => {
    const r = Math.sqrt(s);
    return [r * Math.cos(2.1 * turn * r), r * Math.sin(2.1 * turn * r)];
  },
  moons: (s, u) =>
    u < 0.5
      ? [0.65 * Math.cos((turn * s) / 2) - 0.3, 0.65 * Math.sin((turn * s) / 2) - 0.15]
      : [0.3 - 0.65 * Math.cos((turn * s) / 2), 0.15 - 0.65 * Math.sin((turn * s) / 2)],
  corners: (_, u) => {
    const k = Math.floor(4 * u);
    return [k % 2 ? 0.8 : -0.8, k < 2 ? 0.8 : -0.8];
  },
});
const OWN = "own";

/** Points of a shape that has a name, or about the points that a hand drew. */
function shapeOf(/** @type {string} */ name, /** @type {[number, number][]} */ drawn) {
  const { uniform, normal } = random(1);
  const points = new Float32Array(2 * POINTS);
  for (let i = 0; i < POINTS; i++) {
    const at = drawn[Math.floor(uniform() * drawn.length)];
    const [x, y] = name === OWN ? at : SHAPES[name](uniform(), uniform());
    points[2 * i] = x + BLUR * normal();
    points[2 * i + 1] = y + BLUR * normal();
  }
  return points;
}

/** The share of points that have one of the others so near. */
function share(
  /** @type {Float32Array} */ points,
  /** @type {Float32Array} */ others,
  /** @type {number} */ near,
) {
  let count = 0;
  for (let i = 0; i < points.length; i += 2)
    for (let j = 0; j < others.length; j += 2)
      if ((points[i] - others[j]) ** 2 + (points[i + 1] - others[j + 1]) ** 2 < near ** 2) {
        count++;
        break;
      }
  return (2 * count) / points.length;
}

export default class Learn extends Exhibit {
  #name = Object.keys(SHAPES)[0];
  /** @type {[number, number][]} */
  #drawn = [];
  #shape = shapeOf(this.#name, []);
  #strides = 8;
  #noise = new Float32Array(2 * PARTICLES);
  #net = new Flow(0);
  /** @type {Float32Array[]} */
  #states = [];
  /** @type {number[]} */
  #losses = [];
  /** @type {[number, number][]} strides, and the share of points that end on the shape */
  #ends = [];
  #training = 0; // a request for the next frame
  #spent = 0; // ms of training
  #shown = 0; // when it was last looked at
  dial = h("pl-scrubber", { on: { scrub: () => this.#paint(), settle: () => this.#link() } });
  #canvas = h("canvas.plane", { width: SIDE, height: SIDE, role: "img" });
  #shapes = choice(
    w.shapes,
    [...Object.keys(SHAPES), OWN].map((name) => [name, w.shape[name]]),
    (name) => {
      this.#choose(name);
      this.#link();
    },
  );
  #counts = choice(
    w.strides,
    STRIDES.map((n) => [n, String(n)]),
    (n) => {
      this.#stride(+n);
      this.#link();
    },
  );
  #train = button(w.train, () => (this.#training ? this.#stop() : this.#begin()), "go");
  #told = h("p.said");
  #score = h("p.said", { role: "status" });
  #plot = h("pl-plot");

  build() {
    this.#draw();
    this.dial.brief = (/** @type {number} */ i) => w.state(i, this.#strides);
    this.element.append(
      h(
        "div.two",
        h("div.sheets", this.#canvas, this.dial),
        h(
          "div.side",
          this.#shapes,
          h("p.aside", w.hint),
          h("div.controls", this.#train),
          this.#told,
          this.#plot,
          h("p.aside", w.strides),
          this.#counts,
          this.#score,
        ),
      ),
    );
    this.#counts.choose(this.#strides);
    this.#fresh();
  }

  update() {
    if (this.#net.step < STEPS && !this.#training) this.#resume();
  }

  hidden() {
    if (!this.#training) return false;
    cancelAnimationFrame(this.#training);
    this.#training = 0;
    return true; // it goes on when it is near again
  }

  #link() {
    const own = this.#name === OWN;
    this.page.show({
      g: this.#name === Object.keys(SHAPES)[0] || own ? "" : this.#name,
      o: own ? packed(this.#drawn) : "",
      k: this.#strides === 8 ? "" : this.#strides,
      i: this.dial.value === this.dial.max ? "" : this.dial.value,
    });
  }

  /** Draw with a finger or a mouse: what is drawn is the shape, once the hand lifts. */
  #draw() {
    let [drawing, fresh] = [false, true];
    const at = (/** @type {PointerEvent} */ event) => {
      const box = this.#canvas.getBoundingClientRect();
      const across = (event.clientX - box.left) / box.width;
      const down = (event.clientY - box.top) / box.height;
      this.#drawn.push([EDGE * (2 * across - 1), EDGE * (1 - 2 * down)]);
      this.#paint(true);
    };
    const act = /** @type {Record<string, (event: PointerEvent) => void>} */ ({
      pointerdown: (event) => {
        if (event.pointerType === "touch" && !this.#canvas.hasAttribute("data-open")) return;
        this.#canvas.setPointerCapture(event.pointerId);
        drawing = true;
        if (fresh) this.#drawn = [];
        fresh = false;
        this.#stop();
        at(event);
      },
      pointermove: (event) => drawing && at(event),
      pointerup: () => {
        if (!drawing) return;
        drawing = false;
        fresh = true;
        this.#choose(OWN);
        this.#link();
      },
    });
    for (const [kind, does] of Object.entries(act)) this.#canvas.addEventListener(kind, does);
  }

  /** @param {string} name */
  #choose(name) {
    const own = name === OWN;
    this.#canvas.toggleAttribute("data-open", own); // to a finger, which scrolls otherwise
    this.#name = name;
    this.#shapes.choose(name);
    if (own && !this.#drawn.length) {
      this.#stop();
      this.#told.textContent = w.empty;
      return this.#paint(true);
    }
    this.#shape = shapeOf(name, this.#drawn);
    this.#begin();
  }

  /** A network that knows nothing yet, and the noise that it will carry. */
  #fresh() {
    const { seed } = this.settings;
    const { normal } = random(seed + 1);
    this.#noise = this.#noise.map(normal);
    this.#net = new Flow(seed);
    this.#losses = [];
    this.#ends = [];
    this.#spent = 0;
    delete this.element.dataset.steps;
    this.#stride(this.#strides);
  }

  #begin() {
    this.#stop();
    this.#fresh();
    this.#resume();
  }

  #resume() {
    this.#train.textContent = w.stop;
    this.#training = requestAnimationFrame(() => this.#learn());
  }

  #stop() {
    cancelAnimationFrame(this.#training);
    this.#training = 0;
    this.#train.textContent = w.again;
  }

  /** Learn for a few milliseconds, and again in the next frame. */
  #learn() {
    const start = performance.now();
    let now = start;
    while (now - start < BUDGET && this.#net.step < STEPS) {
      this.#losses.push(this.#net.learn(this.#shape, STEPS));
      now = performance.now();
    }
    this.#spent += now - start;
    const done = this.#net.step >= STEPS;
    if (done) this.#compare();
    if (done || now - this.#shown > SHOW) {
      this.#shown = now;
      this.#stride(this.#strides);
      this.element.dataset.steps = String(this.#net.step);
    }
    if (done) this.#stop();
    else this.#training = requestAnimationFrame(() => this.#learn());
  }

  /** Walk all noise anew, in so many strides. @param {number} strides */
  #stride(strides) {
    const last = this.dial.value === this.dial.max || this.#states.length === 0;
    this.#strides = STRIDES.includes(strides) ? strides : 8;
    this.#counts.choose(this.#strides);
    this.#states = this.#net.walk(this.#noise, this.#strides);
    this.dial.max = this.#strides;
    if (last) this.dial.value = this.#strides;
    this.#tell();
    this.#paint();
  }

  #tell() {
    const losses = smooth(this.#losses);
    const { step, size } = this.#net;
    const on = share(this.#states[this.#strides], this.#shape, ON);
    const reached = share(this.#shape, this.#states[this.#strides], NEAR);
    this.#told.textContent = w.progress(step, STEPS, this.#spent / 1000);
    this.#score.textContent = step ? w.score(this.#strides, on, reached) : w.none;
    if (losses.x.length > 1)
      this.#plot.draw(w.plot, losses.x, { [w.loss]: losses.y }, { axis: w.axis, tall: 110 });
    this.page.live({
      size: size.toLocaleString("en"),
      steps: step,
      seconds: (this.#spent / 1000).toFixed(1),
      told: this.#ends.length ? w.told(this.#ends) : "",
    });
  }

  /** What fewer strides cost the network that is trained. */
  #compare() {
    this.#ends = STRIDES.map((n) => [n, share(this.#net.walk(this.#noise, n)[n], this.#shape, ON)]);
    this.element.dataset.on = this.#ends.map(([, each]) => each.toFixed(3)).join(" ");
  }

  /** The shape, where every particle is, and the way that each place leads. */
  #paint(bare = false) {
    const brush = this.#canvas.getContext("2d");
    if (!brush) return;
    const { value } = this.dial;
    const style = getComputedStyle(this.#canvas);
    const ink = (/** @type {string} */ name) => style.getPropertyValue(name) || style.color;
    brush.clearRect(0, 0, SIDE, SIDE);
    dots(brush, bare ? flat(this.#drawn) : this.#shape, ink("--line"), 3);
    if (bare) return;
    this.#arrows(brush, ink("--soft"));
    const state = this.#states[Math.min(value, this.#states.length - 1)];
    dots(brush, state, ink("--accent"), 2.2);
    this.#canvas.setAttribute("aria-label", w.seen(w.shape[this.#name], value, this.#strides));
  }

  /** @param {Brush} brush @param {string} ink */
  #arrows(brush, ink) {
    const places = new Float32Array(2 * FIELD * FIELD);
    for (let k = 0; k < FIELD * FIELD; k++) {
      places[2 * k] = EDGE * ((2 * (k % FIELD) + 1) / FIELD - 1);
      places[2 * k + 1] = EDGE * ((2 * Math.floor(k / FIELD) + 1) / FIELD - 1);
    }
    const v = this.#net.velocity(places, Math.max(0.02, 1 - this.dial.value / this.#strides));
    brush.strokeStyle = ink;
    brush.lineWidth = 1;
    brush.beginPath();
    for (let k = 0; k < places.length; k += 2) {
      const long = Math.hypot(v[k], v[k + 1]) + 1e-9;
      const most = Math.min(long / 3, 1) / long;
      const [x, y] = [across(places[k]), down(places[k + 1])];
      brush.moveTo(x, y);
      brush.lineTo(x - 14 * v[k] * most, y + 14 * v[k + 1] * most);
    }
    brush.stroke();
  }

  /** @param {Record<string, any>} shown */
  open({ g, o, k, i }) {
    if (o !== undefined && o !== "") this.#drawn = unpacked(String(o));
    if (k !== undefined) this.#strides = STRIDES.includes(+k) ? +k : 8;
    const name = this.#drawn.length && o ? OWN : String(g || Object.keys(SHAPES)[0]);
    if (name !== this.#name && (name in SHAPES || name === OWN)) this.#choose(name);
    this.#stride(this.#strides);
    if (i !== undefined) this.dial.value = clamp(Math.round(+i) || 0, 0, this.#strides);
    this.#paint();
  }
}

/** px of the picture. @param {number} x */
const across = (x) => (SIDE * (x / EDGE + 1)) / 2;
/** @param {number} y */
const down = (y) => (SIDE * (1 - y / EDGE)) / 2;

/** @param {[number, number][]} points */
const flat = (points) => Float32Array.from(points.flat());

/** @param {Brush} brush @param {Float32Array} points @param {string} ink @param {number} size */
function dots(brush, points, ink, size) {
  brush.fillStyle = ink;
  for (let k = 0; k < points.length; k += 2)
    brush.fillRect(across(points[k]) - size / 2, down(points[k + 1]) - size / 2, size, size);
}

/** The mean of losses over stretches of training, for a line of at most 60 points. */
function smooth(/** @type {number[]} */ losses) {
  const wide = Math.max(10, Math.ceil(losses.length / 60));
  const count = Math.floor(losses.length / wide);
  const y = Array.from({ length: count }, (_, i) => {
    const part = losses.slice(i * wide, (i + 1) * wide);
    return part.reduce((sum, each) => sum + each, 0) / wide;
  });
  return { x: y.map((_, i) => (i + 1) * wide), y };
}

const DIGITS = 36; // places to a side in a link
const KEPT = 80; // points of a link at most

/** What a hand drew, for a link: two letters for every point. */
function packed(/** @type {[number, number][]} */ points) {
  const every = Math.max(1, Math.ceil(points.length / KEPT));
  const digit = (/** @type {number} */ v) =>
    clamp(Math.round(((v / EDGE + 1) / 2) * (DIGITS - 1)), 0, DIGITS - 1).toString(DIGITS);
  return points
    .filter((_, i) => i % every === 0)
    .map(([x, y]) => digit(x) + digit(y))
    .join("");
}

/** @param {string} text @returns {[number, number][]} */
function unpacked(text) {
  const at = (/** @type {string} */ digit) =>
    EDGE * ((2 * Number.parseInt(digit, DIGITS)) / (DIGITS - 1) - 1);
  const pairs = text.match(/[0-9a-z]{2}/g) ?? [];
  return pairs.slice(0, KEPT).map((pair) => [at(pair[0]), at(pair[1])]);
}
