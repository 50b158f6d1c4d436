/**
 * Words to word pieces, as the text encoder was taught them: BERT's tokenizer in lower case (Devlin
 * et al. 2018, arXiv 1810.04805). `tokenizer.json` holds its vocabulary.
 */

const LENGTH = 48; // word pieces that are read, the first and the last included
const LONGEST = 100; // letters of a word that is looked up
const SPECIAL = /(\[PAD\]|\[UNK\]|\[CLS\]|\[SEP\]|\[MASK\])/;
const HIDDEN = /[\0\ufffd]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}]/gu;
const SPACE = /[\t\n\r]|\p{White_Space}/gu;
const ACCENT = /\p{Mn}/gu;
const MARK = /([!-/:-@[-`{-~]|\p{P})/u;
const CHINESE = new RegExp(
  `([${[
    "\\u4e00-\\u9fff\\u3400-\\u4dbf\\uf900-\\ufaff\\u{20000}-\\u{2a6df}\\u{2a700}-\\u{2b73f}",
    "\\u{2b740}-\\u{2b81f}\\u{2b920}-\\u{2ceaf}\\u{2f800}-\\u{2fa1f}",
  ].join("")}])`,
  "gu",
);

const CONTROLS = String.fromCharCode(28, 29, 30, 31); // that Python counts as spaces
const BREAK = new RegExp(`[\\p{White_Space}${CONTROLS}]+`, "u");

/** One line, single spaces, as Python splits. @param {string} prompt */
export const tidy = (prompt) => prompt.split(BREAK).filter(Boolean).join(" ");

/** Plain lower case, letter by letter, without accents. @param {string} text */
function plain(text) {
  const spaced = text.replace(HIDDEN, "").replace(SPACE, " ").replace(CHINESE, " $1 ");
  const bare = spaced.normalize("NFD").replace(ACCENT, "");
  return [...bare].map((letter) => letter.toLowerCase()).join("");
}

/** Reads prompts. */
export class Pieces {
  /** @param {{model: {vocab: Record<string, number>}}} told what `tokenizer.json` holds */
  constructor(told) {
    this.numbers = new Map(Object.entries(told.model.vocab));
  }

  /** The number of a special piece. @param {string} name */
  #special(name) {
    return /** @type {number} */ (this.numbers.get(name));
  }

  /** Cut a word into the longest pieces that are known. @param {string} word */
  #cut(word) {
    const letters = [...word];
    if (letters.length > LONGEST) return [this.#special("[UNK]")];
    const found = [];
    for (let start = 0; start < letters.length; ) {
      let end = letters.length;
      let number;
      for (; end > start; end--) {
        const piece = (start ? "##" : "") + letters.slice(start, end).join("");
        number = this.numbers.get(piece);
        if (number !== undefined) break;
      }
      if (number === undefined) return [this.#special("[UNK]")];
      found.push(number);
      start = end;
    }
    return found;
  }

  /** The numbers of a prompt's pieces, between those of its two ends. @param {string} prompt */
  read(prompt) {
    const found = tidy(prompt)
      .split(SPECIAL)
      .flatMap((part) =>
        SPECIAL.test(part)
          ? [this.#special(part)]
          : plain(part)
              .split(" ")
              .flatMap((word) => word.split(MARK))
              .filter(Boolean)
              .flatMap((word) => this.#cut(word)),
      );
    const [first, last] = ["[CLS]", "[SEP]"].map((name) => this.#special(name));
    return [first, ...found.slice(0, LENGTH - 2), last];
  }
}
