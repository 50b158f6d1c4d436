"""The chapter of words starts from the visitor's own, in its figure and in its prose."""

import browsing
import pytest
from playwright.sync_api import expect

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
        expect(first).to_have_value(about)
        expect(page.locator("#detail [data-live=about]").first).to_have_text(about)
        assert "utterfly" not in page.locator("#detail > [data-depth='1']").first.inner_text()


RICHER = {
    "a cat astronaut on the moon": "sky full of stars, the blue earth in the background, wide shot",
    "a cat on the moon, watercolor": "sky full of stars, the blue earth in the background",
    "a snail on a mushroom": "golden light, close-up, soft bokeh",
    "a snail on a mushroom at night": "close-up, soft bokeh",
    "a butterfly, oil painting style": "golden light",
    "an empty room": "morning light, wooden floor, hills outside the window",
    "an orange cat on a windowsill, city view": "morning light",
    "a cyberpunk city at sunset": "lit windows, a few clouds",
    "a house under a night sky full of stars": "in autumn, a few clouds",
    "a village by a lake in winter": "at sunset, a few clouds",
    "a portrait of a woman": "soft light, close-up",
    "": "soft light, close-up",
}


def test_what_is_added_to_a_prompt_fits_its_scene_and_is_not_said_twice(browser, site):
    with browsing.visiting(browser, site) as visit:
        told = visit.open().page.evaluate(
            """async (prompts) => {
              const { detail } = await import("/web/words/en/detail.js");
              return prompts.map(detail.richer);
            }""",
            list(RICHER),
        )
    said = [f"{prompt}, {more}" if prompt else more for prompt, more in RICHER.items()]
    assert told == said
