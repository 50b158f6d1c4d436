"""Marking: what was asked, what was drawn, and how that compares with the world."""

import json
import math
import shutil
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from statistics import mean

import numpy as np
import pytest
import tiny
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pellucid.app.evaluate import Sampler, _numbers, _plain, evaluate, table
from pellucid.data.sources import SOURCES
from pellucid.data.world import ATTRIBUTES, PLACES, is_held_out, scene
from pellucid.data.world.source import ELSEWHERE
from pellucid.engine.pixel import enlarge, shrink
from pellucid.errors import MendableError
from pellucid.judge import gallery
from pellucid.judge.captions import asked
from pellucid.judge.evaluate import (
    Examiner,
    blurred,
    draw_missing,
    likeness,
    many_seeds,
    mark,
    name_of,
    of_class,
    questions,
    seconds,
)
from pellucid.judge.judge import Judge, JudgeConfig, answers, features
from pellucid.judge.kinds import KINDS
from pellucid.judge.metrics import clipping, kernel_distance, reach, saturation, share, variety
from pellucid.learn.scenes import open_arrays
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.weights import Weights, digest, save
from pellucid.pixels import as_pixels, as_tensor
from pellucid.recipe.rules import RecipeError

HALF = 64
GARDEN, JUDGE = SOURCES["garden"], KINDS["judge"]


@pytest.fixture(scope="module")
def world():
    """Two halves of the same world, painted once."""
    pictures = np.stack([scene(1, index).picture() for index in range(2 * HALF)])
    return pictures[:HALF], pictures[HALF:]


