/** What every exhibit has, and what the page asks of it; each module of exhibits/ exports one. */

export class Exhibit {
  /** The slider that moves when the reader scrolls past. @type {any} */
  dial = null;
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

  /** The figure is far from the screen; tells whether work is left. @returns {boolean | void} */
  hidden() {}

  /** @param {number} share of the way past the figure */
  scroll(share) {
    this.dial?.go(share * this.dial.max, "scroll");
  }

  /** Whether the key did something here. @param {KeyboardEvent} event */
  key(event) {
    const act = this.keys[event.key.toLowerCase()];
    return Boolean(act) && act() !== false;
  }
}
