/** The page: one store, one bar, chapters that wake up when they come near. */
import "./figures/stage.js";
import "./figures/scrubber.js";
import "./figures/job.js";
import "./page/prompt.js";
import { h, recall, retain } from "./dom.js";
import { decode, encode, follow } from "./link.js";
import { info, row } from "./net/info.js";
import { here, line } from "./net/line.js";
import { Run } from "./net/run.js";
import { asset, site } from "./net/source.js";
import { Bar } from "./page/bar.js";
import { levels, live } from "./page/depth.js";
import { remembering } from "./page/history.js";
import { Pin } from "./page/pin.js";
import { scrolling, scrolls, stand } from "./page/scroll.js";
import { alike, Store } from "./store.js";
import { words } from "./words/en.js";

/**
 * What an exhibit is given.
 * @typedef {object} Page
 * @property {string} slug
 * @property {HTMLElement} chapter
 * @property {HTMLElement} element
 * @property {Local} store the page's, with the words pinned to this figure
 * @property {Run} run the figure's first line to the server
 * @property {Run[]} lines all of its lines
 * @property {(exhibit?: string) => Run} line makes another one
 * @property {() => Record<string, any>} shown what the link says of this figure
 * @property {(part: Record<string, string | number>) => void} show writes it there
 * @property {(prompt: string) => void} pin gives the figure words of its own
 * @property {(values: Record<string, string | number>) => void} live fills numbers into the text
 * @property {(walk: any, view?: string) => void} share says which walk is in view
 */

const PASSING = 120; // ms that a figure must stay near before it wakes up
const told = decode(location.hash);
const kept = recall("depth", 1);
export const store = new Store(told ?? { depth: kept >= 1 && kept <= 3 ? kept : 1 });
/**
 * Figures that were woken up.
 * @typedef {{exhibit: Exhibit | null, page: Page, near: boolean, seen: any, built: boolean}} Entry
 * @type {Map<string, Entry & {up?: any}>}
 */
const mounted = new Map();

/** @param {HTMLElement} element @returns {Page} */
function pageFor(element) {
  const slug = element.dataset.exhibit ?? "";
  const chapter = /** @type {HTMLElement} */ (element.closest(".chapter") ?? element);
  const local = store.at(slug);
  /** @type {Run[]} */
  const lines = [];
  const asked = new WeakMap(); // the settings that a walk was last asked in
  const own = row(info.exhibits, "slug", slug) ? slug : "walk";
  const line = (exhibit = own) => {
    const made = new Run(exhibit);
    lines.push(made);
    made.addEventListener("planned", () => {
      for (const walk of made.walks) asked.set(walk, local.settings);
    });
    remembering(made, local);
    return made;
  };
  return {
    lines,
    slug,
    store: local,
    chapter,
    element,
    run: line(),
    line,
    shown: () => store.state.figures[slug] ?? {},
    show: (part) => store.show(slug, part),
    pin: (prompt) => store.pin(slug, prompt),
    live: (values) => live(chapter, values),
    share: (walk, view = "x0") => {
      offered.set(slug, { walk, view, recipe: walk.recipe, asked: asked.get(walk) });
    },
  };
}

/**
 * The walk that each figure shows last, and the settings it was asked in.
 * @type {Map<string, {walk: any, view: string, recipe: any, asked: any}>}
 */
const offered = new Map();

/** What is in view: the walk of the figure that was touched last, or the page's settings. */
function inView() {
  const { settings, exhibit } = store.state;
  const own = offered.get(exhibit);
  if (own && own.asked === mounted.get(exhibit)?.page.store.settings) return own;
  const same = (/** @type {any} */ { recipe, asked }) =>
    asked === settings && !recipe.edits?.length && alike(recipe, settings);
  return [...offered.values()].find(same) ?? { recipe: settings };
}

/** The link to what is in view, with the state that scrolling has just reached. */
function linked() {
  const { state } = store;
  const exhibit = mounted.get(state.exhibit)?.exhibit;
  if (exhibit?.dial && !exhibit.following) store.show(state.exhibit, { i: exhibit.dial.value });
  return encode(store.state);
}

const controls = new Bar(store, linked, inView);

/** Styles, once they are there. @param {string} name */
const styles = (name) =>
  new Promise((done) =>
    document.head.append(
      h("link", {
        rel: "stylesheet",
        href: asset(`${name}.css`),
        on: { load: done, error: done },
      }),
    ),
  );
const dressed = styles("exhibits"); // how figures look; the text need not wait for it

let missed = 0; // a module that could not be had is not asked for again by that name

