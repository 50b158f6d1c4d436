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