@pytest.fixture(scope="module")
def judge():
    """Untrained: random features tell pictures apart as well, and depend on no training."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return Judge(JudgeConfig(ATTRIBUTES, (24, 32, 48), 64)).eval()


# What a caption asks


def test_what_is_read_in_a_caption_is_true_of_its_scene():
    for index in range(600):
        one = scene(7, index, held_out=index % 10 == 0)
        told = one.captions
        for words in (told.short, told.medium, told.dense, one.caption(0), one.caption(1)):
            for name, value in asked(words).items():
                assert one.attributes[name] == value, (words, name)


def test_a_dense_caption_states_all_there_is_but_the_obvious():
    obvious = {("colour", "grey"), ("colour", "yellow"), ("colour", "green"), ("light", "plain")}
    for index in range(300):
        one = scene(8, index)
        told = asked(one.captions.dense)
        for name, value in one.attributes.items():
            if value not in ("none", "no", "one") and (name, value) not in obvious:
                assert told.get(name) == value, (one.captions.dense, name)


def test_every_value_that_can_be_asked_for_is_read_somewhere():
    read = Counter()
    for index in range(1500):
        read.update(asked(scene(9, index).captions.dense).items())
    silent = {("bokeh", "no"), ("blooms", "one"), ("colour", "grey")}
    for name, values in ATTRIBUTES.items():
        for value in values:
            if value != "none" and (name, value) not in silent:
                assert read[name, value], (name, value)


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("a butterfly and a snail", {"subject": "butterfly", "second": "snail", "count": "two"}),
        ("a snail and a butterfly", {"subject": "butterfly", "second": "snail", "count": "two"}),
        ("two striped bees", {"subject": "bee", "second": "bee", "count": "two"}),
        ("a dragonfly", {"subject": "dragonfly", "count": "one"}),
        ("a red rose", {}),
        ("", {}),
        ("Extreme close-up at night", {"camera": "extreme", "light": "night"}),
        ("a snail with a golden shell", {"subject": "snail", "count": "one", "shell": "golden"}),
    ],
)
def test_words_are_read_as_a_person_reads_them(prompt, told):
    assert asked(prompt) == told


@given(prompt=st.text(max_size=200))
def test_any_text_asks_only_for_what_the_garden_has(prompt):
    assert all(value in ATTRIBUTES[name] for name, value in asked(prompt).items())


def test_questions_are_the_same_every_time_and_held_out_ones_say_so():
    short, long = questions(20, source=GARDEN), questions(30, source=GARDEN)
    assert [q.prompt for q in long[:20]] == [q.prompt for q in short]
    assert all(q.asked for q in long)
    rare = questions(20, held_out=True, source=GARDEN)
    nothing = dict.fromkeys(ATTRIBUTES, "none")
    assert all(is_held_out(nothing | dict(q.asked)) for q in rare)
    assert not any(is_held_out(nothing | dict(q.asked)) for q in long)


def test_captions_of_other_places_ask_for_what_is_there_under_its_full_name():
    for place in ("hills", "sky", "city", "room", "styles"):
        asking = questions(40, source=SOURCES[place])
        assert all(q.asked.items() <= SOURCES[place].truth(q.scene).items() for q in asking)
        assert mean(len(q.asked) for q in asking) > 2
        fewer = questions(5, source=SOURCES[place])
        assert [q.prompt for q in fewer] == [q.prompt for q in asking[:5]]
        assert all("style" in q.asked for q in asking) == (place == "styles")
    rare = questions(6, held_out=True, source=SOURCES["styles"])
    assert {q.asked["style"] for q in rare} == {"watercolor", "pixel"}


# Marks


def test_shares_have_wilsons_interval():
    half = share(5, 10)
    assert (half.low, half.high) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert share(0, 10).low == 0.0
    assert share(0, 10).high == pytest.approx(0.2775, abs=1e-4)
    assert share(10, 10).high == pytest.approx(1.0)
    assert share(98, 100).high - share(98, 100).low < half.high - half.low
    nothing = share(0, 0)
    assert math.isnan(nothing.share)
    assert (nothing.low, nothing.high) == (0.0, 1.0)


def test_a_picture_is_marked_on_what_was_asked_and_nothing_else():
    asking = questions(40, source=GARDEN)
    perfect = [q.scene.attributes for q in asking]
    marks = mark(perfect, asking, JUDGE)
    assert marks.everything.share == marks.objects.share == 1.0
    assert marks.everything.of == 40
    told = Counter(name for q in asking for name in q.asked)
    assert {name: one.of for name, one in marks.attributes.items()} == told
    unasked = [
        {name: row[name] if name in q.asked else "?" for name in row}
        for row, q in zip(perfect, asking, strict=True)
    ]
    assert mark(unasked, asking, JUDGE) == marks


def test_one_wrong_answer_costs_exactly_one_mark():
    asking = questions(40, source=GARDEN)
    perfect = [dict(q.scene.attributes) for q in asking]
    which = next(i for i, q in enumerate(asking) if "light" in q.asked)
    perfect[which]["light"] = "?"
    marks = mark(perfect, asking, JUDGE)
    assert marks.attributes["light"].right == marks.attributes["light"].of - 1
    assert (marks.everything.right, marks.objects.right) == (39, marks.objects.of)
    perfect[which]["support"] = "?"
    assert mark(perfect, asking, JUDGE).everything.right == 39


# Likeness


@pytest.mark.training
def test_kernel_distance_is_the_unbiased_formula(judge, world):
    a, b = (features(judge, half).double() * 10 for half in world)
    n = len(a) // 2

    def kernel(x, y):
        return (x @ y.T / x.shape[1] + 1) ** 3

    with torch.random.fork_rng():
        torch.manual_seed(0)
        values = []
        for _ in range(50):
            x, y = a[torch.randperm(len(a))[:n]], b[torch.randperm(len(b))[:n]]
            own = [(kernel(z, z).sum() - kernel(z, z).trace()) / (n * (n - 1)) for z in (x, y)]
            values.append(sum(own) - 2 * kernel(x, y).mean())
    mean = torch.stack(values).mean().item()
    assert kernel_distance(a.float(), b.float())[0] == pytest.approx(mean, rel=1e-3, abs=1e-4)


@pytest.mark.training
def test_the_world_is_like_itself(judge, world):
    look = likeness(judge, features(judge, world[0]), world[1])
    assert abs(look.kid_ours) < 2 * look.kid_spread + 0.02
    assert look.density == pytest.approx(1.0, abs=0.25)
    assert look.coverage > 0.85


def looks(judge, world, changed):
    reference = features(judge, world[0])
    return [likeness(judge, reference, pictures) for pictures in (world[1], *changed)]


def rising(values):
    return all(a < b for a, b in pairwise(values))


@pytest.mark.slow
def test_distance_rises_with_blur(judge, world):
    rows = looks(judge, world, [blurred(world[1], size) for size in (7, 15, 31)])
    assert rising([row.kid_ours for row in rows])
    assert rows[-1].kid_ours > 5 * abs(rows[0].kid_ours) + 5 * rows[0].kid_spread


@pytest.mark.training
@pytest.mark.slow
def test_distance_rises_as_colours_turn(judge, world):
    turned = [
        ((1 - part) * world[1] + part * world[1][..., [2, 0, 1]]).astype(np.uint8)
        for part in (0.4, 0.7, 1.0)
    ]
    rows = looks(judge, world, turned)
    assert rising([row.kid_ours for row in rows])
    assert rows[-1].coverage < rows[0].coverage


@pytest.mark.training
@pytest.mark.slow
def test_coverage_falls_and_distance_rises_as_kinds_of_pictures_go_missing(judge, world):
    fewer = [world[1][np.arange(HALF) % left] for left in (24, 8, 2)]
    rows = looks(judge, world, fewer)
    assert rising([-row.coverage for row in rows])
    assert rows[-1].kid_ours > rows[0].kid_ours + 3 * rows[0].kid_spread
    assert rows[-1].coverage < 0.5


def test_density_and_coverage_are_what_balls_around_points_say():
    real = torch.tensor([[0.0], [1.0], [2.0], [10.0]])
    density, coverage = reach(real, torch.tensor([[0.5], [0.6]]), nearest=1)  # radii 1, 1, 1, 8
    assert density == pytest.approx(2.0)  # each lies in the balls of 0 and 1
    assert coverage == pytest.approx(0.5)
    assert reach(real, torch.tensor([[100.0]]), nearest=1) == (0.0, 0.0)


def test_saturation_and_clipping_are_what_they_say():
    grey = np.full((1, 4, 4, 3), 90, np.uint8)
    red = np.zeros((1, 4, 4, 3), np.uint8)
    red[..., 0] = 200
    assert saturation(grey) == 0.0
    assert saturation(red) == 1.0
    assert clipping(grey) == 0.0
    assert clipping(red) == pytest.approx(2 / 3)
    assert saturation(np.concatenate([grey, red])) == 0.5


@pytest.mark.training
def test_overdone_guidance_would_show(world):
    """Stretching contrast, as too much guidance does, raises saturation and clipping."""
    levels = [as_pixels(as_tensor(world[0]) * stretch) for stretch in (1.0, 1.3, 2.0)]
    assert rising([saturation(level) for level in levels])
    assert rising([clipping(level) for level in levels])


def test_variety_is_the_mean_distance_within_a_prompt():
    close, far = torch.tensor([[0.0], [1.0]]), torch.tensor([[0.0], [3.0]])
    assert variety([close, far]) == 2.0
    assert variety([torch.zeros(4, 3)]) == 0.0
    assert math.isnan(variety([torch.zeros(1, 3)]))


# Drawing, looking, telling


def painter(_, seeds):
    """An engine that paints the world itself: its seeds are the questions' scenes."""
    return torch.cat([as_tensor(scene(1, seed).picture()[None]) for seed in seeds])


