"""Into noise and back: the forward process is closed form, and the bend is what it says."""

import itertools
import json
import math
from dataclasses import replace

import fake
import numpy as np
import pytest
import torch
from asking import Client
from PIL import Image
from watching import walk

from pellucid.app.serve.records import Kind
from pellucid.engine.apply import visited
from pellucid.exhibits import forward
from pellucid.noise import START, Seeded
from pellucid.recipe.edits import Strength
from pellucid.recipe.recipe import Recipe, RecipeError
from pellucid.recipe.store import keep
from pellucid.record.sprites import unsheet
from pellucid.schedule import SCHEDULES

A = Recipe("a snail on a mushroom", seed=7, steps=12)


@pytest.fixture
def engine():
    return fake.engine()


@pytest.fixture
def photo():
    """A photo with something in every corner."""
    rise = np.linspace(20, 235, 256).astype(np.uint8)
    square = np.stack(np.broadcast_arrays(rise[:, None], rise[None, :], rise[::-1][:, None]), -1)
    return keep(Image.fromarray(np.ascontiguousarray(square)))


def brought_back(engine, recipe, photo, strength):
    return walk(engine, replace(recipe, edits=(Strength(photo, strength),)))


# The film of noise played backwards


def test_with_the_same_noise_the_film_and_the_walk_share_both_ends(engine):
    told = forward.measure([walk(engine, A)], A, forward.Params(), engine)
    assert told["bend"][0] == told["bend"][-1] == 0
    assert len(told["bend"]) == 13
    assert max(told["bend"]) > 0.01
    assert told["bend"][told["most"]] == max(told["bend"])


def test_with_other_noise_they_share_the_end_alone(engine):
    told = forward.measure([walk(engine, A)], A, forward.Params(), engine)
    assert told["fresh"][-1] == 0
    assert told["fresh"][0] == pytest.approx(2**0.5, abs=0.1)  # two unrelated noises of size 1


def test_the_film_is_noise_added_to_the_end_in_one_leap(engine):
    walked = walk(engine, A)
    noise = Seeded([3])(walked.x0[-1:].float(), START)[0]
    film = forward.rewound(walked, noise)
    end = walked.x0[-1].float()
    for sigma, state in zip(walked.sigmas, film, strict=True):
        t = sigma / (1 + sigma)
        mixed = (1 - t) * end + t * noise
        assert torch.allclose(state, mixed / ((1 - t) ** 2 + t**2) ** 0.5, atol=1e-4)


def test_the_bend_of_a_straight_walk_is_none(engine):
    """A walk whose every guess is its end goes straight."""
    walked = walk(engine, replace(A, guidance=1.0))
    straight = replace(walked, x=forward.rewound(walked))
    told = forward.measure([straight], A, forward.Params(), engine)
    assert max(told["bend"]) < 1e-4


def test_the_films_show_what_is_measured(engine):
    walked = walk(engine, A)
    same, fresh = (list(draw(walked, engine)) for draw in forward.EXHIBIT.sheets.values())
    seen = [engine.preview(state.float()).astype(float) for state in walked.x.split(1)]
    assert len(same) == len(fresh) == 13
    for state in (0, 12):
        assert np.abs(same[state] - seen[state]).mean() < 1
    assert np.abs(same[6] - seen[6]).mean() > 1
    assert np.abs(fresh[0] - seen[0]).mean() > 20
    assert np.array_equal(fresh[12], same[12])


def test_the_films_are_pictures_with_an_address_that_may_be_kept_for_ever():
    """Nothing of them travels in JSON; asked for a second time they come from the disk."""
    with fake.serving() as url:
        client = Client(url)
        plan = client.plan("forward", prompt=A.prompt, seed=7, steps=12)
        records = list(client.stream(plan["job"]))
        told = [record for record in records if record.kind == Kind.RESULT]
        assert len(told[-1].payload) < 1000
        where = f"/w/{plan['walks'][0]['key']}"
        raw = np.frombuffer(client.get(f"{where}/latents.bin").data, "<f2")
        for part in forward.EXHIBIT.sheets:
            answer = client.get(f"{where}/{part}")
            assert answer.status == 200
            assert answer.headers["content-type"] == "image/jpeg"
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["etag"] == f'"{where[3:]}-{part}"'
            assert client.get(f"{where}/{part}").data == answer.data
            cells = unsheet(answer.data, 13)
            end = torch.from_numpy(raw.reshape(2, 13, 4, 32, 32)[1, -1:].astype(np.float32))
            assert np.abs(cells[-1] - fake.engine().preview(end).astype(float)).mean() < 5
        assert client.get(f"/w/{'a' * 64}/rewind.jpg").status == 404


