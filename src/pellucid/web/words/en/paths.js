// @ts-check
import { seconds } from "./phrases.js";

export const paths = {
  name: "Map of sixteen walks",
  maps: "Which map",
  map: /** @type {Record<string, string>} */ ({
    points: "Best two directions",
    random: "Two at random",
  }),
  choose: "Seeds: take one for the whole page",
  take: (/** @type {number} */ n) => `Use seed ${n} everywhere`,
  draw: (/** @type {number} */ s) => `Draw the map (about ${seconds(s)})`,
  full: (/** @type {number} */ n, s = NaN) =>
    `Draw it in all ${n} steps${Number.isFinite(s) ? ` (about ${seconds(s)})` : ""}`,
  state: (/** @type {number} */ i, /** @type {number} */ n) => `State ${i} of ${n}.`,
  kept: (
    /** @type {number} */ share,
    /** @type {number} */ numbers,
    /** @type {boolean} */ random,
  ) =>
    random
      ? `Two directions drawn at random out of ${numbers.toLocaleString("en")} keep ` +
        `${(100 * share).toFixed(2)} % of what sets the guesses apart: the paths are ` +
        "there, but the map hardly knows them."
      : `This map keeps ${Math.round(100 * share)} % of what sets the guesses apart; the ` +
        `rest lies in the other ${(numbers - 2).toLocaleString("en")} directions.`,
};