@pytest.mark.training
def test_an_interrupted_evaluation_draws_only_what_is_missing(tmp_path):
    asking, asked_for = questions(6, source=GARDEN), []

    def draw(prompts, seeds):
        asked_for.extend(zip(prompts, seeds, strict=True))
        return painter(prompts, seeds)

    work = draw_missing(tmp_path / "d.bytes", asking, draw)
    assert [next(work), next(work)] == [1, 2]
    work.close()
    assert list(draw_missing(tmp_path / "d.bytes", asking, draw)) == [3, 4, 5, 6]
    assert asked_for == [(q.prompt, q.seed) for q in asking]
    assert np.array_equal(open_arrays(tmp_path / "d.bytes", 6)[5], asking[5].scene.picture())
    assert list(draw_missing(tmp_path / "d.bytes", asking[:4], draw)) == []
    assert list(draw_missing(tmp_path / "d.bytes", asking, draw)) == []


@pytest.mark.training
def test_from_the_first_question_that_is_another_all_is_drawn_again(tmp_path):
    path, old = tmp_path / "d.bytes", questions(6, source=GARDEN)
    new = [*old[:2], replace(old[2], seed=77), *old[3:]]
    assert list(draw_missing(path, old, painter)) == [1, 2, 3, 4, 5, 6]
    assert list(draw_missing(path, new, painter)) == [3, 4, 5, 6]
    (tmp_path / "d.json").unlink()
    assert list(draw_missing(path, new[:3], painter)) == [1, 2, 3]


