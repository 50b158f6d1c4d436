"""Why walk: jumps, means and branches are what they are said to be, and can be left at any time."""

import re
from dataclasses import replace

import fake
import numpy as np
import pytest
import tiny
import torch
from playwright.sync_api import expect
from watching import walk

from pellucid.engine.probe import Attention
from pellucid.exhibits import why
from pellucid.exhibits.exhibit import Frame
from pellucid.exhibits.seeds import following
from pellucid.noise import Seeded
from pellucid.recipe.recipe import Recipe
from pellucid.record.distances import apart, correlation
from pellucid.record.walks import evaluations, velocity

A = Recipe("a snail on a mushroom", seed=7, steps=12)
PLAIN = replace(A, guidance=1.0, solver="euler")


def run(kind, recipe=A, model=None, **how):
    """Every frame and what was told, of an experiment in the fake world."""
    said = list(why.frames(fake.engine(model), recipe, why.Params(kind=kind, **how)))
    frames = [each for each in said if isinstance(each, Frame)]
    return frames, [each for each in said if not isinstance(each, Frame)]


def shown(frames, walk):
    return {each.state: each.x0 for each in frames if each.walk == walk and each.x0 is not None}


def test_the_guess_is_what_the_velocity_leads_to():
    """In flow's own coordinates, `x0 = z - t v`; in ours, the same picture."""
    engine = tiny.engine()
    for step in engine.draw(A):
        t = step.sigma / (1 + step.sigma)
        z = step.x * (1 - t)
        v = velocity(step.x, step.x0, step.sigma)
        assert torch.allclose(z - t * v, step.x0, atol=1e-4)


def test_a_walk_of_jumps_lands_puts_fresh_noise_on_it_and_jumps_again():
    engine = fake.engine()
    three = why.walks(A, why.Params())[3]
    assert (three.solver, three.steps) == ("jump", 3)
    first, second, third = engine.draw(three)
    for here, then in ((first, second), (second, third)):
        fresh = Seeded([A.seed])(here.x0, here.index)
        assert torch.allclose(then.x, here.x0 + then.sigma * fresh, atol=1e-5)
    assert torch.equal(third.x_next, third.x0)


def test_one_jump_is_the_guess_of_state_0():
    engine = fake.engine()
    whole, one = (walk(engine, each) for each in why.walks(A, why.Params())[:2])
    assert torch.equal(one.x0[-1], whole.x0[0])


def test_the_measure_compares_every_jump_with_the_walks_own_end():
    engine = fake.engine()
    walked = [walk(engine, each) for each in why.walks(A, why.Params())]
    told = why.measure(walked, A, why.Params(), engine)
    assert told["miss"][-1] == 0
    assert told["first"] == pytest.approx(walked[0].miss[0], abs=1e-4)
    assert len(told["miss"]) == A.steps + 1


@pytest.mark.parametrize("guided", ["no", "yes"])
def test_the_mean_that_is_shown_is_the_mean_of_the_ends_that_are_shown(guided):
    frames, told = run("mean", count=5, guided=guided)
    ends, means = shown(frames, why.ENDS), shown(frames, why.MEAN)
    guess = shown(frames, why.GUESS)[0]
    engine = fake.engine()
    short = replace(A, steps=8, guidance=A.guidance if guided == "yes" else 1.0)
    for place, seed in enumerate(following(A.seed + 1, 5)):
        *_, last = engine.draw(replace(short, seed=seed))
        assert torch.equal(ends[place], last.x0)
        whole = torch.cat([ends[i] for i in range(place + 1)]).mean(0, keepdim=True)
        assert torch.allclose(means[place], whole, atol=1e-6)
        known = correlation(whole[0].numpy(), guess[0].numpy())
        assert told[place]["correlation"] == pytest.approx(known, abs=1e-4)
        assert told[place]["count"] == place + 1


def test_in_a_world_of_averages_the_mean_grows_towards_the_first_guess():
    _, told = run("mean", count=48)
    grown = [each["correlation"] for each in told]
    assert grown[-1] > 0.995
    assert grown[-1] > grown[3] > grown[0]
    assert told[-1]["one"] < grown[-1]
    assert grown[-1] == pytest.approx(told[-1]["ideal"], abs=0.005)


@pytest.mark.parametrize("state", [0, 12, 60])
def test_branches_spread_by_what_the_state_leaves_open(state, monkeypatch):
    """Of Gaussian pictures that is known: `s sigma / sqrt(s^2 + sigma^2)`, s their own spread.

    Fresh noise on the guess, followed to its end without guidance, has exactly that spread. A
    finish of 8 steps only comes near it from below, so this one takes all.
    """
    monkeypatch.setattr(why, "FINISH", 1000)
    recipe = replace(PLAIN, steps=96)
    _, told = run("branch", recipe, state=state)
    sigma = list(fake.engine().plan(recipe).ladder)[state]
    known = fake.SPREAD * sigma / (fake.SPREAD**2 + sigma**2) ** 0.5
    assert told[0]["spread"] == pytest.approx(known, rel=0.04)
    assert told[0]["state"] == state


