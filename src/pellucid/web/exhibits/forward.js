/** Into noise and back: a picture noised and denoised; the real walk beside the film reversed. */
import "../figures/plot.js";
import { button, choice, clamp, h, number, paint, percent, tile, toggle } from "../dom.js";
import { Blind } from "../figures/blind.js";
import { pixels } from "../figures/cell.js";
import { Clocks } from "../figures/clocks.js";
import { ask } from "../net/ask.js";
import { constants } from "../net/info.js";
import { line } from "../net/line.js";
import { Walk } from "../net/walk.js";
import { Exhibit } from "../page/exhibit.js";
import { after } from "../store.js";
import { words } from "../words/en.js";

const { levels: LEVELS, films: FILMS } = constants("forward");
const GAIN = 2; // how much the difference is amplified
const PHOTO = 512; // px, the largest side of a photo that is sent
const w = words.exhibits.forward;

/** @param {string} view @param {string} name */
const plain = (view, name) => h("pl-stage", { plain: true, view, name });

/** A square of a picture, and nothing else that its file says (place, owner). @param {Blob} blob */
async function square(blob) {
  const whole = await createImageBitmap(blob);
  const side = Math.min(whole.width, whole.height);
  const size = Math.min(PHOTO, side);
  const [x, y] = [(whole.width - side) / 2, (whole.height - side) / 2];
  const canvas = new OffscreenCanvas(size, size);
  canvas.getContext("2d")?.drawImage(whole, x, y, side, side, 0, 0, size, size);
  whole.close();
  const body = await canvas.convertToBlob({ type: "image/png" });
  const headers = { "content-type": "image/png" };
  const answer = await ask("/api/photo", { method: "POST", headers, body });
  return { address: (await answer.json()).photo, image: canvas.transferToImageBitmap() };
}

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
    this.parts = [h("div.controls", this.#all), h("pl-job", { run }), this.#tiles, this.#curve];
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
  #depths;
  #chosen;
  /** @type {any} the walk of the page's words */
  #walk = null;
  /** The server's name of the picture that gets noise. */
  address = "";
  #link = ""; // the visitor's own photo
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
  #file = h("input.quiet", {
    type: "file",
    accept: "image/png,image/jpeg,image/webp",
    tabIndex: -1,
    "aria-hidden": "true",
    on: {
      change: () => {
        this.#own(this.#file.files[0]);
        this.#file.value = "";
      },
    },
  });
  #finished = button(w.finished, () => this.#take("", null), { "aria-pressed": "true" });
  #photo = button(w.photo, () => this.#file.click(), { "aria-pressed": "false" });
  #trouble = h("p.trouble", { role: "alert", hidden: true });
  #kept = h("p.kept", { role: "status" });

  /** @param {Page} page @param {() => void} chosen another picture is */
  constructor(page, chosen) {
    this.page = page;
    this.#chosen = chosen;
    this.#drown = page.line();
    this.#bring = page.line();
    this.#five = page.line();
    this.#depths = new Depths(this.#five, () =>
      this.#five.draw(this.settings, { photo: this.address, levels: LEVELS }),
    );
    this.#dial.max = page.store.settings.steps;
    this.#dial.value = Math.round(0.6 * this.#dial.max);
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
      h("div.controls", this.#finished, this.#photo, other, this.#file),
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
      this.#depths.parts,
    );
  }

  #follow() {
    const bring = this.#bring;
    const home = this.#home;
    this.#drown.addEventListener("picture", (event) => this.#deeper(event.detail));
    this.#drown.addEventListener("failed", ({ detail }) => {
      // the banner says so, and the line goes on by itself
      if (detail.kind === "stopped") return;
      this.#complain(this.#link && detail.kind === "refused" ? { message: w.lost } : detail);
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
    if (this.#link || this.address) return;
    this.#before.view = "x0";
    this.#before.walk = walk;
  }

  /** It has come further. */
  further() {
    if (!this.#link && !this.address) this.#before.state = Math.max(0, this.#walk.reached);
  }

  /** There is another picture, or, for a `photo`, other words. @param {boolean} photo */
  renew(photo) {
    if (Boolean(this.#link) === photo) this.source();
  }

  /** @param {string} link @param {ImageBitmap | null} held */
  #take(link, held) {
    this.#link = link;
    this.#held = held;
    this.source();
    this.page.show({ f: link });
  }

  /** Take a photo of the visitor's. @param {Blob | undefined} blob */
  async #own(blob) {
    if (!blob) return;
    this.#trouble.hidden = true;
    try {
      const { address, image } = await square(blob);
      this.#take(address, image);
    } catch (error) {
      this.#complain(/** @type {any} */ (error)?.kind ? error : { message: words.errors.photo });
    }
  }

  /** @param {any} error */
  #complain({ message, action = "" }) {
    this.#trouble.textContent = `${message || words.errors.stopped} ${action}`;
    this.#trouble.hidden = false;
  }

  /** Take the chosen picture: the visitor's own, or the one just drawn. */
  async source() {
    const walk = this.#walk;
    const link = this.#link;
    this.#trouble.hidden = true;
    this.#finished.setAttribute("aria-pressed", String(!link));
    this.#photo.setAttribute("aria-pressed", String(Boolean(link)));
    try {
      if (!link && !walk?.done) return;
      const made = link
        ? { address: link, image: this.#held }
        : await square(await (await ask(`${walk.where}/end.png`)).blob());
      if (link === this.#link && (link || walk === this.#walk)) this.#put(made);
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
    this.#depths.clear();
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
    walk.large("x0");
  }

  /** @param {Record<string, any>} shown */
  restore(shown) {
    if (shown.o > 0) this.#turns = shown.o;
    if (shown.t !== undefined) this.#dial.value = this.#out.state = shown.t;
    if (/^[0-9a-f]{64}$/.test(shown.f ?? "")) {
      this.#link = shown.f;
      this.source();
    }
  }
}

/** A film of a walk, as a walk of its own. @param {string} name @param {Walk} walk */
async function film(name, walk) {
  const image = await createImageBitmap(await (await ask(`${walk.where}/${FILMS[name]}`)).blob());
  const { recipe, states } = walk;
  const made = new Walk({ key: `${name}-${walk.key}`, recipe, states, cached: true });
  made.put("xt", image, name);
  made.meta = walk.meta ?? {};
  return made;
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
  #gap = h("canvas", { width: 128, height: 128, role: "img", "aria-label": w.gap });
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

  /** @param {Page} page @param {(real: Walk, fresh: Walk) => void} ready the films are here */
  constructor(page, ready) {
    this.page = page;
    this.run = page.run;
    this.#ready = ready;
    const tiles = [tile(this.#real, w.real), tile(this.#film, w.film), tile(this.#gap, w.gap)];
    const lock = h("label.row.switch", h("span", w.lock), this.#lock);
    this.element = h(
      "div",
      h("div.trio", tiles),
      this.#both,
      h("div.controls", lock, this.#most),
      this.#apart,
      this.#bend,
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
  }

  /** Fetch the films, once somebody looks: all by the small decoder, or its texture would tell. */
  async load() {
    const mine = this.#walk;
    if (!this.run.result || !mine?.done || this.#fetched === mine) return;
    this.#fetched = mine;
    try {
      const names = Object.keys(FILMS);
      const made = await Promise.all(names.map((name) => film(name, mine)));
      if (mine !== this.#walk) return;
      this.#films = Object.fromEntries(names.map((name, i) => [name, made[i]]));
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
    const gaps = same ? result.bend : result.fresh;
    this.#real.state = this.#film.state = i;
    this.#most.hidden = !same;
    this.#tell(i, gaps);
    this.#differ(this.#films.real?.cell("xt", i), other?.cell("xt", i), gaps[i]);
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

  /** @param {any} real a cell of a film @param {any} other @param {number} gap */
  #differ(real, other, gap) {
    if (!real || !other) return;
    const first = pixels(real, 128);
    const second = pixels(other, 128);
    for (let n = 0; n < first.data.length; n++)
      if (n % 4 !== 3) first.data[n] = 128 + GAIN * (first.data[n] - second.data[n]);
    this.#gap.getContext("2d")?.putImageData(first, 0, 0);
    this.#gap.setAttribute("aria-label", `${w.gap}: ${number(gap)}`);
  }

  /** @param {Record<string, any>} shown */
  restore(shown) {
    if (shown.i !== undefined) this.#both.value = shown.i;
    if (shown.k !== undefined) this.#lock.checked = Boolean(shown.k);
  }
}

export default class Forward extends Exhibit {
  #back = new Back(this.page, () => this.#drown());
  #rewind = new Rewind(this.page, (real, fresh) => this.#test.set(real, fresh));
  #clocks = new Clocks(this.page);
  #test = new Blind(this.page, w);
  parts = /** @type {Record<string, HTMLElement>} */ ({
    back: this.#back.element,
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
    "views",
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
    this.#load();
    this.#rewind.measured();
  }

  async finished() {
    const [mine] = this.run.walks;
    await mine.read().catch(() => {});
    if (mine !== this.run.walks[0]) return;
    this.page.share(mine, "xt");
    this.#back.renew(false);
    this.#rewind.draw();
  }

  /** @param {string} name */
  #turn(name) {
    this.#tab = name;
    this.#tabs.choose(name);
    for (const [own, part] of Object.entries(this.parts)) part.hidden = own !== name;
    this.#back.rescue();
    this.#drown();
    this.#load();
    this.#rewind.draw();
  }

  /** The clocks drown the same picture. */
  #drown() {
    const { address } = this.#back;
    if (this.#tab === "clocks" && address) this.#clocks.start(this.#back.settings, address);
  }

  #load() {
    if (this.#tab !== "back") this.#rewind.load();
  }

  update() {
    this.#rewind.clear();
    this.run.draw(this.settings);
    this.#back.renew(true);
  }

  /** @param {Record<string, any>} shown */
  restore(shown) {
    this.#rewind.restore(shown);
    this.#back.restore(shown);
    this.#clocks.restore(shown);
    this.#turn(shown.v in w.tab ? shown.v : "back");
  }
}
