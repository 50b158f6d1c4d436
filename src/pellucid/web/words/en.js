/** Every word of the interface, in English. A translation is a folder beside this one. */
import * as exhibits from "./en/exhibits.js";
import { page } from "./en/page.js";

export const words = { ...page, exhibits };
