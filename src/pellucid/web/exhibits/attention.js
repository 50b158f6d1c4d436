/** What looks at what: words and places of the picture, state by state, and single heads. */
import { button, clamp, h, number, percent, tile } from "../dom.js";
import { PaintedScene } from "../figures/painted.js";
import { veil } from "../figures/veil.js";
import { constants } from "../net/info.js";
import { Dialled } from "../page/exhibit.js";
import { words } from "../words/en.js";

const { palest: PALEST } = constants("attention");
const w = words.exhibits.attention;

/** Every head for one word in one state; those that are chosen are switched off in a quick walk. */
class Heads {
  #table = h("div.heads");
  #go = button(w.choose, () => this.#draw(), { disabled: true });
  #show = button("", () => this.#ask());
  /** @type {HTMLCanvasElement[]} */
  #ends = [0, 1].map(() => h("canvas", { width: 256, height: 256, role: "img" }));
  #pair = h(
    "div.twins",
    { hidden: true },
    tile(this.#ends[0], w.with),
    tile(this.#ends[1], w.without),
  );
  #said = h("p.said", { role: "status" });
  /** @type {Set<string>} */
  #off = new Set();

  /** @param {Page} page @param {() => {word: number, state: number, name: string}} seen */
  constructor(page, seen) {
    this.page = page;
    this.seen = seen;
    this.maps = page.line();
    this.walk = page.line();
    this.maps.addEventListener("result", () => this.#fill(this.maps.result));
    this.walk.addEventListener("picture", ({ detail }) => this.#put(detail));
    this.walk.addEventListener("result", () => {
      const { moved } = this.walk.result ?? {};
      if (moved !== undefined) this.#said.textContent = w.moved(moved);
    });
    this.element = h(
      "details.more",
      h("summary", w.heads),
      this.#show,
      h("pl-job", { run: this.maps }),
      this.#table,
      this.#go,
      h("pl-job", { run: this.walk }),
      this.#pair,
      this.#said,
    );
  }

  /** Another word or state is in view. */
  name() {
    const { name, state } = this.seen();
    this.#show.textContent = w.show(name, state);
  }

  #ask() {
    const { word, state } = this.seen();
    this.maps.start(this.page.store.settings, { part: "heads", word, state });
  }

  /** @param {any} told */
  #fill(told) {
    if (!told?.heads) return;
    this.#table.replaceChildren(
      ...told.heads.map((/** @type {any} */ layer, /** @type {number} */ i) =>
        h(
          "div",
          layer.maps.map((/** @type {number[]} */ map, /** @type {number} */ j) => {
            const small = h("canvas", { width: layer.shape[1], height: layer.shape[0] });
            paintMap(small, map);
            const key = `${i}.${j}`;
            const on = () => this.#toggle(key, toggle);
            const toggle = button("", on, {
              "aria-pressed": String(this.#off.has(key)),
              "aria-label": w.head(i, j, layer.share[j]),
              title: w.head(i, j, layer.share[j]),
            });
            toggle.append(small);
            return toggle;
          }),
        ),
      ),
    );
    this.page.live({ layers: told.heads.length, heads: told.heads[0].maps.length });
  }

  /** @param {string} key @param {HTMLElement} toggle */
  #toggle(key, toggle) {
    if (!this.#off.delete(key)) this.#off.add(key);
    toggle.ariaPressed = String(this.#off.has(key));
    this.#go.disabled = !this.#off.size;
    this.#go.textContent = this.#off.size ? w.off(this.#off.size) : w.choose;
  }

  #draw() {
    this.#said.textContent = "";
    this.#pair.hidden = false;
    this.walk.frames(this.page.store.settings, { off: [...this.#off].join(",") });
  }

  /** @param {any} told */
  #put({ walk, image }) {
    const canvas = this.#ends[walk];
    canvas?.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  }

  /** Other settings: nothing of the old ones may stay. */
  clear() {
    for (const run of [this.maps, this.walk]) run.forget();
    this.#table.replaceChildren();
    this.#pair.hidden = true;
    this.#said.textContent = "";
  }
}

/** @param {HTMLCanvasElement} canvas @param {number[]} map */
function paintMap(canvas, map) {
  const brush = canvas.getContext("2d");
  if (!brush) return;
  const image = brush.createImageData(canvas.width, canvas.height);
  map.forEach((value, i) => {
    image.data.set([255, 214, 90, (255 * value) / PALEST], 4 * i);
  });
  brush.putImageData(image, 0, 0);
}

export default class Looking extends Dialled {
  #word = -1; // nobody chose one yet
  /** @type {number | null} a place of the picture, instead of a word */
  #cell = null;
  #stage = h("pl-stage.dial-surface");
  #chips = h("ol.sentence", { "aria-label": w.words });
  #said = h("p.said", { role: "status" }, w.pending);
  #heads = new Heads(this.page, () => ({
    word: this.#word,
    state: this.dial.value,
    name: this.#rows[this.#word]?.word ?? "",
  }));

  #painted = new PaintedScene(this.page);

