import { about, and, noise } from "./phrases.js";

/** @satisfies {import("./phrases.js").Words} */
export const why = {
  tabs: "Ways of going there directly",
  names: /** @type {Record<string, string>} */ ({
    branch: "How decided?",
    jump: "Jump now",
    jumps: "A few jumps",
    mean: "The average",
  }),
  here: "Where the walk is",
  there: "Where a jump lands",
  jump: "Jump now",
  jumpFrom: (i) => `Jump now, from state ${i}`,
  landed: (i, n, t, sharp, miss, size, guided) => {
    const landed = `Landed from state ${i} of ${n}${noise(t)}.`;
    if (!Number.isFinite(sharp)) return landed;
    const harsh =
      sharp > 1.1 && guided ? " (guidance overdraws the average, so its edges are harsh)" : "";
    const far =
      miss < 0.005
        ? "it is that picture"
        : `${Math.round((100 * miss) / size)} % of a picture away from it`;
    return (
      `${landed} The picture is ${Math.round(100 * sharp)} % as sharp as the one at the end ` +
      `of the walk${harsh}, and ${far}.`
    );
  },
  /** Of the sharpness of the walk's end, from pure noise and after eight jumps. */
  jumped: (once, eight, guided) => {
    const first = Math.round(100 * once);
    const kind =
      once < 0.8
        ? ": a blur, the average of what was still possible"
        : once <= 1.1
          ? ", about as sharp"
          : guided
            ? ": harsher than the end, because guidance overdraws the average"
            : ": harsher than the end";
    const nearer = Math.abs(eight - 1) < Math.abs(once - 1) ? "nearer" : "no nearer";
    return (
      `A jump out of pure noise has ${first} % of the sharpness of the walk's end${kind}; ` +
      `eight jumps come ${nearer}, at ${Math.round(100 * eight)} %.`
    );
  },
  severally:
    "Jump, put fresh noise on the landing (a little less each time), jump again. Each look may " +
    "correct the last.",
  jumps: (n) => (n === 0 ? "the walk" : n === 1 ? "1 jump" : `${n} jumps`),
  strides: (n) =>
    n === 1 ? "One jump, straight out of the noise." : `${n} jumps, and where each of them landed.`,
  whole: (n) => `The walk of ${n} steps: the guess in some of its states.`,
  meanly:
    "If the first guess is the average of everything the words allow, then many finished " +
    "pictures, laid on top of each other, must come near it.",
  first: "The guess out of pure noise",
  mean: "The mean of the finished ones",
  howMany: "Pictures",
  pictures: "pictures",
  ways: "Guidance",
  guided: /** @type {Record<string, string>} */ ({ no: "without guidance", yes: "with guidance" }),
  draw: (n, s) => `Draw ${n} and average them${about(s)}`,
  ends: (n) => `${n} finished pictures of the same words, from other noise`,
  agreeNothing: "How alike are they? Draw some and see.",
  agree: (n, r, error, one) =>
    n === 1
      ? `One picture and the guess: correlation ${r.toFixed(2)}.`
      : `The mean of ${n} and the guess: correlation ` +
        `${r.toFixed(2)}${error === null ? "" : ` ± ${error.toFixed(2)}`}. One picture ` +
        `alone reaches ${one.toFixed(2)}.`,
  branches: "Which states",
  branch: /** @type {Record<string, string>} */ ({ four: "One state", line: "The whole walk" }),
  way: (n) => `End ${n}`,
  undecidedNothing: (i) => `Four ends of state ${i}, once you ask for them.`,
  undecided: (i, apart) => {
    const how =
      apart < 0.1
        ? "the picture was decided"
        : apart < 0.4
          ? "most of it was decided"
          : "most of it was still open";
    return (
      `From state ${i} the four ends differ by ${Math.round(100 * apart)} %: ${how}. (At 0 they ` +
      "would be one picture, at 100 they would have nothing in common.)"
    );
  },
  four: (i) => `Finish state ${i} four times`,
  line: (s) => `Finish eight states four times each${about(s)}`,
  orderNothing: "Finish the whole walk, and the order of its decisions stands here.",
  bands: /** @type {Record<string, string>} */ ({
    layout: "layout",
    colour: "colours",
    shapes: "shapes",
    texture: "texture",
  }),
  by: "Measured",
  kinds: /** @type {Record<string, string>} */ ({ band: "Coarse and fine", part: "Part by part" }),
  others: "the rest",
  matrix: (states) => `Four ends, one below the other, of each of the states ${states.join(", ")}.`,
  settled: (list, states) => {
    const known = /** @type {[string, any][]} */ (list).filter(([, at]) => at !== null);
    known.sort((a, b) => a[1] - b[1]);
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
};
