"""Seeds and the map of their paths: the same bytes again, true distances, honest maps."""

from dataclasses import replace

import browsing
import fake
import numpy as np
import pytest
import tiny
import torch

from pellucid.exhibits import paths, seeds
from pellucid.exhibits.exhibit import Tools
from pellucid.studio.edits import Variation
from pellucid.studio.recipe import Recipe, RecipeError
from pellucid.studio.sheets import png
from pellucid.studio.walks import walk

A = Recipe("a snail on a mushroom", seed=7, steps=5)


def measured(module, engine, params, recipe=A):
    walked = [walk(engine, each) for each in module.walks(recipe, params)]
    return walked, module.measure(walked, recipe, params, Tools(engine))


def test_the_same_seed_twice_gives_the_same_bytes_and_another_does_not():
    engine = tiny.engine()
    params = seeds.Params(seeds="7,8")
    once, again = ([walk(engine, each) for each in seeds.walks(A, params)] for _ in range(2))
    for first, second in zip(once, again, strict=True):
        assert png(first.end, first.recipe) == png(second.end, second.recipe)
        assert torch.equal(first.x0, second.x0)
    assert not torch.equal(once[0].x0, once[1].x0)


def test_a_picture_does_not_depend_on_which_others_are_drawn_beside_it():
    engine = tiny.engine()
    both = [walk(engine, each) for each in seeds.walks(A, seeds.Params(seeds="8,7"))]
    assert torch.equal(both[1].x0, walk(engine, A).x0)


def test_without_a_list_there_are_eight_and_the_first_is_the_situations_own():
    found = [each.seed for each in seeds.walks(A, seeds.Params())]
    assert found == [7, 8, 9, 10, 11, 12, 13, 14]
    last = [each.seed for each in seeds.walks(replace(A, seed=2**32 - 2), seeds.Params())]
    assert last[:3] == [2**32 - 2, 2**32 - 1, 0]


@pytest.mark.parametrize("wrong", ["7,7", "7;8", "-1", "4294967296", "a", ",".join("1" * 300)])
def test_a_list_that_is_no_list_of_seeds_is_refused_in_one_sentence(wrong):
    with pytest.raises(RecipeError, match="seeds"):
        seeds.Params(seeds=wrong)


def test_the_distances_told_are_those_of_the_latents():
    walked, told = measured(seeds, fake.engine(), seeds.Params())
    first, second = (each.x0.float().numpy() for each in walked[:2])
    ends = np.stack([each.x0[-1].float().numpy() for each in walked])
    size = np.sqrt((ends.astype(np.float64) ** 2).mean())
    gap = np.sqrt(((first[-1] - second[-1]).astype(np.float64) ** 2).mean()) / size
    assert told["pairs"][0] == pytest.approx(gap, abs=1e-3)
    assert len(told["pairs"]) == len(told["pairs_start"]) == 28
    assert told["end"]["mean"] == pytest.approx(np.mean(told["pairs"]), abs=1e-3)
    assert told["end"]["least"] <= told["end"]["mean"] <= told["end"]["most"]
    assert len(told["guesses"]) == len(told["stands"]) == A.steps + 1


def test_noise_begins_with_nothing_in_common():
    _, told = measured(seeds, fake.engine(), seeds.Params())
    assert told["start"]["mean"] == pytest.approx(2**0.5, abs=0.02)
    assert told["stands"][0] == pytest.approx(1, abs=0.02)
    assert told["guesses"][0] < told["stands"][0]


def test_walks_of_different_lengths_are_measured_side_by_side():
    """A walk that was there already stands beside the 8-step previews of the others."""
    engine = fake.engine()
    long, short = (walk(engine, replace(A, steps=steps)) for steps in (16, 8))
    both = seeds.side_by_side([long, short], [long.x0, short.x0])
    assert both.shape[:2] == (9, 2)
    assert np.array_equal(both[4, 0], long.x0[8].float().numpy())
    assert np.array_equal(both[-1, 0], long.x0[-1].float().numpy())


