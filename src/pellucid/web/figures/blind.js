// @ts-check
/** A blind test of ten rounds: which of two pictures did the model walk through? */
import { button } from "../dom.js";

const ROUNDS = 10;

/** How likely it is to be right at least so often by tossing coins. @param {number} right */
export function luck(right) {
  let ways = 0,
    term = 1;
  for (let k = 0; k <= ROUNDS; k++) {
    if (k >= right) ways += term;
    term = (term * (ROUNDS - k)) / (k + 1);
  }
  return ways / 2 ** ROUNDS;
}

/** @param {import("../main.js").Page} page @param {any} w the words */
export function blind(page, w) {
  const { h } = page;
  const stages = [0, 1].map(() => h("pl-stage", { plain: true }));
  const captions = [0, 1].map((i) => h("figcaption", {}, w.side[i]));
  const picks = [0, 1].map((i) => button(w.pick[i], () => choose(i)));
  const line = h("p", { className: "kept", role: "status" });
  const next = button(w.next, () => (round >= ROUNDS ? begin() : turn()), {
    className: "go",
    hidden: true,
  });
  const marks = h("p", { className: "marks", "aria-hidden": "true" });
  const element = h(
    "div",
    {},
    h("p", {}, w.rules),
    h(
      "div",
      { className: "pair" },
      stages.map((stage, i) => h("figure", { className: "tile" }, stage, captions[i], picks[i])),
    ),
    h("div", { className: "controls" }, next, marks),
    line,
  );
  /** @type {any[]} */
  let pair = [];
  /** @type {boolean[]} */
  let answers = [];
  let round = 0,
    truth = 0,
    open = false;

  function begin() {
    round = 0;
    answers = [];
    turn();
  }

  function turn() {
    round++;
    truth = Math.random() < 0.5 ? 0 : 1;
    const last = pair[0].last;
    const state = Math.round(last * (0.25 + 0.55 * Math.random()));
    stages.forEach((stage, i) => {
      stage.view = "xt";
      stage.name = w.side[i];
      stage.walk = pair[i === truth ? 0 : 1];
      stage.state = state;
    });
    open = true;
    for (const i of [0, 1]) {
      picks[i].disabled = false;
      captions[i].textContent = w.side[i];
    }
    if (document.activeElement === next) picks[0].focus({ preventScroll: true });
    next.hidden = true;
    line.textContent = w.round(round, ROUNDS, state, last);
    score();
  }

  function choose(/** @type {number} */ i) {
    if (!open || !pair.length) return;
    open = false;
    answers.push(i === truth);
    next.hidden = false;
    if (picks.some((pick) => pick === document.activeElement)) next.focus({ preventScroll: true });
    for (const n of [0, 1]) {
      picks[n].disabled = true;
      captions[n].textContent = n === truth ? w.real : w.film;
    }
    const right = answers.filter(Boolean).length;
    line.textContent =
      `${i === truth ? w.right : w.wrong} ` +
      `${round >= ROUNDS ? w.score(right, ROUNDS, luck(right)) : ""}`;
    next.textContent = round >= ROUNDS ? w.again : w.next;
    page.live({ right, rounds: round });
    score();
  }

  function score() {
    marks.textContent = Array.from({ length: ROUNDS }, (_, i) =>
      i < answers.length ? (answers[i] ? "●" : "○") : "·",
    ).join(" ");
  }

  return {
    element,
    /** @param {any} walk @param {any} film */
    set(walk, film) {
      pair = [walk, film];
      begin();
    },
    /** @param {string} key */
    key(key) {
      if (key === "a" || key === "b") choose(key === "a" ? 0 : 1);
      else if (key === "n" && !next.hidden) next.click();
      else return false;
      return true;
    },
  };
}
