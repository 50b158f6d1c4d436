/** Ten challenges, each judged by the server from what it draws; a badge is kept here. */
import { button, form, h, recall, retain, tile } from "../dom.js";
import { constants } from "../net/info.js";
import { Exhibit } from "../page/exhibit.js";
import { words } from "../words/en.js";

const {
  asks: ASKS,
  limits: LIMITS,
  prompts: PROMPTS,
  solvers: SOLVERS,
  steps: STEPS,
} = constants("challenges");
const KEPT = "challenges"; // what is remembered here
const w = words.exhibits.challenges;

/** @typedef {Record<string, string | number>} Answer */
const NAMES = Object.keys(ASKS);

export default class Challenges extends Exhibit {
  #name = NAMES[0];
  /** The last answer to each. @type {Record<string, Answer>} */
  #answers = structuredClone(ASKS);
  /** @type {string[]} */
  #solved = recall(KEPT, []).filter((/** @type {unknown} */ name) => NAMES.includes(String(name)));
  #hints = 0; // that are open
  #list = h("ol.tasks", { "aria-label": w.list });
  #title = h("h3");
  #task = h("p");
  #fields = h("div.axis-fields");
  #tiles = h("div.tiles.tried");
  #verdict = h("p.said", { role: "status" });
  #why = h("div.why", { hidden: true });
  #hint = button("", () => this.#open(this.#hints + 1));
  #told = h("ol.hints");
  #badge = h("p.aside", { role: "status" });

  build() {
    const own = form("", () => this.#try(), this.#fields, this.#buttons());
    this.element.append(
      h(
        "div.two",
        h("div.sheets", this.#tiles, this.#verdict, this.#why, h("pl-job", { run: this.run })),
        h("div.side", this.#list, this.#badge, this.#title, this.#task, own, this.#told),
      ),
    );
    this.#show(this.#name);
  }

  #buttons() {
    return h("div.controls", h("button.go", { type: "submit" }, w.attempt), this.#hint);
  }

  /** Which there are, and which are solved. */
  #count() {
    const items = NAMES.map((name, i) => {
      const solved = this.#solved.includes(name);
      const text = `${i + 1}${solved ? " ✓" : ""}`;
      const label = w.item(i + 1, w.tasks[name].title, solved);
      const own = {
        "aria-label": label,
        title: label,
        "aria-pressed": String(name === this.#name),
      };
      return h(
        "li",
        button(text, () => this.#choose(name), own),
      );
    });
    this.#list.replaceChildren(...items);
    this.#badge.textContent = w.badge(this.#solved.length, NAMES.length);
    this.page.live({ solved: this.#solved.length, all: NAMES.length });
  }

  /** Another challenge, at once with the answer that stands there. @param {string} name */
  #choose(name) {
    this.#show(name);
    this.page.show({ c: name === NAMES[0] ? "" : name });
    this.#try();
  }

  /** @param {string} name */
  #show(name) {
    this.#name = NAMES.includes(name) ? name : NAMES[0];
    const { title, task } = w.tasks[this.#name];
    this.#title.textContent = title;
    this.#task.textContent = task(LIMITS[this.#name], PROMPTS, STEPS);
    this.#fields.replaceChildren(
      ...Object.entries(this.#answers[this.#name]).map(([field, value]) =>
        h("label.row", h("span", w.fields[this.#name][field]), this.#field(field, value)),
      ),
    );
    this.#why.hidden = true;
    this.#verdict.textContent = "";
    this.#tiles.replaceChildren();
    this.#open(0);
    this.#count();
  }

  /** @param {string} field @param {string | number} value */
  #field(field, value) {
    const keep = (/** @type {Event} */ event) => {
      const { value: now } = /** @type {HTMLInputElement} */ (event.target);
      this.#answers[this.#name][field] = typeof value === "number" ? +now : now;
    };
    if (field === "solver") {
      const options = SOLVERS.map((/** @type {string} */ name) =>
        h("option", { value: name, selected: name === value }, name),
      );
      return h("select", { on: { change: keep } }, options);
    }
    const kind = typeof value === "number" ? { type: "number", step: "any" } : { type: "text" };
    return h("input", { ...kind, value, required: true, maxLength: 200, on: { input: keep } });
  }

  /** @param {number} count */
  #open(count) {
    const { hints } = w.tasks[this.#name];
    this.#hints = Math.min(count, hints.length);
    this.#told.replaceChildren(
      ...hints.slice(0, this.#hints).map((/** @type {string} */ hint) => h("li", hint)),
    );
    this.#hint.textContent = w.hint(this.#hints, hints.length);
    this.#hint.disabled = this.#hints === hints.length;
  }

  #try() {
    this.#verdict.textContent = w.drawing;
    const answer = { which: this.#name, ...this.#answers[this.#name] };
    this.run.draw(this.settings, answer);
  }

  planned() {
    const { walks } = this.run;
    const names = w.pictures[this.#name];
    const shown = walks.slice(0, names.length);
    const stages = shown.map((walk, i) =>
      h("pl-stage", { plain: true, walk, state: walk.last, view: "x0", name: names[i] }),
    );
    this.#tiles.replaceChildren(...stages.map((stage, i) => tile(stage, names[i])));
    if (shown.length) this.page.share(shown[shown.length - 1], "x0");
  }

  /** @param {{walk: Walk}} told */
  finished({ walk }) {
    walk.small();
  }

  result() {
    const { which, passed, told } = this.run.result ?? {};
    if (which !== this.#name) return;
    this.#verdict.textContent = `${passed ? w.yes : w.no} ${w.tasks[which].told(told)}`;
    this.element.dataset.passed = String(passed);
    this.#why.hidden = !passed;
    this.#why.replaceChildren(h("h4", w.because), h("p", w.tasks[which].why));
    if (passed && !this.#solved.includes(which)) {
      this.#solved.push(which);
      retain(KEPT, this.#solved);
    }
    this.#count();
  }

  update() {
    if (!this.run.asked) this.#try();
  }

  /** @param {Record<string, any>} shown */
  open({ c }) {
    if (c === undefined || c === this.#name) return;
    this.#show(String(c));
    if (this.run.asked) this.#try();
  }
}
