import { about } from "./phrases.js";

/** @satisfies {import("./phrases.js").Words} */
export const paths = {
  name: "Map of sixteen walks",
  maps: "Which map",
  map: /** @type {Record<string, string>} */ ({
    points: "Best two directions",
    random: "Two at random",
  }),
  choose: "Seeds: take one for the whole page",
  take: (n) => `Use seed ${n} everywhere`,
  draw: (s) => `Draw the map${about(s)}`,
  full: (n, s) => `Draw it in all ${n} steps${about(s)}`,
  state: (i, n) => `State ${i} of ${n}.`,
  /** How far the walks are from their middle: the first state of half as much as at the end. */
  parted: (state, last) =>
    state === 0
      ? "The paths are apart from their first guess on."
      : `By state ${state} of ${last} the paths are half as far from their middle as at the end.`,
  kept: (share, numbers, random) =>
    random
      ? `Two directions drawn at random out of ${numbers.toLocaleString("en")} keep ` +
        `${(100 * share).toFixed(2)} % of what sets the guesses apart: the paths are ` +
        "there, but the map hardly knows them."
      : `This map keeps ${Math.round(100 * share)} % of what sets the guesses apart; the ` +
        `rest lies in the other ${(numbers - 2).toLocaleString("en")} directions.`,
};
