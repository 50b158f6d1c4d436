/** The numbers of a chart as a table, folded away below it. */
import { h } from "../dom.js";
import { words } from "../words/en.js";

/**
 * @param {string} caption @param {string[]} heads of the columns
 * @param {string[][]} rows each begins with its head @param {boolean} [open]
 */
export function table(caption, heads, rows, open = false) {
  const row = (/** @type {string[]} */ [head, ...cells]) =>
    h(
      "tr",
      h("th", { scope: "row" }, head),
      cells.map((cell) => h("td", cell)),
    );
  const columns = heads.map((head) => (head ? h("th", { scope: "col" }, head) : h("td")));
  return h(
    "details.as-table",
    { open },
    h("summary", words.plot.table),
    h("table", h("caption", caption), h("thead", h("tr", columns)), h("tbody", rows.map(row))),
  );
}
