const percent = (/** @type {number} */ s) => `${(100 * s).toFixed(1)} %`;
const far = (/** @type {number} */ d) => d.toFixed(2);

/**
 * A challenge in words: its task from the limits that the server judges by, three hints, what the
 * numbers say, and why.
 * @typedef {(limit: any, prompts: Record<string, string>, steps: number) => string} Asking
 * @typedef {{title: string, task: Asking, hints: string[], told: (told: any) => string,
 *   why: string}} Task
 */

/** @type {Record<string, Task>} */
const tasks = {
  looks: {
    title: "Eight looks",
    task: ([looks, close], { first }) =>
      `Draw “${first}” with at most ${looks} looks of the network, no further than ` +
      `${far(close)} from what 28 steps draw.`,
    hints: [
      "With guidance the network looks twice at every step: with the words and without.",
      "At guidance 1 it looks once, but then the picture is less like the words.",
      "Some samplers look back at earlier steps and need no second look to be exact.",
    ],
    told: ({ looks, far: d }) => `${looks} looks, ${far(d)} away.`,
    why:
      "A look is what costs. Whether to spend looks on steps or on guidance is the trade that " +
      "few-step models are trained to avoid.",
  },
  burnt: {
    title: "Where it burns",
    task: (share, { first }) =>
      `Find the whole number of guidance at which more than ${percent(share)} of the channels of ` +
      `“${first}” are burnt out (0 or 255), while one less still keeps below.`,
    hints: [
      "Try a strong one first, and see the share.",
      "Halve the way between one that burns and one that does not.",
      "The verdict tells the share at your number and at one less.",
    ],
    told: ({ here, before }) => `${percent(here)} burnt out here, ${percent(before)} at one less.`,
    why:
      "Guidance multiplies a difference. The further it pushes, the more values leave the " +
      "range that a picture has, and are cut off.",
  },
  twins: {
    title: "Two seeds alike",
    task: (limit, { first }) =>
      `Find two seeds whose pictures of “${first}” lie at most ${far(limit)} apart.`,
    hints: [
      "Unrelated pictures lie 1 apart; those of the same words lie nearer.",
      "Look at where the ladybird is: same place, same side.",
      "The chapter of seeds shows nine at once.",
    ],
    told: ({ far: d }) => `They lie ${far(d)} apart.`,
    why:
      "Noises of two seeds have nothing in common. What brings the pictures together is only " +
      "that both follow the same words.",
  },
  middle: {
    title: "Exactly between",
    task: (limit, { first, second }) =>
      `Mix “${first}” and “${second}” so that the picture is as far from the one as from the ` +
      `other, within ${far(limit)}.`,
    hints: [
      "Half of the words is not half of the way.",
      "If it is nearer to the first, give the second a larger share.",
      "The picture may jump: go on in steps of a hundredth.",
    ],
    told: ({ first, second }) => `${far(first)} from the first, ${far(second)} from the second.`,
    why:
      "Meanings can be mixed evenly, but pictures turn from one to the other within a small " +
      "part of the way.",
  },
  hidden: {
    title: "What was it called?",
    task: (limit) =>
      `The picture at left was drawn from words that are not told. Find one to three words that ` +
      `draw one at most ${far(limit)} away from it, with the same noise.`,
    hints: [
      "Say what it is first, then its colour.",
      "Where it sits counts too: three words are enough for a thing, a colour and a place.",
      "Leave out “a” and “on”.",
    ],
    told: ({ far: d }) => `${far(d)} away.`,
    why:
      "With the same noise, words that mean the same lead to nearly the same picture, " +
      "whatever their grammar.",
  },
  late: {
    title: "Not yet too late",
    task: (_, { first, second }, steps) =>
      `The walk of ${steps} steps begins with “${first}” and goes on with “${second}”. Find the ` +
      "last step at which the second prompt still wins.",
    hints: [
      "Much is decided in the first steps.",
      "The verdict tells who wins at your step, and at the next one.",
      "Go on by one step until the first answer is yes and the second no.",
    ],
    told: ({ here, after }) =>
      `At this step the ${here ? "second" : "first"} prompt wins, at the next one the ` +
      `${after ? "second" : "first"}.`,
    why:
      "What is large is decided while there is much noise. After that, new words can only " +
      "change what is small.",
  },
  turn: {
    title: "Turn the noise",
    task: ([degrees, kept], { first }) =>
      `Turn the noise of “${first}” by ${degrees}° or more towards another seed, and keep the ` +
      `picture: at most ${far(kept)} away.`,
    hints: [
      "The seed to turn towards is yours to choose.",
      "Try several seeds at the smallest angle.",
      "Some directions change what the picture rests on, others hardly do.",
    ],
    told: ({ far: d }) => `${far(d)} away.`,
    why:
      "A picture does not depend on all of its noise alike: large patches of it decide, fine " +
      "grain hardly does.",
  },
  cheap: {
    title: "Exact and cheap",
    task: ([looks, close], { first }) =>
      `Choose a sampler and steps that end within ${far(close)} of the exact walk of “${first}” ` +
      `with at most ${looks} looks.`,
    hints: [
      "The exact walk is 40 steps of Heun’s method.",
      "With guidance every step is two looks or more.",
      "A method that remembers the last step needs fewer steps than Euler’s.",
    ],
    told: ({ looks, far: d }) => `${looks} looks, ${far(d)} from the exact walk.`,
    why:
      "A second-order method makes an error that falls with the square of the stride; one " +
      "that remembers gets that for free.",
  },
  strike: {
    title: "The word that counts",
    task: (_, { long }) =>
      `Which word of “${long}” changes the picture most when it is left out? Answer with its ` +
      "place: 1 is the first.",
    hints: [
      "It need not be the thing itself.",
      "A word that the rest of the sentence implies can be left out.",
      "The verdict tells how far your word moves the picture.",
    ],
    told: ({ far: d }) => `Without it the picture moves by ${far(d)}.`,
    why:
      "The network reads words together. One that says what no other says is missed; one that " +
      "others imply is not.",
  },
  dark: {
    title: "Night without night",
    task: (limit) =>
      `Find words for a dark picture, with a mean brightness of at most ${percent(limit)}, that ` +
      "do not name night, darkness, black, moon or stars.",
    hints: [
      "Think of places where there is little light.",
      "Things that shine are shown where it is dark.",
      "Look for scenes of the engine’s world in the list at the end of the page.",
    ],
    told: ({ bright }) => `Its mean brightness is ${percent(bright)}.`,
    why:
      "The network has learnt which things stand in which light. Naming the one brings the " +
      "other.",
  },
};

