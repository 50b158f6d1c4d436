/**
 * Two ways to feel a number. The game: draw a black-and-white picture so small that chance can find
 * it, and wait while pictures are thrown at random. And a universe in every atom of a universe.
 */
import { button, choice, h, number, reduced, say } from "../dom.js";
import { words } from "../words/en.js";
import { grid } from "./table.js";

const RATE = 60;
const YEAR = 365.25 * 86400;
const UNITS = /** @type {[string, number, number][]} a name, its seconds, and up to how many */ ([
  ["s", 1, 90],
  ["min", 60, 5400],
  ["h", 3600, 1.3e5],
  ["d", 86400, 6e7],
  ["y", YEAR, Infinity],
]);
const GOALS = /** @type {Record<number, number>} the first picture of each side */ ({
  3: 0b010111010,
  4: 0b0110100110010110,
  5: 0b0111010001101011000101110,
});
const SMALL = [3, 4, 5, 6, 8];
const LARGE = [8, 256]; // in colour
const BOARD = 120; // pixels of the thrown picture
const NEST = 440; // pixels of the universes
const SCALE = 6; // of one universe to the next
const w = words.exhibits.noise;

/** The logarithm of the number of pictures of a side. @param {number} side */
export const exponent = (side) => 3 * side * side * Math.log10(256);

/** Seconds in words; takes the logarithm, since some have no other name. @param {number} log */
function waiting(log) {
  if (log > 20) return w.long(Math.round(log - Math.log10(YEAR)));
  const s = 10 ** log;
  const [unit, size] = UNITS.find(([, , most]) => s < most) ?? ["s", 1];
  const n = s / size;
  return w.time(n >= 1e9 ? w.billions(round(n / 1e9)) : round(n), w.units[unit]);
}

/** Two digits are enough for waiting. @param {number} n */
const round = (n) =>
  number(n < 10 ? Math.round(10 * n) / 10 : Math.round(n)).replace(/\.(\d)0$/, ".$1");