  build() {
    this.dial.surface = this.#stage;
    this.dial.label = w.state;
    this.#stage.overlay = (/** @type {Brush} */ brush, /** @type {number} */ side) =>
      this.#shade(brush, side);
    this.#stage.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (event.pointerType === "mouse" && !event.buttons) this.#point(event);
    });
    this.#stage.addEventListener("pointerleave", () => this.#touch(null));
    this.#stage.addEventListener("click", (/** @type {PointerEvent} */ event) =>
      this.#point(event),
    );
    this.element.append(
      h(
        "div.two",
        h("div", this.#stage, this.dial, h("pl-job", { run: this.run })),
        h("div.side", this.#chips, this.#said, this.#heads.element),
      ),
      this.#painted.element,
    );
  }

  /** @returns {{word: string, maps: number[][], share: number[], width: number[]}[]} */
  get #rows() {
    return this.run.result?.words ?? [];
  }

  /** The word that is looked at most. */
  get #most() {
    const sums = this.#rows.map(({ word, share }) =>
      /\w/.test(word) ? share.reduce((sum, each) => sum + each, 0) : 0,
    );
    return sums.indexOf(Math.max(...sums));
  }

  /** Which of the states that were looked at is nearest. */
  get #nearest() {
    const { states = [0] } = this.run.result ?? {};
    const far = states.map((/** @type {number} */ state) => Math.abs(state - this.dial.value));
    return far.indexOf(Math.min(...far));
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const { shape } = this.run.result ?? {};
    if (!shape) return;
    const box = this.#stage.canvas.getBoundingClientRect();
    const [rows, columns] = shape;
    const y = clamp(Math.floor(((event.clientY - box.top) / box.height) * rows), 0, rows - 1);
    const x = clamp(Math.floor(((event.clientX - box.left) / box.width) * columns), 0, columns - 1);
    this.#touch(y * columns + x);
  }

  /** @param {number | null} cell */
  #touch(cell) {
    if (cell === this.#cell) return;
    this.#cell = cell;
    this.#show();
  }

  /**
   * Darken the picture where the word is not looked at.
   * @param {Brush} brush @param {number} side
   */
  #shade(brush, side) {
    const row = this.#rows[this.#word];
    const { shape } = this.run.result ?? {};
    if (!row || !shape) return;
    const [rows, columns] = shape;
    if (this.#cell !== null) {
      brush.strokeStyle = "#fff";
      brush.lineWidth = side / 128;
      const [wide, tall] = [side / columns, side / rows];
      const [x, y] = [this.#cell % columns, Math.floor(this.#cell / columns)];
      return brush.strokeRect(x * wide, y * tall, wide, tall);
    }
    veil(brush, side, row.maps[this.#nearest], shape, PALEST);
  }

  planned() {
    const [walk] = this.run.walks;
    this.#stage.walk = walk;
    this.dial.max = walk.last;
    this.look(this.following ? walk.last : this.dial.value);
    this.#said.textContent = w.pending;
    this.#chips.replaceChildren();
  }

  frame() {
    if (this.following) this.look(this.reached);
  }

  result() {
    this.#word = this.#word < 0 ? this.#most : Math.min(this.#word, this.#rows.length - 1);
    this.#chips.replaceChildren(
      ...this.#rows.map(({ word }, i) =>
        h(
          "li",
          button(word, () => this.#choose(i), "chip"),
          h("span.amount"),
        ),
      ),
    );
    if (this.run.result && !this.#rows.length) this.#said.textContent = w.none;
    this.#show();
  }

  /** @param {number} word */
  #choose(word) {
    this.#word = word;
    this.#cell = null;
    this.page.show({ a: word });
    this.#show();
  }

  /** @param {number} i */
  look(i) {
    this.dial.value = this.#stage.state = i;
    this.#show();
  }

  #show() {
    this.#stage.paint();
    const row = this.#rows[this.#word];
    if (!row) return;
    const place = this.#nearest;
    [...this.#chips.children].forEach((chip, i) => {
      const own = this.#rows[i];
      const map = own.maps[place];
      const lit = this.#cell === null ? Math.max(...map) : map[this.#cell];
      const open = /** @type {HTMLElement} */ (chip.firstElementChild);
      open.ariaPressed = String(this.#cell === null && i === this.#word);
      const bar = /** @type {HTMLElement} */ (chip.lastElementChild);
      bar.style.setProperty("--share", String(lit / PALEST));
      bar.title = w.bar(own.word, lit / PALEST);
    });
    this.#said.textContent = this.#cell === null ? w.word(row.word) : w.cell;
    this.#stage.name = this.#cell === null ? w.word(row.word) : "";
    this.#heads.name();
    const { prompt, seed } = this.settings;
    this.page.live({
      word: row.word,
      share: percent(row.share[place]),
      width: number(row.width[place]),
      told: w.told(this.#rows),
      call: w.call(JSON.stringify(prompt), seed, this.dial.value),
    });
  }

  update() {
    this.#heads.clear();
    this.#painted.clear();
    this.#word = this.page.shown().a ?? -1;
    this.run.start(this.settings, { part: "words" });
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    super.open(shown);
    if (shown.a !== undefined) this.#word = Math.max(0, Number(shown.a) || 0);
    this.#show();
  }
}
