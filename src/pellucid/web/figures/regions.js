/** Parts of a picture with words of their own. */
import { h } from "../dom.js";
import { constants } from "../net/info.js";
import { words } from "../words/en.js";

const { places: PLACES } = constants("paint");
const w = words.exhibits.paint;

export class Regions {
  /** @type {{place: any, words: any}[]} */
  #rows;

  /** @param {() => void} change */
  constructor(change) {
    const on = { change };
    this.#rows = [0, 1, 2].map((n) => ({
      place: h(
        "select",
        { "aria-label": `${w.part} ${n + 1}`, on },
        Object.keys(PLACES).map((place) => h("option", { value: place }, w.places(place))),
      ),
      words: h("input", { type: "text", "aria-label": w.parts(n + 1), maxLength: 200, on }),
    }));
    this.element = h(
      "div.regions",
      this.#rows.map((each) => h("div", each.place, each.words)),
    );
    this.read(w.regions);
  }

  /** @returns {{place: string, words: string}[]} what is said of parts */
  get said() {
    return this.#rows
      .map((each) => ({ place: each.place.value, words: each.words.value.trim() }))
      .filter((each) => each.words);
  }

  /** As the server and a link take it. */
  get text() {
    const plain = (/** @type {string} */ text) => text.replaceAll(";", ",");
    return this.said.map((each) => `${each.place}: ${plain(each.words)}`).join("; ");
  }

  /** @param {string} text */
  read(text) {
    const told = text.split(";");
    for (const [i, each] of this.#rows.entries()) {
      const [place, ...said] = (told[i] ?? "").split(":");
      each.place.value = place.trim() in PLACES ? place.trim() : Object.keys(PLACES)[i];
      each.words.value = said.join(":").trim();
    }
  }

  /** Draw where they lie. @param {Brush} brush @param {number} side */
  draw(brush, side) {
    brush.fillStyle = "rgb(20 20 24 / 0.82)";
    brush.fillRect(0, 0, side, side);
    brush.font = `${side / 26}px sans-serif`;
    brush.textAlign = "center";
    brush.lineWidth = side / 256;
    brush.strokeStyle = brush.fillStyle = "#fff";
    for (const each of this.said) {
      const [top, left, bottom, right] = PLACES[each.place].map((/** @type {number} */ share) =>
        Math.round(share * side),
      );
      brush.strokeRect(left + 3, top + 3, right - left - 6, bottom - top - 6);
      brush.fillText(each.words, (left + right) / 2, (top + bottom) / 2, right - left - 16);
    }
  }
}
