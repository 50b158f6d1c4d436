/** Into noise and back: a picture noised and denoised; the real walk beside the film reversed. */
import "../figures/plot.js";
import { button, choice, clamp, h, number, paint, percent, tile, toggle } from "../dom.js";
import { Blind } from "../figures/blind.js";
import { Clocks } from "../figures/clocks.js";
import { differ, film, grey } from "../figures/film.js";
import { chooser, square } from "../figures/photo.js";
import { constants, info } from "../net/info.js";
import { line } from "../net/line.js";
import { asset } from "../net/source.js";
import { Walk } from "../net/walk.js";
import { Exhibit } from "../page/exhibit.js";
import { after } from "../store.js";
import { words } from "../words/en.js";

const { levels: LEVELS, films: FILMS } = constants("forward");
const GAIN = 2; // how much the difference is amplified
const HOUSE = asset("photos/house.webp"); // scene 239 of seed 7 in the hills of the painted world
const USUAL = 0.64; // share of noise
const w = words.exhibits.forward;

/** @param {string} view @param {string} name */
const plain = (view, name) => h("pl-stage", { plain: true, view, name });

/** A picture brought back from several depths, and the curve of how much comes back. */
class Depths {
  #all;
  #laid = new AbortController(); // ends with the tiles that are laid now
  #tiles = h("div.tiles.five");
  #curve = h("pl-plot", { hidden: true });

