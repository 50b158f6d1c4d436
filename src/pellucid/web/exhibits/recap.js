// @ts-check
/** Everything the visitor asked for, on one slider. */
import { button } from "../dom.js";
import { recent } from "../page/prompt.js";

const MOST = 6;

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h } = page;
  const w = page.words.exhibits.recap;
  const tiles = h("div", { className: "tiles" });
  const scrubber = h("pl-scrubber");
  const job = h("pl-job");
  element.append(tiles, scrubber, job);
  const run = page.line("walk");
  job.run = run;
  /** @type {Map<string, any>} */
  const stages = new Map();
  let turn = 0;
  let drawing = false;
  scrubber.max = 8;
  scrubber.value = 8;
  scrubber.addEventListener("scrub", (/** @type {CustomEvent} */ event) => {
    for (const stage of stages.values()) stage.state = event.detail.value;
  });
  scrubber.addEventListener("settle", () => page.show({ i: scrubber.value }));

  /**
   * Draw the tiles one after the other.
   * @param {any} situation
   * @param {string[]} prompts
   * @param {number} mine
   */
  async function draw(situation, prompts, mine) {
    drawing = true;
    for (const prompt of prompts) {
      if (mine !== turn) return;
      await run.start({ ...situation, prompt, steps: 8 }, {}, { detail: "full" });
      const walk = run.walks[0];
      if (mine !== turn || !walk?.done) return;
      await walk.load("x0", 128).catch(() => {});
    }
    if (mine === turn) drawing = false;
  }
  run.addEventListener("planned", () => {
    const walk = run.walks[0];
    const stage = stages.get(walk.recipe.prompt);
    if (!stage) return;
    stage.walk = walk;
    stage.state = scrubber.value;
    if (walk.done) walk.load("x0", 128).catch(() => {});
  });

  return {
    update(/** @type {any} */ situation) {
      const mine = ++turn;
      const asked = recent();
      page.live({ asked: asked.length });
      const prompts = [
        ...new Set([...asked, situation.prompt, ...page.words.prompt.examples]),
      ].slice(0, Math.max(4, Math.min(MOST, asked.length)));
      stages.clear();
      tiles.replaceChildren(
        ...prompts.map((prompt) => {
          const stage = h("pl-stage", { plain: true });
          stages.set(prompt, stage);
          const use = button(w.use, () => page.store.change({ prompt }), { className: "chip" });
          return h(
            "figure",
            { className: "tile" },
            stage,
            h("figcaption", {}, prompt, " ", prompt === situation.prompt ? "" : use),
          );
        }),
      );
      draw(situation, prompts, mine);
    },
    restore(/** @type {any} */ shown) {
      if (shown.i === undefined) return;
      scrubber.value = shown.i;
      for (const stage of stages.values()) stage.state = scrubber.value;
    },
    hidden() {
      turn++;
      run.forget();
      return drawing;
    },
  };
}
