/** The files of a site: beside its page, or inside it where the whole site is one file. */

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

const files = document.getElementById("files");
/** What is inside: base64 by name. @type {Record<string, string> | null} */
const held = files && JSON.parse(files.textContent ?? "");

/** The address of a file inside the page; undefined where each lies apart. @param {string} name */
export function inside(name) {
  if (!held) return undefined;
  const type = TYPES[name.slice(name.lastIndexOf(".") + 1)];
  return name in held ? `data:${type};base64,${held[name]}` : "";
}

/**
 * Fetch a file by its name; one that is not there is answered as a server would.
 * @param {string} name @param {RequestInit} [options]
 */
export async function file(name, options) {
  const where = name.startsWith("data:") ? name : (inside(name) ?? name);
  if (!where) return new Response(null, { status: 404 });
  const answer = await fetch(where, options);
  if (!held || !PACKED.test(name)) return answer;
  return new Response(answer.body?.pipeThrough(new DecompressionStream("gzip")));
}
