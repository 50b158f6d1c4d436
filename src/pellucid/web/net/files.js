/** The page's own files: beside it, or inside it where the whole page is one file. */

/** @type {Record<string, string>} */
const TYPES = {
  bin: "application/octet-stream",
  css: "text/css",
  jpg: "image/jpeg",
  js: "text/javascript",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  webp: "image/webp",
};

const PACKED = /^answers\/.*\.(json|bin)$/; // what lies inside by gzip

const inside = document.getElementById("files");
/** What is inside: base64 by name. @type {Record<string, string> | null} */
const held = inside && JSON.parse(inside.textContent ?? "");

/** The address of a file that the page or its answers have. @param {string} name */
export function address(name) {
  if (!held) return name;
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1)];
  return name in held ? `data:${type};base64,${held[name]}` : "";
}

/** The address of one of the page's own files. @param {string} name */
export const asset = (name) =>
  held ? address(`page/${name}`) : new URL(`../${name}`, import.meta.url).href;

/**
 * Fetch a file by its name; one that is not there is answered as a server would.
 * @param {string} name @param {RequestInit} [options]
 */
export async function file(name, options) {
  const where = name.startsWith("data:") ? name : address(name);
  if (!where) return new Response(null, { status: 404 });
  const answer = await fetch(where, options);
  if (!held || !PACKED.test(name)) return answer;
  return new Response(answer.body?.pipeThrough(new DecompressionStream("gzip")));
}