def test_the_last_state_leaves_nothing_open():
    recipe = replace(PLAIN, steps=40)
    _, early = run("branch", recipe, state=20)
    _, late = run("branch", recipe, state=39)
    assert late[0]["apart"] < early[0]["apart"] / 2


def test_the_same_branches_come_again_and_no_two_are_alike():
    once, again = (run("branch", state=2) for _ in range(2))
    assert once[1] == again[1]
    ends = [shown(once[0], way)[2] for way in range(why.WAYS)]
    for i, first in enumerate(ends):
        assert torch.equal(first, shown(again[0], i)[2])
        assert all(not torch.equal(first, other) for other in ends[i + 1 :])


def test_a_timeline_tells_what_single_branches_tell():
    frames, told = run("timeline", A)
    assert [len(each["states"]) for each in told] == list(range(1, len(told) + 1))
    states = told[-1]["states"]
    assert (states[0], states[-1], len(states)) == (0, A.steps - 1, why.PLACES)
    for place in (0, 3):
        _, alone = run("branch", A, state=states[place])
        assert told[-1]["all"][place] == alone[0]["apart"]
        assert told[-1]["layout"][place] == alone[0]["bands"]["layout"]
    ends = {(each.walk, each.state) for each in frames if each.x0 is not None}
    assert ends == {(way, state) for way in range(why.WAYS) for state in states}


def looked_at(*maps):
    """Attention as a probe would find it: one layer, one head, a map of each word in turn."""
    text = "a snail on a mushroom"
    spans = [(text.index(word), text.index(word) + len(word)) for word in ("snail", "mushroom")]

    def look(_engine, _prompt, states, _sigmas):
        each = torch.stack([torch.tensor(one) for one in maps]).float()
        return Attention({"layer": each.expand(len(states), 1, *each.shape)}, spans)

    return look


