"""The chapter of words starts from the visitor's own, in its figure and in its prose."""

import browsing
import pytest

ABOUT = {
    "a sunflower at sunset": "a sunflower",
    "a monarch butterfly on a purple coneflower": "a butterfly",
    "two red ladybirds on a green leaf": "two ladybirds",
    "close-up of a bee on a daisy": "a bee",
    "an old orange snail, golden light": "a snail",
    "a big orange owl in the fog": "an owl",
    "the moon over a lake": "the moon",
    "a bee and a snail on a rock": "a bee and a snail",
    "red tulips by a river": "red tulips",
    "many small red tulips": "many tulips",
    "mushroom": "mushroom",
    "": "",
}


def test_what_a_prompt_is_about_is_said_in_few_words(browser, site):
    with browsing.visiting(browser, site) as visit:
        told = visit.open().page.evaluate(
            """async (prompts) => {
              const { about } = await import("/web/exhibits/detail.js");
              return prompts.map(about);
            }""",
            list(ABOUT),
        )
    assert dict(zip(ABOUT, told, strict=True)) == ABOUT


@pytest.mark.parametrize(
    ("link", "about"),
    [
        ("p=two+red+snails+on+a+leaf", "two snails"),
        ("p=a+bee&r1=a+tulip&r2=a+red+tulip", "a tulip"),
    ],
)
def test_prose_and_figure_start_from_the_same_words(browser, site, link, about):
    with browsing.visiting(browser, site) as visit:
        page = visit.open(f"/detail?{link}&n=2&sm=0").mounted("detail").page
        first = page.locator("[data-exhibit=detail] .rung > input").first
        assert first.input_value() == about
        assert page.locator("#detail [data-live=about]").first.inner_text() == about
        assert "utterfly" not in page.locator("#detail > [data-depth='1']").first.inner_text()