/** A module, asked for again if the server was gone just then. @param {string} path */
function loaded(path) {
  const load = () => import(`./${path}.js${missed ? `?${missed}` : ""}`);
  return load().catch(async (error) => {
    missed++;
    if (await line.look()) return load();
    throw error;
  });
}

/** Wake a figure up, once. @param {HTMLElement} element @returns {Promise<void>} */
function mount(element) {
  const slug = element.dataset.exhibit ?? "";
  let entry = mounted.get(slug);
  if (!entry) {
    entry = { exhibit: null, page: pageFor(element), near: true, seen: null, built: false };
    mounted.set(slug, entry);
    entry.up = build(element, entry);
  }
  return entry.up;
}

/** @param {HTMLElement} element @param {any} entry */
async function build(element, entry) {
  const { page } = entry;
  const { slug } = page;
  if (element.dataset.pin !== undefined && !element.querySelector(".pin"))
    new Pin(element, slug, store);
  try {
    const own = element.dataset.styles === undefined ? null : styles(`exhibits/${slug}`);
    const [{ default: Figure }] = await Promise.all([loaded(`exhibits/${slug}`), dressed, own]);
    const exhibit = new Figure(element, page);
    await exhibit.build();
    entry.exhibit = exhibit;
    element.dataset.mounted = "";
    if (Object.keys(page.shown()).length) exhibit.open(page.shown());
    wake(entry);
  } catch (error) {
    if (line.down || !(await line.look())) {
      mounted.delete(slug);
      line.addEventListener("back", () => mount(element), { once: true });
      return;
    }
    console.error(error);
    element.append(h("p.trouble", { role: "alert" }, words.errors.chapter));
  }
  entry.built = true;
}

/** Tell an exhibit near the screen the settings, once each time they change. @param {any} entry */
function wake(entry) {
  const { settings } = entry.page.store;
  if (!entry.near || entry.seen === settings || entry.page.element.dataset.mounted === undefined)
    return;
  entry.seen = settings;
  entry.exhibit.update();
}

/** Figures scrolled past stay asleep. @type {Map<Element, number>} */
const passing = new Map();

const near = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      const element = /** @type {HTMLElement} */ (target);
      const entry = mounted.get(element.dataset.exhibit ?? "");
      if (entry?.near && !isIntersecting && entry.exhibit?.hidden()) entry.seen = null;
      if (entry) entry.near = isIntersecting;
      const come = () => (entry ? wake(entry) : mount(element));
      if (isIntersecting) passing.set(element, window.setTimeout(come, PASSING));
      else clearTimeout(passing.get(element));
    }
  },
  { rootMargin: "60% 0px" },
);

/** The chapter in view is the one that a link names. */
const current = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting) continue;
      if (document.documentElement.dataset.ready !== undefined && !going)
        store.put({ exhibit: target.id === "opening" ? "" : target.id });
      for (const link of document.querySelectorAll("#contents a"))
        link.ariaCurrent = link.getAttribute("href") === `#${target.id}` ? "true" : null;
    }
  },
  { rootMargin: "-30% 0px -60% 0px" },
);

const figures = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-exhibit]")]);
for (const figure of figures) near.observe(figure);
for (const chapter of document.querySelectorAll(".chapter")) current.observe(chapter);

store.subscribe(
  (state) => [state.settings, state.pins],
  () => {
    for (const entry of mounted.values()) {
      if (!entry.near && entry.seen && entry.seen !== entry.page.store.settings) {
        for (const each of entry.page.lines) each.forget(); // of the old words
        entry.seen = null;
      }
      wake(entry);
    }
  },
);
/** What there is at every depth. */
const STAYS = ".chapter > header, .chapter > [data-depth='1'], .chapter figure.exhibit";

store.subscribe(
  (state) => state.depth,
  (depth) => {
    const read = [...document.querySelectorAll(STAYS)].find(
      (each) => each.getBoundingClientRect().bottom > innerHeight / 3,
    );
    const before = read?.getBoundingClientRect().top ?? 0;
    document.documentElement.dataset.depth = String(depth);
    retain("depth", depth);
    const there = () => {
      const moved = (read?.getBoundingClientRect().top ?? 0) - before;
      if (moved) scrollBy({ top: moved, behavior: "instant" });
    };
    if (document.documentElement.dataset.ready === undefined) return;
    hold(there);
    going = store.state.exhibit;
  },
);

window.addEventListener("hashchange", () => {
  const link = decode(location.hash);
  const entry = link && mounted.get(link.exhibit);
  if (link) entry?.exhibit?.open(link.figures[link.exhibit] ?? {});
  if (link) go(link.exhibit);
});

