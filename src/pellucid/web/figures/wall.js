// @ts-check
/**
 * Two ways to feel a number. The game: draw a black-and-white picture so small that chance can find
 * it, and wait while pictures are thrown at random. And a universe in every atom of a universe.
 */
import { button, choice, h, number, reduced, say } from "../dom.js";

const RATE = 60;
const YEAR = 365.25 * 86400;

/** The logarithm of the number of pictures of a side. @param {number} side */
export const exponent = (side) => 3 * side * side * Math.log10(256);

/**
 * Seconds in words; takes the logarithm, since some have no other name.
 * @param {number} log
 * @param {any} w
 */
export function waiting(log, w) {
  if (log > 20) return w.long(Math.round(log - Math.log10(YEAR)));
  const s = 10 ** log;
  const [unit, size] =
    s < 90
      ? ["s", 1]
      : s < 5400
        ? ["min", 60]
        : s < 1.3e5
          ? ["h", 3600]
          : s < 6e7
            ? ["d", 86400]
            : ["y", YEAR];
  const n = s / size;
  return w.time(n >= 1e9 ? `${round(n / 1e9)} billion` : round(n), w.units[unit]);
}

/** Two digits are enough for waiting. @param {number} n */
const round = (n) =>
  number(n < 10 ? Math.round(10 * n) / 10 : Math.round(n)).replace(/\.(\d)0$/, ".$1");

/** @param {any} w the words @returns {{element: HTMLElement, stop: () => void}} */
export function game(w) {
  let side = 3,
    goal = 0b010111010,
    tries = 0,
    began = 0,
    playing = 0;
  const board = h("div", { className: "board", role: "group", "aria-label": w.board });
  const screen = h("canvas", {
    className: "board",
    width: 120,
    height: 120,
    role: "img",
    "aria-label": w.thrown,
  });
  // changes ten times a second, so it is said only when it stands
  const status = h("p", { className: "tries" }, w.rest);
  const go = button(
    w.throw,
    () => {
      if (!playing) return start();
      stop();
      say(status.textContent ?? "");
    },
    { className: "go" },
  );
  const sizes = choice(
    w.sizes,
    [3, 4, 5].map((n) => [n, `${n} × ${n}`]),
    (n) => {
      resize(+n);
      say(status.textContent ?? "");
    },
  );
  sizes.choose(3);

  function resize(/** @type {number} */ n) {
    stop();
    side = n;
    goal = n === 3 ? 0b010111010 : n === 4 ? 0b0110100110010110 : 0b0111010001101011000101110;
    board.style.gridTemplateColumns = `repeat(${n}, 1fr)`;
    board.replaceChildren(
      ...Array.from({ length: n * n }, (_, i) => {
        const cell = h("button", {
          type: "button",
          "aria-label": w.cell(1 + Math.floor(i / n), 1 + (i % n)),
          "aria-pressed": String(Boolean((goal >> i) & 1)),
          on: {
            click: () => {
              stop();
              goal ^= 1 << i;
              cell.setAttribute("aria-pressed", String(Boolean((goal >> i) & 1)));
            },
          },
        });
        return cell;
      }),
    );
    paint(0);
    status.textContent = w.odds(2 ** (n * n), waiting(Math.log10(2 ** (n * n) / RATE), w));
  }

  function paint(/** @type {number} */ bits) {
    const brush = screen.getContext("2d");
    const cell = 120 / side;
    for (let i = 0; i < side * side; i++) {
      brush.fillStyle = (bits >> i) & 1 ? "#111" : "#f4f1ea";
      brush.fillRect((i % side) * cell, Math.floor(i / side) * cell, cell, cell);
    }
  }

  function start() {
    tries = 0;
    began = performance.now();
    go.textContent = w.stop;
    screen.classList.remove("found");
    playing = requestAnimationFrame(turn);
  }

  function turn(/** @type {number} */ now) {
    const bits = crypto.getRandomValues(new Uint32Array(1))[0] & (2 ** (side * side) - 1);
    tries++;
    const seconds = (now - began) / 1000;
    if (bits === goal) {
      stop();
      paint(bits);
      screen.classList.add("found");
      status.textContent = w.found(tries, seconds, 2 ** (side * side));
      say(status.textContent ?? "");
      return;
    }
    if (!reduced.matches || tries % 20 === 0) paint(bits);
    if (tries % 6 === 0)
      status.textContent = w.trying(
        tries,
        2 ** (side * side),
        seconds > 0.5 ? tries / seconds : RATE,
      );
    playing = requestAnimationFrame(turn);
  }

  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    go.textContent = w.throw;
  }

  const rows = [
    [3, 1],
    [4, 1],
    [5, 1],
    [6, 1],
    [8, 1],
    [8, 24],
    [256, 24],
  ].map(([n, bits]) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, w.kind(n, bits === 1)),
      h("td", {}, waiting(n * n * bits * Math.log10(2) - Math.log10(RATE), w)),
    ),
  );
  const element = h(
    "div",
    { className: "wall" },
    h("h3", {}, w.title),
    h("p", {}, w.how),
    h(
      "div",
      { className: "throws" },
      h("figure", {}, board, h("figcaption", {}, w.yours)),
      h("figure", {}, screen, h("figcaption", {}, w.chance)),
      h("div", { className: "talk" }, h("div", { className: "controls" }, sizes, go), status),
    ),
    h(
      "details",
      { className: "as-table" },
      h("summary", {}, w.walls),
      h("table", {}, h("caption", {}, w.caption), h("tbody", {}, rows)),
    ),
  );
  resize(3);
  return { element, stop };
}