def test_neighbours_turn_the_own_noise_towards_the_others():
    params = seeds.Params(way="near", turn=30)
    found = seeds.walks(A, params)
    assert [each.edits for each in found] == [(Variation(30 / 90, s),) for s in range(8, 16)]
    assert all(each.seed == 7 for each in found)


def test_nearer_noise_ends_in_nearer_pictures_and_none_at_all_in_the_same():
    engine = fake.engine()
    middle = walk(engine, A).x0[-1].float()

    def away(turn):
        walked, _ = measured(seeds, engine, seeds.Params(way="near", turn=turn))
        return np.mean([float((each.x0[-1].float() - middle).norm()) for each in walked])

    near, far, other = away(10), away(40), away(90)
    assert away(0) == 0
    assert 0 < near < far < other


def test_a_quarter_turn_is_the_other_seed():
    engine = fake.engine()
    turned = seeds.walks(A, seeds.Params(way="near", turn=90))[0]
    whole = walk(engine, replace(A, seed=8)).x0.float()
    assert torch.allclose(walk(engine, turned).x0.float(), whole, atol=2e-3)


def test_the_variance_a_map_keeps_is_that_of_what_it_shows():
    """Recomputed from the points on the paper and the guesses, with nothing of the exhibit's."""
    walked, told = measured(paths, fake.engine(), paths.Params(first=7, count=6))
    guesses = np.stack([each.x0.float().flatten(1).numpy() for each in walked]).astype(np.float64)
    flat = guesses.reshape(-1, guesses.shape[-1])
    sizes = np.linalg.svd(flat - flat.mean(0), compute_uv=False) ** 2
    assert told["retained"] == pytest.approx(sizes[:2].sum() / sizes.sum(), abs=1e-3)
    for name, share in (("points", "retained"), ("random", "retained_random")):
        shown = np.array(told[name]).reshape(-1, 2)
        ratio = shown.var(0).sum() / flat.var(0).sum() / told[share]
        assert np.abs(shown).max() == pytest.approx(1, abs=1e-3)
        gaps = np.linalg.norm(flat[0] - flat[-1]) * ratio**0.5
        assert np.linalg.norm(shown[0] - shown[-1]) <= gaps / 1 + 1e-3
    assert told["retained_random"] < told["retained"]
    assert np.array(told["points"]).shape == (6, A.steps + 1, 2)


def test_a_map_is_seen_from_the_right_side():
    """Distances on the paper are those in the two directions: one scale for both."""
    walked, told = measured(paths, fake.engine(), paths.Params(first=7, count=5))
    flat = np.concatenate([each.x0.float().flatten(1).numpy() for each in walked]).astype(float)
    shown = np.array(told["points"]).reshape(-1, 2)
    _, sizes, _ = np.linalg.svd(flat - flat.mean(0), full_matrices=False)
    spread = np.linalg.norm(shown - shown.mean(0), axis=0)
    assert spread[0] / spread[1] == pytest.approx(sizes[0] / sizes[1], rel=1e-2)


# In the browser

SEEDS = "[data-exhibit=seeds]"
PATHS = "[data-exhibit=paths]"
SETTLED = f"""() => document.querySelectorAll('{SEEDS} pl-stage').length === 9
  && [...document.querySelectorAll('{SEEDS} pl-stage')]
    .every((stage) => stage.dataset.drawn?.endsWith('full'))
  && document.querySelector('{SEEDS} .telling').textContent"""


