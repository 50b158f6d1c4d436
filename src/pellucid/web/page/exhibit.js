/**
 * What every exhibit has, and what the page asks of it; each module of exhibits/ exports one.
 * @typedef {import("../dom.js").Act} Act
 */
import { h, rest } from "../dom.js";

const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];
const SETTLING = 4000; // ms in which a place is held while figures above it grow

/** Let go of where a link led once a hand moves something, or all has settled. @param {Act} free */
export function release(free) {
  for (const kind of HANDS) addEventListener(kind, free, { once: true, passive: true });
  setTimeout(free, SETTLING);
}

export class Exhibit {
  /** The slider that moves when the reader scrolls past. @type {any} */
  dial = null;
  #linked = false; // a link says what is in view
  #settle = rest(300, () => this.dial.settle());
  following = true; // until somebody moves, the newest state is in view
  /** What keys do here; `false`: nothing just now. @type {Record<string, () => unknown>} */
  keys = {};

  /** @param {HTMLElement} element @param {Page} page */
  constructor(element, page) {
    this.element = element;
    this.page = page;
    /** The figure's first line to the server. @type {Run} */
    this.run = page.run;
    for (const name of /** @type {const} */ (["planned", "frame", "finished", "result"]))
      this.run.addEventListener(name, ({ detail }) => this[name](detail));
  }

  /** The page's settings, with the words that are pinned to this figure. */
  get settings() {
    return this.page.store.settings;
  }

  /** Fill the element, once. @returns {void | Promise<void>} */
  build() {}

  /** The settings are others. */
  update() {}

  /** Its walks are known. */
  planned() {}

  /** A walk has a picture more. @param {any} _told */
  frame(_told) {}

  /** A walk is finished. @param {any} _told */
  finished(_told) {}

  /** Something was measured. */
  result() {}

  /** A link says what to show. @param {Record<string, any>} _shown */
  restore(_shown) {}

  /** Show what a link says, until the reader scrolls on. @param {Record<string, any>} shown */
  open(shown) {
    this.#linked = true;
    release(() => {
      this.#linked = false;
    });
    this.restore(shown);
  }

  /** The figure is far from the screen; tells whether work is left. @returns {boolean | void} */
  hidden() {}

  /** @param {number} share of the way past the figure */
  scroll(share) {
    if (this.#linked || !this.dial) return;
    const before = this.dial.value;
    this.dial.go(share * this.dial.max, "scroll");
    if (this.dial.value !== before) this.#settle();
  }

  /** Whether the key did something here. @param {KeyboardEvent} event */
  key(event) {
    const act = this.keys[event.key.toLowerCase()];
    return Boolean(act) && act() !== false;
  }
}

/** An exhibit whose walks stand under one scrubber. */
export class Dialled extends Exhibit {
  dial = h("pl-scrubber", {
    reach: () => this.reached,
    on: {
      scrub: () => {
        this.following = false;
        this.look(this.dial.value);
      },
      settle: () => this.settle(),
    },
  });

  /** The state that all of its walks have reached. */
  get reached() {
    return Math.min(...this.run.walks.map((walk) => walk.reach));
  }

  /** Show a state. @param {number} _state */
  look(_state) {}

  /** A state was chosen. */
  settle() {
    this.page.show({ i: this.dial.value });
    this.run.focus(0, this.dial.value);
  }

  /** @param {Record<string, any>} shown */
  restore({ i }) {
    if (i === undefined) return;
    this.following = false;
    this.look(i);
  }
}
