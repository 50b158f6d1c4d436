/** How long something will take here, for buttons that say so before they are pressed. */
import { ask } from "../net/ask.js";

/** What takes longer than this, in seconds, waits until somebody asks for it. */
export const LONG = 10;

/** How long looks of the network take here; NaN before any was measured. @param {number} looks */
export async function estimate(looks) {
  try {
    const { rate } = await (await ask("/api/info")).json();
    return rate ? looks / rate : NaN;
  } catch {
    return NaN;
  }
}