@pytest.fixture
def visit(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as made:
        yield made


def test_one_scrubber_moves_all_nine(visit):
    visit.open("/seeds?sm=0&s=7").mounted("seeds")
    visit.page.wait_for_function(SETTLED, timeout=60_000)
    slider = visit.page.locator(f"{SEEDS} pl-scrubber input")
    slider.focus()
    visit.page.keyboard.press("Home")
    visit.page.wait_for_function(
        f"""() => [...document.querySelectorAll('{SEEDS} pl-stage')]
          .every((stage) => stage.dataset.drawn?.endsWith('x0 0 full'))"""
    )
    assert "At state 0" in visit.page.locator(f"{SEEDS} .telling").inner_text()
    assert visit.wrong == []


def test_a_tile_can_be_taken_re_rolled_and_rolled_with_all(visit):
    visit.open("/seeds?sm=0&s=7").mounted("seeds")
    visit.page.wait_for_function(SETTLED, timeout=60_000)
    visit.page.locator(f"{SEEDS} .nine input").first.focus()
    visit.page.keyboard.press("ArrowRight")
    visit.page.get_by_role("button", name="Use seed 8 everywhere").click()
    visit.page.wait_for_function("() => /[?&]s=8/.test(location.hash)")
    visit.page.get_by_text("Seed 8, the page").wait_for()
    visit.page.wait_for_function(SETTLED, timeout=60_000)
    names = (
        f"() => [...document.querySelectorAll('{SEEDS} .pick > span')].map((s) => s.textContent)"
    )
    before = visit.page.evaluate(names)
    visit.page.locator(f"{SEEDS} .nine input").nth(3).check(force=True)
    visit.page.keyboard.press("r")
    visit.page.wait_for_function(f"(was) => ({names})()[3] !== was", arg=before[3])
    after = visit.page.evaluate(names)
    assert [a == b for a, b in zip(before, after, strict=True)].count(False) == 1
    assert visit.wrong == []


def test_a_link_brings_the_same_eight_back(visit):
    visit.open("/seeds?sm=0&s=7&g=7.21.22.23.24.25.26.27&k=2&i=3").mounted("seeds")
    visit.page.wait_for_function(SETTLED, timeout=60_000)
    text = visit.page.locator(f"{SEEDS} .nine").inner_text()
    assert "Seed 21" in text
    assert "Seed 27" in text
    assert visit.page.locator(f"{SEEDS} .nine input").nth(2).is_checked()
    assert visit.page.locator(f"{SEEDS} pl-scrubber input").input_value() == "3"


def test_the_map_is_drawn_and_a_click_on_a_path_takes_its_walk(visit):
    visit.open("/paths?sm=0&s=7").mounted("paths")
    drawn = f"() => document.querySelector('{PATHS} .map').dataset.drawn?.startsWith('points')"
    visit.page.wait_for_function(drawn, timeout=60_000)
    assert "This map keeps" in visit.page.locator(f"{PATHS} .telling").inner_text()
    visit.page.locator(f"{PATHS} [value=random]").check(force=True)
    visit.page.wait_for_function(drawn.replace("points", "random"))
    visit.page.locator(f"{PATHS} .chip").nth(4).click()
    visit.page.wait_for_function("() => /[?&]s=11/.test(location.hash)")
    box = visit.page.locator(f"{PATHS} .map").bounding_box()
    visit.page.locator(f"{PATHS} [value=points]").check(force=True)
    visit.page.wait_for_function(drawn)
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert visit.wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["compass", "why", "seeds", "paths"])
@pytest.mark.parametrize("size", [(360, 640), (390, 844), (768, 1024)])
def test_a_finger_scrubs_without_moving_the_page_and_nothing_is_cut_off(browser, site, slug, size):
    width, height = size
    with browsing.visiting(
        browser, site, viewport={"width": width, "height": height}, has_touch=True, is_mobile=True
    ) as visit:
        visit.open(f"/{slug}?sm=0").mounted(slug)
        visit.page.wait_for_timeout(1500)
        assert visit.page.evaluate("() => document.documentElement.scrollWidth") <= width
        buttons = f"""() => [...document.querySelectorAll('[data-exhibit={slug}] button')]
          .map((button) => button.getBoundingClientRect())
          .filter(({{ width, height }}) => width && Math.min(width, height) < 24).length"""
        assert visit.page.evaluate(buttons) == 0
        assert visit.wrong == []
