/** Small things every module uses: making elements, painting once a frame, writing numbers. */
import { words } from "./words/en.js";

/**
 * What an element is given besides its children: `on` holds listeners; a property that is `false`
 * or `null` is left out.
 * @typedef {{on?: Record<string, ((event: any) => void) | undefined>, [name: string]: any}} Props
 * @typedef {() => void} Act
 * @typedef {Node | string | number | boolean | null | undefined | any[]} Child
 */

/**
 * The classes of "p.kept.quiet", and what comes after: properties, if there are any, and children.
 * @param {string} kind @param {any[]} inside
 * @returns {[string, Props, Child[]]}
 */
function parsed(kind, inside) {
  const [tag, ...classes] = kind.split(".");
  const given = inside[0] && Object.getPrototypeOf(inside[0]) === Object.prototype;
  const [props, ...children] = given ? inside : [{}, ...inside];
  const own = classes.length ? { class: classes.join(" ") } : {};
  const seen = children.flat().filter((each) => (each ?? false) !== false);
  return [tag, { ...own, ...props }, seen];
}

/**
 * Make an element: h("p.kept", { role: "status" }, "text").
 * @param {string} kind its tag and its classes
 * @param {Props | Child} [first] its properties, or its first child @param {...Child} children
 * @returns {any}
 */
export function h(kind, first, ...children) {
  const [tag, props, inside] = parsed(kind, [first, ...children]);
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if ((value ?? false) === false) continue;
    if (name === "on")
      for (const [kind, fn] of Object.entries(value)) element.addEventListener(kind, fn ?? null);
    else if (name in element && !["list", "form", "role"].includes(name))
      /** @type {any} */ (element)[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(.../** @type {any[]} */ (inside));
  return element;
}

/**
 * A button that does something.
 * @param {any} text @param {(event: MouseEvent) => void} act
 * @param {Props | string} [props] or nothing but its classes
 * @returns {HTMLButtonElement}
 */
export function button(text, act, props) {
  const own = typeof props === "string" ? { className: props } : props;
  return h("button", { type: "button", on: { click: act }, ...own }, text);
}

/** What names a button that shows a sign. @param {string} name @param {string} className */
export const sign = (name, className) => ({ className, "aria-label": name, title: name });

/** A range, moved and let go. @param {Props} props @param {Act} act @param {Act} [done] */
export const slider = (props, act, done) =>
  h("input", { type: "range", step: 1, ...props, on: { input: act, change: done } });

/** One of several. @param {string} name of them all @param {any} value @param {Act} act */
export const radio = (name, value, act, checked = false) =>
  h("input", { type: "radio", name, value, checked, on: { change: act } });

/** Choose one of the radios in a box, without a word. @param {any} box @param {any} value */
export function check(box, value) {
  for (const input of box.querySelectorAll("input")) input.checked = input.value === String(value);
}

/**
 * A tile that is one of several.
 * @param {string} group @param {number} value @param {Act} act @param {Element} stage
 * @param {string} name @param {...Child} more after its name
 */
export function pick(group, value, act, stage, name, ...more) {
  const input = radio(group, value, act);
  input.setAttribute("aria-label", name);
  return h("label.tile.pick", input, stage, h("span.name", name, " ", more));
}

/** A switch that is on or off. @param {boolean} on @param {Act} act */
export const toggle = (on, act) =>
  h("input", { type: "checkbox", role: "switch", checked: on, on: { change: act } });

/** A form that acts itself. @param {string} kind @param {Act} act @param {...Child} children */
export function form(kind, act, ...children) {
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    act();
  };
  return h(`form${kind}`, { on: { submit } }, ...children);
}

/**
 * What this browser was asked to remember; `usual` if that was nothing, or nothing we could have
 * written.
 * @param {string} key @param {any} usual
 */
export function recall(key, usual) {
  try {
    const found = JSON.parse(localStorage.getItem(`pellucid.${key}`) ?? "null") ?? usual;
    return typeof found === typeof usual && Array.isArray(found) === Array.isArray(usual)
      ? found
      : usual;
  } catch {
    return usual;
  }
}

