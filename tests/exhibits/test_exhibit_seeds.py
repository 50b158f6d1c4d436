"""Seeds and the map of their paths: the same bytes again, true distances, honest maps."""

import json
from dataclasses import replace

import fake
import numpy as np
import pytest
import tiny
import torch
from playwright.sync_api import expect
from watching import walk

from pellucid.exhibits import paths, seeds
from pellucid.recipe.edits import Variation
from pellucid.recipe.pictures import png
from pellucid.recipe.recipe import Recipe, RecipeError

A = Recipe("a snail on a mushroom", seed=7, steps=5)


def measured(module, engine, params, recipe=A):
    walked = [walk(engine, each) for each in module.walks(recipe, params)]
    return walked, module.measure(walked, recipe, params, engine)


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


def test_without_a_list_there_are_eight_and_the_first_is_the_settings_own():
    found = [each.seed for each in seeds.walks(A, seeds.Params())]
    assert found == [7, 8, 9, 10, 11, 12, 13, 14]
    last = [each.seed for each in seeds.walks(replace(A, seed=2**53 - 2), seeds.Params())]
    assert last[:3] == [2**53 - 2, 2**53 - 1, 0]


@pytest.mark.parametrize("way", ["own", "near"])
def test_one_seed_is_enough(way):
    walked, told = measured(seeds, fake.engine(), seeds.Params(seeds="7", turn=20.0, way=way))
    assert len(walked) == (1 if way == "own" else 8)
    assert json.dumps(told, allow_nan=False)


@pytest.mark.parametrize("wrong", ["7,7", "7;8", "-1", str(2**53), "a", ",".join("1" * 300)])
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
DRAWN = f"""[...document.querySelectorAll('{SEEDS} pl-stage')]
  .every((stage) => stage.dataset.drawn?.endsWith(arg))"""
NAMES = f"[...document.querySelectorAll('{SEEDS} .pick > span')].map((name) => name.textContent)"


def nine(visit, query):
    """The figure with all of its nine pictures."""
    visit.exhibit("seeds", query)
    expect(visit.page.locator(f"{SEEDS} pl-stage")).to_have_count(9)
    expect(visit.page.locator(f"{SEEDS} .telling")).to_contain_text("At state")
    return visit.until(DRAWN, " full").page


@pytest.mark.slow
def test_one_scrubber_moves_all_nine(visit):
    page = nine(visit, "sm=0&s=7")
    page.locator(f"{SEEDS} pl-scrubber input").focus()
    page.keyboard.press("Home")
    visit.until(DRAWN, " xt 0 full")
    expect(page.locator(f"{SEEDS} .telling")).to_contain_text("At state 0")
    assert visit.wrong == []


@pytest.mark.slow
def test_a_tile_can_be_taken_re_rolled_and_rolled_with_all(visit):
    page = nine(visit, "sm=0&s=17")
    page.locator(f"{SEEDS} .nine input").first.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Use seed 18 everywhere").click()
    visit.linked("s=18")
    expect(page.get_by_text("Seed 18, the page")).to_be_visible()
    before = visit.rest().page.evaluate(NAMES)
    page.locator(f"{SEEDS} .nine input").nth(3).check(force=True)
    page.keyboard.press("r")
    visit.until(f"{NAMES}[3] !== arg", before[3])
    after = visit.rest().page.evaluate(NAMES)
    assert [a == b for a, b in zip(before, after, strict=True)].count(False) == 1
    assert visit.wrong == []


@pytest.mark.slow
def test_a_link_brings_the_same_eight_back(visit):
    page = nine(visit, "sm=0&s=7&g=7.21.22.23.24.25.26.27&k=2&i=3")
    for seed in ("Seed 21", "Seed 27"):
        expect(page.locator(f"{SEEDS} .nine")).to_contain_text(seed)
    expect(page.locator(f"{SEEDS} .nine input").nth(2)).to_be_checked()
    expect(page.locator(f"{SEEDS} pl-scrubber input")).to_have_value("3")


def test_the_map_is_drawn_and_a_click_on_a_path_takes_its_walk(visit):
    page = visit.exhibit("paths", "sm=0&s=40").page
    drawn = f"document.querySelector('{PATHS} .map').dataset.drawn?.startsWith(arg)"
    visit.until(drawn, "points")
    expect(page.locator(f"{PATHS} .telling")).to_contain_text("This map keeps")
    page.locator(f"{PATHS} [value=random]").check(force=True)
    visit.until(drawn, "random")
    page.locator(f"{PATHS} .chips .chip").nth(4).click()
    visit.linked("s=44")
    page.locator(f"{PATHS} [value=points]").check(force=True)
    visit.until(drawn, "points")
    box = visit.rest().page.locator(f"{PATHS} .map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert visit.rest().wrong == []