const HANDS = ["wheel", "touchstart", "pointerdown", "keydown"];
const SETTLING = 2000; // ms without growth, once all that woke up is built
let going = ""; // where a link led, while that is held
let leave = () => {};

/**
 * Hold a place while figures above it grow, until a hand moves something or all has settled.
 * @param {() => void} there brings it into view
 * @param {HTMLElement | null} [figure] one whose growth moves it too
 */
function hold(there, figure = null) {
  leave();
  let timer = 0;
  const settle = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => (building() ? settle() : leave()), SETTLING);
  };
  const grown = new ResizeObserver(() => {
    there();
    settle();
  });
  leave = () => {
    going = "";
    grown.disconnect();
    clearTimeout(timer);
    for (const kind of HANDS) removeEventListener(kind, leave);
  };
  for (const each of [document.getElementById("main"), figure]) if (each) grown.observe(each);
  for (const kind of HANDS) addEventListener(kind, leave, { passive: true });
  there();
}

/** Go to a chapter, in scroll mode to where a figure shows the state that its link names. */
function go(/** @type {string} */ slug) {
  const place = document.getElementById(slug);
  if (!place) return;
  /** @type {HTMLElement | null} */ (place.closest(".folded")?.querySelector(".fold"))?.click();
  const figure = figures.find((each) => each.dataset.exhibit === slug) ?? null;
  const { i } = store.state.figures[slug] ?? {};
  hold(() => {
    const last = mounted.get(slug)?.exhibit?.dial?.max ?? store.settings.steps;
    if (i !== undefined && figure && scrolls(store) && stand(figure, +i / last)) return;
    place.scrollIntoView({ block: "start", behavior: "instant" });
  }, figure);
  going = slug;
  if (figure) mount(figure);
}

/** Whether the page or a figure that woke up is still being built. */
function building() {
  const { ready } = document.documentElement.dataset;
  return ready === undefined || ![...mounted.values()].every(({ built }) => built);
}

document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest('a[href^="#"]:not(.term, .skip)');
  const slug = link?.getAttribute("href")?.slice(1) ?? "";
  const place = link && document.getElementById(slug);
  if (!place) return;
  event.preventDefault();
  if (place.matches(".chapter")) store.put({ exhibit: slug });
  const shown = /** @type {HTMLElement} */ (link).dataset.show;
  if (shown) {
    store.show(slug, Object.fromEntries(new URLSearchParams(shown)));
    mounted.get(slug)?.exhibit?.open(store.state.figures[slug]);
  }
  go(slug);
  const title = place.querySelector("h1, h2") ?? place;
  title.setAttribute("tabindex", "-1");
  /** @type {HTMLElement} */ (title).focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  const at = /** @type {HTMLElement} */ (event.target);
  const held = event.ctrlKey || event.metaKey;
  if (held && event.key.toLowerCase() === "z" && !at.matches("input[type=text], textarea")) {
    if (event.shiftKey) store.redo();
    else store.undo();
    event.preventDefault();
  }
  const typing = at.matches("input[type=text], input[type=number], textarea, select");
  if (held || event.altKey || typing) return;
  const figure = /** @type {HTMLElement | null} */ (at.closest("[data-exhibit]"));
  const entry = figure && mounted.get(figure.dataset.exhibit ?? "");
  if (entry && (event.key.length > 1 || controls.shortcuts) && entry.exhibit?.key(event))
    event.preventDefault();
});

window.addEventListener("pagehide", () => {
  for (const { page } of mounted.values()) for (const each of page.lines) each.cancel();
});

/** Give a picture that is not ours to the figure that takes photos. @param {Blob} file */
async function photo(file) {
  go("forward");
  const figure = figures.find((each) => each.dataset.exhibit === "forward");
  if (!figure) return;
  await mount(figure);
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([file], "photo", { type: file.type }));
  figure.querySelector("[data-drop]")?.dispatchEvent(new DragEvent("drop", { dataTransfer }));
}

scrolling(store, figures, (slug) => (slug === going ? null : mounted.get(slug)?.exhibit));
const foot = site ? words.site.foot : here ? "" : words.guest;
if (foot) document.querySelector(".foot p")?.replaceChildren(foot);
levels();
const rest = () =>
  loaded("page/later")
    .then(({ later }) => later(store, photo))
    .catch(() => line.addEventListener("back", rest, { once: true }));
follow(store);
if (told) go(told.exhibit);
rest().then(() => {
  document.documentElement.dataset.ready = "";
});
