/** Sheets that an exhibit draws of a finished walk, and what two pictures differ in. */
import { h } from "../dom.js";
import { ask } from "../net/ask.js";
import { Walk } from "../net/walk.js";
import { pixels } from "./cell.js";

const SIDE = 128; // px of a difference

/**
 * A sheet of a walk, as a walk of its own.
 * @param {Walk} walk @param {string} name @param {string} part its file @param {string} view
 */
export async function film(walk, name, part, view) {
  const image = await createImageBitmap(await (await ask(`${walk.where}/${part}`)).blob());
  const { recipe, states } = walk;
  const made = new Walk({ key: `${name}-${walk.key}`, recipe, states, cached: true });
  made.put(view, image, part);
  made.meta = walk.meta ?? {};
  return made;
}

/** A canvas for what two pictures differ in. @param {string} label */
export const grey = (label) =>
  h("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": label });

/**
 * Draw what one picture has more than another, around grey.
 * @param {HTMLCanvasElement} canvas @param {Cell} one @param {Cell} other @param {number} gain
 */
export function differ(canvas, one, other, gain) {
  const first = pixels(one, SIDE);
  const second = pixels(other, SIDE);
  for (let n = 0; n < first.data.length; n++)
    if (n % 4 !== 3) first.data[n] = 128 + gain * (first.data[n] - second.data[n]);
  canvas.getContext("2d")?.putImageData(first, 0, 0);
}
