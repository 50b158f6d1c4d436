/** How long something will take here, for buttons that say so before they are pressed. */
import { ask } from "../net/ask.js";

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
