/** Words for a picture: made from its pixels, for people who do not see it. */
import { words } from "../words/en.js";
import { pixels } from "./cell.js";

const SIDE = 24;

/** Hue ends (degrees) -> the word's place in words.describe.hues. */
const HUES = [15, 42, 68, 160, 200, 255, 290, 335, 360];

/** Dominant colours and where the eye goes, on a 3 x 3 grid. @param {Cell} cell */
export function describe(cell) {
  const { data } = pixels(cell, SIDE);
  /** @type {Map<string, number>} */
  const shares = new Map();
  const parts = Array.from({ length: 9 }, () => new Map());
  for (let i = 0; i < SIDE * SIDE; i++) {
    const name = colour(data[4 * i], data[4 * i + 1], data[4 * i + 2]);
    const part =
      3 * Math.floor((3 * Math.floor(i / SIDE)) / SIDE) + Math.floor((3 * (i % SIDE)) / SIDE);
    shares.set(name, (shares.get(name) ?? 0) + 1);
    parts[part].set(name, (parts[part].get(name) ?? 0) + 1);
  }
  const main = top(shares)
    .filter(([, n]) => n > 0.1 * SIDE * SIDE)
    .slice(0, 3)
    .map(([name]) => name);
  const most = main[0];
  const odd = parts
    .map((part, i) => ({ i, name: top(part)[0][0] }))
    .filter(({ name }) => name !== most);
  const spot = odd.find(({ i }) => i === 4) ?? odd[0];
  return words.describe.picture(main, spot && [spot.name, words.describe.places[spot.i]]);
}

/** @param {Map<string, number>} counts @returns {[string, number][]} */
const top = (counts) => [...counts].sort((a, b) => b[1] - a[1]);

/** The plain name of a colour. @param {number} r @param {number} g @param {number} b */
export function colour(r, g, b) {
  const high = Math.max(r, g, b);
  const low = Math.min(r, g, b);
  const names = words.describe;
  if (high < 45) return names.black;
  if (high - low < 28) return low > 205 ? names.white : high < 100 ? names.dark : names.grey;
  const span = high - low;
  const hue =
    (60 *
      (high === r ? (g - b) / span + 6 : high === g ? (b - r) / span + 2 : (r - g) / span + 4)) %
    360;
  const name = names.hues[HUES.findIndex((end) => hue < end)];
  if (name === names.hues[1] && high < 140) return names.brown;
  return high < 110 ? names.darker(name) : name;
}
