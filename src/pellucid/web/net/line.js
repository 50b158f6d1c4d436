/**
 * The line to the server: whether anything answers at the other end, and a banner for as long as
 * nothing does. Figures keep what they show meanwhile and stay quiet; `back` tells them to go on.
 */
import { button, h, say } from "../dom.js";
import { words } from "../words/en.js";
import { source } from "./source.js";

const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds between two looks
const PATIENCE = 10_000; // ms
const USUAL = "8765"; // the port of `pellucid explore`

/** Whether the page and its server are on one machine. */
export const here = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);

class Line extends EventTarget {
  down = false;
  #tries = 0;
  #timer = 0;
  /** @type {Promise<boolean> | null} */
  #looking = null;

  /** Whether the server answers. Whoever was let down asks this first. */
  look() {
    clearTimeout(this.#timer);
    this.#looking ??= this.#look();
    return this.#looking;
  }

  async #look() {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await source("/healthz", { cache: "no-store", signal }).catch(() => null);
    const back = answer && this.down;
    this.#looking = null;
    if (!answer) this.#lost();
    if (back) {
      this.down = false;
      this.dispatchEvent(new Event("back"));
    }
    return Boolean(answer);
  }

  /** The server gave what it was asked for, so the next pause may be short again. */
  works() {
    this.#tries = 0;
  }

  #lost() {
    if (!this.down) this.dispatchEvent(new Event("lost"));
    this.down = true;
    let left = PAUSES[Math.min(this.#tries++, PAUSES.length - 1)];
    const tick = () => {
      this.dispatchEvent(new CustomEvent("wait", { detail: left }));
      if (left-- > 0) this.#timer = window.setTimeout(tick, 1000);
      else this.look();
    };
    tick();
  }
}

export const line = new Line();

/** Show the banner whenever the line is down. */
export function banner() {
  const w = words.line;
  const port = location.port && location.port !== USUAL ? ` --port ${location.port}` : "";
  const command = `pellucid explore${here ? "" : " --lan"}${port}`;
  const soon = h("span.soon", { "aria-hidden": "true" });
  const now = button(w.now, () => line.look());
  const box = h(
    "div.banner",
    { id: "line", role: "region", "aria-label": w.name, hidden: true },
    h("p", ...w.lost(h("code", command))),
    h("p.controls", now, soon),
  );
  document.getElementById("bar")?.after(box);
  line.addEventListener("lost", () => {
    box.hidden = false;
    say(w.lost(command).join(""));
  });
  line.addEventListener("wait", (event) => {
    soon.textContent = w.soon(/** @type {CustomEvent} */ (event).detail);
  });
  line.addEventListener("back", () => {
    box.hidden = true;
    say(w.back);
  });
  addEventListener("online", () => {
    if (line.down) line.look();
  });
}
