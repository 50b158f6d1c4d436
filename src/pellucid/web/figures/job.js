/**
 * <pl-job>: what is being computed, how long it will take, and a way to stop it; or what went wrong
 * in one sentence, and a way on; and which settings change nothing. Set `run`; it needs nothing
 * else. `data-state` says how it stands: busy, done, failed or stopped.
 */
import { button, h } from "../dom.js";
import { anew, site } from "../net/source.js";
import { words } from "../words/en.js";

const LATER = 300; // ms before progress is worth showing

class Job extends HTMLElement {
  /** @type {Run | null} */
  #run = null;
  #timer = 0;
  #tries = 0;

  bar = h("progress", { max: 1, "aria-label": words.job.progress });
  line = h("span.line");
  stop = button(words.job.cancel, () => this.#run?.cancel());
  work = h("div.work", { hidden: true }, this.bar, this.line, this.stop);
  idle = h("p.idle", { hidden: true });
  trouble = h("div.trouble", { role: "alert", hidden: true });

  connectedCallback() {
    this.append(this.work, this.idle, this.trouble);
  }

  /** What it tells of. @param {Run} run */
  set run(run) {
    this.#run = run;
    for (const name of ["start", "planned", "progress", "note", "failed", "end"])
      run.addEventListener(name, ({ detail }) => this.#hear(name, detail));
  }

  /** @param {string} name @param {any} detail */
  #hear(name, detail) {
    if (name === "start") {
      if (this.dataset.state === "stopped") this.#clear();
      this.dataset.state = "busy";
      this.work.hidden = true;
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#work(words.job.starting, null), LATER);
    } else if (name === "planned") {
      this.#clear();
      this.#tries = 0;
      this.#say(detail.walks ?? []);
      if (detail.job && detail.eta_s > 0.4) this.#work(words.job.left(0, 0, detail.eta_s), 0);
    } else if (name === "progress") {
      if (detail.done < detail.total && (!this.work.hidden || detail.left_s > 0.6))
        this.#work(
          words.job.left(detail.done, detail.total, detail.left_s),
          detail.done / detail.total,
        );
    } else if (name === "note" && detail.queued) {
      clearTimeout(this.#timer); // or it would write over this
      this.#work(words.job.queued(detail.wait), null);
    } else if (name === "failed") this.#fail(detail);
    else if (name === "end") {
      if (this.dataset.state === "busy")
        this.dataset.state = detail?.cancelled ? "stopped" : "done";
      if (this.dataset.state !== "failed") clearTimeout(this.#timer); // or it would never try again
      this.work.hidden = true;
      if (detail?.cancelled) this.#offer(words.job.cancelled, "", words.job.resume);
    }
  }

  /** What of the settings changes nothing, where that is so for all walks. @param {any[]} walks */
  #say(walks) {
    const idle = (walks[0]?.idle ?? []).filter((/** @type {string} */ sentence) =>
      walks.every((walk) => walk.idle.includes(sentence)),
    );
    this.idle.hidden = idle.length === 0;
    this.idle.textContent = idle.join(" ");
  }

  #clear() {
    clearTimeout(this.#timer);
    this.trouble.hidden = true;
    this.trouble.replaceChildren();
  }

  /** @param {string} text @param {number | null} share */
  #work(text, share) {
    this.work.hidden = false;
    this.line.textContent = text;
    if (share === null) this.bar.removeAttribute("value");
    else this.bar.value = share;
  }

  /** @param {ApiError} error */
  #fail(error) {
    this.dataset.state = "failed";
    this.dataset.kind = error.kind;
    const { loading } = words.errors;
    const broken = site ? `${words.site.lost} ${words.site.reload}` : words.errors.broken;
    // the page's banner says it, once for all figures
    if (error.kind === "stopped") return this.#clear();
    if (error.kind === "loading") {
      this.#offer(loading, error.action, words.job.again);
      const wait = Math.min(30, 2 ** this.#tries++);
      this.#timer = window.setTimeout(() => this.#run?.again(), 1000 * wait);
    } else if (error.kind === "live")
      this.#offer(error.message, error.action, words.site.back, anew);
    else if (error.kind === "broken") this.#offer(broken, "", words.job.again);
    else this.#offer(error.message, error.action, words.job.again);
  }

  /**
   * @param {string} sentence @param {string} action @param {string} label
   * @param {(place: Element) => void} [act] and not the same again
   */
  #offer(sentence, action, label, act = () => this.#run?.again()) {
    this.#clear();
    this.trouble.hidden = false;
    this.trouble.append(
      h("p", sentence, action ? ` ${action}` : ""),
      button(label, () => {
        this.#clear();
        act(this);
      }),
    );
  }
}

customElements.define("pl-job", Job);
