// @ts-check
/** Words from vague to rich, four seeds each, and how much they wobble. */
import { button, reduced } from "../dom.js";
import { show as put } from "../figures/stage.js";

const SEEDS = 4;
const MOST = 5;
const PLACES =
  "on in at with against under over above beside by near behind before through among during after";
const PLACE = new RegExp(` (?:${PLACES.replaceAll(" ", "|")}) `);
const LEAD = /^(?:a|an|the|one|two|three|four|five|six|some|many)$/i;

/**
 * What a prompt is about, in as few words as it can be said in: "two red snails on a leaf" -> "two
 * snails".
 * @param {string} prompt
 */
export function about(prompt) {
  const thing = prompt.split(",")[0].trim().split(PLACE)[0].trim();
  const said = thing.split(/\s+/);
  if (said.length < 3 || said.includes("and")) return thing;
  const noun = said[said.length - 1];
  const lead = said.findLast((word) => LEAD.test(word)) ?? (noun.endsWith("s") ? "" : "a");
  return `${/^an?$/i.test(lead) ? (/^[aeiou]/i.test(noun) ? "an" : "a") : lead} ${noun}`.trim();
}

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run, words } = page;
  const w = words.exhibits.detail;
  const scrubber = h("pl-scrubber");
  const job = h("pl-job");
  const tabs = h("fieldset", { className: "segments rung-tabs" });
  const columns = h("div", { className: "rungs" });
  const hint = h("p", { className: "aside" }, w.keys);
  const add = button(w.add, () =>
    change([...rungs, join([rungs[rungs.length - 1], w.extra.replace(/^, /, "")])].slice(0, MOST)),
  );
  const back = button(w.back, () => change([]));
  const dice = button(w.dice, () => page.store.change({ seed: Math.floor(Math.random() * 1e6) }));
  element.append(
    tabs,
    columns,
    scrubber,
    job,
    h("div", { className: "controls" }, add, back, dice),
    hint,
  );
  job.run = run;
  scrubber.label = w.state;
  scrubber.reach = () => Math.max(0, ...run.walks.map((walk) => walk.reach));

  /** @type {string[]} */
  let rungs = [];
  let own = false; // the visitor's words, not made of the page's
  let open = 1; // the rung in view on a phone
  /** @type {{stages: any[], mean: HTMLCanvasElement, meter: any, said: HTMLElement}[]} */
  let shown = [];

  const split = (/** @type {string} */ text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean);
  const join = (/** @type {string[]} */ parts) => parts.flatMap(split).join(", ");
  const name = (/** @type {number} */ i) => w.names[Math.min(i, w.names.length - 1)];

  /**
   * Three rungs of one prompt: its first things, itself, and itself with more said.
   * @param {string} prompt
   */
  function ladder(prompt) {
    return [about(prompt), prompt, join([prompt, w.extra.replace(/^, /, "")])];
  }

  /** @param {string[]} next none: back to the page's words */
  function change(next) {
    own = next.length > 0;
    rungs = own ? next : ladder(page.store.situation.prompt);
    open = Math.min(open, rungs.length - 1);
    page.show(
      Object.fromEntries(
        Array.from({ length: MOST }, (_, i) => [`r${i + 1}`, own ? (rungs[i] ?? "") : ""]),
      ),
    );
    build();
    start();
  }

  const start = () => void run.start(page.store.situation, { rungs, seeds: SEEDS });

  /**
   * Move a phrase to another rung; 0 away.
   * @param {number} from
   * @param {number} place
   * @param {number} by
   */
  function move(from, place, by) {
    const parts = rungs.map(split);
    const [text] = parts[from].splice(place, 1);
    const to = from + by;
    if (by && parts[to]) parts[to].push(text);
    if (!parts[from].length || (by && !parts[to])) return;
    change(parts.map(join));
    page.say(by ? w.moved(text, name(to)) : "");
    if (by)
      /** @type {HTMLElement | null} */ (
        element.querySelectorAll(".rung")[to]?.querySelector(".phrase:last-of-type")
      )?.focus();
  }

  function build() {
    tabs.replaceChildren(
      h("legend", { className: "quiet" }, w.rungs),
      ...rungs.map((_, i) =>
        h(
          "label",
          {},
          h("input", {
            type: "radio",
            name: "rung",
            value: i,
            checked: i === open,
            on: {
              change: () => {
                open = i;
                mark();
              },
            },
          }),
          h("span", {}, name(i)),
        ),
      ),
    );
    shown = [];
    columns.replaceChildren(...rungs.map((text, i) => column(text, i)));
    columns.style.setProperty("--count", String(rungs.length));
    add.disabled = rungs.length >= MOST;
    back.hidden = !own;
    mark();
    page.live({ about: rungs[0], count: rungs.length, walks: rungs.length * SEEDS });
  }

  const mark = () =>
    [...columns.children].forEach((box, i) => box.classList.toggle("open", i === open));

  /** @param {string} text @param {number} i */
  function column(text, i) {
    const stages = Array.from({ length: SEEDS }, () => h("pl-stage", { plain: true }));
    const mean = h("canvas", { width: 160, height: 160, role: "img", "aria-label": w.blend });
    const said = h("p", { className: "said" }, w.pending);
    const meter = gauge();
    const input = h("input", {
      type: "text",
      value: text,
      "aria-label": `${w.words}: ${name(i)}`,
      maxLength: 1000,
      on: {
        change: () => {
          if (split(input.value).length)
            change(rungs.map((old, j) => (j === i ? join([input.value]) : old)));
        },
      },
    });
    const chips = h(
      "ul",
      { className: "phrases", "aria-label": w.phrases },
      split(text).map((part, j) => phrase(part, i, j)),
    );
    shown.push({ stages, mean, meter, said });
    return h(
      "section",
      {
        className: "rung",
        "aria-label": name(i),
        on: {
          dragover: (/** @type {Event} */ e) => e.preventDefault(),
          drop: (/** @type {DragEvent} */ e) => {
            e.preventDefault();
            const [from, place] = (e.dataTransfer?.getData("text/plain") ?? "")
              .split(" ")
              .map(Number);
            if (from >= 0 && from !== i) move(from, place, i - from);
          },
        },
      },
      h(
        "header",
        {},
        h("h3", {}, name(i)),
        rungs.length > 1
          ? button("×", () => change(rungs.filter((_, j) => j !== i)), {
              className: "small",
              "aria-label": w.remove,
              title: w.remove,
            })
          : null,
      ),
      input,
      chips,
      h(
        "div",
        { className: "four" },
        stages.map((stage) => h("div", {}, stage)),
      ),
      h(
        "div",
        { className: "reading" },
        h("figure", { className: "mean" }, mean, h("figcaption", {}, w.mean)),
        meter,
      ),
      said,
    );
  }

  /** @param {string} text @param {number} i @param {number} j */
  function phrase(text, i, j) {
    const alone = split(rungs[i]).length < 2; // a rung is never left without words
    const arrow = (
      /** @type {number} */ by,
      /** @type {string} */ sign,
      /** @type {string} */ label,
    ) =>
      rungs[i + by] === undefined || alone
        ? null
        : button(sign, () => move(i, j, by), { className: "small", "aria-label": label });
    return h(
      "li",
      {
        className: "phrase",
        tabIndex: 0,
        draggable: !alone,
        on: {
          dragstart: (/** @type {DragEvent} */ e) =>
            e.dataTransfer?.setData("text/plain", `${i} ${j}`),
          keydown: (/** @type {KeyboardEvent} */ e) => {
            const by = e.altKey
              ? { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[e.key]
              : 0;
            if (!by) return;
            e.preventDefault();
            move(i, j, by);
          },
        },
      },
      arrow(-1, "‹", w.earlier(text)),
      h("span", {}, text),
      arrow(1, "›", w.later(text)),
      !alone
        ? button("×", () => move(i, j, 0), { className: "small", "aria-label": w.drop(text) })
        : null,
    );
  }

  /**
   * A needle between two pins as far apart as the pictures are; it trembles by the measured angle.
   */
  function gauge() {
    const box = h("div", { className: "wobble", role: "img", "aria-label": w.pending });
    box.innerHTML =
      '<svg viewBox="0 0 120 76" aria-hidden="true"><path class="fan"/>' +
      '<path class="dialed" d="M12 66A48 48 0 0 1 108 66"/>' +
      '<g class="needle"><path d="M58 66 60 16 62 66z"/></g>' +
      '<circle cx="60" cy="66" r="4"/></svg><b></b>';
    return box;
  }

  /** @param {any} box @param {any} row @param {string} who */
  function swing(box, row, who) {
    const angle = Math.min(85, row.angle / 2);
    const at = (/** @type {number} */ turn) =>
      `${(60 + 48 * Math.sin((turn * Math.PI) / 180)).toFixed(1)} ` +
      `${(66 - 48 * Math.cos((turn * Math.PI) / 180)).toFixed(1)}`;
    box.querySelector(".fan").setAttribute("d", `M60 66L${at(-angle)}A48 48 0 0 1 ${at(angle)}z`);
    box.style.setProperty("--swing", `${angle}deg`);
    box.querySelector("b").textContent = w.wobble(row.wobble);
    box.setAttribute("aria-label", w.meter(who, row.wobble, row.angle));
    box.toggleAttribute("data-trembles", !reduced.matches);
  }

  const walksOf = (/** @type {number} */ i) => run.walks.slice(i * SEEDS, (i + 1) * SEEDS);

  function measure() {
    const rows = run.result?.rungs ?? [];
    if (rows.length !== shown.length) return;
    rows.forEach((/** @type {any} */ row, /** @type {number} */ i) => {
      swing(shown[i].meter, row, name(i));
      shown[i].said.textContent =
        row.change === 0
          ? w.same
          : row.change === null
            ? w.degrees(row.angle)
            : `${w.degrees(row.angle)}. ${row.heard ? w.change(row.change) : w.unheard}`;
    });
    const [first, last] = [rows[0], rows[rows.length - 1]];
    page.live({
      vague: page.percent(first.wobble),
      rich: page.percent(last.wobble),
      angle: page.number(last.angle),
      vagueAngle: page.number(first.angle),
      half: last.half,
      shape: run.walks[0]?.meta?.latent?.join(" × ") ?? "–",
      call:
        `for seed in range(${page.store.situation.seed}, ` +
        `${page.store.situation.seed + SEEDS}):\n    ` +
        `engine.draw(pellucid.Recipe(${JSON.stringify(rungs[rungs.length - 1])}, seed=seed))`,
    });
  }

  /** The four pictures of a rung, one laid over the other. */
  function average() {
    shown.forEach(({ mean }, i) => {
      const brush = mean.getContext("2d");
      const ready = walksOf(i).filter((walk) => walk.cell("x0", state(walk)));
      if (!brush || ready.length < SEEDS) return;
      ready.forEach((walk, n) => {
        brush.globalAlpha = 1 / (n + 1);
        put(brush, walk, "x0", state(walk), mean.width);
      });
      brush.globalAlpha = 1;
    });
  }

  const state = (/** @type {any} */ walk) => Math.min(scrubber.value, walk.last);

  function look() {
    shown.forEach(({ stages }, i) =>
      walksOf(i).forEach((walk, n) => {
        stages[n].walk = walk;
        stages[n].name = `${name(i)}, ${w.seed(walk.recipe.seed)}`;
        stages[n].state = state(walk);
      }),
    );
    requestAnimationFrame(average);
  }

  run.addEventListener("planned", () => {
    const end = scrubber.value >= scrubber.max;
    scrubber.max = run.walks[0].last;
    if (end || page.shown().i === undefined) scrubber.value = scrubber.max;
    for (const walk of run.walks)
      if (walk.done)
        walk
          .load("x0", 128)
          .then(look)
          .catch(() => {});
    look();
  });
  run.addEventListener("frame", () => requestAnimationFrame(average));
  run.addEventListener("finished", (/** @type {CustomEvent} */ event) =>
    event.detail.walk
      .load("x0", 128)
      .then(look)
      .catch(() => {}),
  );
  run.addEventListener("result", measure);
  scrubber.addEventListener("scrub", look);
  scrubber.addEventListener("settle", () => page.show({ i: scrubber.value }));
  return {
    update(/** @type {any} */ situation) {
      if (!own) {
        rungs = ladder(situation.prompt);
        build();
      }
      start();
    },
    restore(/** @type {any} */ link) {
      const told = Array.from({ length: MOST }, (_, i) => link[`r${i + 1}`])
        .filter(Boolean)
        .map(String);
      own = told.length > 0;
      if (own) {
        rungs = told;
        build();
      }
      if (link.i !== undefined) scrubber.value = link.i;
      if (told.length && run.walks.length && run.asked?.params?.rungs?.join() !== told.join())
        start();
    },
  };
}
