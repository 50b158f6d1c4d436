/** A photo on its way to the server: a square of it, and nothing else. */
import { h } from "../dom.js";
import { ask } from "../net/ask.js";

const MOST = 512; // px, the largest side of a photo that is sent

/** A field that nobody sees, through which a photo is chosen. @param {(file: File) => void} take */
export function chooser(take) {
  const field = h("input.quiet", {
    type: "file",
    accept: "image/png,image/jpeg,image/webp",
    tabIndex: -1,
    "aria-hidden": "true",
    on: {
      change: () => {
        take(field.files[0]);
        field.value = "";
      },
    },
  });
  return field;
}

/** Send a picture to be kept; returns its address. @param {Blob} body a PNG */
export async function keep(body) {
  const headers = { "content-type": "image/png" };
  const answer = await ask("/api/photo", { method: "POST", headers, body });
  return /** @type {string} */ ((await answer.json()).photo);
}

/**
 * A square of a picture, and nothing else that its file says (place, owner).
 * @param {Blob | string} what the picture, or where to ask for it
 * @param {HTMLElement} figure that waits for it, busy meanwhile
 */
export async function square(what, figure) {
  figure.ariaBusy = "true";
  try {
    const blob = typeof what === "string" ? await (await ask(what)).blob() : what;
    const whole = await createImageBitmap(blob);
    const side = Math.min(whole.width, whole.height);
    const size = Math.min(MOST, side);
    const [x, y] = [(whole.width - side) / 2, (whole.height - side) / 2];
    const canvas = new OffscreenCanvas(size, size);
    canvas.getContext("2d")?.drawImage(whole, x, y, side, side, 0, 0, size, size);
    whole.close();
    const address = await keep(await canvas.convertToBlob({ type: "image/png" }));
    return { address, image: canvas.transferToImageBitmap() };
  } finally {
    figure.ariaBusy = null;
  }
}