  /** @param {Run} run @param {() => void} start */
  constructor(run, start) {
    this.run = run;
    this.#all = button(w.five, () => {
      this.#all.hidden = true;
      start();
    });
    this.element = h("div", h("div.controls", this.#all), h("pl-job", { run }));
    this.element.append(this.#tiles, this.#curve);
    run.addEventListener("planned", () => this.#lay());
    run.addEventListener("result", () => this.#draw());
  }

  clear() {
    this.#all.hidden = false;
    this.#tiles.replaceChildren();
    this.#curve.hidden = true;
    this.run.forget();
  }

  #lay() {
    this.#laid.abort();
    this.#laid = new AbortController();
    const { signal } = this.#laid;
    const tiles = this.run.walks.map((walk, i) => {
      const share = (i + 1) / LEVELS;
      const stage = plain("x0", w.share(share));
      stage.walk = walk;
      const follow = () => {
        stage.state = walk.done ? walk.last : Math.max(0, walk.reached);
      };
      walk.addEventListener("change", follow, { signal });
      return tile(stage, w.from(share));
    });
    this.#tiles.replaceChildren(...tiles);
  }

  #draw() {
    const { strengths, kept } = this.run.result;
    this.#curve.hidden = false;
    const shares = strengths.map((/** @type {number} */ strength) => 100 * strength);
    const look = { axis: w.noiseShare, low: Math.min(0, ...kept), high: 1 };
    this.#curve.draw(w.trade, shares, { [w.keptOf]: kept }, look);
  }
}

/** A picture into noise, and back. */
class Back {
  #drown;
  #bring;
  #five;
  #chosen;
  /** @type {any} the walk of the page's words */
  #walk = null;
  kind = "house"; // of the picture: "house", "drawn" or "photo"
  /** The server's name of the picture that gets noise. */
  address = "";
  #link = ""; // the same, of a photo that is already there
  /** @type {ImageBitmap | null} */
  #held = null;
  #arrived = false; // its first picture in noise
  #turns = 1; // whose noise: the picture's own seed would lead straight back to it
  #before = plain("xt", w.original);
  #out = plain("xt", w.drowned);
  #home = h("pl-stage", { view: "x0", name: w.rescued });
  #dial = h("pl-scrubber", {
    label: w.level,
    surface: this.#out,
    brief: (/** @type {number} */ state) => w.share(state / this.#dial.max),
    on: {
      scrub: ({ detail }) => {
        this.#out.state = detail.value;
        this.page.live({ strength: percent(detail.value / this.#dial.max) });
      },
      settle: () => {
        this.rescue();
        this.page.show({ t: this.#dial.value });
      },
    },
  });
  #file = chooser((file) => this.#own(file));
  #kinds = /** @type {Record<string, HTMLButtonElement>} */ ({
    house: button(w.house, () => this.#take("house")),
    drawn: button(w.finished, () => this.#take("drawn")),
    photo: button(w.photo, () => this.#file.click()),
  });
  #trouble = h("p.trouble", { role: "alert", hidden: true });
  #kept = h("p.kept", { role: "status" });

  /** @param {Page} page @param {() => void} chosen another picture is */
  constructor(page, chosen) {
    this.page = page;
    this.#chosen = chosen;
    this.#drown = page.line();
    this.#bring = page.line();
    this.#five = page.line();
    this.depths = new Depths(this.#five, () =>
      this.#five.draw(this.settings, { photo: this.address, levels: LEVELS }),
    );
    this.#dial.max = page.store.settings.steps;
    this.#dial.value = Math.round(USUAL * this.#dial.max);
    this.element = this.#build();
    this.#follow();
  }

  #build() {
    const other = button(w.other, () => {
      this.#turns++;
      this.source();
      this.page.show({ o: this.#turns });
    });
    const over = (/** @type {Event} */ event) => event.preventDefault();
    const drop = (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      this.#own(event.dataTransfer?.files[0]);
    };
    return h(
      "div",
      { "data-drop": "", on: { dragover: over, drop } },
      h("div.controls", Object.values(this.#kinds), other, this.#file),
      this.#trouble,
      h(
        "div.trio",
        tile(this.#before, w.original),
        tile(this.#out, w.drowned),
        tile(this.#home, w.rescued),
      ),
      this.#dial,
      this.#kept,
      h("pl-job", { run: this.#bring }),
    );
  }

  #follow() {
    const bring = this.#bring;
    const home = this.#home;
    this.#drown.addEventListener("picture", (event) => this.#deeper(event.detail));
    this.#drown.addEventListener("failed", ({ detail }) => {
      // the banner says so, and the line goes on by itself
      if (detail.kind === "stopped") return;
      const lost = this.kind === "photo" && detail.kind === "refused";
      this.#complain(lost ? { message: w.lost } : detail);
    });
    bring.addEventListener("planned", () => {
      home.walk = bring.walks[0];
      home.state = 0;
    });
    bring.addEventListener("frame", () => {
      home.state = Math.max(0, home.walk.reached);
    });
    bring.addEventListener("finished", (event) => this.#whole(event.detail.walk));
    bring.addEventListener("result", () => {
      const [strength] = bring.result.strengths;
      const [kept] = bring.result.kept;
      this.#kept.textContent = w.kept(strength, kept);
      this.page.live({ strength: percent(strength), kept: kept.toFixed(2) });
    });
  }

  /** The page's settings with other noise. */
  get settings() {
    const { settings } = this.page.store;
    return { ...settings, seed: after(settings.seed, this.#turns) };
  }

  /** A new walk is under way: it is the original where no other is. @param {any} walk */
  follow(walk) {
    this.#walk = walk;
    if (this.kind !== "drawn" || this.address) return;
    this.#before.view = "x0";
    this.#before.walk = walk;
  }

  /** It has come further. */
  further() {
    if (this.#before.walk === this.#walk) this.#before.state = Math.max(0, this.#walk.reached);
  }

  /** The picture just drawn is another one. */
  redrawn() {
    if (this.kind === "drawn") this.source();
  }

  /** The words are others, and the picture is not. */
  reworded() {
    if (this.kind !== "drawn") this.source();
  }

  /** @param {string} kind @param {string} [link] @param {ImageBitmap | null} [held] */
  #take(kind, link = "", held = null) {
    this.kind = kind;
    this.#link = link;
    this.#held = held;
    this.address = "";
    this.source();
    this.page.show({ f: link || (kind === "house" ? "" : kind) });
    this.#chosen();
  }

  /** Take a photo of the visitor's. @param {Blob | undefined} blob */
  async #own(blob) {
    if (!blob) return;
    this.#trouble.hidden = true;
    try {
      const { address, image } = await square(blob, this.element);
      this.#take("photo", address, image);
    } catch (error) {
      this.#complain(/** @type {any} */ (error)?.kind ? error : { message: words.errors.photo });
    }
  }

  /** @param {any} error */
  #complain({ message, action = "" }) {
    this.#trouble.textContent = `${message || words.errors.stopped} ${action}`;
    this.#trouble.hidden = false;
  }

  /** Take the chosen picture: the house, the one just drawn, or the visitor's own. */
  async source() {
    const [walk, kind, link] = [this.#walk, this.kind, this.#link];
    this.#trouble.hidden = true;
    for (const [name, pick] of Object.entries(this.#kinds))
      pick.setAttribute("aria-pressed", String(name === kind));
    try {
      if (kind === "drawn" && !walk?.done) return;
      const file = kind === "house" ? HOUSE : `${walk?.where}/end.png`;
      const made = link ? { address: link, image: this.#held } : await square(file, this.element);
      if (kind !== this.kind || link !== this.#link) return;
      if (kind === "house") [this.#link, this.#held] = [made.address, made.image]; // sent once
      if (kind !== "drawn" || walk === this.#walk) this.#put(made);
    } catch (error) {
      const gone = /** @type {ApiError} */ (error).kind === "stopped"; // the banner says so
      if (gone) line.addEventListener("back", () => this.source(), { once: true });
      else this.#complain(error);
    }
  }

  /** @param {{address: string, image: ImageBitmap | null}} picture */
  #put({ address, image }) {
    this.address = address;
    const film = new Walk({ key: `noised-${address}`, recipe: this.settings });
    if (image) film.frames.xt[0] = image;
    this.#out.walk = this.#before.walk = film;
    this.#before.view = "xt";
    this.#before.state = 0;
    this.#dial.max = film.last;
    this.#out.state = this.#dial.value;
    this.depths.clear();
    this.#arrived = false;
    this.#chosen();
    this.#drown.frames(this.settings, { photo: address });
  }

  /** @param {{state: number, image: ImageBitmap, scalars: Record<string, number>}} picture */
  #deeper({ state, image, scalars }) {
    const film = this.#out.walk;
    film.take("xt", state, film.frames.xt[state] ?? image, scalars);
    if (!this.#arrived) {
      this.#arrived = true; // a photo that is not there is missed once, not twice
      this.rescue();
    }
  }

  rescue() {
    if (!this.address || this.element.hidden) return;
    this.#kept.textContent = "";
    const params = { photo: this.address, strength: this.#dial.value / this.#dial.max };
    this.#bring.draw(this.settings, params);
  }

  /** @param {any} walk */
  async #whole(walk) {
    await Promise.allSettled([walk.read(), walk.small()]);
    if (walk !== this.#home.walk) return;
    this.#home.state = walk.last;
    this.page.share(walk);
    walk.large("x0");
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    if (shown.o > 0) this.#turns = shown.o;
    if (shown.t !== undefined) this.#dial.value = this.#out.state = shown.t;
    const [, address = ""] = /^([0-9a-f]{64})$/.exec(shown.f ?? "") ?? [];
    if (!address && shown.f !== "drawn") return;
    this.kind = address ? "photo" : "drawn";
    this.#link = address;
    this.source();
  }
}

/** The real walk beside the film of noise played backwards. */
class Rewind {
  #ready;
  /** @type {any} */
  #walk = null;
  /** @type {Record<string, Walk>} */
  #films = {};
  /** @type {any} the walk whose films are here or under way */
  #fetched = null;
  #real = plain("xt", w.real);
  #film = plain("xt", w.film);
  #gap = grey(w.gap);
  #other = plain("xt", ""); // what another model walks through
  #fourth = tile(this.#other, "");
  #both = h("pl-scrubber", {
    reach: () => this.#walk?.reach ?? 0,
    on: {
      scrub: () => this.draw(),
      settle: () => this.page.show({ i: this.#both.value, v: "rewind" }),
    },
  });
  #bend = h("pl-plot", { dial: this.#both });
  /** @type {number[]} those that are drawn */
  #gaps = [];
  #lock = toggle(true, () => {
    this.#compare();
    this.page.show({ k: this.#lock.checked ? 1 : 0 });
  });
  #most = button(w.most, () => {
    if (!this.run.result) return;
    this.#both.go(this.run.result.most, "button");
    this.#both.settle();
  });
  #apart = h("p.kept", { role: "status" });
  #name = h("span");
  #beside = toggle(false, () => {
    this.#accompany();
    this.page.show({ e: this.#beside.checked ? 1 : 0 });
  });

  /** @param {Page} page @param {(real: Walk, fresh: Walk) => void} ready the films are here */
  constructor(page, ready) {
    this.page = page;
    this.run = page.run;
    this.#ready = ready;
    this.second = page.line("walk");
    for (const name of ["planned", "frame"]) this.second.addEventListener(name, () => this.draw());
    this.second.addEventListener("finished", async ({ detail: { walk } }) => {
      await walk.small("xt").catch(() => {}); // not every state was sent on the way
      this.draw();
    });
    const tiles = [tile(this.#real, w.real), tile(this.#film, w.film), tile(this.#gap, w.gap)];
    const lock = h("label.row.switch", h("span", w.lock), this.#lock);
    const beside = h("label.row.switch", this.#name, this.#beside);
    beside.hidden = info.engines.length < 2;
    this.element = h(
      "div",
      h("div.trio", tiles, this.#fourth),
      this.#both,
      h("div.controls", lock, beside, this.#most),
      h("pl-job", { run: this.second }),
      this.#apart,
      h("details.more", h("summary", words.more), this.#bend),
    );
    this.#both.surface = this.#real;
    this.#both.surface = this.#film;
  }

  /** @param {any} walk */
  follow(walk) {
    this.#walk = walk;
    this.#both.max = walk.last;
  }

  /** Without a link, open where the films differ most. */
  measured() {
    if (this.page.shown().i === undefined) this.#both.value = this.run.result.most;
    this.draw();
  }

  clear() {
    this.#films = {};
    this.#fetched = null;
    this.second.forget();
    this.#other.walk = null;
    this.#accompany();
  }

  /** Ask another model to walk with the same words and seed, while that is wanted and seen. */
  #accompany() {
    const { settings } = this.page.store;
    const other = info.engines.find((/** @type {any} */ { name }) => name !== settings.engine);
    const name = other?.name ?? settings.engine;
    const called = w.model(words.exhibits.latent.engine[name], name);
    const { asked } = this.second;
    const wanted = this.#beside.checked && !this.element.hidden;
    this.#name.textContent = w.beside(called);
    this.#fourth.lastElementChild.textContent = this.#other.name = called;
    this.#fourth.hidden = !this.#beside.checked;
    if (wanted && !asked) this.second.draw({ ...settings, engine: name });
    else if (!this.#beside.checked) this.second.forget();
  }

  /** Fetch the films, once somebody looks: all by the small decoder, or its texture would tell. */
  async load() {
    const mine = this.#walk;
    if (!this.run.result || !mine?.done || this.#fetched === mine) return;
    this.#fetched = mine;
    try {
      const parts = /** @type {[string, string][]} */ (Object.entries(FILMS));
      const made = await Promise.all(
        parts.map(async ([name, part]) => [name, await film(mine, name, part, "xt")]),
      );
      if (mine !== this.#walk) return;
      this.#films = Object.fromEntries(made);
    } catch (error) {
      this.#fetched = null;
      return this.run.fail(error);
    }
    this.#ready(this.#films.real, this.#films.fresh);
    this.draw();
  }

  draw() {
    paint(this.#compare);
  }

  /** Show both films at one state, and what lies between them. */
  #compare = () => {
    const same = this.#lock.checked;
    const other = this.#films[same ? "same" : "fresh"];
    const { result } = this.run;
    this.#film.walk = other ?? null;
    this.#real.walk = this.#films.real ?? this.#walk;
    if (!this.#walk || !result) return;
    const i = clamp(this.#both.value, 0, this.#walk.last);
    const [second] = this.second.walks;
    this.#other.walk = this.second.asked && second ? second : null;
    if (second) this.#other.state = Math.round((i / this.#walk.last) * second.last);
    const gaps = same ? result.bend : result.fresh;
    this.#real.state = this.#film.state = i;
    this.#most.hidden = !same;
    this.#tell(i, gaps);
    this.#gap.setAttribute("aria-label", `${w.gap}: ${number(gaps[i])}`);
    const [mine, line] = [this.#films.real, other].map((made) => made?.cell("xt", i));
    if (mine && line) differ(this.#gap, mine, line, GAIN);
  };

  /** @param {number} i @param {number[]} gaps */
  #tell(i, gaps) {
    const { bend, most } = this.run.result;
    const far = Math.max(...gaps);
    if (gaps !== this.#gaps) this.#plot(gaps);
    this.#bend.cursor = i;
    this.#apart.textContent = w.difference(i, gaps[i], far, gaps.indexOf(far), this.#lock.checked);
    this.page.live({
      i,
      gap: number(gaps[i]),
      most,
      bend: number(Math.max(...bend)),
      films: w.films(Math.max(...bend), most),
      sigma: number(this.#walk.scalar("sigma", i)),
      t: number(this.#walk.scalar("t", i)),
    });
  }

  /** @param {number[]} gaps */
  #plot(gaps) {
    const look = { axis: w.state, low: 0, tall: 110 };
    this.#gaps = gaps;
    this.#bend.draw(w.bend, [...gaps.keys()], { [w.apart]: gaps }, look);
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    if (shown.i !== undefined) this.#both.value = shown.i;
    if (shown.k !== undefined) this.#lock.checked = Boolean(shown.k);
    this.#beside.checked = Boolean(shown.e);
    this.#accompany();
  }

  /** It has come into view. */
  seen() {
    this.#accompany();
    this.draw();
  }
}

export default class Forward extends Exhibit {
  #asked = /** @type {any} */ (null); // the settings whose walk is here or under way
  #back = new Back(this.page, () => this.#want());
  #rewind = new Rewind(this.page, (real, fresh) => this.#test.set(real, fresh));
  #clocks = new Clocks(this.page);
  #test = new Blind(this.page, w);
  parts = /** @type {Record<string, HTMLElement>} */ ({
    back: this.#back.element,
    depths: this.#back.depths.element,
    rewind: this.#rewind.element,
    test: this.#test.element,
    clocks: this.#clocks.element,
  });
  #tab = "back";
  #tabs = choice(
    w.tabs,
    Object.entries(w.tab),
    (name) => {
      this.#turn(name);
      this.page.show({ v: name });
    },
    "tabs",
  );

  keys = {
    a: () => this.#tab === "test" && this.#test.choose(0),
    b: () => this.#tab === "test" && this.#test.choose(1),
    n: () => this.#tab === "test" && this.#test.next.click(),
    e: () => this.#tab === "clocks" && this.#clocks.swap(),
  };

  build() {
    const job = h("pl-job", { run: this.run });
    this.element.append(this.#tabs, ...Object.values(this.parts), job);
    this.#turn("back");
  }

  planned() {
    const [walk] = this.run.walks;
    this.#rewind.follow(walk);
    this.#back.follow(walk);
  }

  frame() {
    this.#back.further();
  }

  result() {
    if (this.run.result.rough) return;
    this.#want();
    this.#rewind.measured();
  }

  async finished() {
    const [mine] = this.run.walks;
    await mine.read().catch(() => {});
    if (mine !== this.run.walks[0]) return;
    this.page.share(mine, "xt");
    this.#back.redrawn();
    this.#rewind.draw();
  }

  /** @param {string} name */
  #turn(name) {
    this.#tab = name;
    this.#tabs.choose(name);
    for (const [own, part] of Object.entries(this.parts)) part.hidden = own !== name;
    this.#back.rescue();
    this.#want();
    this.#rewind.seen();
  }

  /** Ask for what the tab needs: the walk of the words, and for the clocks the same picture. */
  #want() {
    const films = this.#tab === "rewind" || this.#tab === "test";
    if (this.#asked !== this.settings && (films || this.#back.kind === "drawn")) {
      this.#asked = this.settings;
      this.run.draw(this.settings);
    }
    if (films) this.#rewind.load();
    const { address, settings } = this.#back;
    if (this.#tab === "clocks" && address) this.#clocks.start(settings, address);
  }

  update() {
    this.#rewind.clear();
    this.#want();
    this.#back.reworded();
  }

  /** @param {Record<string, any>} shown */
  open(shown) {
    this.#rewind.open(shown);
    this.#back.open(shown);
    this.#clocks.open(shown);
    this.#turn(shown.v in w.tab ? shown.v : "back");
  }
}
