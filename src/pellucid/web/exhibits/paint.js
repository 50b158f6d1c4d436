/** Paint on it: a hole is filled, a photo changed or made larger, parts get words of their own. */
import { button, choice, clamp, h, percent, say, slider } from "../dom.js";
import { Margins } from "../figures/margins.js";
import { CELLS, Hand, Mask } from "../figures/mask.js";
import { chooser, keep, square } from "../figures/photo.js";
import { Regions } from "../figures/regions.js";
import { encode } from "../link.js";
import { constants, info, row } from "../net/info.js";
import { here, line } from "../net/line.js";
import { KIND } from "../net/records.js";
import { asset, offered, site } from "../net/source.js";
import { Walk } from "../net/walk.js";
import { Dialled } from "../page/exhibit.js";
import { keep as remember } from "../page/history.js";
import { after, alike, DEFAULTS } from "../store.js";
import { words } from "../words/en.js";

const { strength: STRENGTH } = constants("paint");
const OWN = row(info.exhibits, "slug", "paint");
const DAISY = asset("photos/daisy.webp"); // what the engine draws with OWN's words and seed
const HOLE = "20.18.24.24";
const THUMB = 96;
const w = words.exhibits.paint;

/**
 * One picture of a walk, whatever its shape.
 * @param {Walk} walk @param {string} view @param {number} state
 */
function part(walk, view, state) {
  const sheet = walk.sheets[view === "xt" && walk.noisy(state) ? "noise" : view];
  const image = state === walk.last && walk.end ? walk.end : walk.frames[view]?.[state];
  if (image) return { image, x: 0, y: 0, wide: image.width, tall: image.height };
  if (!sheet) return null;
  const [wide, rows] = [sheet.image.width / sheet.columns, Math.ceil(walk.states / sheet.columns)];
  const tall = sheet.image.height / rows;
  const [x, y] = [wide * (state % sheet.columns), tall * Math.floor(state / sheet.columns)];
  return { image: sheet.image, x, y, wide, tall };
}

