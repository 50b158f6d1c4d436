"""Sentences that depend on a measurement: numbers of both kinds, and what is then said."""

import pytest

LOOKED = [
    {"word": "a", "share": [0.02, 0.02], "width": [0.9, 0.9]},
    {"word": "cat", "share": [0.1, 0.05], "width": [0.4, 0.3]},
]


def row(first: list[float]) -> list[dict[str, float]]:
    """Columns between two prompts, as far from the first as said."""
    return [
        {"mix": place / (len(first) - 1), "first": far, "second": first[-1] - far}
        for place, far in enumerate(first)
    ]


ANSWER = {"prompt": "a bee", "rank": 1, "cosine": 0.93, "before": 0.84, "start": 0.7}


def counts(right: int, same: int = 0, other: int = 0, crossed: int = 0) -> dict[str, int]:
    """Pictures of a prompt by what became of its two colours."""
    names = {"right": right, "same": same, "other": other, "swapped": 0, "crossed": crossed}
    return {**names, "of": right + same + other}


def count(joint: int, middle: int, foot: int) -> dict[str, int]:
    """Pictures with both things, of eight."""
    return {"joint": joint, "middle": middle, "foot": foot, "of": 8}


TWO = [["bee"], ["snail"]]
MOST, HALF = [9, 5, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1]
CLAIMS = [
    ("walk", "decided", [[1, 0.4, 0.2, 0.1, 0.05, 0]], "decides early: by state 1 of 5"),
    ("walk", "decided", [[1, 0.9, 0.8, 0.7, 0.6, 0]], "decides late: by state 5 of 5"),
    ("walk", "blur", [[3.2, 4, 4.6]], "a blur, with 70 % of the end"),
    ("walk", "blur", [[5, 4, 4.6]], "edges as sharp as the end"),
    ("walk", "reading", [0, 28, 1, 0], "State 0 of 28: 100 % noise."),
    ("walk", "reading", [7, 28, 0.75, 0.4], "has come 40 % of its way"),
    ("walk", "reading", [7, 28, 0.75, -0.1], "no nearer to the end than the first"),
    ("compass", "answer", [MOST], "most at the beginning: 78 % of all turning"),
    ("compass", "answer", [MOST[::-1]], "most at the end"),
    ("compass", "answer", [HALF], "about as much at the beginning, in the middle and at the end"),
    ("compass", "answer", [[0, 0, 0]], "do not turn this walk at all"),
    ("compass", "way", [5], "follows neither guess: it takes the difference 5 times"),
    ("compass", "way", [1], "follows the guess with the words"),
    ("forward", "kept", [0.3, 0.9], "Much of the original is left"),
    ("forward", "kept", [0.9, 0.1], "Little of the original is left"),
    ("forward", "films", [0.18, 14], "not one film: at state 14 they are 0.18 apart"),
    ("forward", "films", [0.01, 14], "almost one film"),
    ("latent", "spread", [300, 21, 8], "pixels up to 21 px away"),
    ("latent", "spread", [64, 6, 8], "its own patch and nothing else"),
    ("latent", "spread", [0, 0, 8], "nothing that an eye could see"),
    ("map", "flat", [0.19, 3.8, 10, 300], "but not who is nearest: that stands in the list"),
    ("map", "flat", [0.19, 3.8, 10, 300], "keeps 19 % of the variance. On average 3.8 of the 10"),
    ("map", "flat", [0.6, 8, 10, 300], "mostly near in meaning"),
    ("map", "flat", [0.05, 0.4, 10, 300], "by chance it would be 0.3. Near on the map says almost"),
    ("map", "kept", [0, 10], "None of these 10 are also"),
    ("map", "kept", [1, 10], "1 of these 10 is also"),
    ("map", "kept", [10, 10], "All 10 are also"),
    (
        "map",
        "answer",
        [ANSWER, 300],
        "is nearest of all 300 prompts, with a cosine of 0.93",
    ),
    ("map", "answer", [ANSWER, 300], "Before the sum it was at 0.84; the words that the sum began"),
    ("map", "answer", [ANSWER | {"rank": 7}, 300], "number 7 of 300 prompts"),
    ("map", "answer", [ANSWER | {"before": 0.95}, 300], "brought it no nearer"),
    ("map", "answer", [ANSWER | {"start": 0.94}, 300], "are still nearer"),
    ("words", "told", [["a", "cat"], [0.1, 0.6], "length"], "“cat” moves the picture most as it"),
    ("words", "told", [["a", "cat"], [0.1, 0.6], "without"], "“a” moves it by 10 % only"),
    ("words", "told", [["a", "cat"], [0.5, 0.6], "length"], "all words matter about as much"),
    ("words", "told", [["a", "cat"], [0.01, 0.0], "length"], "does not hear them"),
    ("attention", "told", [LOOKED], "“cat” is looked at most: less and less on the way"),
    ("attention", "told", [LOOKED], "“cat” is looked at in the fewest places, “a” in the most"),
    ("attention", "told", [[{**row, "width": [0.5, 0.5]} for row in LOOKED]], "as much of the"),
    ("between", "told", [row([0, 0.1, 0.2, 0.3]), 0.5, "words"], "changes bit by bit"),
    ("between", "told", [row([0, 0.1, 0.5, 0.6]), 0.5, "words"], "It jumps there: more than half"),
    ("between", "told", [row([0, 0.2, 0.4, 0.6]), 0.3, "switch"], "after about 70 % of the steps"),
    ("between", "told", [row([0, 0.02, 0.03]), 0.5, "words"], "almost the same picture"),
    ("grid", "told", [{"seed": 0.8, "guidance": 0.3}], "Here seed changes the picture more: 0.80"),
    ("grid", "told", [{"seed": 0.3, "guidance": 0.31}], "change the picture about equally"),
    ("grid", "told", [{"seed": 0.01, "steps": 0.0}], "almost the same"),
    ("grid", "told", [{"words": 0.4}], "differ in words alone lie 0.40 apart"),
    ("learn", "told", [[[1, 0.0], [8, 0.9], [32, 0.95]]], "In 1 stride 0 % of the points end"),
    ("learn", "told", [[[1, 0.0], [8, 0.9], [32, 0.95]]], "nine tenths of that take 8 strides"),
    ("learn", "told", [[[1, 0.9], [8, 0.9], [32, 0.95]]], "can be reached at once"),
    ("learn", "told", [[[1, 0.1], [8, 0.2], [32, 0.3]]], "too fine for so small a network"),
    ("colour", "told", [[counts(4), counts(4)]], "every colour is on its own thing"),
    ("colour", "told", [[counts(1, 3, 0, 3), counts(4)]], "more often exchanged. In 3 of 8"),
    ("colour", "told", [[counts(4), counts(0, 0, 4)]], "as you wrote them. No colour went to the"),
    ("colour", "told", [[counts(2, 2, 0, 2), counts(2, 2, 0, 2)]], "In 4 of 8 pictures a colour"),
    ("colour", "counted", [[counts(1, 2, 1, 2), counts(4)]], "1 of 4 right (2 with one colour on"),
    ("colour", "error", [counts(16)], "± 7 points"),
    ("both", "place", [{"length": 8, "share": 0.55, "off": 0.4}], "lies 40 % of its length beside"),
    ("both", "place", [{"length": 8, "share": 0.55, "off": 0.4}], "55 % of the way from A to B"),
    ("both", "place", [{"length": 8, "share": 0.5, "off": 0.02}], "almost on the line"),
    ("both", "place", [{"length": 8, "share": 1.2, "off": 0.4}], "nearest to B's end"),
    ("both", "place", [{"length": 0, "share": 0, "off": 0}], "there is no line"),
    (
        "both",
        "told",
        [[True, True], [True, False], TWO],
        "both at “A and B”, and only the bee half",
    ),
    (
        "both",
        "told",
        [[False, True], [False, True], TWO],
        "only the snail at “A and B”, and the same",
    ),
    ("both", "shown", [[True, None], [["bee"], []]], ""),
    ("both", "counted", [count(8, 0, 0)], "To say “and” is not to go half way."),
    ("both", "counted", [count(1, 5, 2)], "a mix has both more often"),
    ("both", "counted", [count(4, 3, 4)], "do about as well"),
    ("paint", "filled", [{"kept": 0.81, "free": 0.19}], "19 % of the picture. Every pixel outside"),
    ("paint", "filled", [{"kept": 0.5, "free": 0.19}], "yet only 50 %"),
    ("paint", "changed", [{"likeness": 0.9}, 0.3], "Much of it is left"),
    ("paint", "changed", [{"likeness": 0.1}, 0.9], "Little of it is left"),
    ("paint", "told", [[0.73, 0.3, 0.02]], "comes to agree with what is put back"),
    ("paint", "told", [[0.73, 0.7, 0.6]], "hardly comes nearer"),
    ("paint", "told", [[]], "Nothing is put back here"),
    ("noise", "met", [0.07], "None of the pictures so far looks like anything"),
    ("noise", "met", [0.8], "as alike as those of a real picture"),
]


@pytest.fixture(scope="module")
def said(browser, site):
    """Every sentence of the table, made by the page's own words."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)
    yield page.evaluate(
        """async (claims) => {
          const all = await import("/web/words/en/exhibits.js");
          return claims.map(([slug, name, args]) => all[slug][name](...args));
        }""",
        [claim[:3] for claim in CLAIMS],
    )
    context.close()


@pytest.mark.parametrize("place", range(len(CLAIMS)))
def test_a_sentence_says_what_was_measured(said, place):
    assert CLAIMS[place][3] in said[place]
