/** What the server is and has, asked once: engines, solvers, recipes, exhibits, limits. */
import { ask } from "./ask.js";
import { banner, line } from "./line.js";

banner();

/** Ask until there is an answer: when the server is back, or after pauses that grow. */
async function told() {
  for (let pause = 1; ; pause = Math.min(30, 2 * pause)) {
    try {
      return await (await ask("/api/info")).json();
    } catch {
      await new Promise((go) => {
        line.addEventListener("back", go, { once: true });
        setTimeout(go, 1000 * pause);
      });
    }
  }
}

export const info = await told();

/** The row of a list by its name. @param {any[]} rows @param {string} key @param {string} name */
export const row = (rows, key, name) => rows.find((each) => each[key] === name);

/** The numbers of an exhibit that its figure needs. @param {string} slug @returns {any} */
export const constants = (slug) => row(info.exhibits, "slug", slug).constants;
