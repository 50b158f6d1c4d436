// @ts-check
/** A walk as the page holds it: frames as they arrive, then two sprite sheets and its numbers. */
import { ask } from "./ask.js";

/** @typedef {{image: CanvasImageSource, x: number, y: number, size: number}} Cell */

const KEPT = 60;
const PREVIEW = 8; // steps of a preview

export class Walk extends EventTarget {
  /**
   * @param {{key: string, recipe: any, cached?: boolean, states?: number, preview?: string | null}}
   *   plan
   */
  constructor(plan) {
    super();
    this.key = plan.key;
    this.where = `/w/${plan.key}`;
    this.recipe = plan.recipe;
    this.states = plan.states ?? plan.recipe.steps + 1;
    this.provenance = plan.cached ? "cache" : "live";
    this.smallest = 128; // the side of the smallest sheet's cells
    this.seconds = NaN;
    /** @type {ImageBitmap | null} the result, exactly */
    this.end = null;
    this.reached = -1;
    this.done = Boolean(plan.cached);
    /** @type {any} */
    this.meta = null;
    /** @type {Record<string, number>[]} */
    this.scalars = [];
    /** @type {Record<string, (ImageBitmap | undefined)[]>} */
    this.frames = { xt: [], x0: [] };
    /** @type {Record<string, {image: ImageBitmap, cell: number, columns: number} | undefined>} */
    this.sheets = {};
    /** @type {Map<string, Promise<void>>} */
    this.loading = new Map();
    /** The same walk in 8 steps, shown where this one has nothing yet. @type {Walk | null} */
    this.rough = plan.preview
      ? new Walk({ key: plan.preview, recipe: { ...plan.recipe, steps: PREVIEW } })
      : null;
    this.rough?.addEventListener("change", () => this.changed());
  }

  /** The last state: the result. */
  get last() {
    return this.states - 1;
  }

  /** @param {string} view "xt" or "x0" @param {number} state @returns {Cell | null} */
  cell(view, state) {
    const sheet = this.sheets[view];
    if (state === this.last && this.end && (sheet?.cell ?? 0) <= this.end.width)
      return { image: this.end, x: 0, y: 0, size: this.end.width };
    if (sheet) {
      const { image, cell, columns } = sheet;
      return {
        image,
        x: (state % columns) * cell,
        y: Math.floor(state / columns) * cell,
        size: cell,
      };
    }
    const image = this.frames[view]?.[state];
    if (image) return { image, x: 0, y: 0, size: image.width };
    return this.rough?.cell(view, Math.round((state * this.rough.last) / (this.last || 1))) ?? null;
  }

  /**
   * Whether what `cell` gives comes from the 8-step preview.
   * @param {string} view
   * @param {number} state
   */
  roughly(view, state) {
    return !this.sheets[view] && !this.frames[view]?.[state] && Boolean(this.rough);
  }

  /** The furthest state that can be shown. */
  get reach() {
    const rough =
      this.rough && this.rough.reached >= 0
        ? Math.floor((this.rough.reached * this.last) / this.rough.last)
        : -1;
    return Math.max(this.reached, rough);
  }

  /**
   * One number of a state (sigma, t, pull, angle, turn, progress, distance), or NaN.
   * @param {string} name
   * @param {number} state
   */
  scalar(name, state) {
    return this.meta?.[name]?.[state] ?? this.scalars[state]?.[name] ?? NaN;
  }

  /**
   * Fetch a sheet once: view "xt" | "x0", size 128 or 256.
   * @param {string} view
   * @param {number} [size]
   */
  load(view, size = 256) {
    size = Math.max(size, this.smallest);
    const name = `${view}${size === 128 ? "-128" : ""}.${view === "xt" ? "jpg" : "webp"}`;
    if (this.sheets[view] && /** @type {any} */ (this.sheets[view]).cell >= size)
      return Promise.resolve();
    if (!this.loading.has(name))
      this.loading.set(
        name,
        this.#fetch(view, name).finally(() => this.loading.delete(name)),
      );
    return /** @type {Promise<void>} */ (this.loading.get(name));
  }

  /** Fetch the result as it is, without loss. */
  async finish() {
    this.done = true;
    this.end ??= await createImageBitmap(await (await ask(`${this.where}/end.png`)).blob());
    this.changed();
  }

  /** The record of the whole walk, once it is finished. */
  async read() {
    if (this.meta || !this.done) return this.meta;
    this.meta = await (await ask(`${this.where}/meta.json`)).json();
    this.states = this.meta.states; // fewer than steps + 1 where a photo was the start
    this.seconds = this.meta.seconds;
    this.changed();
    return this.meta;
  }

  /** @param {string} view @param {string} name */
  async #fetch(view, name) {
    const image = await createImageBitmap(await (await ask(`${this.where}/${name}`)).blob());
    const columns = 6;
    this.sheets[view] = { image, columns, cell: Math.round(image.width / columns) };
    for (const frame of this.frames[view]) frame?.close();
    this.frames[view] = [];
    this.reached = this.last;
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * The walk that comes with the page, for the first look: nothing has to be drawn for it.
 * @type {Walk | null}
 */
let shipped = null;

/** @param {any} recipe the settings it belongs to */
export function poster(recipe) {
  if (!shipped) {
    shipped = new Walk({ key: "poster", recipe, cached: true });
    shipped.where = "/web/poster";
    shipped.provenance = "shipped";
    shipped.smallest = 256;
    for (const view of ["xt", "x0"]) shipped.load(view).catch(() => {});
    shipped.read().catch(() => {});
  }
  return shipped;
}

/** Walks by key, the most recently used last. @type {Map<string, Walk>} */
const walks = new Map();

/** @param {any} plan */
export function walkOf(plan) {
  let walk = walks.get(plan.key);
  if (walk && !walk.done && !plan.cached) walk = undefined; // an unfinished one starts afresh
  walk ??= new Walk(plan);
  if (plan.cached) walk.done = true;
  walks.delete(plan.key);
  walks.set(plan.key, walk);
  if (walks.size > KEPT) walks.delete([...walks.keys()][0]);
  return walk;
}
