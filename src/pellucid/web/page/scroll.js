/**
 * Scroll mode: scrolling past a figure moves it, when the reader wants that. No wheel is listened
 * to and nothing snaps: a figure is sticky inside a taller track, and where the track stands says
 * which state is shown. Touching a figure's own control lets go until it has left the screen.
 */
import { clamp, coarse, h, paint, reduced, toggle } from "../dom.js";
import { words } from "../words/en.js";

const wide = matchMedia("(min-width: 900px)");

/** Whether scrolling moves figures. @param {Store} store @returns {boolean} */
export const scrolls = (store) =>
  store.state.scroll ?? (!coarse.matches && !reduced.matches && wide.matches);

/**
 * Its switch, with a name beside it.
 * @param {Store} store @param {string} name @param {string} kind
 */
export function scrollSwitch(store, name, kind) {
  const box = toggle(false, () => store.put({ scroll: box.checked }));
  const show = () => {
    box.checked = scrolls(store);
  };
  store.subscribe((state) => state.scroll, show);
  for (const query of [reduced, wide, coarse]) query.addEventListener("change", show);
  return h(`label.${kind}`, box, h("span", name));
}

/**
 * The track of a figure that scrolling moves, and how far it can be moved.
 * @param {Element} figure
 */
function track(figure) {
  const around = figure.parentElement;
  if (!around?.classList.contains("track")) return null;
  const { top, bottom, height } = around.getBoundingClientRect();
  const from = parseFloat(getComputedStyle(figure).top) || 0;
  return { top, bottom, from, spare: height - /** @type {HTMLElement} */ (figure).offsetHeight };
}

/** Scroll to where the track of a figure shows this share of the way. @param {Element} figure */
export function stand(figure, share = 0) {
  const its = track(figure);
  if (!its || its.spare <= 0) return false;
  const by = its.top - its.from + share * its.spare;
  scrollBy({ top: by, behavior: "instant" });
  return true;
}

/** @param {Store} store @param {HTMLElement[]} figures @param {(slug: string) => any} exhibit */
export function scrolling(store, figures, exhibit) {
  const held = new Set();
  const move = () => {
    if (!scrolls(store)) return;
    for (const figure of figures) {
      const its = held.has(figure) ? null : track(figure);
      if (!its || its.bottom < 0 || its.top > innerHeight || its.spare <= 0) continue;
      const share = clamp((its.from - its.top) / its.spare, 0, 1);
      exhibit(figure.dataset.exhibit ?? "")?.scroll?.(share);
    }
  };
  const set = () => {
    const anchor = figures
      .map((f) => f.closest(".chapter"))
      .find((c) => c && c.getBoundingClientRect().bottom > 80);
    const before = anchor?.getBoundingClientRect().top ?? 0;
    document.documentElement.toggleAttribute("data-scroll", scrolls(store));
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
    const around = figure.parentElement;
    if (around?.classList.contains("track"))
      around.before(scrollSwitch(store, words.bar.scrolls, "by-scroll"));
  }
  addEventListener("scroll", () => paint(move), { passive: true });
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.key !== "Escape") return;
    const open = document.querySelector("dialog[open], :popover-open");
    if (scrolls(store) && !open) store.put({ scroll: false });
  });
  store.subscribe((state) => state.scroll, set);
  for (const query of [reduced, wide, coarse]) query.addEventListener("change", set);
}
