/** Whose colour? Two things of two colours and the same exchanged; the judge's table of them. */
import { button, choice, h, percent, tile } from "../dom.js";
import { constants } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

const { few: FEW, many: MANY } = constants("colour");
const OTHER = 2; // the column of every other colour
const NONE = 3; // that of pictures without the thing
const w = words.exhibits.colour;

/** @typedef {{seen: string[], outcome: string}} Seen what the judge sees in a picture */

/** The column in which a colour is counted. @param {string} seen @param {string[]} colours */
function column(seen, colours) {
  const place = colours.indexOf(seen);
  return place >= 0 ? place : seen ? OTHER : NONE;
}

export default class Colour extends Exhibit {
  #seeds = FEW;
  #cell = -1; // of the table, its pictures marked: 4 × row + column
  /** @type {HTMLElement[]} one of each walk */
  #tiles = [];
  #rows = h("div.rows");
  #table = h("table.leaks");
  #said = h("p.said", { role: "status" }, w.pending);
  #unknown = h("p.aside");
  #counts = choice(
    w.counts,
    [FEW, MANY].map((count) => [count, w.count(count)]),
    (count) => {
      this.#choose(count);
      this.page.show({ k: this.#seeds === FEW ? "" : this.#seeds });
      this.update();
    },
  );

  build() {
    this.element.append(
      h(
        "div.two",
        h("div", this.#rows, h("pl-job", { run: this.run })),
        h("div.side", this.#counts, this.#table, this.#said, this.#unknown),
      ),
    );
    this.#choose(this.#seeds);
  }

  /** @param {unknown} count */
  #choose(count) {
    this.#seeds = Number(count) === MANY ? MANY : FEW;
    this.#counts.choose(this.#seeds);
  }

  /** How many prompts are walked: two, if there are colours to exchange. */
  get #prompts() {
    return this.run.walks.length > this.#seeds ? 2 : 1;
  }

  planned() {
    const { walks } = this.run;
    this.#tiles = walks.map((walk) => {
      const stage = h("pl-stage", { plain: true, walk, state: walk.last });
      stage.name = w.seed(walk.recipe.seed);
      return tile(stage, "");
    });
    const rows = walks.slice(0, this.#prompts).map(({ recipe }, first) =>
      h(
        "div",
        h("p.aside", recipe.prompt),
        h(
          `div.tiles.eight${this.#seeds === MANY ? ".many" : ""}`,
          this.#tiles.filter((_, i) => i % this.#prompts === first),
        ),
      ),
    );
    this.#rows.replaceChildren(...rows);
    this.page.share(walks[0], "x0");
    this.result();
  }

  /** @param {{index: number, state: number}} told */
  frame({ index, state }) {
    const stage = /** @type {any} */ (this.#tiles[index]?.firstElementChild);
    if (stage) stage.state = state;
  }

  /** @param {{walk: Walk}} told */
  finished({ walk }) {
    walk.small();
  }

  result() {
    /** @type {{things?: string[], colours?: string[], pictures?: Seen[], unknown?: string[]}} */
    const { things = [], colours = [], pictures = [], unknown = [] } = this.run.result ?? {};
    const [one, other = one] = this.run.walks.map(({ recipe }) => recipe.prompt);
    const counts = [colours, [...colours].reverse()].map((asked, swap) =>
      tally(
        pictures.filter((_, i) => i % 2 === swap),
        asked,
      ),
    );
    this.#said.textContent = !this.run.result
      ? w.pending
      : pictures.length
        ? w.counted(counts)
        : w.without;
    this.#unknown.textContent = unknown.length ? w.unknown(unknown) : "";
    this.#table.hidden = !pictures.length;
    if (pictures.length) this.#fill(things, colours, pictures, [one, other]);
    this.#mark(things, colours, pictures);
    this.page.live({
      told: pictures.length ? w.told(counts) : "",
      of: pictures.length / 2 || "–",
      right: pictures.length ? percent(counts[0].right / counts[0].of) : "–",
      error: pictures.length ? w.error(counts[0]) : "–",
      call: `engine.draw(pellucid.Recipe(${JSON.stringify(other)}, seed=${this.settings.seed}))`,
    });
  }

  /**
   * How often each thing has each colour, with a button wherever there are such pictures.
   * @param {string[]} things @param {string[]} colours @param {Seen[]} pictures
   * @param {string[]} prompts
   */
  #fill(things, colours, pictures, prompts) {
    const heads = [...colours, w.another, w.absent];
    const row = (/** @type {number} */ swap, /** @type {number} */ thing) => {
      const own = pictures.filter((_, i) => i % 2 === swap);
      return h(
        "tr",
        h("th", { scope: "row" }, things[thing]),
        heads.map((head, at) => {
          const count = own.filter(({ seen }) => column(seen[thing], colours) === at).length;
          const place = 4 * (2 * swap + thing) + at;
          const asked = at === (swap ? 1 - thing : thing);
          const press = button(count, () => this.#press(place), {
            "aria-pressed": String(place === this.#cell),
            "aria-label": w.cell(things[thing], head, count, own.length, asked),
          });
          return h(asked ? "td.asked" : "td", count ? press : "0");
        }),
      );
    };
    const body = (/** @type {string} */ prompt, /** @type {number} */ swap) =>
      h(
        "tbody",
        h("tr", h("th", { scope: "rowgroup", colSpan: 5 }, prompt)),
        things.map((_, thing) => row(swap, thing)),
      );
    this.#table.replaceChildren(
      h("caption", w.caption),
      h(
        "thead",
        h(
          "tr",
          h("td"),
          heads.map((head) => h("th", { scope: "col" }, head)),
        ),
      ),
      ...prompts.map(body),
    );
  }

  /** @param {number} place */
  #press(place) {
    this.#cell = place === this.#cell ? -1 : place;
    this.page.show({ c: this.#cell < 0 ? "" : this.#cell });
    for (const each of this.#table.querySelectorAll("button")) each.ariaPressed = "false";
    this.result();
    this.#table.querySelector("[aria-pressed=true]")?.focus();
  }

  /**
   * Say under every picture what was seen, and mark those of the cell that is pressed.
   * @param {string[]} things @param {string[]} colours @param {Seen[]} pictures
   */
  #mark(things, colours, pictures) {
    const row = Math.floor(this.#cell / 4);
    this.#tiles.forEach((figure, i) => {
      const { seen } = pictures[i] ?? {};
      const marked =
        seen !== undefined &&
        i % 2 === row >> 1 &&
        column(seen[row % 2], colours) === this.#cell % 4;
      figure.classList.toggle("marked", marked);
      const text = seen ? w.seen(things, seen) : "";
      const caption = /** @type {HTMLElement} */ (figure.lastElementChild);
      caption.textContent = marked ? w.marked(text) : text;
    });
  }

  update() {
    this.#said.textContent = w.pending;
    this.run.draw(this.settings, { seeds: this.#seeds });
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    const before = this.#seeds;
    this.#choose(shown.k);
    this.#cell = Number.isInteger(shown.c) ? shown.c : -1;
    if (!this.run.asked) return;
    if (before !== this.#seeds) this.update();
    else this.result();
  }
}

/**
 * How many pictures came out which way; `crossed` have a colour on the thing that is not its own.
 * @param {Seen[]} pictures @param {string[]} asked
 */
function tally(pictures, asked) {
  const count = (/** @type {string} */ name) =>
    pictures.filter(({ outcome }) => outcome === name).length;
  const crossed = (/** @type {Seen} */ { seen: [one, other] }) =>
    one === asked[1] || other === asked[0];
  return {
    of: pictures.length,
    right: count("right"),
    swapped: count("swapped"),
    same: count("same"),
    other: count("other"),
    crossed: pictures.filter(crossed).length,
  };
}