export default class Paint extends Dialled {
  #tab = "fill";
  #view = "hole";
  /** @type {Record<string, string>} the words that were said for each act */
  #texts = {};
  #turns = 1; // whose noise: the picture's own seed would lead back to it
  #style = "";
  #strength = STRENGTH;
  #kind = "drawn"; // of the picture that is painted on: "drawn", "photo", or "kept" in a link
  #address = "";
  /** @type {Walk | null} that picture, as a stage shows it */
  #film = null;
  #done = ""; // the act whose result is here or under way
  #wanted = false; // it is to be drawn as soon as the picture is here
  #asked = 0;
  /** @type {(() => void)[]} what undoes the last acts */
  #past = [];
  /** @type {Walk | null} guesses before the known part is put back */
  #loose = null;
  #base = this.page.line();
  #known = this.page.line("forward");
  #raw = this.page.line();
  #stage = h("pl-stage");
  #mask = new Mask();
  #hand = new Hand(
    this.#stage,
    this.#mask,
    (before) => this.#stroke(before),
    (x, y, wide) => w.where(x, y, wide, CELLS),
  );
  #margins = new Margins(
    this.#stage,
    () => this.#look("hole"),
    () => this.page.show({ o: this.#margins.text }),
  );
  #regions = new Regions(() => {
    this.page.show({ g: this.#regions.text });
    this.#look("hole");
  });
  #tabs = choice(w.tabs, Object.entries(w.tab), (tab) => this.#turn(tab, true), "tabs");
  #views = choice(w.views, Object.entries(w.view), (view) => {
    this.#look(view);
    this.page.show({ how: view === "x0" ? "" : view });
  });
  #prompt = h("pl-prompt", {
    on: {
      prompt: ({ detail }) => {
        this.#texts[this.#tab] = detail;
        this.page.show({ q: detail });
        this.#start();
      },
    },
  });
  #file = chooser((file) => this.#photo(file));
  #kinds = /** @type {Record<string, HTMLButtonElement>} */ ({
    drawn: button(w.drawn, () => this.#take("drawn"), "chip"),
    photo: button(w.photo, () => this.#file.click(), "chip"),
  });
  #trouble = h("p.trouble", { role: "alert", hidden: true });
  #said = h("p.said", { role: "status" });
  #undo = button(w.undo, () => this.#back(), { disabled: true });
  #png = h("a", { download: "" }, w.png);
  #after = h(
    "div.controls.files",
    button(w.another, () => this.#again()),
    button(w.on, () => this.#goOn()),
    button(w.keep, () => this.#keep()),
    this.#png,
  );
  #amount = slider(
    { min: 0, max: 100, value: 100 * STRENGTH },
    () => this.#free(+this.#amount.value),
    () => this.page.show({ t: +this.#amount.value }),
  );
  #percent = h("output", percent(STRENGTH));
  #styles = h(
    "select",
    { on: { change: () => this.#dress(this.#styles.value) } },
    Object.entries(w.styles).map(([value, name]) => h("option", { value }, name)),
  );
  /** @type {Record<string, HTMLElement>} the tools of each act */
  #tools = {
    fill: this.#brushes(),
    change: h(
      "div",
      h("label.row", h("span", w.strength), this.#amount, this.#percent),
      h("label.row", h("span", w.style), this.#styles),
    ),
    larger: this.#margins.element,
    regions: this.#regions.element,
  };

  build() {
    this.#stage.overlay = (/** @type {Brush} */ brush, /** @type {number} */ side) =>
      this.#over(brush, side);
    const over = (/** @type {Event} */ event) => event.preventDefault();
    const drop = (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      this.#photo(event.dataTransfer?.files[0]);
    };
    this.element.append(
      this.#tabs,
      h(
        "div.two",
        { "data-drop": "", on: { dragover: over, drop } },
        h("div", this.#stage, this.dial, h("pl-job", { run: this.run })),
        h(
          "div.side",
          h("div.controls", Object.values(this.#kinds), this.#undo, this.#file),
          this.#trouble,
          Object.values(this.#tools),
          this.#prompt,
          this.#views,
          this.#said,
          this.#after,
          h("p.aside", w.private(site ? "site" : here ? "here" : "there")),
          ...[this.#base, this.#raw].map((run) => h("pl-job", { run })),
        ),
      ),
    );
    this.#mask.read(HOLE);
    this.#mask.addEventListener("change", () => this.#look("hole"));
    this.#listen();
    this.#turn("fill");
  }

  #brushes() {
    const wide = slider({ min: 2, max: 32, step: 2, value: 12 }, () => {
      this.#hand.wide = +wide.value;
    });
    const size = h("label.row", { hidden: true }, h("span", w.wide), wide);
    const clear = button(w.clear, () => {
      const before = this.#mask.cells;
      this.#mask.clear();
      this.#stroke(before);
    });
    const tools = choice(w.tools, Object.entries(w.tool), (tool) => {
      this.#hand.tool = tool;
      size.hidden = tool === "box";
    });
    return h("div", h("div.controls", tools, clear), size);
  }

  /** How much may change. @param {number} share in hundredths */
  #free(share) {
    this.#strength = clamp(share, 0, 100) / 100;
    this.#amount.value = String(100 * this.#strength);
    this.#percent.textContent = percent(this.#strength);
  }

  /** @param {string} style */
  #dress(style) {
    this.#style = style in w.styles ? style : "";
    this.#styles.value = this.#style;
    this.page.show({ st: this.#style });
  }

  #listen() {
    this.#base.addEventListener("finished", ({ detail }) => this.#drawn(detail.walk));
    this.#known.addEventListener("picture", ({ detail: { state, image } }) => {
      if (!state) this.#put(this.#address, image);
    });
    this.#known.addEventListener("failed", ({ detail }) => {
      if (detail.kind !== "stopped") this.#complain({ message: w.lost });
    });
    this.#raw.addEventListener("picture", ({ detail: { kind, state, image } }) =>
      this.#loose?.take(kind === KIND.x0 ? "x0" : "xt", state, image),
    );
    this.#raw.addEventListener("result", () => {
      const { apart } = this.#raw.result ?? {};
      if (!apart) return;
      if (this.#loose) this.#loose.done = true;
      this.page.live({ told: w.told(apart) });
    });
  }

  /** Whether what is drawn here is what came with the page. */
  get #own() {
    return alike(this.settings, { ...DEFAULTS, prompt: OWN.prompt, seed: OWN.seed });
  }

  /** The words for an act, until somebody says others. @param {string} act */
  #text(act) {
    return this.#texts[act] ?? (this.#own ? w.first[act] : this.settings.prompt);
  }

  /** @param {string} tab @param {boolean} [chosen] by hand */
  #turn(tab, chosen = false) {
    this.#tab = tab;
    this.#tabs.choose(tab);
    for (const [act, tools] of Object.entries(this.#tools)) tools.hidden = act !== tab;
    this.#prompt.form.querySelector("label").textContent = w.label[tab];
    this.#prompt.value = this.#text(tab);
    for (const pick of Object.values(this.#kinds)) pick.hidden = tab === "regions"; // from noise
    this.#hand.on = tab === "fill";
    this.#margins.on = tab === "larger";
    this.#stage.style.touchAction = tab === "fill" || tab === "larger" ? "none" : "";
    this.#stage.tabIndex = tab === "fill" ? 0 : -1;
    for (const [name, value] of [
      ["role", "application"],
      ["aria-label", w.canvas],
    ])
      if (tab === "fill") this.#stage.setAttribute(name, value);
      else this.#stage.removeAttribute(name);
    const raw = this.#views.querySelector("[value=raw]").closest("label");
    raw.hidden = tab === "change" || tab === "regions";
    this.#look(this.#done === tab ? "x0" : "hole");
    if (chosen) this.page.show({ v: tab === "fill" ? "" : tab, q: this.#texts[tab] ?? "" });
  }

  /** The walk of the act in view, if there is one. @returns {Walk | undefined} */
  get #walk() {
    return this.#done === this.#tab ? this.run.walks[0] : undefined;
  }

  /** Show the picture before, or its walk. @param {string} view */
  #look(view) {
    const walk = this.#walk;
    this.#view = walk ? view : "hole";
    this.#views.choose(this.#view);
    this.#views.hidden = this.dial.hidden = !walk;
    this.#stage.toggleAttribute("data-before", this.#view === "hole");
    this.#stage.name = this.#view === "hole" ? w.view.hole : "";
    if (this.#view === "raw") this.#loosen();
    if (this.#view === "xt" && walk?.done) walk.small("xt");
    this.#stage.view = this.#view === "xt" ? "xt" : "x0";
    const shown = this.#view === "raw" ? this.#loose : walk;
    this.#stage.walk = this.#view === "hole" ? this.#film : (shown ?? null);
    this.#stage.state = this.#state;
    this.#tell();
  }

  get #state() {
    if (this.#view === "hole") return 0;
    return Math.min(this.dial.value, this.dial.max - (this.#view === "raw" ? 1 : 0));
  }

  /** Ask for the guesses before anything is put back, once for each walk. */
  #loosen() {
    const walk = this.#walk;
    if (!walk || this.#loose?.key === `loose-${walk.key}`) return;
    const { recipe, states } = walk;
    this.#loose = new Walk({ key: `loose-${walk.key}`, recipe, states });
    this.#raw.frames(this.run.asked.settings, this.run.asked.params);
  }

  /** @param {Brush} brush @param {number} side */
  #over(brush, side) {
    const before = this.#view === "hole";
    if (this.#tab === "larger") {
      const { walk, view, state } = this.#stage;
      this.#margins.draw(
        brush,
        side,
        walk && part(walk, view, state),
        before ? undefined : this.run.asked.params,
      );
    }
    if (this.#tab === "regions" && before) this.#regions.draw(brush, side);
    if (this.#tab !== "fill") return;
    this.#mask.draw(brush, side, before);
    this.#hand.draw(brush, side);
  }

  /** A stroke is done. @param {Uint8Array} before */
  #stroke(before) {
    this.#remember(() => this.#mask.put(before));
    this.#noteMask();
  }

  #noteMask() {
    const { text } = this.#mask;
    this.page.show({ b: text === HOLE ? "" : (text ?? "") });
    if (text === null) this.#said.textContent = w.long;
  }

  /** @param {() => void} undo */
  #remember(undo) {
    this.#past.push(undo);
    this.#undo.disabled = false;
  }

  #back() {
    this.#past.pop()?.();
    this.#undo.disabled = !this.#past.length;
    this.#noteMask();
    say(w.undone);
  }

  /** Take another picture to paint on. @param {string} kind @param {string} [address] */
  #take(kind, address = "") {
    this.#kind = kind;
    this.#address = address;
    this.#trouble.hidden = true;
    for (const [name, pick] of Object.entries(this.#kinds))
      pick.setAttribute("aria-pressed", String(name === kind));
    this.#forget();
    if (kind === "drawn") this.page.show({ f: "" });
    if (kind === "drawn" && !this.#own) this.#base.draw(this.settings);
    else if (kind === "drawn") this.#fetch(DAISY);
    else this.#known.frames({ ...this.settings, steps: 1 }, { photo: address });
  }

  /** Let go of what was drawn. */
  #forget() {
    for (const run of [this.run, this.#raw, this.#base, this.#known]) run.forget();
    this.#asked++;
    this.#done = "";
    this.#loose = null;
    this.page.live({ told: w.untold });
    this.#look("hole");
  }

  /** @param {Walk} walk */
  #drawn(walk) {
    if (this.#kind === "drawn") this.#fetch(`${walk.where}/end.png`);
  }

  /** The drawn picture, kept by the server under its address. @param {string} file */
  async #fetch(file) {
    const asked = this.#asked;
    try {
      const { address, image } = await square(file, this.element);
      if (asked === this.#asked) this.#put(address, image);
    } catch (error) {
      this.#lost(error, () => this.#fetch(file));
    }
  }

  /** @param {any} error @param {() => void} again */
  #lost(error, again) {
    if (error.kind === "stopped") line.addEventListener("back", again, { once: true });
    else this.#complain(error.kind ? error : { message: words.errors.photo });
  }

  /** @param {Blob | undefined} blob */
  async #photo(blob) {
    if (!blob) return;
    try {
      const { address, image } = await square(blob, this.element);
      this.#swap("photo", address, image);
    } catch (error) {
      this.#lost(error, () => this.#photo(blob));
    }
  }

  /** Paint on another picture; can be undone. */
  #swap(
    /** @type {string} */ kind,
    /** @type {string} */ address,
    /** @type {ImageBitmap} */ image,
  ) {
    const [was, film, old, cells] = [this.#kind, this.#film, this.#address, this.#mask.cells];
    if (film)
      this.#remember(() => {
        this.#kind = was;
        this.#show(old, film);
        this.#mask.put(cells);
      });
    this.#kind = kind;
    this.#mask.clear();
    this.#wanted = false;
    this.#put(address, image);
    this.#noteMask();
  }

  /** @param {string} address @param {ImageBitmap} image */
  #put(address, image) {
    const film = new Walk({ key: `before-${address}`, recipe: this.settings, states: 1 });
    film.take("xt", 0, image, { t: 0 });
    film.take("x0", 0, image);
    this.#show(address, film);
    if (this.#wanted) this.#start(true);
    this.#wanted = false;
  }

  /** @param {string} address @param {Walk} film */
  #show(address, film) {
    this.#forget();
    this.#address = address;
    this.#film = film;
    for (const [name, pick] of Object.entries(this.#kinds))
      pick.setAttribute("aria-pressed", String(name === this.#kind));
    this.page.show({ f: this.#kind === "drawn" ? "" : address });
    this.#look("hole");
  }

  /** @param {any} error */
  #complain({ message, action = "" }) {
    this.#trouble.textContent = `${message || words.errors.stopped} ${action}`;
    this.#trouble.hidden = false;
  }

  /** Draw what is asked. @param {boolean} [linked] a link says which state to show */
  async #start(linked = false) {
    const act = this.#tab;
    if (act === "fill" && !this.#mask.share) {
      this.#said.textContent = w.empty;
      return;
    }
    if (!linked) this.following = true;
    const asked = ++this.#asked;
    this.#loose = null;
    this.page.live({ told: w.untold });
    const style = act === "change" && this.#style ? `, ${this.#style}` : "";
    const { settings } = this;
    const prompt = this.#text(act) + style;
    try {
      const params = await this.#params(act);
      if (asked !== this.#asked) return;
      this.#done = act;
      this.run.draw({ ...settings, prompt, seed: after(settings.seed, this.#turns) }, params);
    } catch (error) {
      this.#lost(error, () => this.#start(linked));
    }
  }

  /** @param {string} act */
  async #params(act) {
    const photo = this.#address;
    if (act === "fill") return { act, photo, mask: await keep(await this.#mask.file()) };
    if (act === "larger") return { act, photo, ...this.#margins.px };
    if (act === "change") return { act, photo, strength: this.#strength };
    return { act, regions: this.#regions.text };
  }

  #again() {
    this.#turns++;
    this.page.show({ k: this.#turns });
    this.#start();
  }

  async #goOn() {
    const walk = this.#walk;
    if (!walk?.done) return;
    try {
      const { address, image } = await square(`${walk.where}/end.png`, this.element);
      this.#swap("kept", address, image);
      this.page.show({ i: "" });
      say(w.went);
    } catch (error) {
      this.#lost(error, () => this.#goOn());
    }
  }

  #keep() {
    const walk = this.#walk;
    const cell = walk && part(walk, "x0", walk.last);
    if (!walk || !cell) return;
    const canvas = h("canvas", { width: THUMB, height: THUMB });
    const scale = THUMB / Math.max(cell.wide, cell.tall);
    const [wide, tall] = [cell.wide * scale, cell.tall * scale];
    const place = [(THUMB - wide) / 2, (THUMB - tall) / 2];
    canvas
      .getContext("2d")
      .drawImage(cell.image, cell.x, cell.y, cell.wide, cell.tall, ...place, wide, tall);
    const { settings } = this;
    this.page.show({ i: walk.last, f: this.#address });
    const figures = { paint: this.page.shown() };
    const link = encode({ settings, exhibit: "paint", figures, pins: {}, depth: 1, scroll: null });
    const { prompt, seed } = walk.recipe;
    const told = { ...settings, prompt, seed };
    remember({ settings: told, picture: canvas.toDataURL("image/webp", 0.8), link });
    this.#said.textContent = w.kept;
  }

  planned() {
    const [walk] = this.run.walks;
    this.dial.max = walk.last;
    const { how } = this.page.shown();
    this.#look(how in w.view ? String(how) : "x0");
    this.look(this.following ? walk.last : this.dial.value);
  }

  frame() {
    if (this.following && this.#walk) this.look(this.reached);
  }

  /** @param {{walk: Walk}} told */
  async finished({ walk }) {
    await Promise.allSettled([walk.read(), walk.small(), walk.finish()]);
    if (walk !== this.run.walks[0]) return;
    this.dial.max = walk.last;
    if (this.following) this.look(walk.last);
    this.page.share(walk);
    this.#tell();
    walk.large("x0");
  }

  result() {
    this.#tell();
  }

  /** @param {number} i */
  look(i) {
    this.dial.value = i;
    this.#stage.state = this.#state;
    this.#stage.paint();
  }

  #tell() {
    const walk = this.#walk;
    const { result } = this.run;
    this.#after.hidden = !walk?.done;
    if (walk) this.#png.href = offered(walk, "end.png", "?save=1");
    this.#png.hidden = !this.#png.getAttribute("href");
    const { wide, tall } = this.#margins.laid(walk && this.run.asked.params);
    const [, on] = this.#after.children;
    on.hidden = this.#tab === "larger" && wide !== tall; // it would be cut to a square
    let said = walk ? w.drawing : w.hint[this.#tab];
    if (walk?.done && result) {
      if (this.#tab === "change") said = w.changed(result, this.run.asked.params.strength);
      else if (this.#tab === "regions") said = w.parted(this.#regions.said.length);
      else said = w.filled(result);
    }
    this.#said.textContent = said;
    const edits = (walk?.recipe.edits ?? []).map((/** @type {any} */ { edit, ...told }) =>
      w.edit(edit, told),
    );
    const { prompt, seed } = walk?.recipe ?? this.settings;
    const asked = `${JSON.stringify(prompt)}, seed=${seed}, edits=(${edits.join(" ")})`;
    this.page.live({ call: `engine.draw(pellucid.Recipe(${asked}))` });
  }

  update() {
    const { i = "", f = "" } = this.page.shown();
    this.#wanted = i !== "" || (this.#own && this.#tab === "fill");
    this.#prompt.value = this.#text(this.#tab);
    if (/^[0-9a-f]{64}$/.test(String(f))) this.#take("kept", String(f));
    else this.#take("drawn");
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    const again = Boolean(this.#film);
    if (shown.q) this.#texts[shown.v in w.tab ? shown.v : "fill"] = String(shown.q);
    if (shown.t !== undefined) this.#free(+shown.t || 0);
    if (shown.st) this.#dress(String(shown.st));
    if (shown.o) this.#margins.read(String(shown.o));
    if (shown.g) this.#regions.read(String(shown.g));
    if (shown.k > 0) this.#turns = Math.round(shown.k);
    if (again || shown.b) this.#mask.read(String(shown.b || HOLE));
    this.#turn(shown.v in w.tab ? String(shown.v) : "fill");
    if (shown.i !== "") super.open(shown);
    if (again) this.update();
  }
}
