/** A blind test of ten rounds: which of two pictures did the model walk through? */
import { button, h } from "../dom.js";

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

export class Blind {
  /** @type {any[]} */
  #pair = [];
  /** @type {boolean[]} */
  #answers = [];
  #round = 0;
  #truth = 0;
  #open = false;
  #stages = [0, 1].map(() => h("pl-stage", { plain: true }));
  #line = h("p.kept", { role: "status" });
  #marks = h("p.marks", { "aria-hidden": "true" });

  /** @param {Page} page @param {any} w the words */
  constructor(page, w) {
    this.page = page;
    this.words = w;
    this.captions = [0, 1].map((i) => h("figcaption", w.side[i]));
    this.picks = [0, 1].map((i) => button(w.pick[i], () => this.choose(i)));
    const next = () => !this.next.hidden && (this.#round >= ROUNDS ? this.#begin() : this.#turn());
    this.next = button(w.next, next, { className: "go", hidden: true });
    const tiles = this.#stages.map((stage, i) =>
      h("figure.tile", stage, this.captions[i], this.picks[i]),
    );
    this.element = h(
      "div",
      h("p", w.rules),
      h("div.pair", tiles),
      h("div.controls", this.next, this.#marks),
      this.#line,
    );
  }

  #begin() {
    this.#round = 0;
    this.#answers = [];
    this.#turn();
  }

  #turn() {
    const w = this.words;
    const { last } = this.#pair[0];
    const state = Math.round(last * (0.25 + 0.55 * Math.random()));
    this.#round++;
    this.#truth = Math.random() < 0.5 ? 0 : 1;
    this.#stages.forEach((stage, i) => {
      stage.view = "xt";
      stage.name = w.side[i];
      stage.walk = this.#pair[i === this.#truth ? 0 : 1];
      stage.state = state;
    });
    this.#open = true;
    this.#ask(w.side);
    if (document.activeElement === this.next) this.picks[0].focus({ preventScroll: true });
    this.next.hidden = true;
    this.#line.textContent = w.round(this.#round, ROUNDS, state, last);
    this.#score();
  }

  /** Write under the pictures, and take an answer or take none. @param {string[]} texts */
  #ask(texts) {
    for (const i of [0, 1]) {
      this.picks[i].disabled = !this.#open;
      this.captions[i].textContent = texts[i];
    }
  }

  /** @param {number} i */
  choose(i) {
    if (!this.#open || !this.#pair.length) return;
    const { words: w, picks, next } = this;
    const [truth, over] = [this.#truth, this.#round >= ROUNDS];
    this.#open = false;
    this.#answers.push(i === truth);
    next.hidden = false;
    if (picks.some((pick) => pick === document.activeElement)) next.focus({ preventScroll: true });
    this.#ask([0, 1].map((n) => (n === truth ? w.real : w.film)));
    const right = this.#answers.filter(Boolean).length;
    const score = over ? w.score(right, ROUNDS, luck(right)) : "";
    this.#line.textContent = `${i === truth ? w.right : w.wrong} ${score}`;
    next.textContent = over ? w.again : w.next;
    this.page.live({ right, rounds: this.#round });
    this.#score();
  }

  #score() {
    this.#marks.textContent = Array.from({ length: ROUNDS }, (_, i) =>
      i < this.#answers.length ? (this.#answers[i] ? "●" : "○") : "·",
    ).join(" ");
  }

  /** @param {any} walk @param {any} film */
  set(walk, film) {
    this.#pair = [walk, film];
    this.#begin();
  }
}
