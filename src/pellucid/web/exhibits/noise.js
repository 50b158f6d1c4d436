// @ts-check
/** Every picture there is: static at the speed of the screen, counted, and a wall to run into. */
import { button, choice, reduced } from "../dom.js";
import { FAST, most, PATCH, SAFE, SMALL, studio } from "../figures/specks.js";
import { exponent, game, scroll, universes } from "../figures/wall.js";

const MODES = ["even", "bell", "own"];
const AHEAD = 6; // pictures of the model's own kept ready

/** @param {HTMLElement} element @param {import("../main.js").Page} page */
export function mount(element, page) {
  const { h, run } = page;
  const w = page.words.exhibits.noise;
  const whole = (/** @type {number} */ n) => Math.round(n).toLocaleString("en");
  const canvas = h("canvas", { width: 8, height: 8, role: "img", "aria-label": w.static });
  const frame = h("div", { className: "static" }, canvas);
  const play = h("button", {
    type: "button",
    className: "go",
    on: {
      click: () => {
        wanted = !wanted;
        turn();
      },
    },
  });
  const once = button(w.step, () => step());
  const closer = button(
    w.closer,
    () => {
      large = !large;
      closer.setAttribute("aria-pressed", String(large));
      fit();
    },
    { "aria-pressed": "false" },
  );
  const size = h("input", {
    type: "range",
    min: 3,
    max: 8,
    step: 1,
    value: 8,
    "aria-label": w.size,
    on: { input: () => resize(2 ** +size.value), change: () => page.show({ z: side, v: mode }) },
  });
  const sized = h("output");
  const modes = choice(
    w.modes,
    MODES.map((name) => [name, w.mode[name]]),
    (name) => {
      choose(name);
      page.show({ v: name });
    },
    "views",
  );
  modes.choose("even");
  const meter = {
    shown: h("b", {}, "0"),
    rate: h("b", {}, "–"),
    real: h("b", {}, "0"),
    alike: h("b", {}, "–"),
  };
  const law = h("p", { className: "law" });
  const guess = h("input", {
    type: "text",
    inputMode: "numeric",
    "aria-label": w.guess,
    placeholder: w.guess,
    size: 12,
  });
  const answer = h("div", { className: "answer", hidden: true });
  const print = button(w.print, () => {
    print.disabled = true;
    send({ digits: side });
  });
  const ask = h(
    "form",
    {
      className: "controls",
      on: {
        submit: (/** @type {Event} */ event) => {
          event.preventDefault();
          reveal();
        },
      },
    },
    guess,
    h("button", { type: "submit" }, w.reveal),
  );
  const nest = universes(w),
    digits = scroll(w),
    wall = game(w);
  element.append(
    h(
      "div",
      { className: "two" },
      h(
        "div",
        {},
        frame,
        h("div", { className: "controls" }, play, once, closer),
        modes,
        h("label", { className: "row" }, h("span", {}, w.size), size, sized),
        law,
      ),
      h(
        "div",
        { className: "side" },
        h(
          "dl",
          { className: "meters" },
          ["shown", "rate", "real", "alike"].map((name) =>
            h("div", {}, h("dt", {}, w.meter[name]), h("dd", {}, /** @type {any} */ (meter)[name])),
          ),
        ),
        h("h3", {}, w.count),
        ask,
        answer,
        nest.element,
        print,
        digits.element,
      ),
    ),
    wall.element,
  );

  let side = 0,
    mode = "even",
    wanted = !reduced.matches,
    seen = false,
    large = false,
    revealed = false,
    css = 0;
  /** @type {any} */
  let situation = null;
  let first = 0;
  /** @type {ImageBitmap[]} */
  const own = [];
  const starts = page.line();
  starts.addEventListener("picture", (/** @type {CustomEvent} */ event) => {
    own.push(event.detail.image);
    first = event.detail.state + 1;
  });
  const send = engine();

  /** The worker, or the page itself where a canvas cannot be handed over. */
  function engine() {
    if (canvas.transferControlToOffscreen && typeof Worker === "function") {
      const worker = new Worker("/web/figures/specks.js", { type: "module" });
      worker.onmessage = (event) => hear(event.data);
      const far = canvas.transferControlToOffscreen();
      worker.postMessage({ canvas: far }, [far]);
      return (/** @type {any} */ message) =>
        worker.postMessage(message, message.image ? [message.image] : []);
    }
    const take = studio(hear);
    take({ canvas });
    return take;
  }

  function hear(/** @type {any} */ said) {
    if (said.text) {
      print.disabled = false;
      if (said.digits === side) digits.set(said.text);
      return page.say(w.printed(whole(said.text.length)));
    }
    meter.shown.textContent = whole(said.shown);
    meter.rate.textContent = playing() && Number.isFinite(said.rate) ? w.rate(said.rate) : "–";
    // the decoder makes blots, whose neighbours are alike
    meter.alike.textContent = said.shown && mode !== "own" ? said.alike.toFixed(2) : "–";
    if (mode !== "own") meter.real.textContent = said.alike > 0.5 ? "1" : "0";
    element.dataset.shown = said.shown;
    if (Number.isFinite(said.rate)) element.dataset.rate = said.rate.toFixed(2);
    page.live({
      shown: whole(said.shown),
      rate: Number.isFinite(said.rate) ? said.rate.toFixed(0) : "–",
      ...(mode === "own" ? {} : { alike: said.alike.toFixed(2) }),
    });
  }

  const playing = () => wanted && seen && !document.hidden;
  const rate = () => (mode === "own" ? SAFE : most(side, css));

  function turn() {
    play.textContent = wanted ? w.pause : w.play;
    send({ rate: rate(), playing: playing() });
    element.dataset.rule = `${rate()} ${(css / side).toFixed(2)} ${Math.round(css)}`;
    law.textContent =
      mode === "own"
        ? w.gentle(SAFE)
        : rate() === FAST
          ? w.law(Math.min(SMALL, css / side).toFixed(1), css <= PATCH)
          : w.slow(SAFE);
  }

  function step() {
    wanted = false;
    turn();
    if (mode === "own") next();
    else send({ step: true });
  }

  /**
   * The picture is as large as its specks may be, or as large as there is room when looked at
   * closely.
   */
  function fit() {
    const room = frame.clientWidth || 300;
    css = Math.min(room, large || mode === "own" ? 420 : Math.max(PATCH, SMALL * side));
    canvas.style.width = canvas.style.height = `${css}px`;
    turn();
  }

  function resize(/** @type {number} */ n) {
    side = n;
    size.value = String(Math.log2(n));
    sized.textContent = String(n);
    size.setAttribute("aria-valuetext", w.square(n));
    send({ side: mode === "own" ? 128 : n, mode });
    digits.set("");
    const log = exponent(n);
    nest.set(Math.round(log / 80));
    if (revealed) reveal();
    page.live({
      side: n,
      numbers: whole(3 * n * n),
      exponent: whole(Math.round(log)),
      digits: whole(Math.floor(log) + 1),
      layers: whole(Math.round(log / 80)),
    });
    fit();
  }

  function choose(/** @type {string} */ name) {
    mode = name;
    modes.choose(name);
    canvas.setAttribute("aria-label", name === "own" ? w.ownStatic : w.static);
    size.disabled = closer.disabled = name === "own";
    if (name === "own") first = 0;
    resize(side);
    if (name === "own") refill();
    else starts.cancel();
  }

  function refill() {
    if (situation && own.length < AHEAD && !starts.busy)
      starts.start(situation, { first, count: 12 }, { route: "frames" });
  }

  function next() {
    const image = own.shift();
    if (image) send({ image });
    refill();
  }

  function reveal() {
    const said = +guess.value.replace(/[^\d]/g, "");
    const log = exponent(side);
    revealed = true;
    answer.hidden = false;
    answer.replaceChildren(
      h(
        "p",
        { className: "huge" },
        "256",
        h("sup", {}, whole(3 * side * side)),
        " ≈ 10",
        h("sup", {}, whole(Math.round(log))),
      ),
      h(
        "p",
        {},
        w.answer(whole(Math.floor(log) + 1), whole(3 * side * side), said ? whole(said) : ""),
        " ",
        w.layers(whole(Math.round(log / 80))),
      ),
    );
  }

  setInterval(
    () => {
      if (mode === "own" && playing()) next();
    },
    1000 / SAFE + 5,
  );
  new IntersectionObserver((list) => {
    seen = list[list.length - 1].isIntersecting;
    turn();
  }).observe(frame);
  document.addEventListener("visibilitychange", turn);
  new ResizeObserver(fit).observe(frame);
  reduced.addEventListener("change", () => {
    if (reduced.matches) {
      wanted = false;
      turn();
    }
  });
  run.addEventListener("result", () =>
    page.live({ picture: page.number(run.result.picture), start: page.number(run.result.start) }),
  );
  resize(256);
  return {
    update(/** @type {any} */ now) {
      situation = now;
      for (const image of own.splice(0)) image.close();
      if (mode === "own") choose("own");
      run.start(now, {}, { detail: "full" });
    },
    restore(/** @type {any} */ shown) {
      if ([8, 16, 32, 64, 128, 256].includes(shown.z)) resize(shown.z);
      if (MODES.includes(shown.v)) choose(shown.v);
    },
    hidden() {
      wall.stop();
      nest.stop();
      starts.cancel();
    },
    key(/** @type {KeyboardEvent} */ event) {
      if (event.key.toLowerCase() === "n") step();
      else if (event.key.toLowerCase() === "p") play.click();
      else return false;
      return true;
    },
  };
}
