"""English, the only language that the engines were taught: whether words are, and their nouns."""

import re
from collections.abc import Collection

ENGLISH = "the a an of on in with and at by over under near to from is are its behind two three"
FOREIGN = """der das dem und ein eine einer einem auf mit im von zu le la les un une et sur avec
    dans des du au aux el los las una con y del al il lo gli di che da nel uno um uma em ao het een
    op och en ett av med til og na"""
JOINTS = """of on in with and or at by over under near to from is are was its behind for into
    through inside outside above below beside between among around across along against during
    before after like as while without up down off onto upon has have having that which who where
    next towards about made but not covered full out"""
SINGULAR = "a an one each another"
ARTICLES = """the his her their my your this these those some many several two three four five six
    seven eight nine ten """
VERB = re.compile("(ing|ed|ly)$")
NEVER = """painting drawing lighting morning evening spring building thing king ring wing string
    ceiling wedding bed shed seed weed butterfly ladybird"""  # no verbs, though they look like some
THIRD = re.compile("[^isu]s$")  # runs, sits; but not grass, bus or iris
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


def nouns(prompt: str, known: Collection[str]) -> list[str]:
    """List what a prompt names: the last word of every group between joining words.

    After a comma only groups with an article or a number count, for others are remarks such as
    "highly detailed". A word that looks like a verb or an adverb ("a dog running") gives way to the
    one before it, and so does "runs" in "a dog runs", if it is not `known`.
    """
    found: dict[str, None] = {}
    articles = (ARTICLES + SINGULAR).split()
    for place, part in enumerate(re.split(r'[,.;:!?()"]+', prompt.casefold())):
        groups: list[tuple[str, list[str]]] = [("", [])]
        for word in re.findall(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*", part):
            if word in JOINTS.split() or word in articles:
                groups.append((word, []))
            else:
                groups[-1][1].append(word)
        for first, group in groups:
            while len(group) > 1 and _verb(first, group[-1], known):
                group.pop()
            if group and (not place or first in articles):
                found[group[-1]] = None
    return list(found)


def _verb(first: str, word: str, known: Collection[str]) -> bool:
    if VERB.search(word):
        return word not in NEVER.split()
    return first in SINGULAR.split() and bool(THIRD.search(word)) and not spelled(word, known)


def spelled(word: str, known: Collection[str]) -> bool:
    """Whether a word is among those known: as it is, as one or as many, or by its last part."""
    base = re.sub("['\u2019]s?$", "", word.rsplit("-", 1)[-1])
    ends = (("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ves", "f"), ("", "s"))
    return any(base.removesuffix(old) + new in known for old, new in ends if base.endswith(old))


def plural(noun: str) -> bool:
    """Whether a noun looks like many of a kind."""
    return bool(THIRD.search(noun))


def several(noun: str) -> str:
    """Write many of a kind."""
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"


def swapped(prompt: str, noun: str, other: str) -> str:
    """Put another noun in the place of one, with the article that it takes."""

    def put(found: re.Match[str]) -> str:
        article, between = found.group(1, 2)
        if article and not between.strip():
            article = article[0] + "n" * (other[0] in "aeiou")
        return f"{article or ''}{between}{other}"

    return re.sub(rf"(?:\b(an?)\b)?(\W*)\b{re.escape(noun)}\b", put, prompt, count=1, flags=re.I)