def test_drawings_are_kept_apart_by_engine_and_questions_but_not_by_number():
    engine, many = {"weights": "a", "guidance": 5.0}, questions(40, source=GARDEN)
    name = name_of(engine, many)
    assert name == name_of(dict(reversed(engine.items())), many[:32])
    assert name != name_of(engine | {"guidance": 4.0}, many)
    assert name != name_of(engine, questions(40, "short", source=GARDEN))


@pytest.mark.training
def test_bytes_and_pictures_are_inverses(world):
    assert np.array_equal(as_pixels(as_tensor(world[0][:3])), world[0][:3])


@pytest.mark.training
def test_blurring_keeps_the_mean_and_lowers_contrast(world):
    soft = blurred(world[0][:4], 9)
    assert soft.mean() == pytest.approx(world[0][:4].mean(), abs=1.0)
    assert soft.std() < world[0][:4].std()


def test_prompts_for_variety_have_worlds_to_compare_with():
    asking = many_seeds(3, 4, GARDEN)
    assert [len({q.prompt for q in asking[i : i + 4]}) for i in (0, 4, 8)] == [1, 1, 1]
    assert len({q.seed for q in asking[:4]}) == 4
    for question in asking[::4]:
        alike = of_class(question, 4, GARDEN)
        assert len(alike) == 4
        assert all(
            one.attributes[name] == value for one in alike for name, value in question.asked.items()
        )


@pytest.mark.parametrize("name", list(SOURCES))
def test_what_a_caption_leaves_open_is_usual_in_the_scenes_it_is_compared_with(name):
    source = SOURCES[name]
    for question in many_seeds(6, 1, source):
        alike = of_class(question, 4, source)
        assert len(alike) == 4
        told = set(question.asked) | source.unusual(question.scene)
        for one in alike:
            prefix = "" if one.place == "garden" else f"{one.place}."
            usual = PLACES[one.place].usual({**one.attributes, "style": one.style})
            for attribute, values in usual.items():
                if f"{prefix}{attribute}" not in told:
                    assert one.attributes[attribute] in values, (question.prompt, one)


def test_few_words_mean_the_usual_picture_and_leave_the_rest_open():
    snail = next(q for q in questions(99, "short", source=GARDEN) if not GARDEN.unusual(q.scene))
    alike = of_class(replace(snail, asked={"subject": "snail", "count": "one"}), 24, GARDEN)
    seen = {name: {one.attributes[name] for one in alike} for name in ATTRIBUTES}
    assert seen["light"] == {"plain", "golden", "overcast", "sunny"}
    assert seen["camera"] == {"extreme", "close", "medium"}
    assert seen["wet"] == {"none", "dew"}
    assert len(seen["shell"]) > 2
    assert len(seen["support"]) > 2


def test_in_a_style_a_garden_s_caption_still_says_what_is_there():
    asking = many_seeds(16, 1, SOURCES["styles"])
    plant = next(question for question in asking if "support" in question.asked)
    alike = of_class(plant, 3, SOURCES["styles"])
    told = {(one.place, one.style, one.attributes["support"]) for one in alike}
    assert told == {("garden", plant.asked["style"], plant.asked["support"])}


def test_seconds_leave_out_the_first_picture():
    asking, calls = questions(3, source=GARDEN), []

    def draw(prompts, _):
        calls.append(prompts)
        return torch.zeros(1)

    assert 0 <= seconds(draw, asking) < 1
    assert len(calls) == 4


@pytest.fixture(scope="module")
def report(judge):
    """A whole report about an engine that paints the world itself."""
    examiner = Examiner(judge, lambda picture: blurred(picture[None], 9)[0], GARDEN)
    asking, many = questions(16, source=GARDEN), many_seeds(2, 2, GARDEN)
    worlds = np.stack([q.scene.picture() for q in asking])
    held_out = questions(8, held_out=True, source=GARDEN)
    rare = np.stack([q.scene.picture() for q in held_out])
    some = np.stack([scene(2, index).picture() for index in range(4)])
    row = {"guidance": 3.0, "variety_ratio": 1.0} | examiner.examine_quickly(asking, worlds)
    return {
        "seen": examiner.examine(asking, worlds),
        "held_out": examiner.examine(held_out, rare),
        "variety": examiner.compare_seeds(many, some),
        "sweep": [row],
        "seconds_a_picture": 0.5,
    }


