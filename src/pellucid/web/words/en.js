/** Every word of the interface, in English. A translation is a folder beside this one. */
import { about } from "./en/about.js";
import { compass } from "./en/compass.js";
import { detail } from "./en/detail.js";
import { forward } from "./en/forward.js";
import { guidance } from "./en/guidance.js";
import { latent } from "./en/latent.js";
import { noise } from "./en/noise.js";
import { page } from "./en/page.js";
import { paths } from "./en/paths.js";
import { recap } from "./en/recap.js";
import { seeds } from "./en/seeds.js";
import { steps } from "./en/steps.js";
import { walk } from "./en/walk.js";
import { why } from "./en/why.js";

export const words = {
  ...page,
  exhibits: {
    about,
    compass,
    detail,
    forward,
    guidance,
    latent,
    noise,
    paths,
    recap,
    seeds,
    steps,
    walk,
    why,
  },
};
