/** A walk as the page holds it: frames as they arrive, then two sprite sheets and its numbers. */
import { ask } from "./ask.js";
import { info } from "./info.js";
import { walkAt } from "./source.js";

/**
 * A picture in a sheet, or by itself; `noisy`: what is seen of it is mostly noise.
 * @typedef {{image: CanvasImageSource, x: number, y: number, size: number, noisy?: boolean}} Cell
 */

const KEPT = 60;
const CLEAR = 0.2; // t from which a state is shown in full
/** Of sheets: with pictures in full, and small. @type {Record<string, string[]>} */
const NAMES = { x0: ["x0.webp", "x0-128.webp"], xt: ["xt.jpg", "xt-128.jpg"] };

export class Walk extends EventTarget {
  /**
   * @param {{key: string, recipe: any, cached?: boolean, states?: number, width?: number,
   *   preview?: string | null, shipped?: string[]}}
   *   plan
   */
  constructor(plan) {
    super();
    this.key = plan.key;
    this.where = walkAt(plan.key);
    this.recipe = plan.recipe;
    this.states = plan.states ?? plan.recipe.steps + 1;
    /** Its parts that came with the page, if any did. */
    this.shipped = plan.shipped ?? [];
    this.provenance = this.shipped.length ? "shipped" : plan.cached ? "cache" : "live";
    /** The width of its pictures, where it is known. */
    this.width = plan.width ?? 0;
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
    /**
     * Sheets by view. Noise is always shown as the small decoder sees it, for the large one, which
     * knows pictures only, makes strokes of it: so its small sheet stays, as `noise`.
     * @type {Record<string, {image: ImageBitmap, name: string, cell: number,
     *   columns: number} | undefined>}
     */
    this.sheets = {};
    /** @type {Map<string, Promise<void>>} */
    this.loading = new Map();
    /** The same walk in a few steps, shown where this one has nothing yet. @type {Walk | null} */
    this.rough = plan.preview
      ? new Walk({ key: plan.preview, recipe: { ...plan.recipe, steps: info.limits.preview } })
      : null;
    this.rough?.addEventListener("change", () => this.changed());
  }

  /** The last state: the result. */
  get last() {
    return this.states - 1;
  }

  /** Whether a state is still mostly noise. @param {number} state */
  noisy(state) {
    const t = this.scalar("t", state);
    return (Number.isFinite(t) ? t : 1 - state / this.last) > CLEAR;
  }

  /** @param {string} view "xt" or "x0" @param {number} state @returns {Cell | null} */
  cell(view, state) {
    const noisy = view === "xt" && this.noisy(state);
    const sheet = this.sheets[noisy ? "noise" : view];
    if (state === this.last && this.end && (sheet?.cell ?? 0) <= this.end.width)
      return { image: this.end, x: 0, y: 0, size: this.end.width };
    if (sheet) {
      const { image, cell: size, columns } = sheet;
      const [x, y] = [(state % columns) * size, Math.floor(state / columns) * size];
      return { image, x, y, size, noisy };
    }
    const image = this.frames[view]?.[state];
    if (image) return { image, x: 0, y: 0, size: image.width, noisy };
    return this.rough?.cell(view, Math.round((state * this.rough.last) / (this.last || 1))) ?? null;
  }

  /** Whether `cell` gives a picture of the preview. @param {string} view @param {number} state */
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
   * @param {string} name @param {number} state
   */
  scalar(name, state) {
    return this.meta?.[name]?.[state] ?? this.scalars[state]?.[name] ?? NaN;
  }

  /** Fetch a sheet once. @param {"x0" | "xt"} view @param {boolean} [small] of small pictures */
  async load(view, small = false) {
    if (view === "xt" && !small) await this.load("xt", true);
    const name = NAMES[view][small ? 1 : 0];
    if (this.sheets[view] && (small || this.sheets[view].name === name)) return;
    await this.#once(name, () => this.#fetch(view, name));
  }

  /** Do what is not under way already. @param {string} name @param {() => Promise<void>} act */
  #once(name, act) {
    const done = () => this.loading.delete(name);
    if (!this.loading.has(name)) this.loading.set(name, act().finally(done));
    return this.loading.get(name);
  }

  /** Fetch a sheet of small pictures, if it can be had. @param {"x0" | "xt"} [view] */
  small(view = "x0") {
    return this.load(view, true).catch(() => {});
  }

  /**
   * Fetch sheets one after the other, if they can be had; nothing is drawn anew for larger pictures
   * of a walk that came with the page.
   * @param {...("x0" | "xt")} views
   */
  async large(...views) {
    for (const view of views)
      if (!this.shipped.length || this.shipped.includes(NAMES[view][0]))
        await this.load(view).catch(() => {});
  }

  /** The shape of its latents in words. */
  get shape() {
    return this.meta?.latent?.join(" × ") ?? "–";
  }

  /** Fetch the result as it is, without loss; in fewer bytes where it came with the page. */
  async finish() {
    const name = this.shipped.includes("end.webp") ? "end.webp" : "end.png";
    this.done = true;
    this.end ??= await createImageBitmap(await (await ask(`${this.where}/${name}`)).blob());
    this.changed();
  }

  /** The record of the whole walk, once it is finished; fetched once. */
  async read() {
    if (this.done && !this.meta) await this.#once("meta", () => this.#read());
  }

  async #read() {
    this.meta = await (await ask(`${this.where}/meta.json`)).json();
    this.states = this.meta.states; // fewer than steps + 1 where a photo was the start
    this.seconds = this.meta.seconds;
    this.changed();
  }

  /** @param {string} view @param {string} name */
  async #fetch(view, name) {
    const image = await createImageBitmap(await (await ask(`${this.where}/${name}`)).blob());
    this.put(view, image, name);
    for (const frame of this.frames[view]) frame?.close();
    this.frames[view] = [];
    this.changed();
  }

  /**
   * Hold a sheet with all states of a view.
   * @param {string} view @param {ImageBitmap} image @param {string} name
   */
  put(view, image, name) {
    const { columns } = info.limits;
    const sheet = { image, name, columns, cell: Math.round(image.width / columns) };
    this.sheets[view] = sheet;
    if (view === "xt") this.sheets.noise ??= sheet;
    if (name === NAMES[view]?.[0]) this.width ||= this.sheets[view].cell;
    this.reached = this.last;
  }

  /**
   * Hold a picture that came, and the numbers that came with it.
   * @param {string} view @param {number} state @param {ImageBitmap} image
   * @param {Record<string, number>} [scalars]
   */
  take(view, state, image, scalars = {}) {
    this.frames[view][state] = image;
    this.scalars[state] = { ...this.scalars[state], ...scalars };
    this.reached = Math.max(this.reached, state);
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
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

/** The page's own walk: nothing has to be asked or drawn for it. */
export function poster() {
  const walk = walkOf({ ...info.poster, cached: true });
  walk.finish().catch(() => {});
  walk.read().catch(() => {});
  return walk;
}
