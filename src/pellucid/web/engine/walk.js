/**
 * A walk from noise to a picture: the ladders and solvers of `pellucid.ladders` and
 * `pellucid.solvers`, in their formulas and names, over plain arrays of numbers.
 */

/**
 * What is known of one step: where it stood, what it saw.
 * @typedef {{sigma: number, x0: Float32Array}} Past
 * @typedef {{sigma: number, next: number, x: Float32Array, x0: Float32Array, past: Past[],
 *   denoise: (x: Float32Array, sigma: number) => Promise<Float32Array>,
 *   fresh: () => Promise<Float32Array>}} Here
 * @typedef {(at: Here) => Promise<Float32Array> | Float32Array} Solver
 */

const TOP = 999_998.9999712444; // the flow's highest level, at t = 1 - 1e-6
const [LOWEST, HIGHEST] = [0.02, 200]; // the span of a ladder spaced by sigma

/** The level of a flow at time t. @param {number} t */
const sigma = (t) => (t < 1 ? t / (1 - t) : TOP);

/** @param {number} steps @param {(share: number) => number} level of the share of the way down */
const rungs = (steps, level) => [...Array.from({ length: steps }, (_, n) => level(n)), 0];

/** Shares from 0 to 1; of one step, 0. @param {number} n @param {number} steps */
const share = (n, steps) => (steps > 1 ? n / (steps - 1) : 0);

/** Ladders by name: noise levels, the highest first and 0 last. */
/** @type {Record<string, (steps: number) => number[]>} */
export const LADDERS = {
  even: (steps) => rungs(steps, (n) => sigma(1 - n / steps)),
  shifted: (steps) => rungs(steps, (n) => sigma((3 * (1 - n / steps)) / (1 + 2 * (1 - n / steps)))),
  karras: (steps) =>
    rungs(steps, (n) => {
      const [low, high] = [LOWEST ** (1 / 7), HIGHEST ** (1 / 7)];
      return (high + share(n, steps) * (low - high)) ** 7;
    }),
  exponential: (steps) => rungs(steps, (n) => HIGHEST * (LOWEST / HIGHEST) ** share(n, steps)),
};

/** a + (b - a) weight, number by number. @param {Float32Array} a @param {Float32Array} b */
export const lerp = (a, b, /** @type {number} */ weight) =>
  a.map((number, n) => number + (b[n] - number) * weight);

/** x where only the noise above a guess is shrunk. @param {Here} at @param {Float32Array} guess */
const shrunk = ({ x, sigma: here, next }, guess) => lerp(guess, x, next / here);

const STEEPEST = 2; // how many times as far as a guess was seen a line through it is trusted

/**
 * The guess half a step ahead in log(sigma), on the line through this one and the last.
 * @param {Here} at
 */
function ahead({ sigma: here, next, x0, past }) {
  const last = past.at(-1);
  if (!last) return x0;
  const share = Math.log(here / next) / Math.log(last.sigma / here);
  return lerp(last.x0, x0, 1 + Math.min(share, STEEPEST) / 2);
}

/**
 * A step that exchanges all the noise it can for fresh noise.
 * @param {Here} at @param {Float32Array} guess
 */
async function renewed({ x, sigma: here, next, fresh }, guess) {
  const up = next * Math.sqrt(1 - (next / here) ** 2);
  const down = Math.sqrt(next ** 2 - up ** 2);
  const drawn = await fresh();
  return lerp(guess, x, down / here).map((number, n) => number + up * drawn[n]);
}

/** Solvers by name. @type {Record<string, Solver>} */
export const SOLVERS = {
  euler: (at) => shrunk(at, at.x0),
  ancestral: (at) => renewed(at, at.x0),
  heun: async (at) => shrunk(at, lerp(at.x0, await at.denoise(shrunk(at, at.x0), at.next), 0.5)),
  dpmpp_2m: (at) => shrunk(at, ahead(at)),
  dpmpp_2m_sde: (at) => renewed(at, ahead(at)),
  jump: async (at) => {
    const drawn = await at.fresh();
    return at.x0.map((number, n) => number + at.next * drawn[n]);
  },
};

/**
 * The guess that words turn away from none.
 * @param {Float32Array} none @param {Float32Array} words
 */
export const guided = (none, words, /** @type {number} */ guidance) => lerp(none, words, guidance);

/**
 * Walk down a ladder, yielding each step; down to 0 the step is the guess itself.
 * @param {(x: Float32Array, sigma: number) => Promise<Float32Array>} denoise
 * @param {Float32Array} x @param {number[]} ladder @param {Solver} solver
 * @param {(rung: number) => Promise<Float32Array>} noise
 */
export async function* walk(denoise, x, ladder, solver, noise) {
  /** @type {Past[]} */
  const past = [];
  for (let index = 0; index < ladder.length - 1; index++) {
    const [here, next] = ladder.slice(index, index + 2);
    const x0 = await denoise(x, here);
    const at = { sigma: here, next, x, x0, past, denoise, fresh: () => noise(index) };
    const after = next > 0 ? await solver(at) : x0;
    yield { index, sigma: here, next, x, x0, after };
    past.push({ sigma: here, x0 });
    x = after;
  }
}