# A photo into noise, and back


def test_every_state_of_drowning_is_where_a_way_back_begins(engine, photo):
    states = list(forward.frames(engine, A, forward.Params(photo)))
    assert [state.state for state in states] == list(range(13))
    for place in (1, 6, 11, 12):
        begun = brought_back(engine, A, photo, place / 12)
        assert begun.sigmas[0] == pytest.approx(states[place].sigma)
        assert torch.allclose(states[place].x[0], begun.x[0].float(), atol=2e-3)


def test_drowning_begins_with_the_photo_and_ends_with_the_walks_own_noise(engine, photo):
    first, *_, last = forward.frames(engine, A, forward.Params(photo))
    assert first.x.equal(engine.plan(replace(A, edits=(Strength(photo),))).start)
    assert torch.allclose(last.x[0], walk(engine, A).x[0].float(), atol=2e-3)


def test_the_less_noise_the_more_of_the_photo_is_kept(engine, photo):
    params = forward.Params(photo, levels=5)
    walked = [walk(engine, recipe) for recipe in forward.walks(A, params)]
    told = forward.measure(walked, A, params, engine)
    assert told["strengths"] == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert told["kept"] == sorted(told["kept"], reverse=True)
    assert told["kept"][0] > told["kept"][-1] + 0.05


def test_what_is_kept_of_a_photo_is_measured_where_nothing_of_it_was_given_too(engine, photo):
    params = forward.Params(photo, strength=1.0)
    walked = brought_back(engine, A, photo, 1.0)
    (kept,) = forward.measure([walked], A, params, engine)["kept"]
    ours, theirs = (
        (each - each.mean((1, 2), keepdim=True)).flatten().numpy()
        for each in (walked.x0[-1].float(), brought_back(engine, A, photo, 0.0).x0[-1].float())
    )
    assert kept == pytest.approx(np.corrcoef(ours, theirs)[0, 1], abs=0.02)
    assert abs(kept) > 0.02


def test_nearly_no_noise_keeps_nearly_all_of_the_photo(engine, photo):
    params = forward.Params(photo, strength=0.02)
    told = forward.measure([brought_back(engine, A, photo, 0.02)], A, params, engine)
    assert told["kept"][0] > 0.99


def test_without_a_picture_nothing_can_be_drowned(engine):
    with pytest.raises(RecipeError, match="photo"):
        next(forward.frames(engine, A, forward.Params()))
    with pytest.raises(RecipeError, match="64-digit"):
        forward.Params("../../etc/passwd")


def test_drowning_a_photo_asks_the_network_nothing(photo):
    model = fake.FakeModel()
    with fake.serving(fake.engine(model)) as url:
        client = Client(url)
        body = {"exhibit": "forward", "settings": {"prompt": "a bee", "steps": 28}}
        job = client.post("/api/frames", body | {"params": {"photo": photo}}).json["job"]
        pictures = [record for record in client.stream(job) if record.kind == Kind.FRAME]
    assert [record.state for record in pictures] == list(range(29))
    shares = [record.numbers[1] for record in pictures]
    assert shares == pytest.approx([place / 28 for place in range(29)], abs=1e-4)
    assert model.looks == 0


@pytest.mark.parametrize("solver", ["dpmpp_2m", "heun"])
@pytest.mark.parametrize("strength", [0.0, 0.05, 0.6, 1.0])
def test_the_way_back_is_counted_before_it_is_walked(photo, solver, strength):
    """Looks and states as announced are those that are made: progress reaches its end, no more."""
    model = fake.FakeModel()
    with fake.serving(fake.engine(model)) as url:
        client = Client(url)
        params = {"photo": photo, "strength": strength}
        plan = client.plan("forward", params, detail="full", steps=12, solver=solver)
        told = [json.loads(record.payload) for record in progress(client, plan)]
        (walked,) = plan["walks"]
        meta = client.get(f"/w/{walked['key']}/meta.json").json
    assert walked["evals"] == model.looks == meta["evals"]
    assert walked["states"] == meta["states"]
    assert {each["total"] for each in told} == {model.looks}
    assert [each["done"] for each in told][-1] == model.looks
    assert len(told) == meta["states"] - 1


