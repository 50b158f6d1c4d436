/** What the page says around its figures, and what all figures say. */
import { and, noise, seconds } from "./phrases.js";

/** @satisfies {import("./phrases.js").Words} */
export const page = {
  close: "Close",
  more: "More",
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
    state: (i, n, t = NaN) => `State ${i} of ${n}${noise(t)}`,
    count: (i, n) => `${i} / ${n}`,
  },
  stage: {
    empty: "A picture is on its way.",
    preview: (few, n) => `preview ${few} → ${n}`,
    badge: (how, s, i, n) =>
      i < n
        ? `live ${Math.max(0, i)} / ${n}`
        : how === "live" && Number.isFinite(s)
          ? `live ${s.toFixed(2)} s`
          : how === "cache"
            ? "drawn earlier"
            : how === "shipped"
              ? "came with the page"
              : how,
    description: (name, prompt, i, n, t, view, picture) =>
      `${name ? `${name}: ` : ""}“${prompt}”, ${view}, ` +
      `state ${i} of ${n}${noise(t)}. ${picture}`,
  },
  describe: {
    hues: ["red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "red"],
    black: "black",
    white: "white",
    grey: "grey",
    dark: "dark grey",
    brown: "brown",
    darker: (name) => `dark ${name}`,
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
    picture: (main, odd) => {
      const place = odd && (odd[1] === "in the middle" ? odd[1] : `at the ${odd[1]}`);
      return `Mostly ${and(main)}${odd ? `, with ${odd[0]} ${place}` : ""}.`;
    },
  },
  plot: {
    table: "Read as a table",
    summary: ({ label, series }) => {
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
    near: (what) => `Nearest real walk: ${what}. This one is still being drawn.`,
    caption: (axis) => `What the field shows, by ${axis} (across) and state (down)`,
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
      "The model reads English; it will draw what it makes of this, which may not be what you " +
      "mean.",
    outside: (/** @type {string[]} */ nouns) =>
      nouns.length
        ? `The model was never taught ${and(nouns.map((noun) => `“${noun}”`))}. It can draw: `
        : "The model was never taught this. It can draw: ",
    cut: (list) => `not read: ${list.join(" ")}`,
    pieces: (n, limit) => `Read as ${n} of at most ${limit} pieces`,
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
    queued: (left) => `The machine is busy; yours is in the queue, about ${seconds(left)} left.`,
    cancelled: "Stopped. What was drawn stays.",
    left: (done, total, left) =>
      `${total ? `${done} of ${total} looks of the network, ` : ""}about ${seconds(left)} left`,
  },
  site: {
    absent: "This was not drawn beforehand, and a site of plain files draws nothing by itself.",
    live: "On your own machine any words work: pip install pellucid, then pellucid explore.",
    lost: "A file of this site is missing or damaged.",
    reload: "Load the page again.",
    back: "Show what was drawn",
    foot:
      "This is a site of plain files: nothing you type leaves your browser. Its pictures were " +
      "drawn beforehand. Free software, Apache-2.0.",
  },
  errors: {
    stopped: "The server does not answer just now; what was drawn stays.",
    status: (code) => `The server answered ${code}.`,
    broken: "The line to the server broke while drawing. What arrived stays.",
    loading: "The model is still being loaded; this page tries again by itself.",
    chapter:
      "This figure could not be loaded. The text stands without it; reload the page to try again.",
    photo: "This file is not a picture that the page can read. PNG, JPEG and WebP work.",
  },
  guest:
    "The computer that showed you this link draws here: what you type or choose is sent to it " +
    "over this network, and to nobody else. Free software, Apache-2.0.",
  line: {
    name: "The server",
    now: "Try now",
    back: "The server is back.",
    lost: (command) => [
      "The server has stopped or cannot be reached; what was drawn stays. Start it again with ",
      command,
      ", and the page goes on by itself.",
    ],
    soon: (s) => (s ? `Looks again in ${s} s.` : "Looking…"),
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
    mask: "mask.png",
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
    how: (s, usual) =>
      [
        `seed ${s.seed}`,
        s.steps !== usual.steps && `${s.steps} steps`,
        s.guidance !== usual.guidance && `guidance ${s.guidance}`,
        s.negative && `not “${s.negative}”`,
        s.solver !== usual.solver && (page.bar.solvers[s.solver] ?? s.solver),
        s.ladder !== usual.ladder && s.ladder,
        s.engine !== usual.engine && (page.bar.engines[s.engine] ?? s.engine),
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
    drawn: (prompt, whose) =>
      `${whose === "pin" ? "Here only: " : ""}“${prompt}”` +
      (whose === "own" ? ", until you choose words" : ""),
  },
  bar: {
    seed: "Seed",
    again: "Another seed",
    steps: "Steps",
    guidance: "Guidance",
    solver: "Solver",
    engine: "Model",
    negative: "But not",
    scroll: "Scroll mode",
    scrolls: "Scrolling moves this picture",
    settings: "Settings",
    undo: "Undo",
    redo: "Redo",
    keys: "Single-letter shortcuts inside figures",
    solvers: /** @type {Record<string, string>} */ ({
      dpmpp_2m: "DPM++ 2M",
      euler: "Euler",
      heun: "Heun",
      ancestral: "Ancestral",
      dpmpp_2m_sde: "DPM++ 2M SDE",
      unipc: "UniPC",
      deis: "DEIS",
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
    time: (s, evals) => `${s.toFixed(2)} s, ${evals} evaluations of the network.`,
  },
  glossary: { whole: "The whole glossary" },
  contents: {
    link: "Contents",
    fold: "Fold",
    unfold: "Unfold",
    all: (folded) => (folded ? "Unfold all chapters" : "Fold all chapters"),
    good: /** @type {Record<string, string>} */ ({
      noise: "Count the pictures that there could be",
      walk: "Slide a picture out of noise, state by state",
      forward: "Put your own photo under noise, and bring it back as something else",
      latent: "Change one number, and see what it paints",
      compass: "See how hard the words pull at each step",
      why: "Jump at once, or let one noise branch into many endings",
      seeds: "Same words, other noise, other pictures",
      steps: "Take fewer steps, and see what is lost",
      detail: "Say more, and see what is still left open",
      map: "Place your own words among 300 prompts, and add and subtract them",
      words: "Find the word that matters most, and strike one out",
      attention: "See which word each place of the picture listens to",
      colour: "Exchange two colours in your words, and count where they land",
      between: "Go from one prompt to another, by three roads",
      both: "Find out whether “and” is half way",
      paint: "Paint a hole into a picture or a photo of yours, and have it filled",
      guidance: "Follow the words more strictly, and see the price",
      grid: "Vary two or three things at once, and keep the sheet",
      learn: "Draw a shape, and train a network on it in seconds",
      challenges: "Ten tasks, judged by what is measured",
      recap: "All of your pictures on one slider; the five questions again",
      about: "Sixteen pictures it draws, what it cannot, and the glossary",
    }),
  },
  drop: {
    here:
      "Drop a picture. One made by Pellucid brings its words, seed and settings back; any other " +
      "goes into the noise.",
    photo: "Pellucid did not make this picture, so it goes into the noise here.",
    restored: (prompt, edits = 0) =>
      `Restored: ${prompt}` +
      (edits
        ? " (without its edits, such as a photo or a mask; pellucid draw --like keeps them)"
        : ""),
  },
  quiz: {
    done: "That is my answer",
    kept: "Kept, in this browser only. The answers come at the end of the page.",
    one: (n) => `${n} of 5 right.`,
    both: (a, b) => `${a} of 5 before, ${b} of 5 now.`,
    questions: [
      {
        text: "Where does the picture come from?",
        right: 1,
        why:
          "Nothing is looked up. The model keeps no pictures, only the numbers of its formula; " +
          "it begins with random noise.",
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
          "Many pictures are still possible, and the safest guess is near their average, which " +
          "is blurred.",
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
          "The seed decides the noise at the start, and other noise leads to another picture of " +
          "the same words.",
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
          "It exaggerates: colours saturate and outlines turn hard, while the words are " +
          "followed more closely only up to a point.",
        answers: [
          "It makes drawing faster",
          "It makes the picture ever better",
          "It exaggerates: harsher colours, harder outlines",
        ],
      },
    ],
  },
};
