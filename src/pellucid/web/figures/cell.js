/** One picture of a walk, as pixels. */

/** A square brush of its own, whose pixels are read. @param {number} side */
const canvas = (side) =>
  /** @type {OffscreenCanvasRenderingContext2D} */ (
    new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true })
  );

/**
 * Draw a cell into a square.
 * @param {Brush | OffscreenCanvasRenderingContext2D} brush @param {Cell} cell @param {number} side
 */
export const put = (brush, { image, x, y, size }, side) =>
  brush.drawImage(image, x, y, size, size, 0, 0, side, side);

/** A cell's pixels at a side of your choice. @param {Cell} cell @param {number} side */
export function pixels(cell, side) {
  const brush = canvas(side);
  put(brush, cell, side);
  return brush.getImageData(0, 0, side, side);
}
