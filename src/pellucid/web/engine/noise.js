/**
 * Noise that is the server's: the same seed and rung give the same numbers as `pellucid.noise`.
 *
 * PyTorch draws them with a Mersenne Twister (Matsumoto and Nishimura 1998) and the transform of
 * Box and Muller (1958). Its logarithm, sine and cosine are rounded to float32 on the way, these at
 * the end, so a number may differ by some millionths.
 */

const STATE = 624;
const SHIFT = 397;
const SMALL = 2 ** 16;
const START = -1;

/** Words of 32 bits, as PyTorch's generator on a processor draws them. */
export class Twister {
  #words = new Uint32Array(STATE);
  #next = STATE;

  /** @param {number} seed its 32 bits are taken */
  constructor(seed) {
    const words = this.#words;
    words[0] = seed;
    for (let n = 1; n < STATE; n++) {
      const last = words[n - 1] ^ (words[n - 1] >>> 30);
      words[n] = Math.imul(1812433253, last) + n;
    }
  }

  /** @returns {number} from 0 to 2^32 - 1 */
  next() {
    if (this.#next === STATE) this.#turn();
    let word = this.#words[this.#next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #turn() {
    const words = this.#words;
    for (let n = 0; n < STATE; n++) {
      const both = (words[n] & 0x80000000) | (words[(n + 1) % STATE] & 0x7fffffff);
      words[n] = words[(n + SHIFT) % STATE] ^ (both >>> 1) ^ (both & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}

const BLOCK = 16; // numbers that PyTorch makes normal together, half of them by cosine

/** Normal numbers of one seed of 32 bits, a multiple of 16 of them. @param {number} count */
export function normal(count, /** @type {number} */ word) {
  if (count % BLOCK) throw new RangeError(`${count} numbers are no multiple of ${BLOCK}.`);
  const twister = new Twister(word);
  const drawn = Float32Array.from({ length: count }, () => (twister.next() & 0xffffff) / 2 ** 24);
  for (let start = 0; start < count; start += BLOCK)
    for (let n = start; n < start + BLOCK / 2; n++) {
      const radius = Math.sqrt(-2 * Math.log(1 - drawn[n]));
      const angle = 2 * Math.PI * drawn[n + BLOCK / 2];
      drawn[n] = radius * Math.cos(angle);
      drawn[n + BLOCK / 2] = radius * Math.sin(angle);
    }
  return drawn;
}

/**
 * The noise of a seed on a rung; -1 is the noise that a drawing starts from.
 * @param {number} seed @param {number} count @param {number} [rung]
 */
export async function noise(seed, count, rung = START) {
  const name = new TextEncoder().encode(`${seed} ${rung}`);
  const digest = new DataView(await crypto.subtle.digest("SHA-256", name));
  const first = normal(count, digest.getUint32(4));
  if (seed < SMALL && rung >= START) return first;
  const second = normal(count, digest.getUint32(0));
  return first.map((number, n) => (number + second[n]) / Math.SQRT2);
}
