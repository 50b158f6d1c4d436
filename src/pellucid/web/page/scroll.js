/**
 * Scroll mode: scrolling past a figure moves it, when the reader wants that. No wheel is listened
 * to and nothing snaps: a figure is sticky inside a taller track, and where the track stands says
 * which state is shown. Touching a figure's own control lets go until it has left the screen.
 */
import { clamp, coarse, paint, reduced } from "../dom.js";

/** @param {Store} store @param {HTMLElement[]} figures @param {(slug: string) => any} exhibit */
export function scrolling(store, figures, exhibit) {
  const held = new Set();
  const wide = matchMedia("(min-width: 900px)");
  const on = () => store.state.scroll ?? (!coarse.matches && !reduced.matches && wide.matches);
  const move = () => {
    if (!on()) return;
    for (const figure of figures) {
      const track = figure.parentElement;
      if (!track?.classList.contains("track") || held.has(figure)) continue;
      const box = track.getBoundingClientRect();
      const spare = box.height - figure.offsetHeight;
      if (box.bottom < 0 || box.top > innerHeight || spare <= 0) continue;
      const from = parseFloat(getComputedStyle(figure).top) || 0;
      exhibit(figure.dataset.exhibit ?? "")?.scroll?.(clamp((from - box.top) / spare, 0, 1));
    }
  };
  const set = () => {
    const anchor = figures
      .map((f) => f.closest(".chapter"))
      .find((c) => c && c.getBoundingClientRect().bottom > 80);
    const before = anchor?.getBoundingClientRect().top ?? 0;
    document.documentElement.toggleAttribute("data-scroll", on());
    const box = /** @type {HTMLInputElement | null} */ (document.getElementById("scroll-mode"));
    if (box) box.checked = on();
    if (anchor) scrollBy(0, anchor.getBoundingClientRect().top - before);
    move();
  };
  const seen = new IntersectionObserver((list) => {
    for (const { target, isIntersecting } of list) if (!isIntersecting) held.delete(target);
  });
  for (const figure of figures) {
    seen.observe(figure);
    for (const kind of ["pointerdown", "keydown"])
      figure.addEventListener(kind, () => held.add(figure));
  }
  addEventListener("scroll", () => paint(move), { passive: true });
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.key !== "Escape") return;
    if (on() && !document.querySelector("dialog[open]")) store.put({ scroll: false });
  });
  store.subscribe((state) => state.scroll, set);
  for (const query of [reduced, wide, coarse]) query.addEventListener("change", set);
}
