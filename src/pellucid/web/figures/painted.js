/** A painted scene under noise: where its words are looked at, and where their things are. */
import "./plot.js";
import { button, h, percent, slider } from "../dom.js";
import { constants } from "../net/info.js";
import { words } from "../words/en.js";
import { outline, veil } from "./veil.js";

const { palest: PALEST, levels: LEVELS } = constants("attention");
const SIDE = 384; // px of the picture
const w = words.exhibits.attention.painted;

export class PaintedScene {
  #scene = 0;
  #word = 0;
  /** @type {ImageBitmap[]} by level of noise */
  #images = [];
  #canvas = h("canvas.plain-picture", { width: SIDE, height: SIDE, role: "img" });
  #caption = h("p.said");
  #chips = h("div.controls", { role: "group", "aria-label": w.things });
  #level = slider({ min: 0, max: LEVELS.length - 1, value: 1, "aria-label": w.noise }, () =>
    this.#show(),
  );
  #share = h("output");
  #told = h("p.telling", { role: "status" });
  #plot = h("pl-plot");

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.run = page.line("attention");
    this.run.addEventListener("picture", ({ detail: { state, image } }) => {
      this.#images[state] = image;
      this.#draw();
    });
    this.run.addEventListener("result", () => this.#fill());
    const next = button(w.next, () => {
      this.#scene++;
      this.#word = 0;
      this.#ask();
    });
    this.inside = h(
      "div.scene",
      { hidden: true },
      h("div", this.#canvas, h("label.row", h("span", w.noise), this.#level, this.#share)),
      h("div", this.#caption, h("div.controls", this.#chips, next), this.#told, this.#plot),
    );
    this.element = h(
      "details.more",
      { on: { toggle: () => this.element.open && !this.run.asked && this.#ask() } },
      h("summary", w.title),
      h("p", w.rules),
      h("pl-job", { run: this.run }),
      this.inside,
    );
  }

  #ask() {
    this.#images = [];
    this.run.frames(this.page.store.settings, { part: "painted", scene: this.#scene });
  }

  /** @returns {{word: string, maps: number[][], overlap: number[], inside: number[]}[]} */
  get #rows() {
    return this.run.result?.painted ?? [];
  }

  #fill() {
    const { caption, scenes, levels } = this.run.result;
    this.#scene %= scenes;
    this.inside.hidden = false;
    this.#caption.textContent = w.caption(this.#scene + 1, scenes, caption);
    this.#chips.replaceChildren(
      ...this.#rows.map(({ word }, i) =>
        button(
          word,
          () => {
            this.#word = i;
            this.#show();
          },
          "chip",
        ),
      ),
    );
    const lines = Object.fromEntries(
      this.#rows.map(({ word, overlap }) => [word, overlap.map((each) => 100 * each)]),
    );
    const shares = levels.map((/** @type {number} */ share) => 100 * share);
    this.#plot.draw(w.plot, shares, lines, { axis: w.axis, low: 0, high: 100, tall: 110 });
    this.#show();
  }

  #show() {
    const level = +this.#level.value;
    const row = this.#rows[this.#word];
    this.#share.textContent = percent(LEVELS[level]);
    this.#plot.cursor = level;
    [...this.#chips.children].forEach((chip, i) => {
      chip.ariaPressed = String(i === this.#word);
    });
    if (row) this.#told.textContent = w.told(row.word, row.overlap[level]);
    this.#draw();
  }

  #draw() {
    const level = +this.#level.value;
    const [row, image, brush] = [
      this.#rows[this.#word],
      this.#images[level],
      this.#canvas.getContext("2d"),
    ];
    if (!image || !brush) return;
    brush.drawImage(image, 0, 0, SIDE, SIDE);
    if (!row) return;
    const { shape, caption } = this.run.result;
    const [rows, columns] = shape;
    veil(brush, SIDE, row.maps[level], shape, PALEST);
    const grid = Array.from({ length: rows }, (_, y) =>
      row.inside.slice(y * columns, (y + 1) * columns),
    );
    outline(brush, SIDE, [grid], [row.word]);
    this.#canvas.setAttribute(
      "aria-label",
      w.picture(caption, LEVELS[level], row.word, row.overlap[level]),
    );
  }

  /** Other settings: another model may be asked. */
  clear() {
    this.run.forget();
    this.inside.hidden = true;
    this.element.open = false;
  }
}