def progress(client, plan):
    return [record for record in client.stream(plan["job"]) if record.kind == Kind.PROGRESS]


def test_levels_are_known_without_the_photo(engine):
    gone = Strength("a" * 64, 0.4)
    assert visited(replace(A, edits=(gone,)), engine.schedule)[0] == pytest.approx(2 / 3, abs=1e-5)


def test_levels_are_those_of_the_plan(engine, photo):
    for strength in (0.0, 0.3, 0.999, 1.0):
        recipe = replace(A, edits=(Strength(photo, strength),))
        assert visited(recipe, engine.schedule) == engine.plan(recipe).ladder


# Five clocks


def clocked(engine, photo, even):
    """The frames of all schedules: [walk][state]; and what was told of them."""
    told, *frames = forward.frames(engine, A, forward.Params(photo, clocks=even))
    rows = [[None] * 29 for _ in SCHEDULES]
    for frame in frames:
        rows[frame.walk][frame.state] = frame
    return rows, told["clocks"]


def test_with_the_same_noise_all_schedules_show_the_same_picture(engine, photo):
    rows, told = clocked(engine, photo, "noise")
    for frames in zip(*rows, strict=True):
        for frame in frames[1:]:
            assert torch.allclose(frame.x, frames[0].x, atol=1e-5)
    for one in told:
        assert one["states"]["snr"] == pytest.approx(told[0]["states"]["snr"], abs=1e-6)
    assert len({round(one["states"]["t"][14], 2) for one in told}) == 5


def test_at_the_same_time_no_two_schedules_show_the_same_picture(engine, photo):
    rows, told = clocked(engine, photo, "time")
    for first, second in itertools.combinations(range(len(rows)), 2):
        gap = max((rows[first][n].x - rows[second][n].x).abs().mean() for n in range(29))
        assert gap > 0.05, (told[first]["name"], told[second]["name"])
    assert {tuple(one["states"]["t"]) for one in told} == {tuple(n / 28 for n in range(29))}


@pytest.mark.parametrize("even", ["time", "noise"])
def test_what_is_shown_is_mixed_as_the_curves_say(engine, photo, even):
    """Signal times picture plus noise times noise, of every schedule at every time."""
    rows, told = clocked(engine, photo, even)
    plan = engine.plan(replace(A, edits=(Strength(photo),)))
    noise = plan.noise(plan.start, START)
    for frames, one in zip(rows, told, strict=True):
        columns = zip(*(one["states"][name] for name in ("signal", "noise", "snr")), strict=True)
        for frame, (signal, amount, snr) in zip(frames, columns, strict=True):
            assert torch.allclose(frame.x, signal * plan.start + amount * noise, atol=1e-4)
            assert signal**2 + amount**2 == pytest.approx(1, abs=1e-6)
            assert snr is None or snr == pytest.approx(2 * math.log(signal / amount), abs=1e-6)


def test_curves_of_chains_are_the_products_of_their_betas(engine, photo):
    """Alpha-bar from its definition, step by step: another way than the schedule's own."""
    _, told = clocked(engine, photo, "time")
    for one in told[:3]:
        kept = (1 - SCHEDULES[one["name"]].betas).cumprod(0)
        for place in (10, 50, 100):
            step = round(one["curve"]["t"][place] * 1000)
            assert one["curve"]["signal"][place] == pytest.approx(float(kept[step - 1]) ** 0.5)
    assert [one["name"] for one in told if one["own"]] == ["flow"]
    (scaled,) = (one for one in told if one["name"] == "scaled_linear")
    assert scaled["curve"]["signal"][-1] == pytest.approx(0.0047**0.5, abs=1e-3)  # Lin et al. 2023


def test_log_snr_falls_all_the_way_on_every_clock(engine, photo):
    _, told = clocked(engine, photo, "time")
    for one in told:
        known = [value for value in one["curve"]["snr"] if value is not None]
        assert known == sorted(known, reverse=True)
        assert len(known) >= 100
