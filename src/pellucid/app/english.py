"""Whether words are English, the only language that the engines were taught."""

import re

ENGLISH = "the a an of on in with and at by over under near to from is are its behind two three"
FOREIGN = """der das dem und ein eine einer einem auf mit im von zu le la les un une et sur avec
    dans des du au aux el los las una con y del al il lo gli di che da nel uno um uma em ao het een
    op och en ett av med til og na"""
ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
LETTER = re.compile(r"[^\W\d_]")


def english(prompt: str) -> bool:
    """Whether a prompt looks like English: its letters are, and no other language's small words.

    A few words may be any language's, so what gives no sign of another is English.
    """
    letters = LETTER.findall(prompt)
    if not letters:
        return prompt.isascii()
    foreign = [letter for letter in letters if letter > "\u024f" and not ACCENTED.match(letter)]
    if len(foreign) * 4 > len(letters):
        return False
    words = re.findall(r"[^\W\d_]+", prompt.casefold())
    ours = sum(word in ENGLISH.split() for word in words)
    theirs = sum(word in FOREIGN.split() for word in words)
    accents = sum(bool(ACCENTED.search(word)) for word in words)
    return theirs + accents // 2 <= ours
