// @ts-check
/**
 * Everything that travels between page and server.
 *
 * A `Walk` is one walk as the page holds it: frames as they arrive, then two sprite sheets. A `Run`
 * is a figure's line to the server: it holds one job at a time, and starting the next one cancels
 * the last, so a frame that belongs to an older question can never be drawn.
 */

import { line } from "./line.js";

/** @typedef {import("./store.js").Situation} Situation */
/** @typedef {{image: CanvasImageSource, x: number, y: number, size: number}} Cell */

const HEAD = 43; // bytes between a record's length and its payload
const SCALARS = ["sigma", "t", "pull", "angle", "turn", "norm", "seconds", "spare"];
const KEPT = 60;
const SILENCE = 20_000; // ms: four signs of life that did not come
const PREVIEW = 8; // steps of a preview
const ROUGH = 1; // the flag of its records
const LAST = 4; // the flag of a walk's last state

/** A server's answer that is not a picture: one plain sentence, and what to do. */
export class Told extends Error {
  /**
   * @param {string} sentence
   * @param {string} [action]
   * @param {string} [kind]
   * @param {string} [field]
   */
  constructor(sentence, action = "", kind = "refused", field = "") {
    super(sentence);
    this.action = action;
    this.kind = kind;
    this.field = field;
    this.wait = 0;
  }
}

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

/** @param {any} recipe the situation it belongs to */
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

/**
 * A figure's line to the server. Events: `planned`, `frame` (walk, state), `finished` (walk),
 * `progress` {done, total, left_s}, `note`, `result`, `failed` (Told), `end`.
 */
export class Run extends EventTarget {
  /** @param {string} exhibit */
  constructor(exhibit) {
    super();
    this.exhibit = exhibit;
    /** @type {Walk[]} */
    this.walks = [];
    /** @type {any} */
    this.result = null;
    this.job = "";
    this.busy = false;
    this.turn = 0;
    /** @type {AbortController | null} */
    this.line = null;
    /** @type {any} */
    this.asked = null;
  }

  /**
   * Ask for this figure's walks; whatever was under way is cancelled first.
   * `route` "frames" asks for the exhibit's own frames; `detail` "full" leaves out 8-step previews,
   * "preview" asks for nothing else.
   * @param {Partial<Situation>} situation
   * @param {object} [params]
   * @param {{route?: string, detail?: string}} [how]
   */
  async start(situation, params = {}, how = {}) {
    this.cancel();
    const turn = ++this.turn;
    this.asked = { situation, params, how };
    this.busy = true;
    this.line = new AbortController();
    this.tell("start", null);
    try {
      const plan = await this.#plan(turn);
      if (turn !== this.turn) return void (plan.job && drop(plan.job));
      this.job = plan.job;
      this.result = null;
      this.walks = (plan.walks ?? []).map(walkOf);
      this.tell("planned", plan);
      if (plan.job) await this.#stream(turn);
    } catch (error) {
      if (turn === this.turn && !(error instanceof DOMException && error.name === "AbortError"))
        await this.#fail(error, turn);
    }
    if (turn !== this.turn) return;
    this.busy = false;
    this.job = "";
    this.tell("end", null);
  }

  again() {
    if (this.asked) this.start(this.asked.situation, this.asked.params, this.asked.how);
  }

  /** Stop: the server's model notices within one step. */
  cancel() {
    this.turn++;
    if (this.job) drop(this.job);
    this.line?.abort();
    const was = this.busy;
    this.job = "";
    this.busy = false;
    this.line = null;
    if (was) this.tell("end", { cancelled: true });
  }

  /**
   * Stop for good: what was asked belongs to a situation that is gone, so nobody is asked to go on.
   */
  forget() {
    const was = this.busy;
    this.busy = false;
    this.cancel();
    this.asked = null;
    if (was) this.tell("end", null);
  }

  /** What the visitor looks at comes first. @param {number} walk @param {number} state */
  focus(walk, state) {
    if (this.job) send(`/jobs/${this.job}/focus`, { walk, state }).catch(() => {});
  }

