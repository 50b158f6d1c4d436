// @ts-check
/** Every word of the interface, in English. A translation is a file beside this one. */

/** @param {string[]} list */
const and = (list) =>
  list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}`;
/** @param {number} t */
const noise = (t) => (Number.isFinite(t) ? `, ${Math.round(100 * t)} % noise` : "");
/** @param {number} s */
const seconds = (s) =>
  s < 0.95
    ? `${Math.max(0.1, s).toFixed(1)} s`
    : s < 90
      ? `${Math.round(s)} s`
      : `${Math.round(s / 60)} min`;

/** @param {number} error */
const apart = (error) => (error < 0.01 ? "less than 0.01 apart" : `${error.toFixed(2)} apart`);

export const words = {
  close: "Close",
  views: /** @type {Record<string, string>} */ ({
    x0: "best guess",
    xt: "where we are",
    removed: "what is removed",
    split: "both",
  }),
  scrubber: {
    label: "State of the walk",
    previous: "One state back",
    next: "One state on",
    play: "Play",
    pause: "Pause",
    state: (/** @type {number} */ i, /** @type {number} */ n, t = NaN) =>
      `State ${i} of ${n}${noise(t)}`,
    count: (/** @type {number} */ i, /** @type {number} */ n) => `${i} / ${n}`,
  },
  stage: {
    empty: "A picture is on its way.",
    preview: (/** @type {number} */ n) => `preview 8 → ${n}`,
    badge: (
      /** @type {string} */ how,
      /** @type {number} */ s,
      /** @type {number} */ i,
      /** @type {number} */ n,
    ) =>
      i < n
        ? `live ${Math.max(0, i)} / ${n}`
        : how === "live" && Number.isFinite(s)
          ? `live ${s.toFixed(2)} s`
          : how === "cache"
            ? "drawn earlier"
            : how === "shipped"
              ? "came with the page"
              : how,
    description: (
      /** @type {string} */ name,
      /** @type {string} */ prompt,
      /** @type {number} */ i,
      /** @type {number} */ n,
      /** @type {number} */ t,
      /** @type {string} */ view,
      /** @type {string} */ picture,
    ) =>
      `${name ? `${name}: ` : ""}“${prompt}”, ${view}, state ${i} of ${n}${noise(t)}. ${picture}`,
  },
  describe: {
    hues: ["red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "red"],
    black: "black",
    white: "white",
    grey: "grey",
    dark: "dark grey",
    brown: "brown",
    darker: (/** @type {string} */ name) => `dark ${name}`,
    places: [
      "top left",
      "top",
      "top right",
      "left",
      "in the middle",
      "right",
      "bottom left",
      "bottom",
      "bottom right",
    ],
    picture: (/** @type {string[]} */ main, /** @type {string[] | null} */ odd) => {
      const place = odd && (odd[1] === "in the middle" ? odd[1] : `at the ${odd[1]}`);
      return `Mostly ${and(main)}${odd ? `, with ${odd[0]} ${place}` : ""}.`;
    },
  },
  plot: {
    table: "Read as a table",
    summary: (/** @type {any} */ { label, series }) => {
      const short = (/** @type {any} */ value) => (+value).toPrecision(2);
      const spans = series.map(
        (/** @type {any} */ { name, values }) =>
          `${name} from ${short(values[0])} to ${short(values[values.length - 1])}`,
      );
      return `${label}: ${spans.join("; ")}.`;
    },
  },
  field: {
    explore: "Explore",
    done: "Done",
    states: "State",
    noisy: "noisy",
    clear: "clear",
    table: "Read the field",
    pending: "not drawn yet",
    near: (/** @type {string} */ what) =>
      `Nearest real walk: ${what}. This one is still being drawn.`,
    caption: (/** @type {string} */ axis) =>
      `What the field shows, by ${axis} (across) and state (down)`,
  },
  prompt: {
    label: "Draw",
    list: "Things to draw",
    recent: "What you drew",
    dismiss: "× Close",
    some: "Things it knows well",
    dice: "Surprise me",
    go: "Draw",
    unknown: "The model does not know this word whole; it reads it in pieces.",
    english:
      "The model reads English; it will draw what it makes of this, which may not be what " +
      "you mean.",
    outside:
      "This is outside the small painted world that the model was taught. Nearest things " +
      "it knows: ",
    cut: (/** @type {string[]} */ list) => `not read: ${list.join(" ")}`,
    pieces: (/** @type {number} */ n, /** @type {number} */ limit) =>
      `Read as ${n} of at most ${limit} pieces`,
    examples: [
      "a sunflower at sunset",
      "a monarch butterfly on a purple coneflower",
      "a snail on a moss-covered rock in the rain",
      "a red mushroom in a forest",
      "a ladybird on a daisy with morning dew",
      "an orange tabby cat on a windowsill",
      "a bee on a white daisy in golden light",
      "a forest path, morning light",
      "a red leather couch in a room",
      "a snail on a brown mushroom in the fog",
      "a white butterfly on a red poppy at night",
      "two ladybirds on a green leaf in bright sunlight",
    ],
  },
  job: {
    progress: "Drawing",
    starting: "Asking the model…",
    cancel: "Stop",
    again: "Try again",
    resume: "Go on drawing",
    queued: "The machine is busy with other pictures; yours is in the queue.",
    cancelled: "Stopped. What was drawn stays.",
    left: (/** @type {number} */ done, /** @type {number} */ total, /** @type {number} */ left) =>
      `${total ? `${done} of ${total} looks of the network, ` : ""}about ${seconds(left)} left`,
  },
  errors: {
    stopped: "The server does not answer just now; what was drawn stays.",
    broken: "The line to the server broke while drawing. What arrived stays.",
    loading: "The model is still being loaded; this page tries again by itself.",
    chapter:
      "This figure could not be loaded. The text stands without it; reload the page to try again.",
    photo: "This file is not a picture that the page can read. PNG, JPEG and WebP work.",
  },
  guest:
    "The computer that showed you this link draws here: what you type or choose is sent " +
    "to it over this network, and to nobody else. Free software, Apache-2.0.",
  line: {
    name: "The server",
    now: "Try now",
    back: "The server is back.",
    lost: (/** @type {any} */ command) => [
      "The server has stopped or cannot be reached; what was drawn stays. Start it again with ",
      command,
      ", and the page goes on by itself.",
    ],
    soon: (/** @type {number} */ s) => (s ? `Looks again in ${s} s.` : "Looking…"),
  },
  depth: { label: "Depth", names: ["Story", "Mechanism", "Maths"] },
  share: {
    open: "Share",
    title: "Take it with you",
    link: "Copy link",
    command: "Copy as command",
    python: "Copy as Python",
    copied: "Copied.",
    photo: "photo.png",
    select: "Select this and copy it:",
    png: "Picture (PNG)",
    webp: "Film (WebP)",
    gif: "Film (GIF)",
  },
  history: {
    title: "What you drew",
    none: "Nothing yet. Every picture you draw on this page will wait here.",
    kept: "The last 24, kept in this browser only.",
    clear: "Clear",
    cleared: "Cleared.",
    nothing: "no words",
    how: (/** @type {any} */ s, /** @type {any} */ usual) =>
      [
        `seed ${s.seed}`,
        s.steps !== usual.steps && `${s.steps} steps`,
        s.guidance !== usual.guidance && `guidance ${s.guidance}`,
        s.negative && `not “${s.negative}”`,
        s.solver !== usual.solver && (words.bar.solvers[s.solver] ?? s.solver),
        s.ladder !== usual.ladder && s.ladder,
        s.engine !== usual.engine && (words.bar.engines[s.engine] ?? s.engine),
      ]
        .filter(Boolean)
        .join(", "),
  },
  pin: {
    name: "Words of this figure",
    label: "Words for this figure alone",
    other: "Other words here",
    change: "Change them",
    back: "Back to the page's words",
    drawn: (/** @type {string} */ prompt, /** @type {boolean} */ own) =>
      `${own ? "Here only: " : ""}“${prompt}”`,
  },
  bar: {
    seed: "Seed",
    again: "Another seed",
    steps: "Steps",
    guidance: "Guidance",
    solver: "Solver",
    engine: "Model",
    negative: "But not",
    scroll: "Let scrolling move the pictures",
    settings: "Settings",
    undo: "Undo",
    redo: "Redo",
    contents: "Contents",
    keys: "Single-letter shortcuts inside figures",
    solvers: /** @type {Record<string, string>} */ ({
      dpmpp_2m: "DPM++ 2M",
      euler: "Euler",
      heun: "Heun",
      ancestral: "Ancestral",
      dpmpp_2m_sde: "DPM++ 2M SDE",
      unipc: "UniPC",
      jump: "Jump and re-noise",
      ddpm: "DDPM",
    }),
    engines: /** @type {Record<string, string>} */ ({
      garden: "latents, 256 × 256",
      "garden-pixel": "pixels, 64 × 64",
    }),
  },
  how: {
    title: "How this picture was made",
    call: "The call",
    recipe: "The recipe",
    live: "Drawn just now on this machine, for you.",
    cache: "Drawn earlier on this machine and kept.",
    shipped: "Came with Pellucid, drawn by the same model.",
    blend: "A blend drawn by the page, not by the model.",
    photo: "Your own photo; nobody has it but the computer that draws.",
    time: (/** @type {number} */ s, /** @type {number} */ evals) =>
      `${s.toFixed(2)} s, ${evals} evaluations of the network.`,
  },
  glossary: { title: "What a word means here", whole: "The whole glossary" },
  drop: {
    here: "Drop a picture made by Pellucid, and its words, seed and settings come back.",
    restored: (/** @type {string} */ prompt, edits = 0) =>
      `Restored: ${prompt}` +
      (edits
        ? " (without its edits, such as a photo or a mask; pellucid draw --like keeps them)"
        : ""),
  },
  quiz: {
    done: "That is my answer",
    kept: "Kept, in this browser only. The answers come at the end of the page.",
    one: (/** @type {number} */ n) => `${n} of 5 right.`,
    both: (/** @type {number} */ a, /** @type {number} */ b) => `${a} of 5 before, ${b} of 5 now.`,
    questions: [
      {
        text: "Where does the picture come from?",
        right: 1,
        why:
          "Nothing is looked up. The model keeps no pictures, only the numbers of its " +
          "formula; it begins with random noise.",
        answers: [
          "It is put together from stored pictures",
          "It is worked out of random noise",
          "It is found on the internet",
        ],
      },
      {
        text: "What does the model work out at each step?",
        right: 0,
        why:
          "It guesses the whole clean picture, again and again, and the walk moves a little " +
          "towards the guess.",
        answers: [
          "A guess of the whole finished picture",
          "The next row of pixels",
          "The colour that is still missing",
        ],
      },
      {
        text: "Why is the very first guess blurred?",
        right: 2,
        why:
          "Many pictures are still possible, and the safest guess is near their average, " +
          "which is blurred.",
        answers: [
          "The model is in a hurry",
          "The screen cannot show more",
          "It is close to an average of everything still possible",
        ],
      },
      {
        text: "Same words, another seed. What happens?",
        right: 1,
        why:
          "The seed decides the noise at the start, and other noise leads to another picture " +
          "of the same words.",
        answers: [
          "The same picture",
          "Another picture of the same thing",
          "A picture of something else",
        ],
      },
      {
        text: "What does very strong guidance do?",
        right: 2,
        why:
          "It exaggerates: colours saturate and pictures grow alike, while the words are " +
          "followed more closely only up to a point.",
        answers: [
          "It makes drawing faster",
          "It makes the picture ever better",
          "It exaggerates: harsher colours, less variety",
        ],
      },
    ],
  },
  exhibits: {
    steps: {
      predict: "Before you look: how many steps will be enough?",
      just: "Just show me",
      steps: (/** @type {number} */ n) => `${n} step${n > 1 ? "s" : ""}`,
      ladder: "Number of steps",
      stride: "Take the strides",
      map: "The road, seen from above",
      curve: "How far from the 100-step picture",
      axis: "Cost in",
      evals: "looks of the network",
      seconds: "seconds here",
      noise: "noise",
      picture: "100 steps",
      reference: "100 steps",
      more: "more than 50",
      pending: "Measured once all walks are done.",
      error: "distance (1 = another picture)",
      other: "another picture",
      near: "hard to tell apart",
      said: (
        /** @type {number} */ n,
        /** @type {number} */ evals,
        /** @type {number} */ error,
        /** @type {number | null} */ s,
      ) => {
        const cost = `${evals} looks of the network${s === null ? "" : `, ${s.toFixed(2)} s`}`;
        const near =
          error <= 0.1
            ? "Hard to tell from 100 steps"
            : error < 0.35
              ? "Near the picture of 100 steps, not quite there"
              : "Not the picture that 100 steps lead to";
        return `${n} step${n > 1 ? "s" : ""}, ${cost}. ${near}: ${apart(error)}.`;
      },
      away: (/** @type {number} */ error) => `${error < 0.01 ? "< 0.01" : error.toFixed(2)} apart`,
      lap: (/** @type {number} */ evals, /** @type {number} */ error) =>
        `${evals} looks, ${error < 0.01 ? "< 0.01" : error.toFixed(2)} apart`,
      taller: (/** @type {string} */ times) =>
        "Across: the straight way from the noise to the picture. Up: how far a walk leaves " +
        `it, drawn ${times} times as large.`,
      mapLabel: (/** @type {number} */ n, /** @type {number} */ kept) =>
        `The walk in ${n} strides beside the others, all from the same noise. This map ` +
        `keeps ${Math.round(100 * kept)} % of how they leave the straight way.`,
      curveLabel: "Distance to the 100-step picture, by cost",
      raceLabel: "Distance to the 100-step picture, by cost, for seven solvers",
      guessed: (/** @type {number} */ n) => `You say ${n}. Now watch.`,
      verdict: (/** @type {number} */ guess, /** @type {number | null} */ enough) => {
        const said = guess ? `You said ${guess}. ` : "";
        if (enough === null)
          return `${said}Even 50 steps end at a picture that can be told from the 100-step one.`;
        const found =
          `${said}From ${enough} step${enough > 1 ? "s" : ""} on, the picture can hardly be ` +
          "told from the 100-step one.";
        if (!guess || !enough) return found;
        if (guess === enough) return `${found} Exactly.`;
        return guess < enough
          ? `${found} You were bolder than the machine.`
          : `${found} You were more careful than you had to be.`;
      },
      raceTitle: "The race of solvers",
      raceWhy:
        "Seven ways of stepping, from the same noise, for the same words. What costs time " +
        "is looking, so they are compared by looks of the network, not by steps: Heun " +
        "looks twice in every step but the last.",
      race: "Start the race",
      raceIn: (/** @type {number} */ s) => `Start the race (about ${Math.max(1, Math.round(s))} s)`,
      laps: "Steps of every solver",
      fresh:
        "Hollow marks: these solvers add fresh noise on the way, so they do not head for " +
        "the same picture at all. Their distance is no mistake, and more steps do not " +
        "shorten it.",
    },
    detail: {
      names: ["Vague", "Fuller", "Rich", "Richer", "Richest"],
      words: "Words of this prompt",
      add: "Add a prompt",
      remove: "Remove this prompt",
      back: "Back to the page's words",
      dice: "Other seeds",
      state: "State of all walks",
      earlier: (/** @type {string} */ t) => `Move “${t}” to the vaguer prompt`,
      later: (/** @type {string} */ t) => `Move “${t}” to the richer prompt`,
      drop: (/** @type {string} */ t) => `Remove “${t}”`,
      moved: (/** @type {string} */ t, /** @type {string} */ to) => `Moved “${t}” to ${to}.`,
      keys: "Phrases move with their arrows, with Alt and an arrow key, or by dragging.",
      phrases: "Phrases",
      rungs: "Prompt in view",
      mean: "average of the four",
      blend: "Four pictures averaged by the page, not drawn by the model",
      wobble: (/** @type {number} */ v) => `${Math.round(100 * v)} % wobble`,
      degrees: (/** @type {number} */ v) => `${Math.round(v)}° between the guesses at half noise`,
      meter: (/** @type {string} */ name, /** @type {number} */ v, /** @type {number} */ a) =>
        `${name}: the four ends lie ${Math.round(100 * v)} % as far apart as unrelated ` +
        `pictures; their guesses at half noise point ${Math.round(a)} degrees apart.`,
      unheard:
        "The model hardly reacts to the words added here: the same seed changes less than " +
        "another seed would.",
      change: (/** @type {number} */ c) =>
        c < 0.9
          ? `The added words moved each picture ${Math.round(100 * c)} % of the way to an ` +
            "unrelated one."
          : "The added words made it another picture altogether.",
      same: "The same words as before, and the same wobble.",
      pending: "measuring…",
      seed: (/** @type {number} */ n) => `Seed ${n}`,
      extra: ", close-up, morning dew, golden light, soft bokeh",
    },
    guidance: {
      axis: "guidance",
      cures: "Cure",
      cure: ["no cure", "rescaled", "interval", "both"],
      strength: "Guidance",
      use: "Use on the whole page",
      finer: "Draw all steps",
      finerIn: (/** @type {number} */ s) =>
        `Draw all steps (about ${Math.max(1, Math.round(s))} s)`,
      measureFirst: "measure it above",
      measure: "Measure it with four seeds",
      measureIn: (/** @type {number} */ s) =>
        `Measure it with four seeds (about ${Math.max(1, Math.round(s))} s)`,
      arrows: "The pull, to scale",
      curves: "What it gains, what it costs",
      negative: "But not",
      apply: "Apply",
      clear: "Take it away",
      without: "without “but not”",
      with: (/** @type {string} */ t) => `but not “${t}”`,
      tries: ["green", "purple", "a flower", "blurred background"],
      nothing: "no words",
      words: "the words",
      taken: "the step taken",
      same: "At guidance 1 the step is what the words say, and nothing else is asked.",
      unknown: "Here only the words were asked; guidance is off in this state.",
      pending: "The arrows appear with the walk.",
      told: (
        /** @type {number} */ angle,
        /** @type {number} */ pull,
        /** @type {number} */ long,
        /** @type {number} */ w,
      ) =>
        `The words turn the step by ${angle.toFixed(0)}°, by a pull of ` +
        `${Math.round(100 * pull)} % of its length. Taken ${w} times, the step is ` +
        `${long.toFixed(2)} times as long as the words alone would make it.`,
      rows: /** @type {Record<string, string>} */ ({
        adherence: "adherence, %",
        variety: "variety",
        colour: "colour",
        clipped: "burnt out, %",
      }),
      about: /** @type {Record<string, string>} */ ({
        adherence: "how much smaller the model's own error is with the words",
        variety: "how far four seeds lie apart (1 = unrelated)",
        colour: "mean chroma in OKLab",
        clipped: "share of channels at 0 or 255",
      }),
      cured: "cured",
      plain: "no cure",
      best: (/** @type {number[] | null} */ b) =>
        b
          ? "Best region for these words and this model: guidance " +
            `${b[0] === b[1] ? b[0] : `${b[0]} to ${b[1]}`}.`
          : "No strength keeps all three rules for these words.",
      book: "For Stable Diffusion and its relatives, 7 to 9 is often quoted. ",
      scorer:
        "Scorer: the model itself, as a diffusion classifier; no other network. A higher " +
        "score means that the words are in the picture, not that the picture is good.",
      column: (/** @type {number} */ w, /** @type {number} */ clipped) =>
        `Guidance ${w}: ${(100 * clipped).toFixed(1)} % of the picture's channels are burnt out.`,
    },
    recap: { use: "Use" },
    about: {
      picture: (/** @type {string} */ prompt) => `${prompt}, as this model draws it`,
      use: "Draw this",
      forgotten: "Forgotten.",
    },
    latent: {
      views: "Which state of the walk",
      bases: "How numbers become colours",
      basis: /** @type {Record<string, string>} */ ({
        training: "from training",
        walk: "fit to the walk",
        picture: "fit to the end",
        channels: "first three",
      }),
      map: "What the model paints",
      picture: "What the codec makes of it",
      enlarged: "The same, made larger",
      touch: "Touch one number",
      need: "How much three colours can hold",
      state: "state",
      grid: "The latent, cell by cell. Arrow keys choose a cell, Enter pokes it.",
      channels: "Which number of the cell",
      number: (/** @type {number} */ n) => `number ${n}`,
      cell: (
        /** @type {number} */ row,
        /** @type {number} */ column,
        /** @type {string} */ values,
      ) => `Row ${row}, column ${column}: ${values}`,
      keeps: (
        /** @type {number} */ wide,
        /** @type {number} */ high,
        /** @type {number} */ depth,
        /** @type {number} */ share,
        /** @type {string} */ basis,
        /** @type {number} */ always,
        /** @type {number} */ pictures,
      ) =>
        `${wide} × ${high} cells of ${depth} numbers, shown as ${Math.min(3, depth)} a ` +
        `cell${basis === "channels" ? " as they are" : ""}: keeps ` +
        `${(100 * share).toFixed(1)} % of the variance.` +
        (basis === "training"
          ? ` Over ${pictures.toLocaleString("en")} pictures of training the same three ` +
            `directions keep ${(100 * always).toFixed(1)} %, so a colour means the same in every ` +
            "picture."
          : ""),
      amount: "Add to it",
      poke: "Poke",
      free: "Let go",
      moves: ["Cell above", "Cell to the left", "Cell to the right", "Cell below"],
      difference: "Show only the change, × 8",
      hint:
        "Choose a cell in the left picture, then poke it: one number changes, and the codec " +
        "paints again.",
      bare:
        "This model has no codec: its numbers are the pixels themselves, and only made " +
        "larger. Choose one in the left picture, then poke it: nothing changes beyond its " +
        "neighbours.",
      effect: (
        /** @type {number} */ n,
        /** @type {number} */ of,
        /** @type {number} */ reach,
        /** @type {number} */ patch,
      ) =>
        n === 0
          ? "Nothing that an eye could see: these pixels are as bright or as dark already as " +
            "they can be."
          : `One number changed ${n.toLocaleString("en")} of ${of.toLocaleString("en")} ` +
            `pixels visibly, up to ${Math.round(reach)} px away; its own patch is ${patch} × ` +
            `${patch}.`,
      sizes: (
        /** @type {number[]} */ p,
        /** @type {number[]} */ l,
        /** @type {number} */ a,
        /** @type {number} */ b,
      ) => [
        ["the picture", `${p.join(" × ")} = ${a.toLocaleString("en")}`],
        ["its latent", `${l.slice(1).join(" × ")} × ${l[0]} = ${b.toLocaleString("en")}`],
        ["fewer numbers", `${Math.round((10 * a) / b) / 10} times`],
      ],
      own: (/** @type {number} */ shown, /** @type {number} */ of) =>
        `best ${shown} of ${of} numbers keep`,
    },
    forward: {
      tabs: "What to try",
      tab: /** @type {Record<string, string>} */ ({
        back: "In and out again",
        clocks: "Five clocks",
        rewind: "Walk or rewind?",
        test: "Blind test",
      }),
      finished: "The picture just drawn",
      photo: "A photo of yours…",
      other: "Other noise",
      original: "the original",
      drowned: "into the noise",
      rescued: "brought back by the model",
      level: "How deep into the noise",
      share: (/** @type {number} */ t) => `${Math.round(100 * t)} % noise`,
      from: (/** @type {number} */ t) => `from ${Math.round(100 * t)} % noise`,
      kept: (/** @type {number} */ t, /** @type {number} */ r) =>
        `Brought back from ${Math.round(100 * t)} % noise: it agrees with the original by ` +
        `${r.toFixed(2)} (1: the same picture, 0: nothing in common).`,
      five: "Bring it back from five depths",
      keptOf: "agreement with the original",
      trade: "Fidelity and freedom",
      noiseShare: "% noise",
      lost: "This link needs a photo that is not on this machine. Choose it again, or another.",
      real: "the real walk",
      film: "noise added, film reversed",
      gap: "difference, × 2",
      lock: "The same noise",
      most: "Where the bend is largest",
      apart: "apart",
      bend: "How far the two films are apart",
      state: "state",
      difference: (
        /** @type {number} */ i,
        /** @type {number} */ d,
        /** @type {number} */ most,
        /** @type {number} */ at,
        /** @type {boolean} */ same,
      ) =>
        `State ${i}: ${d.toFixed(3)} apart. ` +
        (same
          ? `At both ends 0; at most ${most.toFixed(3)}, at state ${at}.`
          : `Unrelated noise: ${most.toFixed(2)} apart at first, 0 at the end.`),
      clocks: {
        rules:
          "The same picture and the same noise, five times. Each schedule has its own idea " +
          "of when to put in how much.",
        compare: "What to hold equal",
        even: /** @type {Record<string, string>} */ ({ time: "Equal time", noise: "Equal noise" }),
        pick: "Which schedule’s curve to draw",
        when: "From picture to noise",
        time: "time",
        signal: "signal",
        noise: "noise",
        names: /** @type {Record<string, string>} */ ({
          linear: "Linear",
          scaled_linear: "Scaled linear",
          cosine: "Cosine",
          flow: "Flow",
          log_uniform: "Log-uniform",
        }),
        own: "this engine’s",
        curve: (/** @type {string} */ name) => `${name}: signal and noise`,
        ratio: "Signal against noise, log SNR",
        ratioOf: (/** @type {number} */ n) =>
          `The logarithm of signal to noise of ${n} schedules over time, all falling, each ` +
          "in its own way; a mark on each line shows where it stands.",
        left: (/** @type {number} */ signal) =>
          `${(100 * signal).toFixed(signal > 0.1 ? 0 : 1)} % signal`,
        at: (/** @type {number} */ t) => `${(100 * t).toFixed(t > 0.1 ? 0 : 1)} % of time`,
        moment: (
          /** @type {string} */ even,
          /** @type {string} */ name,
          /** @type {number} */ t,
          /** @type {number} */ signal,
          /** @type {number} */ noise,
        ) =>
          `${name}, at ${(100 * t).toFixed(t > 0.1 || !t ? 0 : 1)} % of its time: ` +
          `${signal.toFixed(3)} parts picture, ${noise.toFixed(3)} parts ` +
          `noise${even === "noise" ? ", as on every other clock" : ""}.`,
        apart: (/** @type {number} */ most) =>
          most
            ? `The five pictures differ by up to ${most} of 255.`
            : "The five pictures are the same, to the last bit.",
      },
      rules:
        "One of these the model walked through. The other is the finished picture with " +
        "fresh noise on top. Which is the real one?",
      side: ["Picture A", "Picture B"],
      pick: ["A is real", "B is real"],
      next: "Next",
      again: "Ten more",
      round: (
        /** @type {number} */ i,
        /** @type {number} */ n,
        /** @type {number} */ state,
        /** @type {number} */ last,
      ) => `Round ${i} of ${n}, state ${state} of ${last}.`,
      right: "Right.",
      wrong: "No, it was the other one.",
      score: (/** @type {number} */ k, /** @type {number} */ n, /** @type {number} */ p) =>
        `${k} of ${n}. Somebody tossing coins does at least as well in ` +
        `${p < 0.01 ? "fewer than 1" : Math.round(100 * p)} of 100 tries.`,
    },
    noise: {
      static: "Random coloured static; no structure.",
      ownStatic:
        "The model's own noise as its decoder shows it: soft coloured blots, no structure.",
      play: "Play",
      pause: "Pause",
      step: "Next picture",
      closer: "Look closer",
      size: "Size",
      square: (/** @type {number} */ n) => `${n} by ${n}`,
      modes: "Which noise",
      mode: /** @type {Record<string, string>} */ ({
        even: "every colour",
        bell: "bell curve",
        own: "the model’s own",
      }),
      meter: /** @type {Record<string, string>} */ ({
        shown: "pictures shown",
        rate: "on this device",
        real: "looked like something",
        alike: "neighbours alike, at most",
      }),
      rate: (/** @type {number} */ n) => `${n.toFixed(n < 10 ? 1 : 0)} a second`,
      law: (/** @type {string} */ px, /** @type {boolean} */ small) =>
        small
          ? "Small enough to flash safely at full speed (WCAG 2.3.1)."
          : `Specks of ${px} px: fine enough to flash safely at full speed (WCAG 2.3.1).`,
      slow: (/** @type {number} */ n) =>
        `Held at ${n} a second: specks this large must not flash faster (WCAG 2.3.1).`,
      gentle: (/** @type {number} */ n) =>
        `Real starts of this model, one seed after another; ${n} a second, for the eyes’ sake.`,
      count: "How many pictures of this size are there?",
      guess: "your guess: digits",
      reveal: "Count them",
      print: "Print the whole number",
      digits: "Every digit of the number",
      printed: (/** @type {string} */ n) => `All ${n} digits are printed.`,
      answer: (
        /** @type {string} */ digits,
        /** @type {string} */ numbers,
        /** @type {string} */ guess,
      ) => {
        const size = guess
          ? `You guessed ${guess} digits. It has ${digits}`
          : `A number of ${digits} digits`;
        return `${size}: 256 choices, made ${numbers} times.`;
      },
      layers: (/** @type {string} */ n) =>
        "To have as many atoms as there are pictures, put a universe into every atom of a " +
        `universe, ${n} times over.`,
      nest: "A universe of dots; in its middle dot another universe, and so on.",
      zoom: "Fall in",
      stop: "Stop",
      layer: (/** @type {number} */ i, /** @type {number} */ n, /** @type {string} */ left) =>
        `universe ${i.toLocaleString("en")} of ` +
        `${n.toLocaleString("en")}${left ? `, ${left} to go` : ""}`,
      title: "A wall to run into",
      how:
        "Draw a tiny black-and-white picture. Then let chance throw pictures until yours " +
        "comes up. Nine squares it manages. Try sixteen.",
      board: "Your picture",
      thrown: "Pictures thrown by chance",
      yours: "yours",
      chance: "chance",
      sizes: "Squares",
      throw: "Throw",
      rest: "",
      cell: (/** @type {number} */ row, /** @type {number} */ column) =>
        `Row ${row}, column ${column}`,
      odds: (/** @type {number} */ n, /** @type {string} */ time) =>
        `One of ${n.toLocaleString("en")} pictures. At 60 a second that takes about ${time}.`,
      trying: (/** @type {number} */ n, /** @type {number} */ of, /** @type {number} */ rate) =>
        `${n.toLocaleString("en")} thrown, of about ${of.toLocaleString("en")} that it ` +
        `takes; ${rate.toFixed(0)} a second.`,
      found: (/** @type {number} */ n, /** @type {number} */ s, /** @type {number} */ of) =>
        `There it is: picture ${n.toLocaleString("en")}, after ${s.toFixed(1)} s. On ` +
        `average it takes ${of.toLocaleString("en")}.`,
      walls: "How long for larger ones",
      caption: "Waiting for one picture at 60 a second, on average",
      kind: (/** @type {number} */ n, /** @type {boolean} */ bits) =>
        `${n} × ${n}, ${bits ? "black and white" : "in colour"}`,
      units: /** @type {Record<string, string>} */ ({
        s: "seconds",
        min: "minutes",
        h: "hours",
        d: "days",
        y: "years",
      }),
      time: (/** @type {string} */ n, /** @type {string} */ unit) => `${n} ${unit}`,
      long: (/** @type {number} */ log) =>
        `a number of years with ${(log + 1).toLocaleString("en")} digits`,
    },
    walk: {
      views: "What to look at",
      compare: "Compare with the end",
      recognise: "I recognise it now",
      recognised: (/** @type {number} */ i, /** @type {number} */ n) =>
        `You saw it at state ${i}. So far you have marked ${n} walk${n > 1 ? "s" : ""}.`,
      flip: "Flip-book",
      flipClose: "Close the flip-book",
      flipHint:
        "Tap the right half to go on, the left half to go back; hold to run; tap twice to compare.",
      before: "‹ Earlier",
      after: "Later ›",
      skip: "Skip this figure",
      cards: /** @type {[number, string][]} */ ([
        [
          0,
          "The start: nothing but noise. The guess is a smear of what such words usually " +
            "look like.",
        ],
        [
          0.03,
          "The ground is laid. Large patches of colour find their place; nothing has an " +
            "outline yet.",
        ],
        [
          0.2,
          "Something stands there now. Its place and size are nearly settled, its details are not.",
        ],
        [0.45, "The picture itself, not only the guess, can be made out through the noise."],
        [0.7, "Edges and textures. From here on little is decided; much is sharpened."],
        [1, "The end: no noise is left, and the guess and the picture are one."],
      ]),
      strip: "All states",
      guesses: "Where you recognised earlier walks",
      curves: {
        label: "Along the walk",
        noise: "noise left",
        sharp: "sharpness of the guess",
        distance: "distance to the end",
      },
    },
    compass: {
      name: "Compass",
      strongest: "Where the words pull hardest",
      ask: "Ask without the words, too",
      without: "without the words",
      length: "rings: how hard the words pull",
      with: (/** @type {number} */ a) => `● with the words ${a.toFixed(1)}°`,
      taken: (/** @type {number} */ a) => `▲ the way taken ${a.toFixed(0)}°`,
      reading: (
        /** @type {number} */ i,
        /** @type {number} */ angle,
        /** @type {number} */ pull,
        /** @type {number} */ turn,
        /** @type {number} */ guidance,
      ) =>
        `State ${i}: the words turn the way by ${angle.toFixed(1)}° and pull with ` +
        `${Math.round(100 * pull)} % of its strength.` +
        (guidance !== 1 && Number.isFinite(turn)
          ? ` Guidance ${guidance} makes that a turn of ${turn.toFixed(0)}°.`
          : ""),
      waiting: "The needle moves as soon as the walk does.",
      last: "The walk has arrived; there is nothing left to steer.",
      silent:
        "With guidance 1 the model is asked only once a step, with the words, so there is " +
        "nothing to compare. Ask without them, too, and the needle appears.",
      curves: {
        label: "Angles along the walk, in degrees",
        angle: "turned by the words",
        turn: "turned by guidance",
        ahead: "away from the straight way to the end",
      },
    },
    why: {
      tabs: "Ways of going there directly",
      names: /** @type {Record<string, string>} */ ({
        jump: "Jump now",
        jumps: "A few jumps",
        mean: "The average",
        branch: "How decided?",
      }),
      here: "Where the walk is",
      there: "Where a jump lands",
      jump: "Jump now",
      jumpFrom: (/** @type {number} */ i) => `Jump now, from state ${i}`,
      landed: (
        /** @type {number} */ i,
        /** @type {number} */ n,
        /** @type {number} */ t,
        /** @type {number} */ sharp,
        /** @type {number} */ miss,
        /** @type {number} */ size,
      ) => {
        const landed = `Landed from state ${i} of ${n}${noise(t)}.`;
        if (!Number.isFinite(sharp)) return landed;
        const harsh =
          sharp > 1.1 ? " (guidance overdraws the average, so its edges are harsh)" : "";
        const far =
          miss < 0.005
            ? "it is that picture"
            : `${Math.round((100 * miss) / size)} % of a picture away from it`;
        return (
          `${landed} The picture is ${Math.round(100 * sharp)} % as sharp as the one at the end ` +
          `of the walk${harsh}, and ${far}.`
        );
      },
      severally:
        "Jump, put fresh noise on the landing (a little less each time), jump again. More " +
        "jumps, more looks; each look may correct the last.",
      jumps: (/** @type {number} */ n) =>
        n === 0 ? "the walk" : n === 1 ? "1 jump" : `${n} jumps`,
      strides: (/** @type {number} */ n) =>
        n === 1
          ? "One jump, straight out of the noise: one look, one landing."
          : `${n} jumps. Read it in pairs: the noise that was put on, and where the jump out ` +
            "of it landed.",
      whole: (/** @type {number} */ n) => `The walk of ${n} steps, some of its states.`,
      meanly:
        "If the first guess is really the average of everything the words allow, then many " +
        "finished pictures, laid on top of each other, must turn into it. Sixty-four " +
        "others are drawn for this, each in 8 steps.",
      first: "The guess out of pure noise",
      mean: "The mean of the finished ones",
      howMany: "Pictures",
      pictures: "pictures",
      ways: "Guidance",
      way2: /** @type {Record<string, string>} */ ({
        no: "without guidance",
        yes: "with guidance",
      }),
      draw: (/** @type {number} */ n, s = NaN) =>
        `Draw ${n} and average them${Number.isFinite(s) ? ` (about ${seconds(s)})` : ""}`,
      ends: (/** @type {number} */ n) =>
        `${n} finished pictures of the same words, from other noise`,
      agreeNothing: "How alike are they? Draw some and see.",
      agree: (
        /** @type {number} */ n,
        /** @type {number} */ r,
        /** @type {number | null} */ error,
        /** @type {number} */ one,
      ) =>
        n === 1
          ? `One picture and the guess: correlation ${r.toFixed(2)}.`
          : `The mean of ${n} and the guess: correlation ` +
            `${r.toFixed(2)}${error === null ? "" : ` ± ${error.toFixed(2)}`}. One picture ` +
            `alone reaches ${one.toFixed(2)}.`,
      branchly:
        "Stop the walk somewhere, keep its guess, exchange the noise for fresh noise, and " +
        "finish. If four such ends agree, the picture was decided there; if they do not, " +
        "it was not.",
      way: (/** @type {number} */ n) => `End ${n}`,
      undecidedNothing: "Four ends of this state, once you ask for them.",
      undecided: (/** @type {number} */ i, /** @type {number} */ apart) =>
        `From state ${i} the four ends differ by ${Math.round(100 * apart)} %, where 0 is ` +
        "the same picture and 100 are pictures that have nothing to do with each other.",
      four: (/** @type {number} */ i) => `Finish state ${i} four times`,
      line: (s = NaN) =>
        `Do it along the whole walk${Number.isFinite(s) ? ` (about ${seconds(s)})` : ""}`,
      bands: /** @type {Record<string, string>} */ ({
        layout: "layout",
        colour: "colours",
        shapes: "shapes",
        texture: "texture",
      }),
      matrix: (/** @type {number[]} */ states) =>
        `Four ends, one below the other, of each of the states ${states.join(", ")}.`,
      settled: (/** @type {[string, number | null][]} */ list, /** @type {number[]} */ states) => {
        const known = list
          .filter(([, at]) => at !== null)
          .sort((a, b) => /** @type {number} */ (a[1]) - /** @type {number} */ (b[1]));
        return known.length
          ? `More than half decided: ${and(known.map(([name, at]) => `${name} by state ${at}`))}.`
          : `Up to state ${states[states.length - 1]} nothing is more than half decided.`;
      },
      curves: {
        label: "A jump from each state",
        sharp: "sharpness of the landing",
        miss: "how far from the end",
        jumps: "jumps",
        sharpness: "Sharpness by number of jumps, against the walk's end",
        ends: "sharpness after so many jumps",
        walk: "the walk",
        agree: "Correlation of the mean with the first guess",
        measured: "measured",
        ideal: "if the guess were the exact average",
        undecided: "How far four ends of a state differ, by what they differ in",
      },
    },
    seeds: {
      grid: "Eight pictures of the same words",
      mean: "the mean of all eight",
      again: "Re-roll this one",
      dice: "All new",
      seed: (/** @type {number} */ n) => `Seed ${n}`,
      own: (/** @type {number} */ n) => `Seed ${n}, the page’s`,
      near: (
        /** @type {number} */ own,
        /** @type {number} */ other,
        /** @type {number} */ degrees,
      ) => (other === undefined ? `Seed ${own}` : `${degrees}° towards ${other}`),
      promote: (/** @type {number} */ n) => `Use seed ${n} everywhere`,
      full: (s = NaN) => `Draw every step${Number.isFinite(s) ? ` (about ${seconds(s)})` : ""}`,
      ways: "Which eight",
      way: /** @type {Record<string, string>} */ ({
        own: "Eight seeds",
        near: "Neighbours of one",
      }),
      angle: "Turned by",
      reading: (/** @type {number} */ i, /** @type {number} */ here, /** @type {number} */ end) =>
        `At state ${i} the eight guesses are ${Math.round(100 * here)} % apart, at the end ` +
        `${Math.round(100 * end)} %. At 0 they would be one picture, at 100 they would ` +
        "have nothing in common.",
      gaps: "How far each pair is apart, in picture sizes",
      start: "at the start",
      end: "at the end",
      gapsText: (/** @type {any} */ start, /** @type {any} */ end) =>
        "Distances of all 28 pairs, measured against the size of a picture. At the start " +
        `${start.least.toFixed(2)} to ${start.most.toFixed(2)}, at the end ` +
        `${end.least.toFixed(2)} to ${end.most.toFixed(2)}, ${end.mean.toFixed(2)} on ` +
        "average; pictures with nothing in common would be 1.41 apart.",
      curves: {
        label: "How far the eight are apart, at every state",
        guesses: "their guesses",
        stands: "where they stand",
      },
    },
    paths: {
      name: "Map of sixteen walks",
      maps: "Which map",
      map: /** @type {Record<string, string>} */ ({
        points: "Best two directions",
        random: "Two at random",
      }),
      choose: "Seeds: take one for the whole page",
      take: (/** @type {number} */ n) => `Use seed ${n} everywhere`,
      draw: (/** @type {number} */ s) => `Draw the map (about ${seconds(s)})`,
      full: (/** @type {number} */ n, s = NaN) =>
        `Draw it in all ${n} steps${Number.isFinite(s) ? ` (about ${seconds(s)})` : ""}`,
      state: (/** @type {number} */ i, /** @type {number} */ n) => `State ${i} of ${n}.`,
      kept: (
        /** @type {number} */ share,
        /** @type {number} */ numbers,
        /** @type {boolean} */ random,
      ) =>
        random
          ? `Two directions drawn at random out of ${numbers.toLocaleString("en")} keep ` +
            `${(100 * share).toFixed(2)} % of what sets the guesses apart: the paths are ` +
            "there, but the map hardly knows them."
          : `This map keeps ${Math.round(100 * share)} % of what sets the guesses apart; the ` +
            `rest lies in the other ${(numbers - 2).toLocaleString("en")} directions.`,
    },
  },
};
