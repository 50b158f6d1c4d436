/** How long something will take here, for buttons that say so before they are pressed. */
import { ask } from "../net/ask.js";
import { info, row } from "../net/info.js";

/** What takes longer than this, in seconds, waits until somebody asks for it. */
export const LONG = 10;

/** How long a look of the network takes here, in seconds; NaN before any was measured. */
export async function look() {
  try {
    const { rate } = await (await ask("/api/info")).json();
    return rate ? 1 / rate : NaN;
  } catch {
    return NaN;
  }
}

/**
 * Whether settings are what a figure shows first: the answers to them come with the page.
 * @param {string} slug @param {Settings} settings
 */
export function first(slug, { prompt, seed }) {
  const own = row(info.exhibits, "slug", slug);
  return Boolean(own?.prompt) && own.prompt === prompt && own.seed === seed;
}
