// @ts-check
/** The first thing on the page: the walk of the situation, played once, then left to rest. */
import { reduced } from "../dom.js";

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h } = page;
  const run = page.line("walk");
  const stage = h("pl-stage", { className: "dial-surface", view: "xt" });
  const scrubber = h("pl-scrubber");
  const job = h("pl-job");
  element.append(stage, scrubber, job);
  stage.view = "xt";
  job.run = run;
  scrubber.surface = stage;
  scrubber.reach = () => run.walks.at(-1)?.reached ?? 0;
  scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) => { stage.state = event.detail.value; });
  let first = true;
  run.addEventListener("planned", async () => {
    const walk = run.walks[run.walks.length - 1];
    stage.walk = walk;
    scrubber.max = walk.last;
    if (walk.done) await walk.load("xt").catch(() => {});
    if (!first || reduced.matches) scrubber.value = stage.state = walk.last;
    else if (walk.done) { stage.state = scrubber.value = 0; setTimeout(() => scrubber.play(), 900); }
    first = false;
  });
  run.addEventListener("frame", (/** @type {CustomEvent} */ event) => {
    if (!scrubber.playing && event.detail.walk === stage.walk) scrubber.value = stage.state = event.detail.walk.reached;
  });
  run.addEventListener("finished", (/** @type {CustomEvent} */ event) => { event.detail.walk.load("xt").catch(() => {}); });
  return { update: (/** @type {any} */ situation) => run.start(situation, {}, { detail: "full" }) };
}
