/**
 * A figure's line to the server. It holds one job at a time, and starting the next one cancels the
 * last, so a frame that belongs to an older question can never be drawn.
 */
import { ApiError, ask, send } from "./ask.js";
import { line } from "./line.js";
import { alive, json, KIND, LAST, picture, ROUGH, records } from "./records.js";
import { source } from "./source.js";
import { walkOf } from "./walk.js";

const AGAIN = 10; // seconds after which a busy server is asked again at the latest
const TRIES = 100;

/**
 * A figure's line to the server. Events: `planned`, `frame` (walk, state), `finished` (walk; soon
 * for one that was there already), `progress` {done, total, left_s}, `note`, `result`, `failed`
 * (ApiError), `end`.
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
   * @param {Partial<Settings>} settings @param {object} [params]
   * @param {{route?: string, detail?: string}} [how]
   */
  async start(settings, params = {}, how = {}) {
    this.#drop();
    const { turn } = this;
    this.asked = { settings, params, how };
    this.busy = true;
    this.line = new AbortController();
    this.tell("start", null);
    try {
      const plan = await this.#plan(turn);
      if (turn !== this.turn) return void (plan.job && drop(plan.job));
      this.job = plan.job;
      this.result = null;
      this.walks = (plan.walks ?? []).map(walkOf);
      for (const walk of this.walks) if (walk.done) walk.small();
      this.tell("planned", plan);
      for (const [index, walk] of this.walks.entries())
        if (walk.done && turn === this.turn) this.tell("finished", { walk, index });
      if (plan.job) await this.#stream(turn);
    } catch (error) {
      if (turn === this.turn && !(error instanceof DOMException && error.name === "AbortError"))
        await this.fail(error, turn);
    }
    if (turn !== this.turn) return;
    this.busy = false;
    this.job = "";
    this.tell("end", null);
  }

  /** Ask for walks in full. @param {Partial<Settings>} settings @param {object} [params] */
  draw(settings, params = {}) {
    return this.start(settings, params, { detail: "full" });
  }

  /** Ask for frames of its own. @param {Partial<Settings>} settings @param {object} [params] */
  frames(settings, params = {}) {
    return this.start(settings, params, { route: "frames" });
  }

  again() {
    if (this.asked) this.start(this.asked.settings, this.asked.params, this.asked.how);
  }

  /** Stop: the server's model notices within one step. */
  cancel() {
    if (this.#drop()) this.tell("end", { cancelled: true });
  }

  /** Stop for good: what was asked belongs to settings that are gone, so nobody is to go on. */
  forget() {
    this.asked = null;
    if (this.#drop()) this.tell("end", null);
  }

  /** Let go of what is under way, without a word; tells whether anything was. */
  #drop() {
    const was = this.busy;
    this.turn++;
    if (this.job) drop(this.job);
    this.line?.abort();
    this.line = null;
    this.job = "";
    this.busy = false;
    return was;
  }

  /** What the visitor looks at comes first. @param {number} walk @param {number} state */
  focus(walk, state) {
    if (this.job) send(`/jobs/${this.job}/focus`, { walk, state }).catch(() => {});
  }

  /** @param {number} turn @returns {Promise<any>} */
  async #plan(turn) {
    const { settings, params, how } = this.asked;
    const { route = "plan", ...detail } = how;
    for (let tries = 0; ; tries++) {
      try {
        const answer = await send(`/api/${route}`, {
          exhibit: this.exhibit,
          settings,
          params,
          ...detail,
        }); // without a signal: an answer names a job that must be dropped
        return await answer.json();
      } catch (error) {
        if (!(error instanceof ApiError) || error.kind !== "busy" || tries > TRIES) throw error;
        this.tell("note", { queued: error.message, wait: error.wait });
        const wait = Math.min(AGAIN, error.wait || 1); // a place may be free before
        await new Promise((go) => setTimeout(go, 1000 * wait));
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
      if (record.kind === KIND.beat || record.sequence <= sequence) continue;
      sequence = record.sequence;
      ended ||= record.kind === KIND.end;
      await this.#take(record, turn);
    }
    if (!ended && turn === this.turn) throw new ApiError("", "", "broken");
  }

  /** @param {any} record @param {number} turn */
  async #take(record, turn) {
    const { kind, state, payload } = record;
    const whole = this.walks[record.walk];
    const rough = Boolean(record.flags & ROUGH);
    const walk = rough ? whole?.rough : whole;
    if (kind === KIND.xt || kind === KIND.x0) {
      const image = await picture(payload);
      if (turn !== this.turn) return image.close();
      if (!walk) return this.tell("picture", { ...record, image });
      const view = kind === KIND.xt ? "xt" : "x0";
      if (walk.sheets[view]) return image.close();
      if (record.flags & LAST) walk.states = state + 1;
      walk.take(view, state, image, record.scalars);
      this.tell("frame", { walk: whole, index: record.walk, state, view, rough });
    } else if (kind === KIND.walk && walk) {
      walk.done = true;
      if (!rough) walk.finish().catch(() => {});
      if (rough) return void walk.small();
      this.tell("finished", { walk, index: record.walk });
      walk.small();
      walk.read().catch(() => {});
    } else if (kind === KIND.progress) this.tell("progress", json(payload));
    else if (kind === KIND.failed) {
      const said = json(payload);
      throw new ApiError(said.error, said.action);
    } else if (kind === KIND.result) {
      this.result = json(payload);
      this.tell("result", { ...this.result, rough });
    }
  }

  /**
   * Tell what went wrong; where nobody answers, ask again when somebody does.
   * @param {any} error @param {number} [turn]
   */
  async fail(error, turn = this.turn) {
    let failure =
      error instanceof ApiError
        ? error
        : new ApiError(String(error?.message ?? error), "", "broken");
    if (failure.kind === "broken" && !(await line.look()))
      failure = new ApiError("", "", "stopped");
    if (turn !== this.turn) return;
    if (failure.kind === "stopped")
      line.addEventListener(
        "back",
        () => {
          if (turn === this.turn) this.again();
        },
        { once: true },
      );
    this.tell("failed", failure);
  }

  /**
   * The events are CustomEvents.
   * @param {string} name @param {(event: any) => void} listen
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

/** @param {string} job */
function drop(job) {
  source(`/jobs/${job}`, { method: "DELETE", keepalive: true }).catch(() => {});
}
