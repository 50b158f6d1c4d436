// @ts-check
/**
 * Random pictures, as fast as the screen takes them: runs in a worker of its own, or on the page
 * where a canvas cannot be handed over.
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
 * @param {number} side
 * @param {number} css
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
   * @param {Uint32Array} pixels
   * @param {string} mode
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
 * @param {Uint8ClampedArray} data
 * @param {number} side
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

/** @param {(message: any) => void} tell */
export function studio(tell) {
  const specks = new Specks();
  /** @type {any} */
  let canvas = null;
  /** @type {any} */
  let brush = null;
  let image = new ImageData(8, 8);
  const set = { side: 0, mode: "even", rate: FAST, playing: false };
  let shown = 0,
    top = 0,
    last = 0,
    ticking = false,
    heard = 0;
  /** @type {number[]} */
  let times = [];
  const soon =
    typeof requestAnimationFrame === "function"
      ? requestAnimationFrame
      : (/** @type {any} */ fn) => setTimeout(() => fn(performance.now()), 16);

  function said(force = false) {
    const now = performance.now();
    times = times.filter((time) => now - time < 2000);
    if (!force && now - heard < 250) return;
    heard = now;
    const span = times.length > 1 ? times[times.length - 1] - times[0] : 0;
    tell({ shown, rate: span > 300 ? (1000 * (times.length - 1)) / span : NaN, alike: top });
  }

  function counted() {
    shown++;
    times.push(performance.now());
    top = Math.max(top, alike(image.data, image.width));
  }

  function draw() {
    specks.fill(new Uint32Array(image.data.buffer), set.mode);
    brush.putImageData(image, 0, 0);
    counted();
  }

  function tick(/** @type {number} */ now) {
    ticking = set.playing && set.mode !== "own";
    if (!ticking) return;
    soon(tick);
    if (now - last < 1000 / set.rate - 5) return;
    last = now;
    draw();
    said();
  }

  return (/** @type {any} */ message) => {
    if (message.digits) {
      const text = (256n ** BigInt(3 * message.digits ** 2)).toString();
      return tell({ digits: message.digits, text });
    }
    if (message.canvas) {
      canvas = message.canvas;
      brush = canvas.getContext("2d", { willReadFrequently: true });
    }
    const anew =
      (message.side && message.side !== set.side) || (message.mode && message.mode !== set.mode);
    for (const name of Object.keys(set))
      if (name in message) /** @type {any} */ (set)[name] = message[name];
    if (anew) {
      canvas.width = canvas.height = set.side;
      image = new ImageData(set.side, set.side);
      top = 0;
      times = [];
      if (set.mode !== "own") draw();
    }
    if (message.image) {
      brush.drawImage(message.image, 0, 0, set.side, set.side);
      message.image.close();
      image = brush.getImageData(0, 0, set.side, set.side);
      counted();
      said();
    }
    if (message.step && set.mode !== "own") draw();
    if ("playing" in message || message.step || anew) {
      if ("playing" in message) times = [];
      said(true);
    }
    if (set.playing && !ticking && set.mode !== "own") {
      ticking = true;
      soon(tick);
    }
  };
}

if (typeof document === "undefined") {
  // in a worker
  const take = studio((message) => postMessage(message));
  self.onmessage = (event) => take(event.data);
}