/**
 * Ask it to, and tell whether it could: there may be no room, and a private window keeps nothing.
 * @param {string} key @param {any} value
 */
export function retain(key, value) {
  try {
    localStorage.setItem(`pellucid.${key}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/**
 * Write other words into an element of nothing but words, which is cheaper than new ones.
 * @param {Element} element @param {string | number} words
 */
export function write(element, words) {
  const { firstChild } = element;
  if (!(firstChild instanceof Text)) element.textContent = String(words);
  else if (firstChild.data !== String(words)) firstChild.data = String(words);
}

const SVG = "http://www.w3.org/2000/svg";

/** In SVG. @param {string} kind @param {Props | Child} [first] @param {...Child} children */
export function s(kind, first, ...children) {
  const [tag, props, inside] = parsed(kind, [first, ...children]);
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props))
    if ((value ?? false) !== false) element.setAttribute(name, String(value));
  element.append(.../** @type {any[]} */ (inside));
  return element;
}

/** A figure with its caption. @param {Element} picture @param {...Child} caption */
export const tile = (picture, ...caption) => h("figure.tile", picture, h("figcaption", ...caption));

let choices = 0;

/**
 * One of several, as a row of buttons, at first the first; `choose(value)` sets it without a word.
 * @param {string} legend
 * @param {Iterable<readonly [string | number, string]>} options values and their texts
 * @param {(value: string) => void} act @param {string} [more] another class
 */
export function choice(legend, options, act, more = "") {
  const name = `choice-${++choices}`;
  const box = h(
    "fieldset",
    { className: `segments ${more}` },
    h("legend.quiet", legend),
    [...options].map(([value, text], i) => {
      const input = radio(name, value, () => act(String(value)), i === 0);
      return h("label", input, h("span", text));
    }),
  );
  box.choose = (/** @type {string | number} */ value) => check(box, value);
  return box;
}

/**
 * A sheet over the page with a title; it closes by its button, by Escape and by a click beside it.
 * @param {string} title @param {...any} children
 */
export function sheet(title, ...children) {
  const close = () => dialog.close();
  const dialog = h(
    "dialog.sheet",
    {
      "aria-label": title,
      on: {
        click: (event) => {
          if (event.target === dialog) close();
        },
      },
    },
    h(
      "header",
      h("h2", title),
      button("×", close, { className: "close", "aria-label": words.close }),
    ),
    ...children,
  );
  return dialog;
}

/** @type {Set<() => void>} */
const waiting = new Set();

/** Run `draw` once in the next frame, however often it is asked for. @param {() => void} draw */
export function paint(draw) {
  if (!waiting.size) requestAnimationFrame(flush);
  waiting.add(draw);
}

function flush() {
  const now = [...waiting];
  waiting.clear();
  for (const draw of now) {
    try {
      draw();
    } catch (error) {
      reportError(error);
    } // one that fails must not take the others along
  }
}

/**
 * Wait until nobody has called for `ms`.
 * @template {any[]} A
 * @param {number} ms @param {(...a: A) => void} fn
 */
export function rest(ms, fn) {
  let timer = 0;
  const later = (/** @type {A} */ ...args) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => fn(...args), ms);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/**
 * Do it at once, then at most every `ms`, the last time too: whoever scrubs looks at the picture.
 * @param {number} ms @param {() => void} fn
 */
export function spaced(ms, fn) {
  let timer = 0;
  let again = false;
  const turn = () => {
    again = Boolean(timer);
    if (again) return;
    fn();
    timer = window.setTimeout(() => {
      timer = 0;
      if (again) turn();
    }, ms);
  };
  return turn;
}

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** 0.4321 -> "43 %" @param {number} share */
export const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

/** Three significant digits, as people write them. @param {number} value */
export function number(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  if (size >= 100 || Number.isInteger(value)) return String(Math.round(value));
  return value.toFixed(size >= 10 ? 1 : 2);
}

export const reduced = matchMedia("(prefers-reduced-motion: reduce)");
export const coarse = matchMedia("(pointer: coarse)");

/** Tell a screen reader, politely, through the page's one live region. @param {string} text */
export function say(text) {
  const region = document.getElementById("said");
  if (region) region.textContent = text;
}
