/** The records of a job, as they come down the line: a head of numbers and a payload each. */
import { ApiError } from "./ask.js";
import { info } from "./info.js";

const HEAD = 43; // bytes between a record's length and its payload
const SCALARS = ["sigma", "t", "pull", "angle", "turn", "norm", "seconds", "spare"];
const SILENCE = 4000 * info.limits.beat; // ms: four signs of life that did not come
/** What a record is. */
export const KIND = { xt: 1, x0: 2, walk: 3, progress: 4, failed: 6, end: 7, result: 8, beat: 9 };
export const ROUGH = 1; // the flag of a preview's records
export const LAST = 4; // the flag of a walk's last state

/**
 * What comes, unless the line is silent for so long that it must be broken.
 * @template T
 * @param {Promise<T>} coming
 */
export function alive(coming) {
  let timer = 0;
  const silence = new Promise((_, no) => {
    timer = window.setTimeout(() => no(new ApiError("", "", "broken")), SILENCE);
  });
  return Promise.race([coming, /** @type {Promise<never>} */ (silence)]).finally(() =>
    clearTimeout(timer),
  );
}

/** Read a chunked stream as records. @param {Response} answer */
export async function* records(answer) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
  /** @type {Uint8Array} */
  let rest = new Uint8Array(0);
  try {
    for (;;) {
      const { done, value } = await alive(reader.read());
      if (done) return;
      rest = rest.length ? joined(rest, value) : value;
      let at = 0;
      while (rest.length - at >= 4) {
        const view = new DataView(rest.buffer, rest.byteOffset + at);
        const length = view.getUint32(0, true);
        if (rest.length - at < 4 + length) break;
        yield record(view, rest.subarray(at + 4 + HEAD, at + 4 + length));
        at += 4 + length;
      }
      rest = rest.subarray(at);
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError("", "", "broken");
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {DataView} view @param {Uint8Array} payload */
function record(view, payload) {
  const scalars = Object.fromEntries(
    SCALARS.map((name, i) => [name, view.getFloat32(15 + 4 * i, true)]),
  );
  return {
    kind: view.getUint8(4),
    walk: view.getUint16(5, true),
    state: view.getUint16(7, true),
    flags: view.getUint16(9, true),
    sequence: view.getUint32(11, true),
    scalars,
    payload,
  };
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function joined(a, b) {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** @param {Uint8Array} bytes */
export const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

/** @param {Uint8Array} bytes */
export function picture(bytes) {
  const type = bytes[0] === 0xff ? "image/jpeg" : bytes[0] === 0x89 ? "image/png" : "image/webp";
  return createImageBitmap(new Blob([/** @type {any} */ (bytes)], { type }));
}