def test_each_place_belongs_to_the_word_it_listens_to_most_or_to_the_rest(monkeypatch):
    engine = tiny.engine()
    left = [[1.0, 0.2, 0.1, 0.1], [0.9, 0.2, 0.1, 0.1], [0.1] * 4, [0.1] * 4]
    low = [[0.1] * 4, [0.6, 0.1, 0.1, 0.1], [0.1] * 4, [0.1, 0.1, 1.0, 0.4]]
    monkeypatch.setattr(why, "attention", looked_at(left, low))
    said = list(why.frames(engine, A, why.Params(kind="timeline")))
    told = [each for each in said if not isinstance(each, Frame)][-1]
    assert [part["word"] for part in told["parts"]] == ["snail", "mushroom", ""]
    snail, mushroom, rest = (np.array(each, bool) for each in told["where"])
    assert (snail.astype(int) + mushroom + rest == 1).all()
    height, width = snail.shape
    assert snail[: height // 2, : width // 4].all()
    assert snail.sum() == 2 * snail.size // 16
    assert mushroom[-height // 4 :, width // 2 : 3 * width // 4].all()
    assert mushroom.sum() == snail.size // 16
    for place, state in enumerate(told["states"]):
        ends = [each.x0 for each in said if isinstance(each, Frame) and each.state == state]
        ends = torch.cat([end for end in ends if end is not None]).numpy()
        assert len(ends) == why.WAYS
        for part, where in zip(told["parts"], (snail, mushroom, rest), strict=True):
            assert part["apart"][place] == pytest.approx(apart(ends[:, :, where]), abs=1e-4)


def test_a_word_that_is_listened_to_everywhere_is_no_part(monkeypatch):
    engine = tiny.engine()
    everywhere, one = [[0.8] * 4] * 3 + [[1.0] * 4], [[1.0] + [0.1] * 3] + [[0.1] * 4] * 3
    monkeypatch.setattr(why, "attention", looked_at(everywhere, one))
    *_, told = why.frames(engine, replace(A, steps=3), why.Params(kind="timeline"))
    assert [part["word"] for part in told["parts"]] == ["mushroom", ""]


def test_an_engine_that_looks_at_no_words_has_no_parts():
    _, told = run("timeline", replace(A, steps=3))
    assert told[-1]["parts"] == told[-1]["where"] == []


def test_a_curve_is_settled_where_it_stays_under_half_of_its_beginning():
    places = [0, 4, 8, 12]
    assert why._decision(places, [1.0, 0.4, 0.6, 0.3]) == 12
    assert why._decision(places, [1.0, 0.6, 0.4, 0.3]) == 8
    assert why._decision(places, [1.0, 0.9, 0.8, 0.7]) is None


@pytest.mark.parametrize("recipe", [A, replace(A, guidance=1.0), replace(A, solver="heun")])
@pytest.mark.parametrize(
    "how",
    [{"kind": "mean", "count": 3}, {"kind": "mean", "count": 3, "guided": "yes"}]
    + [{"kind": "branch", "state": state} for state in (0, 7, 11)]
    + [{"kind": "timeline"}],
)
def test_the_cost_of_an_experiment_is_known_beforehand(recipe, how):
    model = fake.FakeModel()
    run(recipe=recipe, model=model, **how)
    known = why.evaluations(recipe, why.Params(**how))
    slack = 1 if recipe.solver == "heun" else 0  # a second look at the state where it stopped
    assert abs(model.looks - known) <= 2 * slack


@pytest.mark.parametrize("kind", ["mean", "branch", "timeline"])
def test_leaving_an_experiment_stops_it_within_one_look(kind):
    model = fake.FakeModel()
    frames = why.frames(fake.engine(model), A, why.Params(kind=kind))
    seen = 0
    for _ in range(9):
        next(frames)
        assert model.looks - seen <= 4
        seen = model.looks
    frames.close()
    assert model.looks == seen
    assert evaluations(A) > 0


# In the browser

WHY = "[data-exhibit=why]"


PANEL = f"{WHY} .panel:not([hidden])"


def filled(visit, count):
    """Wait until so many pictures of an experiment are there."""
    expect(visit.page.locator(f"{PANEL} [data-filled]")).to_have_count(count)


def branched(visit):
    """Four other ends of state 3."""
    page = visit.exhibit("why", "sm=0&t=branch&i=3").page
    visit.drawn("why", "xt 3 full")
    filled(visit, 4)  # nobody asked for them: they take no time worth a question
    return page


def test_a_jump_lands_on_the_guess_of_the_state_it_left(visit):
    page = visit.exhibit("why", "sm=0&t=jump&i=6").page
    here, landing = (page.locator(f"{WHY} pl-stage").nth(place) for place in (1, 2))
    expect(here).to_have_attribute("data-drawn", re.compile("xt 6 full$"))
    page.locator(f"{WHY} button.big").click()
    expect(landing).to_have_attribute("data-drawn", re.compile("x0 6 full$"))
    visit.linked("j=6", "i=6")
    expect(page.locator(f"{PANEL} .telling")).to_contain_text("Landed from state 6")
    assert visit.wrong == []


@pytest.mark.slow
def test_the_mean_of_many_grows_on_the_page_and_can_be_slid_back(visit):
    page = visit.exhibit("why", "sm=0&t=mean").page
    page.locator(f"{PANEL} button.go").click()
    slider = page.locator(f"{PANEL} input[type=range]")
    expect(slider).to_have_attribute("max", "64")
    agree = page.locator(f"{WHY} .agree")
    expect(agree).to_contain_text("The mean of 64")
    slider.focus()
    page.keyboard.press("Home")
    expect(agree).to_contain_text("One picture")
    assert visit.wrong == []


def test_four_ends_of_a_state_are_drawn_and_compared(visit):
    page = branched(visit)
    expect(page.locator(f"{PANEL} .telling").first).to_contain_text("From state 3")


def test_an_experiment_of_another_prompt_does_not_stay_on_the_page(visit):
    page = branched(visit)
    page.route("**/api/frames", lambda _: None)  # never answered
    page.evaluate("location.hash = '#/why?p=a+bee&t=branch&sm=0'")
    filled(visit, 0)


def test_the_ends_of_a_state_are_there_when_it_is_looked_at_again(visit):
    page = branched(visit)
    before = page.locator(f"{PANEL} .telling").first.inner_text()
    dial = page.locator(f"{PANEL} pl-scrubber input")
    dial.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{PANEL} .telling").first).to_contain_text("From state 4")
    page.route("**/api/frames", lambda _: None)
    page.keyboard.press("ArrowLeft")
    filled(visit, 4)
    expect(page.locator(f"{PANEL} .telling").first).to_have_text(before)


def test_keys_turn_the_four_ways_and_jump(visit):
    page = visit.exhibit("why", "sm=0&i=4").page
    visit.drawn("why", "xt 4 full")
    page.locator(f"{WHY} pl-scrubber input").first.focus()
    page.keyboard.press("2")
    page.locator(f"{PANEL} pl-scrubber input").focus()
    page.keyboard.press("j")
    visit.linked("j=4")
    page.keyboard.press("3")
    page.locator(f"{PANEL} pl-scrubber input").focus()
    page.keyboard.press("ArrowRight")
    visit.linked("k=4")


def test_numbers_are_finite_and_small_enough_to_travel():
    _, told = run("timeline", replace(A, steps=2))
    for each in told:
        flat = [value for name in ("all", "colour", "layout") for value in each[name]]
        assert np.isfinite(flat).all()