@pytest.mark.training
@pytest.mark.slow
def test_an_engine_that_paints_the_world_scores_as_the_world(report):
    part = report["seen"]
    assert part["marks"]["drawn"] == part["marks"]["world"]
    assert part["likeness"]["drawn"] == part["likeness"]["world"]
    assert part["saturation_ratio"] == part["clipping_ratio"] == 1.0
    assert part["likeness"]["codec"].kid_ours > part["likeness"]["world"].kid_ours
    assert set(part["judge"]["world"]) == set(ATTRIBUTES)


@pytest.mark.training
@pytest.mark.slow
def test_the_report_is_json_and_a_few_lines(report):
    told = json.dumps(_plain(report), allow_nan=False)
    assert json.loads(told)["seen"]["marks"]["drawn"]["everything"]["of"] == 16
    lines = "\n".join(table(report))
    for word in ("KID-ours", "held out", "variety over seeds", "guidance", "seconds a picture"):
        assert word in lines
    assert "FID " not in lines.replace("KID", "")


@pytest.mark.training
def test_a_pixel_engine_gives_a_picture_back_as_small_as_it_draws(world, tmp_path):
    picture, sampler = world[0][0], Sampler(tiny.pixel_engine(), tmp_path)
    back = sampler.back(picture)
    assert np.array_equal(back, sampler.back(picture))
    small = shrink(as_tensor(picture[None]))
    assert np.array_equal(back, as_pixels(enlarge(small))[0])
    lost = np.abs(back.astype(float) - picture).mean()
    assert 0 < lost < np.abs(picture - picture.mean((0, 1))).mean() / 4  # small, not gone


def test_a_sweep_is_a_list_of_guidances():
    assert _numbers("1,3, 5") == [1.0, 3.0, 5.0]
    assert _numbers("") == []
    for wrong in ("1;3", "strong", "1,nan", "-1", "1e9"):
        with pytest.raises(RecipeError):
            _numbers(wrong)


