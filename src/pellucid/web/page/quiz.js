/** <pl-quiz when="before | after">: five questions, asked twice; answers stay in this browser. */
import { form, h, recall, retain, say } from "../dom.js";
import { words } from "../words/en.js";

let count = 0;

class Quiz extends HTMLElement {
  connectedCallback() {
    if (this.children.length) return;
    const name = `quiz-${++count}`;
    const w = words.quiz;
    const ask = w.questions.map(({ text, answers }, q) =>
      h(
        "fieldset",
        h("legend", `${q + 1}. ${text}`),
        answers.map((answer, value) => {
          const input = { type: "radio", name: `${name}-${q}`, value, required: true };
          return h("label", h("input", input), h("span", answer));
        }),
      ),
    );
    this.result = h("div.result", { role: "status" });
    const done = h("button", { type: "submit" }, w.done);
    this.append(
      form("", () => this.#mark(), ask, done),
      this.result,
    );
  }

  #mark() {
    const w = words.quiz;
    const when = this.getAttribute("when") ?? "before";
    const given = [...this.querySelectorAll("fieldset")].map((set) => {
      /** @type {HTMLInputElement | null} */
      const chosen = set.querySelector("input:checked");
      return +(chosen?.value ?? -1);
    });
    const all = { ...recall("quiz", {}), [when]: given };
    retain("quiz", all);
    const right = (/** @type {number[]} */ list) =>
      w.questions.filter(({ right: answer }, i) => list[i] === answer).length;
    if (when === "before") this.result?.replaceChildren(h("p", w.kept));
    else {
      this.result?.replaceChildren(
        h("p", all.before ? w.both(right(all.before), right(given)) : w.one(right(given))),
        h(
          "ol",
          w.questions.map(({ why, right: answer }, i) =>
            h("li", given[i] === answer ? "✓ " : "✗ ", why),
          ),
        ),
      );
    }
    say(this.result?.textContent ?? "");
  }
}

customElements.define("pl-quiz", Quiz);
