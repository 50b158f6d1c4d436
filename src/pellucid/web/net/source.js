/**
 * Where the page's questions go: to its server, or, on a site of plain files, to those (`data-site`
 * names the folder of its answers).
 */
import { address } from "./files.js";

/** The folder of a site's answers; "" where there is a server. */
export const site = document.documentElement.dataset.site ?? "";

/**
 * Answer a request.
 * @type {(route: string, options?: RequestInit) => Promise<Response>}
 */
export const source = site
  ? (await import("./site.js")).answer
  : (route, options) => fetch(route, options);

/** Where the parts of a walk are. @param {string} key */
export const walkAt = (key) => (site ? `${site}walks/${key}` : `/w/${key}`);

/**
 * The address of a picture to keep; a site has it in fewer bytes, or not at all: "".
 * @param {Walk} walk @param {string} name @param {string} [query]
 */
export function offered({ where, shipped }, name, query = "") {
  if (!site) return `${where}/${name}${query}`;
  const there = [name, name.replace(".png", ".webp")].find((each) => shipped.includes(each));
  return there ? address(`${where}/${there}`) : "";
}
