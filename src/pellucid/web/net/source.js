/**
 * Where the page's questions go and its files lie: with its server, or, on a site of plain files,
 * beside it (`data-site` names the folder of its answers).
 */

/** The folder of a site's answers; "" where there is a server. */
export const site = document.documentElement.dataset.site ?? "";
const own = site ? await import("./site.js") : null;

/** Answer a request. @param {string} route @param {RequestInit} [options] */
export const source = (route, options) => (own ? own.answer : fetch)(route, options);

/** The address of one of the page's own files. @param {string} name */
export const asset = (name) =>
  own?.inside(`page/${name}`) ?? new URL(`../${name}`, import.meta.url).href;

/** Where the parts of a walk are. @param {string} key */
export const walkAt = (key) => (site ? `${site}walks/${key}` : `/w/${key}`);

/**
 * The address of a picture to keep; "" where there is none.
 * @param {Walk} walk @param {string} name @param {string} [query]
 */
export const offered = (walk, name, query = "") =>
  own ? own.offered(walk, name) : `${walk.where}/${name}${query}`;

/** Show what a site was made with, at the same figure. @param {Element} place in it */
export const anew = (place) => own?.anew(place);
