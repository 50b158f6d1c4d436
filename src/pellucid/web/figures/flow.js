/**
 * A small network that learns to carry noise to a shape in the plane, trained where it is shown.
 *
 * It is told a point x = (1 - t) a + t n between a point `a` of the shape and noise `n`, and the
 * time t, and learns the velocity n - a by least squares (Lipman and others, 2023, arXiv
 * 2210.02747): a multilayer perceptron on sines of its inputs (Tancik and others, 2020, arXiv
 * 2006.10739), Adam (Kingma and Ba, 2015, arXiv 1412.6980).
 */

const FEATURES = 13;
const WIDE = 64;
const BATCH = 128;
const [RATE, LEAST] = [4e-3, 2e-4]; // of learning, at the beginning and the end
const [FIRST, SECOND, SMALL] = [0.9, 0.99, 1e-8]; // of Adam

/** Random numbers that a seed decides: uniform ones, and normal ones. @param {number} seed */
export function random(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** One layer: out = W in + b, its gradients, and what Adam remembers of them. */
export class Layer {
  /** @param {number} inside @param {number} outside @param {() => number} normal */
  constructor(inside, outside, normal) {
    this.inside = inside;
    this.outside = outside;
    this.weights = new Float32Array((inside + 1) * outside); // the last of each row is the bias
    for (let j = 0; j < outside; j++)
      for (let i = 0; i < inside; i++)
        this.weights[j * (inside + 1) + i] = normal() / Math.sqrt(inside);
    this.slopes = new Float32Array(this.weights.length);
    this.mean = new Float32Array(this.weights.length);
    this.square = new Float32Array(this.weights.length);
  }

  /** @param {Float32Array} x @param {Float32Array} out @param {number} count */
  forward(x, out, count) {
    const { inside, outside, weights } = this;
    for (let b = 0; b < count; b++)
      for (let j = 0; j < outside; j++) {
        const row = j * (inside + 1);
        const from = b * inside;
        let sum = weights[row + inside];
        for (let i = 0; i < inside; i++) sum += weights[row + i] * x[from + i];
        out[b * outside + j] = sum;
      }
  }

  /**
   * Add the gradients of a batch, and give those of its inputs.
   * @param {Float32Array} x @param {Float32Array} above of its outputs
   * @param {Float32Array | null} below of its inputs, where anybody asks
   */
  backward(x, above, below, count = BATCH) {
    const { inside, outside, weights, slopes } = this;
    below?.fill(0);
    for (let b = 0; b < count; b++)
      for (let j = 0; j < outside; j++) {
        const slope = above[b * outside + j];
        const row = j * (inside + 1);
        const from = b * inside;
        slopes[row + inside] += slope;
        for (let i = 0; i < inside; i++) slopes[row + i] += slope * x[from + i];
        if (below) for (let i = 0; i < inside; i++) below[from + i] += slope * weights[row + i];
      }
  }

  /** @param {number} rate @param {number} step from 1 */
  adam(rate, step) {
    const { weights, slopes, mean, square } = this;
    const [first, second] = [1 - FIRST ** step, 1 - SECOND ** step];
    for (let k = 0; k < weights.length; k++) {
      mean[k] += (1 - FIRST) * (slopes[k] - mean[k]);
      square[k] += (1 - SECOND) * (slopes[k] * slopes[k] - square[k]);
      weights[k] -= (rate * (mean[k] / first)) / (Math.sqrt(square[k] / second) + SMALL);
    }
    slopes.fill(0);
  }
}

/** x * sigmoid(x), in place; its slope is written beside. */
export function silu(
  /** @type {Float32Array} */ x,
  /** @type {Float32Array} */ slope,
  /** @type {number} */ length,
) {
  for (let k = 0; k < length; k++) {
    const gate = 1 / (1 + Math.exp(-x[k]));
    slope[k] = gate * (1 + x[k] * (1 - gate));
    x[k] *= gate;
  }
}

export class Flow {
  step = 0; // so many steps of training are done
  #layers;
  #random;
  #room = room(BATCH);

  /** @param {number} seed */
  constructor(seed) {
    this.#random = random(seed);
    const { normal } = this.#random;
    this.#layers = [
      new Layer(FEATURES, WIDE, normal),
      new Layer(WIDE, WIDE, normal),
      new Layer(WIDE, 2, normal),
    ];
  }

  /** How many numbers it learns. */
  get size() {
    return this.#layers.reduce((sum, { weights }) => sum + weights.length, 0);
  }

  /**
   * The velocity at points (x, y, x, y ...), all at time t.
   * @param {Float32Array} points @param {number} t @returns {Float32Array}
   */
  velocity(points, t) {
    const count = points.length / 2;
    const space = room(count);
    for (let b = 0; b < count; b++) features(points[2 * b], points[2 * b + 1], t, space.x, b);
    this.#forward(space, count);
    return space.out;
  }

  /** Learn from one batch; returns the mean squared error. */
  learn(/** @type {Float32Array} */ shape, /** @type {number} */ steps) {
    const space = this.#room;
    const wanted = this.#batch(shape, space.x);
    const loss = this.#slopes(space, wanted);
    const share = Math.min(1, this.step / steps);
    const rate = LEAST + 0.5 * (RATE - LEAST) * (1 + Math.cos(Math.PI * share));
    this.step++;
    for (const layer of this.#layers) layer.adam(rate, this.step);
    return loss;
  }

  /**
   * Walk from noise at t = 1 to the shape at t = 0 in even strides; returns every state.
   * @param {Float32Array} noise @param {number} strides
   */
  walk(noise, strides) {
    const states = [noise];
    for (let i = 0; i < strides; i++) {
      const x = states[i];
      const v = this.velocity(x, 1 - i / strides);
      states.push(x.map((at, k) => at - v[k] / strides));
    }
    return states;
  }

  /** Points between the shape and noise, as features; returns the velocities they should have. */
  #batch(/** @type {Float32Array} */ shape, /** @type {Float32Array} */ x) {
    const { uniform, normal } = this.#random;
    const wanted = new Float32Array(2 * BATCH);
    for (let b = 0; b < BATCH; b++) {
      const one = 2 * Math.floor((uniform() * shape.length) / 2);
      const t = uniform();
      const [n, m] = [normal(), normal()];
      const [a, c] = [shape[one], shape[one + 1]];
      features((1 - t) * a + t * n, (1 - t) * c + t * m, t, x, b);
      wanted[2 * b] = n - a;
      wanted[2 * b + 1] = m - c;
    }
    return wanted;
  }

  #forward(/** @type {ReturnType<typeof room>} */ space, /** @type {number} */ count) {
    const [first, second, third] = this.#layers;
    first.forward(space.x, space.one, count);
    silu(space.one, space.slopeOne, count * WIDE);
    second.forward(space.one, space.two, count);
    silu(space.two, space.slopeTwo, count * WIDE);
    third.forward(space.two, space.out, count);
  }

  /** The mean squared error of a batch, and its gradients in every layer. */
  #slopes(/** @type {ReturnType<typeof room>} */ space, /** @type {Float32Array} */ wanted) {
    const [first, second, third] = this.#layers;
    this.#forward(space, BATCH);
    let loss = 0;
    for (let k = 0; k < 2 * BATCH; k++) {
      const gap = space.out[k] - wanted[k];
      loss += gap * gap;
      space.out[k] = gap / BATCH;
    }
    third.backward(space.two, space.out, space.back);
    for (let k = 0; k < BATCH * WIDE; k++) space.back[k] *= space.slopeTwo[k];
    second.backward(space.one, space.back, space.two);
    for (let k = 0; k < BATCH * WIDE; k++) space.two[k] *= space.slopeOne[k];
    first.backward(space.x, space.two, null);
    return loss / (2 * BATCH);
  }
}

/** Room for what a batch needs on the way. @param {number} count */
function room(count) {
  const of = (/** @type {number} */ wide) => new Float32Array(count * wide);
  return {
    x: of(FEATURES),
    one: of(WIDE),
    two: of(WIDE),
    slopeOne: of(WIDE),
    slopeTwo: of(WIDE),
    back: of(WIDE),
    out: of(2),
  };
}

/** What the network is told of a point and a time. */
function features(
  /** @type {number} */ x,
  /** @type {number} */ y,
  /** @type {number} */ t,
  /** @type {Float32Array} */ into,
  /** @type {number} */ b,
) {
  const at = b * FEATURES;
  const angles = [Math.PI * x, Math.PI * y, 2 * Math.PI * x, 2 * Math.PI * y, Math.PI * t];
  into[at] = x;
  into[at + 1] = y;
  into[at + 2] = t;
  for (const [k, angle] of angles.entries()) {
    into[at + 3 + 2 * k] = Math.sin(angle);
    into[at + 4 + 2 * k] = Math.cos(angle);
  }
}
