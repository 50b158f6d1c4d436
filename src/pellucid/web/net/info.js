/** What the server is and has, asked once: engines, solvers, recipes, exhibits, limits. */
import { ask } from "./ask.js";

export const info = await (await ask("/api/info")).json();

/** The row of a list by its name. @param {any[]} rows @param {string} key @param {string} name */
export const row = (rows, key, name) => rows.find((each) => each[key] === name);

/** The numbers of an exhibit that its figure needs. @param {string} slug @returns {any} */
export const constants = (slug) => row(info.exhibits, "slug", slug).constants;
