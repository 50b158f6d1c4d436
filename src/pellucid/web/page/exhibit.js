// @ts-check
/** What every exhibit has, and what the page asks of it; each module of exhibits/ exports one. */

/** @import { Page } from "../main.js" @import { Run } from "../net/run.js" */

export class Exhibit {
  /** @param {HTMLElement} element @param {Page} page */
  constructor(element, page) {
    this.element = element;
    this.page = page;
    /** The figure's first line to the server. @type {Run} */
    this.run = page.run;
  }

  /** The page's settings, with the words that are pinned to this figure. */
  get settings() {
    return this.page.store.settings;
  }

  /** The slider that moves when the reader scrolls past. @returns {any} */
  get dial() {
    return null;
  }

  /** What single keys do in the figure. @returns {Record<string, () => void>} */
  get keys() {
    return {};
  }

  /** Fill the element, once. @returns {void | Promise<void>} */
  build() {}

  /** The settings are others. */
  update() {}

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
    act?.();
    return Boolean(act);
  }
}
