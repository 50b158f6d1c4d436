import { about, apart } from "./phrases.js";

/** @satisfies {import("./phrases.js").Words} */
export const steps = {
  predict: "How many will be enough?",
  views: "What to see beside the picture",
  view: /** @type {Record<string, string>} */ ({
    ladder: "Pictures",
    curve: "What steps buy",
    map: "The road",
    race: "Race of solvers",
  }),
  just: "Just show me",
  steps: (n) => `${n} step${n > 1 ? "s" : ""}`,
  ladder: "Number of steps",
  stride: "Take the strides",
  curve: (most) => `How far from the ${most}-step picture`,
  axis: "Cost in",
  evals: "looks of the network",
  seconds: "seconds here",
  noise: "noise",
  more: (n) => `more than ${n}`,
  pending: "Measured once all walks are done.",
  error: "distance (1 = another picture)",
  other: "another picture",
  near: "hard to tell apart",
  said: (n, evals, error, s, { enough, finest }) => {
    const cost = `${evals} looks of the network${s === null ? "" : `, ${s.toFixed(2)} s`}`;
    const near =
      error <= enough
        ? `Hard to tell from ${finest} steps`
        : error < 0.35
          ? `Near the picture of ${finest} steps, not quite there`
          : `Not the picture that ${finest} steps lead to`;
    return `${n} step${n > 1 ? "s" : ""}, ${cost}. ${near}: ${apart(error)}.`;
  },
  away: (error) => `${error < 0.01 ? "< 0.01" : error.toFixed(2)} apart`,
  lap: (evals, error) => `${evals} looks, ${error < 0.01 ? "< 0.01" : error.toFixed(2)} apart`,
  taller: (times) =>
    "Across: the straight way from the noise to the picture. Up: how far a walk leaves " +
    `it, drawn ${times} times as large.`,
  mapLabel: (n, kept) =>
    `The walk in ${n} strides beside the others, all from the same noise. This map ` +
    `keeps ${Math.round(100 * kept)} % of how they leave the straight way.`,
  curveLabel: (most) => `Distance to the ${most}-step picture, by cost`,
  raceLabel: (most) => `Distance to the ${most}-step picture, by cost, for each solver`,
  guessed: (n) => `You say ${n}. Now watch.`,
  verdict: (guess, enough, longest, finest) => {
    const said = guess ? `You said ${guess}. ` : "";
    if (enough === null)
      return (
        `${said}Even ${longest} steps end at a picture that can be told from the ` +
        `${finest}-step one.`
      );
    const found =
      `${said}From ${enough} step${enough > 1 ? "s" : ""} on, the picture can hardly be ` +
      `told from the ${finest}-step one.`;
    if (!guess || !enough) return found;
    if (guess === enough) return `${found} Exactly.`;
    return guess < enough
      ? `${found} That is more than you said.`
      : `${found} That is fewer than you said.`;
  },
  /** How much longer than a straight line the walk of many steps is. */
  road: (detour, most) =>
    `The walk of ${most} steps is ${detour.toFixed(2)} times as long as the straight ` +
    "line between its ends: " +
    (detour < 1.2
      ? "nearly straight, so long steps miss little of it."
      : "it bends, and long steps miss the bends."),
  raceWhy:
    "All ways of stepping, from the same noise, for the same words. What costs time is " +
    "looking, so they are compared by looks of the network, not by steps: Heun looks twice in " +
    "every step but the last.",
  race: (s) => `Start the race${about(s)}`,
  laps: "Steps of every solver",
  fresh:
    "Hollow marks: these solvers add fresh noise on the way, so they do not head for the same " +
    "picture at all. Their distance is no mistake, and more steps do not shorten it.",
};
