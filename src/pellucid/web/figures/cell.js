/** One picture of a walk, as pixels. */

/** A square brush of its own, whose pixels are read. @param {number} side */
const canvas = (side) =>
  /** @type {OffscreenCanvasRenderingContext2D} */ (
    new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true })
  );

/** @type {Map<number, OffscreenCanvasRenderingContext2D>} */
const cuts = new Map();

/**
 * A cell by itself. A sheet that is scaled mixes the edges of a cell with its neighbours; so it is
 * first copied as it is.
 * @param {Cell} cell @returns {CanvasImageSource}
 */
function cut({ image, x, y, size }) {
  const { width, height } = /** @type {any} */ (image);
  if (width === size && height === size) return image;
  const brush = cuts.get(size) ?? new OffscreenCanvas(size, size).getContext("2d");
  cuts.set(size, /** @type {any} */ (brush));
  brush?.clearRect(0, 0, size, size);
  brush?.drawImage(image, x, y, size, size, 0, 0, size, size);
  return /** @type {any} */ (brush).canvas;
}

/**
 * Draw a cell into a square, or an upright part of it; what is noise keeps its pixels.
 * @param {Brush | OffscreenCanvasRenderingContext2D} brush @param {Cell} cell @param {number} side
 * @param {number} [left] @param {number} [top] @param {number} [from] @param {number} [to]
 */
export function put(brush, cell, side, left = 0, top = 0, from = 0, to = 1) {
  const { size } = cell;
  const [at, wide] = [left + from * side, (to - from) * side];
  brush.imageSmoothingEnabled = !cell.noisy || side < size;
  brush.imageSmoothingQuality = "medium";
  brush.drawImage(cut(cell), from * size, 0, (to - from) * size, size, at, top, wide, side);
}

/** A cell's pixels at a side of your choice. @param {Cell} cell @param {number} side */
export function pixels(cell, side) {
  const brush = canvas(side);
  put(brush, cell, side);
  return brush.getImageData(0, 0, side, side);
}
