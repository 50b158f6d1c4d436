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
 * The same, folded away, or open if the one was that it replaces.
 * @param {string} caption @param {string[]} heads @param {string[][]} rows
 * @param {Element} place where it will be
 */
export function table(caption, heads, rows, place) {
  const open = place.querySelector("details")?.open;
  return h(
    "details.as-table",
    { open },
    h("summary", words.plot.table),
    grid(caption, heads, rows),
  );
}
