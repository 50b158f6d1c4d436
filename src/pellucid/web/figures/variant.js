/** Text that is true of engines with a codec, and text that is true of those without. */

/**
 * Show what is true: elements with `data-codec="yes"`, or those with "no".
 * @param {Element} chapter @param {boolean} codec
 */
export function variant(chapter, codec) {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (
    chapter.querySelectorAll("[data-codec]")
  ))
    part.hidden = (part.dataset.codec === "yes") !== codec;
}
