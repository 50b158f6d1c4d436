/** A number of a latent that was changed, and how the change spreads over the picture. */
import { reduced } from "../dom.js";
import { send } from "../net/ask.js";

const SEEN = 2; // of 255: a change smaller than this nobody sees
const GAIN = 8;
const RIPPLE = 900; // ms

export class Poke {
  /** @type {{image: ImageBitmap, change: OffscreenCanvas, reach: number, began: number} | null} */
  made = null;
  #plains = new Map(); // decoded without a poke, by state
  #turns = 0;

  clear() {
    this.#turns++;
    this.made?.image.close();
    this.made = null;
  }

  /**
   * What it changed; nothing if somebody asked for something else meanwhile.
   * @param {{key: string, state: number, view: string, cell: number[], channel: number,
   *   amount: number}} asked
   * @param {number} wide cells across
   */
  async ask(asked, wide) {
    const turn = ++this.#turns;
    const began = performance.now();
    const plain = await this.#plain(asked);
    const sent = performance.now();
    const image = await decoded(asked);
    const took = performance.now() - sent;
    if (turn !== this.#turns) return void image.close();
    const changed = differ(plain, image, asked.cell, image.width / wide);
    this.made?.image.close();
    // one that is changed again has spread already
    this.made = { image, ...changed, began: this.made ? began - RIPPLE : performance.now() };
    return { ...changed, took, pixels: image.width ** 2 };
  }

  /** @param {any} asked */
  async #plain(asked) {
    const name = `${asked.key} ${asked.state} ${asked.view}`;
    if (!this.#plains.has(name)) {
      this.#plains.clear();
      this.#plains.set(name, await decoded({ ...asked, amount: 0 }));
    }
    return this.#plains.get(name);
  }

  /**
   * Draw it as it spreads from a place; tell whether it still does.
   * @param {Brush} brush @param {number} side px of the picture
   * @param {number[]} place @param {number} size px of a cell
   * @param {boolean} bare the change alone
   */
  draw(brush, side, [x, y], size, bare) {
    if (!this.made) return false;
    const { image, change, reach, began } = this.made;
    const share = reduced.matches ? 1 : Math.min(1, (performance.now() - began) / RIPPLE);
    const circle = new Path2D();
    if (share < 1) circle.arc(x, y, share * ((reach * side) / 256 + size) * 1.15, 0, 7);
    else circle.rect(0, 0, side, side);
    brush.save();
    brush.clip(circle);
    brush.drawImage(bare ? change : image, 0, 0, side, side);
    brush.restore();
    if (share === 1) return false;
    brush.strokeStyle = "rgb(255 255 255 / .9)";
    brush.lineWidth = Math.max(1.5, side / 200);
    brush.stroke(circle);
    return true;
  }
}

/** @param {any} asked */
async function decoded(asked) {
  return createImageBitmap(await (await send("/api/poke", asked)).blob());
}

/**
 * What a poke changed: where, how many pixels, and how far from the cell.
 * @param {ImageBitmap} plain @param {ImageBitmap} image @param {number[]} cell
 * @param {number} size px of a cell
 */
function differ(plain, image, [row, column], size) {
  const side = image.width;
  const change = new OffscreenCanvas(side, side);
  const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (
    change.getContext("2d", { willReadFrequently: true })
  );
  const [before, after] = [plain, image].map((picture) => {
    brush.drawImage(picture, 0, 0);
    return brush.getImageData(0, 0, side, side);
  });
  let count = 0;
  let reach = 0;
  for (let i = 0; i < side * side; i++) {
    let most = 0;
    for (let k = 4 * i; k < 4 * i + 3; k++) {
      const gap = after.data[k] - before.data[k];
      most = Math.max(most, Math.abs(gap));
      after.data[k] = 128 + GAIN * gap;
    }
    if (most <= SEEN) continue;
    count++;
    const [x, y] = [i % side, Math.floor(i / side)];
    reach = Math.max(reach, Math.hypot(x - (column + 0.5) * size, y - (row + 0.5) * size));
  }
  brush.putImageData(after, 0, 0);
  return { change, count, reach };
}
