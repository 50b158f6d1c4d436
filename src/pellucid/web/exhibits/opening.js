// @ts-check
/**
 * The first thing on the page: a walk that is already there, played once; then whatever is asked.
 */
import { reduced } from "../dom.js";
import { poster } from "../net/walk.js";
import { DEFAULTS } from "../store.js";

const BREATH = 900; // ms of noise before it starts

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h } = page;
  const run = page.line("walk");
  const stage = h("pl-stage.dial-surface");
  const scrubber = h("pl-scrubber");
  const job = h("pl-job");
  stage.view = "xt";
  job.run = run;
  scrubber.surface = stage;
  scrubber.reach = () => stage.walk?.reach ?? 0;
  scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) => {
    stage.state = event.detail.value;
  });
  element.append(stage, scrubber, job);
  const prompt = /** @type {any} */ (page.chapter.querySelector("pl-prompt"));
  prompt?.addEventListener("prompt", (/** @type {CustomEvent} */ event) =>
    page.store.change({ prompt: event.detail }),
  );
  let asked = false;

  /** @param {import("../net/walk.js").Walk} walk @param {number} state */
  function look(walk, state) {
    scrubber.max = walk.last;
    scrubber.value = stage.state = state;
    stage.walk = walk;
  }

  async function first() {
    const walk = poster(DEFAULTS);
    await walk.load("xt", 128).catch(() => {});
    if (asked) return;
    look(walk, reduced.matches ? walk.last : 0);
    element.querySelector(".first")?.remove();
    if (!reduced.matches)
      setTimeout(() => {
        if (!asked && scrubber.value === 0) scrubber.play();
      }, BREATH);
  }

  run.addEventListener("planned", () => {
    const walk = run.walks[0];
    element.querySelector(".first")?.remove();
    scrubber.stop();
    look(walk, walk.done ? walk.last : 0);
    if (walk.done)
      walk
        .load("xt", 128)
        .then(() => walk.load("xt"))
        .catch(() => {});
  });
  run.addEventListener("frame", (/** @type {CustomEvent} */ event) => {
    const { walk } = event.detail;
    if (!scrubber.playing && walk === stage.walk) scrubber.value = stage.state = walk.reached;
  });
  run.addEventListener("finished", (/** @type {CustomEvent} */ event) => {
    event.detail.walk.load("xt").catch(() => {});
  });
  return {
    update(/** @type {any} */ settings) {
      if (prompt) prompt.value = settings.prompt;
      if (!asked && Object.entries(DEFAULTS).every(([name, value]) => settings[name] === value))
        return void first();
      asked = true;
      run.start(settings, {}, { detail: "full" });
    },
  };
}
