/** What the page can do without until it stands: the questions, folding, notes, drops. */
import "./quiz.js";
import { h } from "../dom.js";
import { asset } from "../net/source.js";
import { contents } from "./contents.js";
import { dropping } from "./drop.js";
import { glossary } from "./glossary.js";
import { provenance } from "./how.js";

/** @param {Store} store @param {(file: Blob) => void} photo takes a picture that is not ours */
export function later(store, photo) {
  document.head.append(h("link", { rel: "stylesheet", href: asset("later.css") }));
  contents();
  provenance();
  glossary();
  dropping(store, photo);
}