  /** @param {number} turn @returns {Promise<any>} */
  async #plan(turn) {
    const { situation, params, how } = this.asked;
    const { route = "plan", ...detail } = how;
    for (let tries = 0; ; tries++) {
      try {
        const answer = await send(`/api/${route}`, {
          exhibit: this.exhibit,
          situation,
          params,
          ...detail,
        }); // heard out, to drop its job
        return await answer.json();
      } catch (error) {
        if (!(error instanceof Told) || error.kind !== "busy" || tries > 20) throw error;
        this.tell("note", { queued: error.message });
        await new Promise((go) => setTimeout(go, 1000 * (error.wait || 1)));
        if (turn !== this.turn) throw new DOMException("superseded", "AbortError");
      }
    }
  }

  /** @param {number} turn */
  async #stream(turn) {
    const answer = await alive(
      ask(`/jobs/${this.job}/stream`, { signal: this.line?.signal, cache: "no-store" }),
    );
    let ended = false;
    let sequence = -1;
    for await (const record of records(answer)) {
      if (turn !== this.turn) return;
      if (record.kind !== 9 && record.sequence <= sequence) continue;
      sequence = Math.max(sequence, record.sequence);
      ended ||= record.kind === 7;
      await this.#take(record, turn);
    }
    if (!ended && turn === this.turn) throw new Told("", "", "broken");
  }

  /** @param {any} record @param {number} turn */
  async #take(record, turn) {
    const { kind, state, payload } = record;
    const whole = this.walks[record.walk];
    const rough = Boolean(record.flags & ROUGH);
    const walk = rough ? whole?.rough : whole;
    if (kind === 1 || kind === 2) {
      const image = await picture(payload);
      if (turn !== this.turn) return image.close();
      if (!walk) return this.tell("picture", { ...record, image });
      const view = kind === 1 ? "xt" : "x0";
      if (walk.sheets[view]) return image.close();
      walk.frames[view][state] = image;
      walk.scalars[state] = { ...record.scalars };
      walk.reached = Math.max(walk.reached, state);
      if (record.flags & LAST) walk.states = state + 1;
      walk.changed();
      this.tell("frame", { walk: whole, index: record.walk, state, view, rough });
    } else if (kind === 3 && walk) {
      walk.done = true;
      if (!rough) walk.finish().catch(() => {});
      if (rough) return void walk.load("x0", 128).catch(() => {});
      this.tell("finished", { walk, index: record.walk });
      walk.read().catch(() => {});
    } else if (kind === 4) this.tell("progress", json(payload));
    else if (kind === 6) {
      const said = json(payload);
      throw new Told(said.error, said.action);
    } else if (kind === 8) {
      this.result = json(payload);
      this.tell("result", { ...this.result, rough });
    }
  }

  /**
   * Tell what went wrong; where nobody answers, ask again when somebody does.
   * @param {any} error
   * @param {number} turn
   */
  async #fail(error, turn) {
    let told =
      error instanceof Told ? error : new Told(String(error?.message ?? error), "", "broken");
    if (told.kind === "broken" && !(await line.look())) told = new Told("", "", "stopped");
    if (turn !== this.turn) return;
    if (told.kind === "stopped")
      line.addEventListener(
        "back",
        () => {
          if (turn === this.turn) this.again();
        },
        { once: true },
      );
    this.tell("failed", told);
  }

  /**
   * The events are CustomEvents.
   * @param {string} name
   * @param {(event: any) => void} listen
   * @param {AddEventListenerOptions} [how]
   */
  addEventListener(name, listen, how) {
    super.addEventListener(name, listen, how);
  }

  /** @param {string} name @param {any} detail */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * What comes, unless the line is silent for so long that it must be broken.
 * @template T
 * @param {Promise<T>} coming
 */
function alive(coming) {
  let timer = 0;
  const silence = new Promise((_, no) => {
    timer = window.setTimeout(() => no(new Told("", "", "broken")), SILENCE);
  });
  return Promise.race([coming, /** @type {Promise<never>} */ (silence)]).finally(() =>
    clearTimeout(timer),
  );
}

/** Read a chunked stream as records. @param {Response} answer */
export async function* records(answer) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
  /** @type {Uint8Array} */
  let rest = new Uint8Array(0);
  try {
    for (;;) {
      const { done, value } = await alive(reader.read());
      if (done) return;
      rest = rest.length ? joined(rest, value) : value;
      let at = 0;
      while (rest.length - at >= 4) {
        const view = new DataView(rest.buffer, rest.byteOffset + at);
        const length = view.getUint32(0, true);
        if (rest.length - at < 4 + length) break;
        yield record(view, rest.subarray(at + 4 + HEAD, at + 4 + length));
        at += 4 + length;
      }
      rest = rest.subarray(at);
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Told("", "", "broken");
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @param {DataView} view @param {Uint8Array} payload */
function record(view, payload) {
  const scalars = Object.fromEntries(
    SCALARS.map((name, i) => [name, view.getFloat32(15 + 4 * i, true)]),
  );
  return {
    kind: view.getUint8(4),
    walk: view.getUint16(5, true),
    state: view.getUint16(7, true),
    flags: view.getUint16(9, true),
    sequence: view.getUint32(11, true),
    scalars,
    payload,
  };
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function joined(a, b) {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** @param {Uint8Array} bytes */
export const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

/** @param {Uint8Array} bytes */
export function picture(bytes) {
  const type = bytes[0] === 0xff ? "image/jpeg" : bytes[0] === 0x89 ? "image/png" : "image/webp";
  return createImageBitmap(new Blob([/** @type {any} */ (bytes)], { type }));
}

/** @param {string} job */
function drop(job) {
  fetch(`/jobs/${job}`, { method: "DELETE", keepalive: true }).catch(() => {});
}

/** Post JSON. @param {string} route @param {any} body @param {AbortSignal} [signal] */
export async function send(route, body, signal) {
  const answer = await ask(route, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  });
  line.works(); // what is only fetched may come from the browser's own store
  return answer;
}

/**
 * Fetch, and turn whatever goes wrong into one plain sentence.
 * @param {string} route
 * @param {RequestInit} [options]
 */
export async function ask(route, options = {}) {
  let answer;
  try {
    answer = await fetch(route, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Told("", "", (await line.look()) ? "broken" : "stopped");
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  const told = new Told(
    said.error ?? `The server answered ${answer.status}.`,
    said.action ?? "",
    answer.status === 429 ? "busy" : answer.status === 503 ? "loading" : "refused",
    said.field ?? "",
  );
  told.wait = +(answer.headers.get("retry-after") ?? 0);
  throw told;
}

/** @type {Promise<any> | null} */
let known = null;

/** What the server is: engines, exhibits, limits, measured speed. */
export function house() {
  known ??= ask("/api/house").then((answer) => answer.json());
  known.catch(() => {
    known = null;
  });
  return known;
}
