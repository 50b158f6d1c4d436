/** What lies over a picture: a veil that is thin where something is much, and outlines of parts. */

const DARK = 0.78; // of the veil where there is nothing

const small = new OffscreenCanvas(1, 1);

/**
 * Darken a picture where a map is low.
 * @param {Brush} brush @param {number} side
 * @param {number[]} map row after row @param {number[]} shape rows, columns @param {number} most
 */
export function veil(brush, side, map, [rows, columns], most) {
  [small.width, small.height] = [columns, rows];
  const inner = /** @type {OffscreenCanvasRenderingContext2D} */ (small.getContext("2d"));
  const image = inner.createImageData(columns, rows);
  map.forEach((value, i) => {
    image.data[4 * i + 3] = 255 * DARK * (1 - value / most);
  });
  inner.putImageData(image, 0, 0);
  brush.imageSmoothingEnabled = true;
  brush.drawImage(small, 0, 0, side, side);
}

/**
 * Draw the edges between parts of a picture, and the name of each.
 * @param {Brush} brush @param {number} side @param {number[][][]} parts rows of 0 and 1
 * @param {string[]} names those without a name are not drawn
 */
export function outline(brush, side, parts, names) {
  brush.font = `600 ${Math.round(side / 20)}px system-ui, sans-serif`;
  brush.textAlign = "center";
  brush.lineJoin = "round";
  parts.forEach((rows, place) => {
    if (!names[place]) return;
    const [tall, wide] = [side / rows.length, side / rows[0].length];
    const at = (/** @type {number} */ y, /** @type {number} */ x) => rows[y]?.[x] ?? 0;
    const edges = new Path2D();
    let [longest, across, down] = [0, 0, 0]; // the name stands where its part is widest
    for (let y = 0; y < rows.length; y++)
      for (let x = 0, run = 0; x < rows[0].length; x++) {
        run = at(y, x) ? run + 1 : 0;
        if (run > longest) [longest, across, down] = [run, x + 1 - run / 2, y + 0.5];
        if (x && at(y, x) !== at(y, x - 1)) edges.rect(x * wide, y * tall, 0, tall);
        if (y && at(y, x) !== at(y - 1, x)) edges.rect(x * wide, y * tall, wide, 0);
      }
    for (const [style, width] of /** @type {[string, number][]} */ ([
      ["#000", side / 100],
      ["#fff", side / 220],
    ])) {
      [brush.strokeStyle, brush.lineWidth] = [style, width];
      brush.stroke(edges);
    }
    const spot = /** @type {const} */ ([across * wide, down * tall]);
    [brush.strokeStyle, brush.lineWidth, brush.fillStyle] = ["#000", side / 90, "#fff"];
    brush.strokeText(names[place], ...spot);
    brush.fillText(names[place], ...spot);
  });
}
