/**
 * Phrases that several sentences share.
 * @typedef {{[name: string]: Words | string | string[] | any[] | ((...told: any[]) => any)}} Words
 */

/** @param {string[]} list */
export const and = (list) =>
  list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}`;
/** @param {number} t */
export const noise = (t) => (Number.isFinite(t) ? `, ${Math.round(100 * t)} % noise` : "");
/** @param {number} s */
export const seconds = (s) =>
  s < 0.95
    ? `${Math.max(0.1, s).toFixed(1)} s`
    : s < 90
      ? `${Math.round(s)} s`
      : `${Math.round(s / 60)} min`;

/** How long it takes, after what is offered; nothing if nobody knows. @param {number} s */
export const about = (s) => (Number.isFinite(s) ? ` (about ${seconds(s)})` : "");

/** @param {number} error */
export const apart = (error) =>
  error < 0.01 ? "less than 0.01 apart" : `${error.toFixed(2)} apart`;
