/** The numbers of a chart as a table, folded away below it. */
import { h } from "../dom.js";
import { words } from "../words/en.js";

/**
 * Columns under their heads, where they have any, and rows that begin with their head.
 * @param {string} caption @param {string[]} heads @param {string[][]} rows
 */
export function grid(caption, heads, rows) {
  const row = (/** @type {string[]} */ [head, ...cells]) =>
    h(
      "tr",
      h("th", { scope: "row" }, head),
      cells.map((cell) => h("td", cell)),
    );
  const columns = heads.map((head) => (head ? h("th", { scope: "col" }, head) : h("td")));
  const head = heads.length > 0 && h("thead", h("tr", columns));
  return h("table", h("caption", caption), head, h("tbody", rows.map(row)));
}

/**
 * The same, folded away; where one is already, it has these rows now.
 * @param {string} caption @param {string[]} heads @param {string[][]} rows
 * @param {Element} place where it will be
 */
export function table(caption, heads, rows, place) {
  const kept = place.querySelector("details.as-table");
  const made = grid(caption, heads, rows);
  kept?.lastElementChild?.replaceWith(made);
  return kept ?? h("details.as-table", h("summary", words.plot.table), made);
}
