"""Recipes as JSON, from a link or out of a picture; and edits, as they are typed."""

from random import Random

from fuzz import Target, damaged
from fuzz.odd import either, written
from pellucid.recipe.edits import EDITS, PLACES, edit_of_json, to_data
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import from_json, to_json
from pellucid.record.walks import evaluations
from pellucid.solvers import SOLVERS

NUMBERS = ("0", "1", "0.5", "8", "64", "100")
WORDS = ('"a snail"', '"a bee on a daisy"', '""')
SETTINGS = {
    "prompt": WORDS,
    "negative": WORDS,
    "seed": ("7", str(2**53 - 1)),
    "steps": ("1", "28", "1000"),
    "guidance": ("0", "5", "100"),
    "solver": [f'"{name}"' for name in SOLVERS],
    "ladder": ('"even"', '"karras"'),
    "engine": [f'"{name}"' for name in engines()],
    "width": ("0", "256", "768"),
    "height": ("0", "256", "16384"),
}
PLACE = {"where": [f'"{name}"' for name in PLACES], "prompt": WORDS}


def edit(random: Random, odd: float) -> str:
    """Write an edit of some kind."""
    kind = random.choice(list(EDITS))
    region = written(random, PLACE, odd)
    values = (*NUMBERS, *WORDS, f'"{"a" * 64}"', '"tokens"', '"rungs"', f"[{region}]")
    fields = dict.fromkeys(EDITS[kind].RULES, values)
    return f'{{"edit": "{kind}", {written(random, fields, odd)[1:]}'.replace(", }", "}")


def case(random: Random) -> tuple[str, str]:
    """What is read, and its text: odd here and there, and sometimes damaged."""
    odd = random.choice((0.0, 0.05, 0.3))
    edits = ", ".join(edit(random, odd) for _ in range(random.choice((0, 1, 1, 2))))
    fields = SETTINGS | {"edits": [f"[{edits}]"]}
    kind = random.choice(list(READ))
    words = edit(random, odd) if kind == "edit" else written(random, fields, odd)
    if random.random() < 0.1:
        words = either(random, [words], 1)
    if random.random() < 0.2:
        data = damaged(random, words.encode("utf-8", "surrogatepass"))
        words = data.decode("utf-8", "surrogateescape")
    return kind, words


def recipe(words: str) -> None:
    """Read a recipe; what was read is written and read as the same, and its cost is known."""
    read = from_json(words)
    assert from_json(to_json(read)) == read
    assert evaluations(read) >= 0


def an_edit(words: str) -> None:
    """Read an edit; it is what its data says."""
    read = edit_of_json(words)
    assert EDITS[to_data(read)["edit"]] is type(read)


READ = {"recipe": recipe, "edit": an_edit}


def read(case: tuple[str, str]) -> None:
    """Read a recipe or an edit."""
    kind, words = case
    READ[kind](words)


TARGET = Target("recipes", case, read, seconds=0.5, megabytes=50)
