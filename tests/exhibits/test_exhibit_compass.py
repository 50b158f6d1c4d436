"""The compass: its needle is the two questions that were asked anyway, and costs none."""

import math
import re
from dataclasses import replace

import fake
import pytest
import tiny
import torch
from asking import Client
from playwright.sync_api import expect
from watching import walk

from pellucid.app.serve.records import Kind
from pellucid.exhibits import compass
from pellucid.exhibits.exhibit import BaseParams, Frame
from pellucid.recipe.recipe import Recipe
from pellucid.record.walks import evaluations, velocity

A = Recipe("a snail on a mushroom", seed=7, steps=6)


@pytest.fixture(scope="module")
def engine():
    return tiny.engine()


def measured(engine, recipe):
    walked = [walk(engine, each) for each in compass.walks(recipe, BaseParams())]
    return compass.measure(walked, recipe, BaseParams(), engine)


def test_angle_pull_and_turn_are_those_of_a_direct_evaluation(engine):
    told = measured(engine, A)
    plan = engine.plan(A)
    ends = plan.denoise.toward, plan.denoise.away
    for step in plan.walk():
        toward, away = (velocity(step.x, end(step.x, step.sigma), step.sigma) for end in ends)
        taken = away + A.guidance * (toward - away)
        i = step.index
        assert told["angle"][i] == pytest.approx(degrees(toward, away), abs=0.02)
        assert told["turn"][i] == pytest.approx(degrees(taken, away), abs=0.05)
        ratio = float((toward - away).norm() / toward.norm())
        assert told["pull"][i] == pytest.approx(ratio, rel=1e-3)


def degrees(first, second):
    cosine = torch.nn.functional.cosine_similarity(first.flatten(), second.flatten(), 0)
    return math.degrees(math.acos(float(cosine.clamp(-1, 1))))


def test_the_needle_costs_no_evaluation():
    model = fake.FakeModel()
    walk(fake.engine(model), A)
    alone, model.looks = model.looks, 0
    measured(fake.engine(model), A)
    assert model.looks == alone == evaluations(A)


def test_the_needle_swings_while_the_walk_is_walked():
    """Every record of a state holds the angles that the finished walk is described with."""
    with fake.serving() as url:
        client = Client(url)
        plan = client.plan("compass", detail="full", prompt="a bee on a daisy", seed=7)
        frames = [record for record in client.stream(plan["job"]) if record.kind == Kind.GUESS]
        meta = client.get(f"/w/{plan['walks'][0]['key']}/meta.json").json
    assert [record.state for record in frames] == list(range(29))
    for record in frames[:-1]:
        pull, angle, turn = record.numbers[2:5]
        assert pull == pytest.approx(meta["pull"][record.state], abs=1e-5)
        assert angle == pytest.approx(meta["angle"][record.state], abs=1e-4)
        assert turn == pytest.approx(meta["turn"][record.state], abs=1e-4)
    assert max(record.numbers[4] for record in frames[:-1]) > 1
    assert all(math.isnan(number) for number in frames[-1].numbers[2:5])


def test_what_is_remarkable_is_found_in_the_swings():
    told = measured(fake.engine(), A)
    angle = told["angle"][:-1]
    assert told["angle"][-1] is None
    assert angle[told["strongest"]] == max(angle) == pytest.approx(told["widest"], abs=1e-3)
    assert all(value < told["widest"] / 2 for value in angle[told["settled"] :])
    assert told["settled"] == 0 or angle[told["settled"] - 1] >= told["widest"] / 2 - 1e-3


def test_without_guidance_the_second_question_is_put_on_demand():
    """Then the walk is still the walk without guidance, and the needle that of its own states."""
    plain = replace(A, guidance=1.0)
    assert measured(fake.engine(), plain) == {"known": False}
    model = fake.FakeModel()
    said = list(compass.frames(fake.engine(model), plain, BaseParams()))
    assert model.looks == compass.evaluations(plain, BaseParams()) == 2 * evaluations(plain)
    told = said[-1]
    assert all(isinstance(each, Frame) for each in said[:-1])
    assert told["turn"][:-1] == pytest.approx(told["angle"][:-1], abs=0.05)
    engine = fake.engine()
    states = walk(engine, plain)
    bare = engine.plan(replace(plain, prompt="")).denoise
    for step in engine.plan(plain).walk():
        toward = velocity(step.x, step.x0, step.sigma)
        away = velocity(step.x, bare(step.x, step.sigma), step.sigma)
        assert told["angle"][step.index] == pytest.approx(degrees(toward, away), abs=0.05)
    assert len(told["angle"]) == states.states


def test_a_prompt_that_says_nothing_does_not_turn_the_needle():
    told = measured(fake.engine(), replace(A, prompt=""))
    assert max(told["pull"][:-1]) == pytest.approx(0, abs=1e-5)
    assert max(told["angle"][:-1]) < 0.1


def test_guidance_follows_the_guess_without_and_its_difference_from_that_with(engine):
    """`x0 = without + guidance * (with - without)`, in every state of a real walk."""
    decoded = []

    def hear(x0):
        decoded.append(x0)
        return engine.codec.preview(x0)

    hearing = replace(engine, codec=replace(engine.codec, preview=hear))
    walked = walk(engine, A)
    pictures = [list(compass.guesses(walked, hearing, words)) for words in (False, True)]
    assert [len(each) for each in pictures] == [walked.states] * 2
    without, within = (torch.cat(half) for half in (decoded[: A.steps], decoded[A.steps + 1 : -1]))
    followed = without + A.guidance * (within - without)
    assert torch.allclose(followed, walked.x0[:-1].float(), atol=0.02, rtol=0.01)
    assert float((within - without).abs().max()) > 0.1


# In the browser

COMPASS = "[data-exhibit=compass]"
ROSE = f"document.querySelector('{COMPASS} .rose').dataset"


def needle(visit, state):
    """Angle and pull of a state, once the needle shows it."""
    visit.until(f"{ROSE}.state === '{state}' && {ROSE}.angle")
    data = visit.page.evaluate(f"({{ ...{ROSE} }})")
    return float(data["angle"]), float(data["pull"])


def test_the_page_shows_the_needle_that_the_server_measured(visit):
    visit.exhibit("compass", "sm=0&i=5&s=7&p=a+bee+on+a+daisy").drawn("compass", "5 full")
    known = measured(fake.engine(), Recipe("a bee on a daisy", seed=7))
    angle, pull = needle(visit, 5)
    assert angle == pytest.approx(known["angle"][5], abs=0.01)
    assert pull == pytest.approx(known["pull"][5], abs=1e-4)
    telling = visit.page.locator(f"{COMPASS} .telling")
    expect(telling).to_contain_text(f"{known['angle'][5]:.1f}°")
    assert visit.wrong == []


def test_keys_move_the_needle_and_s_seeks_where_it_swings_widest(visit):
    page = visit.exhibit("compass", "sm=0&i=0").page
    page.locator(f"{COMPASS} pl-scrubber input").focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    needle(visit, 9)
    strongest = page.locator('#compass .measured [data-live="strongest"]')
    expect(strongest).to_have_text(re.compile(r"^\d+$"))
    wanted = strongest.text_content()
    page.keyboard.press("s")
    needle(visit, wanted)
    visit.linked(f"i={wanted}")


def test_without_guidance_the_page_offers_to_ask_and_then_shows_the_needle(visit):
    ask = visit.exhibit("compass", "sm=0&w=1").page.locator(f"{COMPASS} button.go")
    ask.click()
    visit.until(f"{ROSE}.angle > 0")
    expect(ask).to_be_hidden()
