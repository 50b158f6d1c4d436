"""The share sheet: what it says is typed into the real command line, and run as real Python."""

import random
import shlex
from dataclasses import replace

import browsing
import pytest

import pellucid
import pellucid.app.draw as door
from pellucid.app.cli import main
from pellucid.recipe.edits import Guidance, Variation
from pellucid.recipe.recipe import Recipe, from_json, to_json

SHEET = "pl-share dialog"
BOTH = """async (recipes) => {
  const { command, python } = await import("/web/page/code.js");
  return recipes.map((text) => [command(JSON.parse(text)), python(JSON.parse(text))]);
}"""
CURES = [
    Guidance(rescale=0.7),
    Guidance(low=0.2, high=0.8),
    Guidance(rescale=1, low=0.05),
    Guidance(high=0.35),
]
NASTY = [
    "it's a bee",
    "-a bee",
    "--help",
    "",
    'a "bee" \\ $HOME `ls`; # %s',
    "two\nlines",
    "eine Grille — ß 🐝\u2028",
]


def some_recipes(count: int) -> list[Recipe]:
    """Recipes with every field that the page can set, among them the nastiest words."""
    chance = random.Random(4)
    plain = [
        Recipe(
            prompt=chance.choice(NASTY),
            negative=chance.choice(["", *NASTY]),
            seed=chance.choice([0, 4, 2**53 - 2]),
            steps=chance.choice([1, 28, 50]),
            guidance=chance.choice([0, 1, 2.5, 5, 15]),
            solver=chance.choice(["dpmpp_2m", "euler", "dpmpp_2m_sde"]),
            ladder=chance.choice(["even", "karras"]),
            engine=chance.choice(["garden", "garden-pixel"]),
        )
        for _ in range(count)
    ]
    edits = [(), *[(cure,) for cure in CURES], (Variation(0.25, 9),), (Variation(1, 0), CURES[0])]
    return [
        replace(recipe, edits=tuple(e for e in edits[i % len(edits)] if recipe.seed or e in CURES))
        for i, recipe in enumerate(plain)
    ]


def typed(command: str) -> Recipe:
    """What `pellucid` makes of a command as a shell hands it over; nothing is drawn."""
    program, *words = shlex.split(command)
    assert program == "pellucid"
    made, real = [], door.recipes_of

    def caught(order):
        made.extend(real(order))
        raise EOFError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "recipes_of", caught)
        with pytest.raises(EOFError):
            main(words)
    (recipe,) = made
    return recipe


def run(code: str) -> Recipe:
    """The recipe that a piece of Python hands to the engine it loads."""
    drawn = []

    class Engine:
        def __init__(self, name):
            self.name = name

        def draw(self, recipe):
            drawn.append(replace(recipe, engine=self.name))
            raise EOFError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pellucid, "load", Engine, raising=False)
        with pytest.raises(EOFError):
            exec(compile(code, "shared", "exec"), {})
    return drawn[0]


def test_the_command_and_the_python_draw_the_same_recipe(visit):
    recipes = some_recipes(60)
    told = visit.open().page.evaluate(BOTH, [to_json(recipe) for recipe in recipes])
    for recipe, (command, code) in zip(recipes, told, strict=True):
        assert typed(command) == recipe, command
        assert run(code) == recipe, code


def test_the_page_may_choose_every_seed_there_is_and_no_other(visit):
    page = visit.open().page
    seed = page.locator(".dial.seed input")
    seed.fill("99999999999999999")
    seed.blur()
    assert Recipe("a bee", seed=int(seed.input_value())).seed == 2**53 - 1


def shared(page, button: str) -> str:
    """What a button of the share sheet copies."""
    page.evaluate("navigator.clipboard.writeText = (text) => { window.copied = text; }")
    page.locator("pl-share .share").click()
    page.locator(SHEET).get_by_role("button", name=button).click()
    page.wait_for_function("() => window.copied")
    page.keyboard.press("Escape")
    return page.evaluate("window.copied")


@pytest.mark.slow
def test_a_cured_picture_is_shared_with_its_cure_and_its_negative(visit):
    link = "/guidance?p=a+bee&s=9&n=8&not=fog&sm=0"
    page = visit.open(link).mounted("guidance").page
    figure = page.locator("[data-exhibit=guidance]")
    figure.locator(".more:has(.cures) > summary").click()
    figure.locator(".cures label", has_text="both").click()
    strength = figure.get_by_label("Guidance", exact=True)
    strength.fill("8")
    strength.blur()
    page.wait_for_function(
        "() => location.hash.includes('cure=3') && location.hash.includes('g=8')"
    )
    page.wait_for_function(
        "() => document.querySelector('[data-exhibit=guidance] .controls input').value === '8'"
    )
    wanted = Recipe(
        "a bee", negative="fog", seed=9, steps=8, guidance=8, edits=(Guidance(0.7, 0.2, 0.8),)
    )
    visit.rest()
    assert typed(shared(page, "Copy as command")) == wanted
    assert run(shared(page, "Copy as Python")) == wanted
    again = shared(page, "Copy link")
    assert "not=fog" in again
    assert "cure=3" in again
    with browsing.visiting(page.context.browser, visit.url) as other:
        other.page.goto(again)
        other.mounted("guidance")
        other.page.wait_for_function(
            "() => document.querySelectorAll('[data-exhibit=guidance] .cures input')[3]?.checked"
        )
        assert other.page.locator("[data-exhibit=guidance] .negative input").input_value() == "fog"


def test_what_is_shared_is_never_an_older_settings(visit):
    page = visit.open("/walk?p=a+bee&n=8&i=8&sm=0").mounted("walk").page
    visit.drawn("walk", "8 full")
    page.locator("#page-prompt input").fill("a red snail")
    page.locator("#page-prompt input").press("Enter")
    assert typed(shared(page, "Copy as command")).prompt == "a red snail"


def test_the_how_of_a_picture_tells_its_edits(visit):
    recipe = Recipe("a bee", edits=(Guidance(rescale=0.5),))
    page = visit.open().page
    page.evaluate(
        """(text) => document.body.dispatchEvent(new CustomEvent("provenance", { bubbles: true,
          detail: { recipe: JSON.parse(text), provenance: "live", read: async () => null } }))""",
        to_json(recipe),
    )
    shown = page.locator("dialog[open] pre")
    shown.first.wait_for()
    assert run(shown.first.inner_text()) == recipe
    assert from_json(shown.last.inner_text()) == recipe
