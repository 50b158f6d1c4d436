// @ts-check
/** The flip-book: one walk on the whole screen, turned by tapping left or right, run by holding. */
import { button, h, paint } from "../dom.js";
import { words } from "../words/en.js";
import { show } from "./stage.js";

const RUN = 1000 / 6;
const HOLD = 350; // ms that make a tap a hold
const SAFE = 16;

/** @param {any} scrubber @param {any} stage */
export function flipbook(scrubber, stage) {
  const w = words.exhibits.walk;
  const canvas = h("canvas", { className: "leaf", role: "img", "aria-label": w.flipHint });
  const count = h("p", { className: "page-count", role: "status" });
  const dialog = h(
    "dialog",
    { className: "flip", "aria-label": w.flip },
    canvas,
    count,
    button("×", () => dialog.close(), { className: "close", "aria-label": w.flipClose }),
  );
  let timer = 0;
  let ran = false;
  let last = 0;
  const draw = () => {
    const side = Math.round(Math.min(innerWidth, innerHeight) * Math.min(2, devicePixelRatio));
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const walk = stage.walk;
    if (walk)
      show(
        canvas.getContext("2d"),
        walk,
        stage.compare ? "x0" : stage.view,
        stage.compare ? walk.last : stage.state,
        side,
      );
    count.textContent = words.scrubber.count(scrubber.value, scrubber.max);
    dialog.dataset.state = scrubber.value;
  };
  const turn = (/** @type {number} */ by) => {
    scrubber.go(scrubber.value + by, "flip");
    paint(draw);
  };
  dialog.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (
      /** @type {Element} */ (event.target).closest("button") ||
      event.clientX < SAFE ||
      event.clientX > innerWidth - SAFE
    )
      return;
    const by = event.clientX < innerWidth / 2 ? -1 : 1;
    ran = false;
    clearTimeout(timer);
    const run = () => {
      ran = true;
      turn(by);
      timer = window.setTimeout(run, RUN);
    };
    timer = window.setTimeout(run, HOLD);
  });
  dialog.addEventListener("pointerup", (/** @type {PointerEvent} */ event) => {
    clearTimeout(timer);
    if (
      /** @type {Element} */ (event.target).closest("button") ||
      event.clientX < SAFE ||
      event.clientX > innerWidth - SAFE
    )
      return;
    const now = event.timeStamp;
    if (!ran && now - last < 220) return void compare();
    last = now;
    if (!ran) turn(event.clientX < innerWidth / 2 ? -1 : 1);
    scrubber.settle();
  });
  const compare = () => {
    stage.compare = true;
    paint(draw);
    setTimeout(() => {
      stage.compare = false;
      paint(draw);
    }, 900);
  };
  dialog.addEventListener("pointercancel", () => clearTimeout(timer));
  dialog.addEventListener("contextmenu", (/** @type {Event} */ event) => event.preventDefault());
  dialog.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    scrubber.key(event);
    paint(draw);
  });
  stage.walk?.addEventListener("change", draw);
  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    stage.walk?.removeEventListener("change", draw);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  paint(draw);
}