/** @satisfies {import("./phrases.js").Words} */
export const challenges = {
  tasks,
  list: "The ten challenges",
  item: (n, title, solved) => `${n}: ${title}${solved ? " (solved)" : ""}`,
  attempt: "Try it",
  hint: (open, all) => (open < all ? `Hint ${open + 1} of ${all}` : "No more hints"),
  drawing: "It is drawn and measured.",
  yes: "Solved.",
  no: "Not yet.",
  because: "Why",
  badge: (n, all) =>
    n === all
      ? `All ${all} solved. This badge stays in this browser.`
      : `${n} of ${all} solved; kept in this browser alone.`,
  fields: /** @type {Record<string, Record<string, string>>} */ ({
    looks: { solver: "Sampler", number: "Steps", other: "Guidance" },
    burnt: { number: "Guidance" },
    twins: { number: "One seed", other: "Another seed" },
    middle: { number: "Share of the second prompt, 0 to 1" },
    hidden: { words: "Words" },
    late: { number: "The second prompt begins at step" },
    turn: { number: "Degrees", other: "Towards seed" },
    cheap: { solver: "Sampler", number: "Steps" },
    strike: { number: "Place of the word" },
    dark: { words: "Words" },
  }),
  pictures: /** @type {Record<string, string[]>} */ ({
    looks: ["28 steps", "yours"],
    burnt: ["yours", "one less"],
    twins: ["the one seed", "the other"],
    middle: ["the first prompt", "the second", "yours"],
    hidden: ["words not told", "yours"],
    late: ["the first prompt", "the second", "yours", "one step later"],
    turn: ["as it was", "turned"],
    cheap: ["exact", "yours"],
    strike: ["the whole prompt"],
    dark: ["yours"],
  }),
};