/** A universe in every atom of a universe. @param {any} w */
export function universes(w) {
  const canvas = h("canvas", {
    className: "nest",
    width: 440,
    height: 440,
    role: "img",
    "aria-label": w.nest,
  });
  const line = h("p", { className: "layer" });
  const go = button(w.zoom, () => {
    if (!reduced.matches && !going) return run();
    if (going) stop();
    else jump();
    say(line.textContent ?? "");
  });
  const dots = Array.from({ length: 70 }, (_, i) => [
    Math.sqrt((i + 0.5) / 70) * 0.94,
    i * 2.39996,
    0.4 + ((i * 37) % 10) / 10,
  ]);
  const SCALE = 6;
  let depth = 0,
    layers = 0,
    going = 0,
    before = 0;

  function draw() {
    const brush = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    brush.clearRect(0, 0, 440, 440);
    brush.fillStyle = brush.strokeStyle = style.color;
    for (let level = -1; level < 3; level++) {
      const radius = 200 * SCALE ** ((depth % 1) - level);
      if (radius < 1 || radius > 4000) continue;
      brush.globalAlpha =
        Math.min(1, radius / 60) * (radius > 200 ? Math.max(0, 1 - (radius - 200) / 600) : 1);
      brush.lineWidth = 2;
      brush.beginPath();
      brush.arc(220, 220, radius, 0, 7);
      brush.stroke();
      for (const [r, angle, size] of dots.slice(4)) {
        brush.beginPath();
        brush.arc(
          220 + radius * r * Math.cos(angle),
          220 + radius * r * Math.sin(angle),
          Math.max(0.4, radius * 0.024 * size),
          0,
          7,
        );
        brush.fill();
      }
    }
    brush.globalAlpha = 1;
    line.textContent = w.layer(
      Math.min(layers, 1 + Math.floor(depth)),
      layers,
      going ? waiting(Math.log10(Math.max(1, layers - depth)), w) : "",
    );
  }

  function jump() {
    depth = Math.floor(depth) + 1;
    draw();
  }
  function run() {
    go.textContent = w.stop;
    before = performance.now();
    const tick = (/** @type {number} */ now) => {
      depth = Math.min(layers - 1, depth + (now - before) / 1000);
      before = now;
      draw();
      going = requestAnimationFrame(tick);
    };
    going = requestAnimationFrame(tick);
  }
  function stop() {
    cancelAnimationFrame(going);
    going = 0;
    go.textContent = w.zoom;
    draw();
  }
  const element = h("figure", { className: "nested" }, canvas, h("figcaption", {}, line, go));
  return {
    element,
    stop,
    set: (/** @type {number} */ count) => {
      layers = count;
      if (depth > count) depth = 0;
      draw();
    },
  };
}

/** All digits of a number in a box that scrolls; only the rows in view exist. @param {any} w */
export function scroll(w) {
  const TALL = 22;
  let wide = 50;
  const rows = h("pre", {});
  const space = h("div", { className: "space" }, rows);
  const box = h(
    "div",
    { className: "digits", tabIndex: 0, role: "region", "aria-label": w.digits, hidden: true },
    space,
  );
  let text = "";
  const draw = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / TALL) - 2);
    rows.style.transform = `translateY(${first * TALL}px)`;
    rows.textContent = Array.from({ length: 18 }, (_, i) =>
      text.slice((first + i) * wide, (first + i + 1) * wide).replace(/(.{10})(?=.)/g, "$1 "),
    )
      .filter(Boolean)
      .join("\n");
  };
  box.addEventListener("scroll", draw);
  return {
    element: box,
    set: (/** @type {string} */ digits) => {
      text = digits;
      box.hidden = !digits;
      // ten digits and a gap take 86 px
      wide = 10 * Math.min(10, Math.max(2, Math.floor((box.clientWidth - 28) / 86)));
      space.style.height = `${Math.ceil(text.length / wide) * TALL}px`;
      box.scrollTop = 0;
      draw();
    },
  };
}
