/**
 * Random pictures, as fast as the screen takes them: runs in a worker of its own.
 *
 * Messages to it: {canvas}, {side, mode, rate, playing}, {step}, {image} (a picture made
 * elsewhere), {digits} (write the number of all pictures of that side out in full). It answers
 * {shown, rate, alike} four times a second, and {digits, text}.
 */

/** Squares of light larger than this may not flash often (WCAG 2.3.1: 0.1 degrees of the eye). */
export const SMALL = 3; // CSS pixels
/** ... unless all of them together are small: a quarter of ten degrees. */
export const PATCH = 147; // CSS pixels of a side
export const FAST = 60;
export const SAFE = 3;

/**
 * How many pictures a second may be shown: specks of `css / side` CSS pixels.
 * @param {number} side @param {number} css
 */
export const most = (side, css) => (css / side <= SMALL || css <= PATCH ? FAST : SAFE);

const BELL = new Uint8ClampedArray(1 << 16);

/** xorshift128 (Marsaglia 2003), seeded by the machine's own randomness. */
export class Specks {
  constructor() {
    this.s = crypto.getRandomValues(new Uint32Array(4));
    if (!BELL[0])
      for (let i = 0; i < BELL.length; i++)
        BELL[i] =
          128 +
          52 * Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  }

  /**
   * Fill a picture: every colour equally often, or by the bell curve.
   * @param {Uint32Array} pixels @param {string} mode
   */
  fill(pixels, mode) {
    let [x, y, z, w] = this.s;
    for (let i = 0; i < pixels.length; i++) {
      let t = x ^ (x << 11);
      x = y;
      y = z;
      z = w;
      w ^= (w >>> 19) ^ t ^ (t >>> 8);
      if (mode === "even") pixels[i] = w | 0xff000000;
      else {
        t = x ^ (x << 11);
        x = y;
        y = z;
        z = w;
        w ^= (w >>> 19) ^ t ^ (t >>> 8);
        pixels[i] =
          BELL[w & 0xffff] | (BELL[w >>> 16] << 8) | (BELL[z & 0xffff] << 16) | 0xff000000;
      }
    }
    this.s.set([x, y, z, w]);
  }
}

/**
 * Correlation of neighbours in up to 64 rows: 0 for noise, near 1 for pictures.
 * @param {Uint8ClampedArray} data @param {number} side
 */
export function alike(data, side) {
  let n = 0,
    a = 0,
    b = 0,
    aa = 0,
    bb = 0,
    ab = 0;
  const skip = Math.max(1, Math.floor(side / 64));
  for (let row = 0; row < side; row += skip) {
    for (let i = 4 * row * side + 1; i < 4 * (row * side + side - 1); i += 4 * skip) {
      const p = data[i],
        q = data[i + 4];
      n++;
      a += p;
      b += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  }
  const spread = Math.sqrt((n * aa - a * a) * (n * bb - b * b));
  return spread ? (n * ab - a * b) / spread : 0;
}

/** Takes the messages, fills the canvas, and counts what it showed. */
class Painter {
  #specks = new Specks();
  /** @type {any} */
  #canvas = null;
  /** @type {any} */
  #brush = null;
  #image = new ImageData(8, 8);
  #set = { side: 0, mode: "even", rate: FAST, playing: false };
  #shown = 0;
  #top = 0; // the most that neighbours were alike
  #last = 0;
  #heard = 0;
  #ticking = false;
  /** @type {number[]} of the pictures of the last two seconds */
  #times = [];

  /** @param {(message: any) => void} tell */
  constructor(tell) {
    this.tell = tell;
  }

  #said(force = false) {
    const now = performance.now();
    this.#times = this.#times.filter((time) => now - time < 2000);
    if (!force && now - this.#heard < 250) return;
    this.#heard = now;
    const times = this.#times;
    const span = times.length > 1 ? times[times.length - 1] - times[0] : 0;
    const rate = span > 300 ? (1000 * (times.length - 1)) / span : NaN;
    this.tell({ shown: this.#shown, rate, alike: this.#top });
  }

  #counted() {
    this.#shown++;
    this.#times.push(performance.now());
    this.#top = Math.max(this.#top, alike(this.#image.data, this.#image.width));
  }

  #draw() {
    this.#specks.fill(new Uint32Array(this.#image.data.buffer), this.#set.mode);
    this.#brush.putImageData(this.#image, 0, 0);
    this.#counted();
  }

  #tick = (/** @type {number} */ now) => {
    this.#ticking = this.#set.playing && this.#set.mode !== "own";
    if (!this.#ticking) return;
    requestAnimationFrame(this.#tick);
    if (now - this.#last < 1000 / this.#set.rate - 5) return;
    this.#last = now;
    this.#draw();
    this.#said();
  };

  /** @param {any} message */
  take(message) {
    if (message.digits) {
      const text = (256n ** BigInt(3 * message.digits ** 2)).toString();
      return this.tell({ digits: message.digits, text });
    }
    if (message.canvas) {
      this.#canvas = message.canvas;
      this.#brush = message.canvas.getContext("2d", { willReadFrequently: true });
    }
    const anew = this.#change(message);
    if (message.image) this.#put(message.image);
    if (message.step && this.#set.mode !== "own") this.#draw();
    if ("playing" in message) this.#times = [];
    if ("playing" in message || message.step || anew) this.#said(true);
    if (this.#set.playing && !this.#ticking && this.#set.mode !== "own") {
      this.#ticking = true;
      requestAnimationFrame(this.#tick);
    }
  }

  /** Take over what is set, and tell whether the picture is another. @param {any} message */
  #change(message) {
    const { side, mode } = this.#set;
    for (const name of Object.keys(this.#set))
      if (name in message) /** @type {any} */ (this.#set)[name] = message[name];
    if (side === this.#set.side && mode === this.#set.mode) return false;
    this.#canvas.width = this.#canvas.height = this.#set.side;
    this.#image = new ImageData(this.#set.side, this.#set.side);
    this.#top = 0;
    this.#times = [];
    if (this.#set.mode !== "own") this.#draw();
    return true;
  }

  /** A picture made elsewhere. @param {ImageBitmap} image */
  #put(image) {
    const { side } = this.#set;
    this.#brush.drawImage(image, 0, 0, side, side);
    image.close();
    this.#image = this.#brush.getImageData(0, 0, side, side);
    this.#counted();
    this.#said();
  }
}

if (typeof document === "undefined") {
  // in the worker, not on the page, which reads the constants alone
  const painter = new Painter((message) => postMessage(message));
  self.onmessage = (event) => painter.take(event.data);
}