def test_the_sheet_shows_every_prompt_with_every_seed(tmp_path):
    pictures = np.full((len(gallery.PROMPTS) * 4, 256, 256, 3), 128, np.uint8)
    gallery.contact_sheet(gallery.PROMPTS, pictures, tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        assert sheet.size == (240 + 4 * 256, len(gallery.PROMPTS) * 256 + 3 * 48)
        top = 0
        for prompt in gallery.PROMPTS:
            for height in [48, 256] if prompt in gallery.HEADINGS else [256]:
                words = sheet.crop((0, top, 240, top + height)).convert("L")
                assert words.getextrema()[0] < 60, prompt
                top += height
    assert not (tmp_path / "sheet.part").exists()


@pytest.mark.training
def test_answers_come_in_the_order_of_pictures(judge, world):
    told = answers(judge, world[0])
    assert told[5] == answers(judge, world[0][5:6])[0]
    assert len(told) == HALF


@pytest.mark.slow
def test_the_command_writes_one_json_and_one_sheet_and_then_draws_nothing_twice(
    tmp_path, monkeypatch, capsys
):
    tiny_engine(tmp_path / "weights")
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(gallery, "PROMPTS", gallery.PROMPTS[:2])
    order = {"count": 8, "steps": 2, "solver": "euler", "sweep": "1,3", "backend": "torch"}
    where = {"weights": str(tmp_path / "weights"), "out": str(tmp_path / "e.json")}
    evaluate(**order, **where)
    first = (tmp_path / "e.json").read_text(encoding="utf-8")
    told = json.loads(first)
    assert told["seen"]["count"] == 8
    assert (told["engine"]["steps"], told["engine"]["solver"]) == (2, "euler")
    assert [row["guidance"] for row in told["sweep"]] == [1.0, 3.0]
    assert told["seconds_a_picture"] > 0
    with Image.open(tmp_path / "e.png") as sheet:
        assert sheet.height == 48 + 2 * 256
    assert "KID-ours" in capsys.readouterr().out
    drawings = {path: path.stat().st_size for path in (tmp_path / "home").rglob("*.bytes")}
    assert len(drawings) == 2 + 1 + 1 + 2 * 2
    evaluate(**order, **where)
    again = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert again | {"seconds_a_picture": 0} == told | {"seconds_a_picture": 0}
    sizes = {path: path.stat().st_size for path in (tmp_path / "home").rglob("*.bytes")}
    assert drawings == sizes


@pytest.mark.training
@pytest.mark.slow
def test_another_place_is_marked_by_its_own_judge_and_has_nothing_kept_back(tmp_path, monkeypatch):
    tiny_engine(tmp_path / "weights")
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(gallery, "PROMPTS", gallery.PROMPTS[:1])
    order = {"count": 8, "steps": 2, "solver": "euler", "backend": "torch", "place": "sky"}
    evaluate(**order, weights=str(tmp_path / "weights"), out=str(tmp_path / "e.json"))
    told = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert told["place"] == "sky"
    assert "held_out" not in told
    assert "sky.where" in told["seen"]["marks"]["drawn"]["attributes"]
    assert told["seen"]["judge"]["world"]["place"] >= 0
    other = tmp_path / "runs" / "places"
    other.mkdir(parents=True)
    ours = tmp_path / "weights" / "garden-places-judge.safetensors"
    shutil.copyfile(ours, other / ours.name)
    with (other / ours.name).open("r+b") as file:
        file.seek(-4, 2)
        file.write(b"\0\0\0\0")  # another judge
    where = {"weights": str(tmp_path / "weights"), "out": str(tmp_path / "e.json")}
    evaluate(**order, **where, judge=str(other))
    told = json.loads((tmp_path / "e.json").read_text(encoding="utf-8"))
    assert told["judge"]["sha256"] == digest(other / ours.name) != digest(ours)
    with pytest.raises(MendableError, match="name its folder with --judge"):
        evaluate(**order, **where, judge=str(tmp_path / "runs"))


@pytest.mark.training
def test_without_a_judge_of_places_it_says_how_to_teach_one(tmp_path, monkeypatch):
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path / "home"))
    tiny_engine(tmp_path / "weights")
    (tmp_path / "weights" / "garden-places-judge.safetensors").unlink()
    where = {"weights": str(tmp_path / "weights"), "out": str(tmp_path / "e.json")}
    with pytest.raises(MendableError, match="train judge --mix hills"):
        evaluate(count=8, place="city", backend="torch", **where)


def tiny_engine(folder):
    """Random weights of the smallest sizes that fit together."""
    torch.manual_seed(0)
    sizes = {"latent": 4, "encoder": (8, 8, 8), "decoder": (8, 8, 8), "preview": 8}
    parts = {
        "codec": (Autoencoder(AutoencoderConfig(**sizes)), sizes),
        "denoiser": (DiT(DiTConfig(width=64, depth=1)), {"width": 64, "depth": 1}),
        "judge": (
            Judge(JudgeConfig(ATTRIBUTES, (8, 8, 8), 8)),
            {"vocabulary": dict(ATTRIBUTES), "channels": (8, 8, 8), "features": 8},
        ),
        "places-judge": (
            Judge(JudgeConfig(ELSEWHERE, (8, 8, 8), 8)),
            {"vocabulary": dict(ELSEWHERE), "channels": (8, 8, 8), "features": 8},
        ),
    }
    for kind, (network, config) in parts.items():
        save(folder / f"garden-{kind}.safetensors", Weights(kind, config, {}, network.state_dict()))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"count": 3}, "count"),
        ({"steps": 0}, "steps"),
        ({"guidance": math.nan}, "guidance"),
        ({"sweep": "1;2"}, "--sweep"),
        ({"out": "picture.png"}, "json"),
        ({"engine": "gardn"}, "garden"),
        ({"place": "sea"}, "garden, hills"),
        ({"held_out": 1}, "--held-out, where it is not 0, must be a whole number from 8"),
        ({"weights": "nowhere"}, "There is no folder nowhere to take weights from"),
    ],
)
def test_what_cannot_be_evaluated_is_told_before_anything_is_drawn(wrong, words, tmp_path):
    with pytest.raises(MendableError, match=words):
        evaluate(**{"out": str(tmp_path / "e.json")} | wrong)
