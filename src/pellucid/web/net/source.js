/**
 * Where the page's questions go, and where its files lie: with its server, or, on a site of plain
 * files, in folders beside the page (`data-site` names the one of answers).
 */

/** The folder of a site's answers; "" where there is a server. */
export const site = document.documentElement.dataset.site ?? "";

/**
 * Answer a request.
 * @type {(route: string, options?: RequestInit) => Promise<Response>}
 */
export const source = site
  ? (await import("./site.js")).answer
  : (route, options) => fetch(route, options);

/** The address of one of the page's own files. @param {string} name */
export const asset = (name) => new URL(`../${name}`, import.meta.url).href;

/** Where the parts of a walk are. @param {string} key */
export const walkAt = (key) => (site ? `${site}walks/${key}` : `/w/${key}`);