/** Draw a picture of a few squares, and wait until chance finds it. */
export class Game {
  #side = 3;
  #goal = 0;
  #tries = 0;
  #began = 0;
  #playing = 0;
  #board = h("div.board", { role: "group", "aria-label": w.board });
  #screen = h("canvas.board", {
    width: BOARD,
    height: BOARD,
    role: "img",
    "aria-label": w.thrown,
  });
  // changes ten times a second, so it is said only when it stands
  #status = h("p.tries");
  #go = button(w.throw, () => this.#toggle(), "go");

  constructor() {
    const sizes = choice(
      w.sizes,
      [3, 4, 5].map((n) => [n, `${n} × ${n}`]),
      (n) => {
        this.#resize(+n);
        say(this.#status.textContent);
      },
    );
    const buttons = h("div.controls", sizes, this.#go);
    this.element = h(
      "div.wall",
      h("p", w.how),
      h(
        "div.throws",
        h("figure", this.#board, h("figcaption", w.yours)),
        h("figure", this.#screen, h("figcaption", w.chance)),
        h("div.talk", buttons, this.#status),
      ),
      walls(),
    );
    this.#resize(3);
  }

  /** How many pictures there are. */
  get #count() {
    return 2 ** (this.#side * this.#side);
  }

  #toggle() {
    if (!this.#playing) return this.#start();
    this.stop();
    say(this.#status.textContent);
  }

  /** @param {number} side */
  #resize(side) {
    this.stop();
    this.#side = side;
    this.#goal = GOALS[side];
    this.#board.style.gridTemplateColumns = `repeat(${side}, 1fr)`;
    const cells = Array.from({ length: side * side }, (_, i) => this.#cell(i));
    this.#board.replaceChildren(...cells);
    this.#paint(0);
    this.#status.textContent = w.odds(this.#count, waiting(Math.log10(this.#count / RATE)));
  }

  /** @param {number} i */
  #cell(i) {
    const pressed = () => String(Boolean((this.#goal >> i) & 1));
    const flip = () => {
      this.stop();
      this.#goal ^= 1 << i;
      cell.setAttribute("aria-pressed", pressed());
    };
    const [row, column] = [Math.floor(i / this.#side), i % this.#side];
    const cell = button("", flip, {
      "aria-label": w.cell(1 + row, 1 + column),
      "aria-pressed": pressed(),
    });
    return cell;
  }

  /** @param {number} bits */
  #paint(bits) {
    const brush = this.#screen.getContext("2d");
    const [side, cell] = [this.#side, BOARD / this.#side];
    for (let i = 0; i < side * side; i++) {
      brush.fillStyle = (bits >> i) & 1 ? "#111" : "#f4f1ea";
      brush.fillRect((i % side) * cell, Math.floor(i / side) * cell, cell, cell);
    }
  }

  #start() {
    this.#tries = 0;
    this.#began = performance.now();
    this.#go.textContent = w.stop;
    this.#screen.classList.remove("found");
    this.#playing = requestAnimationFrame(this.#turn);
  }

  #turn = (/** @type {number} */ now) => {
    const bits = crypto.getRandomValues(new Uint32Array(1))[0] & (this.#count - 1);
    const tries = ++this.#tries;
    const seconds = (now - this.#began) / 1000;
    if (bits === this.#goal) return this.#found(bits, seconds);
    if (!reduced.matches || tries % 20 === 0) this.#paint(bits);
    const rate = seconds > 0.5 ? tries / seconds : RATE;
    if (tries % 6 === 0) this.#status.textContent = w.trying(tries, this.#count, rate);
    this.#playing = requestAnimationFrame(this.#turn);
  };

  /** @param {number} bits @param {number} seconds */
  #found(bits, seconds) {
    this.stop();
    this.#paint(bits);
    this.#screen.classList.add("found");
    this.#status.textContent = w.found(this.#tries, seconds, this.#count);
    say(this.#status.textContent);
  }

  stop() {
    cancelAnimationFrame(this.#playing);
    this.#playing = 0;
    this.#go.textContent = w.throw;
  }
}

/** How long chance takes for larger pictures, as a table. */
function walls() {
  const row = (/** @type {number} */ bits) => (/** @type {number} */ n) => [
    w.kind(n, bits === 1),
    waiting(n * n * bits * Math.log10(2) - Math.log10(RATE)),
  ];
  const rows = [...SMALL.map(row(1)), ...LARGE.map(row(24))];
  return h("details.as-table", h("summary", w.walls), grid(w.caption, [], rows));
}

/** The atoms of a universe: how far from its middle, at which angle, how large. */
const ATOMS = Array.from({ length: 70 }, (_, i) => [
  Math.sqrt((i + 0.5) / 70) * 0.94,
  i * 2.39996,
  0.4 + ((i * 37) % 10) / 10,
]).slice(4);

/** A universe in every atom of a universe. */
export class Universes {
  #depth = 0;
  #layers = 0;
  #going = 0;
  #before = 0;
  #canvas = h("canvas.nest", { width: NEST, height: NEST, role: "img", "aria-label": w.nest });
  #line = h("p.layer");
  #go = button(w.zoom, () => this.#toggle());
  element = h("figure.nested", this.#canvas, h("figcaption", this.#line, this.#go));

  #toggle() {
    if (this.#going) this.stop();
    else if (reduced.matches) {
      this.#depth = (Math.floor(this.#depth) + 1) % Math.max(1, this.#layers);
      this.#draw();
    } else {
      if (this.#depth >= this.#layers - 1) this.#depth = 0;
      this.#go.textContent = w.stop;
      this.#before = performance.now();
      this.#going = requestAnimationFrame(this.#tick);
      return;
    }
    say(this.#line.textContent);
  }

  #draw() {
    const brush = this.#canvas.getContext("2d");
    brush.clearRect(0, 0, NEST, NEST);
    brush.fillStyle = brush.strokeStyle = getComputedStyle(this.#canvas).color;
    brush.lineWidth = 2;
    for (let level = -1; level < 3; level++) {
      const radius = 200 * SCALE ** ((this.#depth % 1) - level);
      if (radius >= 1 && radius <= 4000) universe(brush, radius);
    }
    brush.globalAlpha = 1;
    const left = Math.log10(Math.max(1, this.#layers - this.#depth));
    this.#line.textContent = w.layer(
      Math.min(this.#layers, 1 + Math.floor(this.#depth)),
      this.#layers,
      this.#going ? waiting(left) : "",
    );
  }

  #tick = (/** @type {number} */ now) => {
    this.#depth = Math.min(this.#layers - 1, this.#depth + (now - this.#before) / 1000);
    this.#before = now;
    if (this.#depth >= this.#layers - 1) return this.stop();
    this.#draw();
    this.#going = requestAnimationFrame(this.#tick);
  };

  stop() {
    cancelAnimationFrame(this.#going);
    this.#going = 0;
    this.#go.textContent = w.zoom;
    this.#draw();
  }

  /** @param {number} layers */
  set(layers) {
    this.#layers = layers;
    if (this.#depth >= layers) this.#depth = 0;
    this.#draw();
  }
}

/** @param {Brush} brush @param {number} radius */
function universe(brush, radius) {
  const circle = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ r) => {
    brush.beginPath();
    brush.arc(x, y, r, 0, 7);
  };
  const middle = NEST / 2;
  const fading = radius > 200 ? Math.max(0, 1 - (radius - 200) / 600) : 1;
  brush.globalAlpha = Math.min(1, radius / 60) * fading;
  circle(middle, middle, radius);
  brush.stroke();
  for (const [far, angle, size] of ATOMS) {
    const [x, y] = [radius * far * Math.cos(angle), radius * far * Math.sin(angle)];
    circle(middle + x, middle + y, Math.max(0.4, radius * 0.024 * size));
    brush.fill();
  }
}
