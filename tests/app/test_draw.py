"""`pellucid draw`: every flag does what it says, and every mistake is one sentence and no file."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tiny
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file

from pellucid.app.cli import main
from pellucid.engine import engine as loading
from pellucid.files import clean
from pellucid.recipe import store
from pellucid.recipe.edits import (
    SEEDS,
    Again,
    Blend,
    Fresh,
    Inpaint,
    Outpaint,
    Region,
    Regions,
    Strength,
    Variation,
)
from pellucid.recipe.pictures import (
    fit,
    fit_mask,
    laid_over,
    open_mask,
    open_picture,
    read_recipe,
    save_picture,
    small_enough,
)
from pellucid.recipe.recipe import Recipe, from_json

SNAIL = "a snail on a mushroom"


pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def photo(at_work):
    values = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)
    Image.fromarray(values).save(at_work / "photo.png")
    return "photo.png"


@pytest.fixture
def mask(at_work):
    image = Image.new("L", (400, 300))
    image.paste(255, (100, 100, 200, 200))
    image.save(at_work / "mask.png")
    return "mask.png"


def draw(*words, steps=("--steps", "3")) -> None:
    main(["draw", *map(str, words), *steps])


def refused(capsys, *words, says, code=2) -> None:
    """A command fails with one sentence and leaves no file behind."""
    before = sorted(Path.cwd().rglob("*"))
    with pytest.raises(SystemExit) as told:
        main(["draw", *map(str, words)])
    assert told.value.code == code
    out, err = capsys.readouterr()
    assert out == ""
    last = err.strip().splitlines()[-1]
    assert last.startswith("pellucid: ")
    assert says in last
    assert "Traceback" not in err
    assert sorted(Path.cwd().rglob("*")) == before


# Words


def test_words_become_a_picture_that_knows_its_recipe(capsys):
    flags = "--seed 7 --guidance 4 --negative rain --solver heun --ladder karras --out snail.png"
    draw(SNAIL, *flags.split())
    assert capsys.readouterr().out == "snail.png\n"
    recipe = read_recipe(Path("snail.png"))
    assert (recipe.prompt, recipe.negative, recipe.seed) == (SNAIL, "rain", 7)
    assert (recipe.steps, recipe.guidance) == (3, 4.0)
    assert (recipe.solver, recipe.ladder) == ("heun", "karras")
    assert (recipe.weights, recipe.precision) == ("tiny", "f32")


def test_going_again_and_brownian_noise_are_flags_and_edits():
    flags = "--again 2 --jump 1 --churn 5 --noise brownian --out snail.png"
    draw(SNAIL, *flags.split())
    assert read_recipe(Path("snail.png")).edits == (Again(1, 2, 5.0), Fresh("brownian"))


def test_a_picture_is_named_after_its_words_in_any_script():
    names = {
        SNAIL: "a-snail-on-a-mushroom",
        "": "picture",
        "🐌 🐌\ufe0f": "picture",
        "улитка на ГРИБЕ": "улитка-на-грибе",
        "नमस्ते दुनिया": "नमस्ते-दुनिया",
        "สวัสดี": "สวัสดี",
        "cafe\u0301, «thé»": "café-thé",
        "con": "con-picture",
    }
    for prompt, name in names.items():
        draw(prompt)
        assert Path(f"{name}.png").exists()
        Path(f"{name}.png").unlink()
    for prompt in ("Ein Käfer: 'über' / \\ ../ " * 9, "𠀀" * 90):
        draw(prompt)
        (path,) = Path.cwd().iterdir()
        assert path.suffix == ".png"
        assert path.parent == Path.cwd()
        assert len(path.stem) <= 60
        assert len(path.name.encode()) <= 204
        path.unlink()


def test_a_name_that_is_taken_is_not_taken_twice(capsys):
    for seed in (1, 2, 3):
        draw(SNAIL, "--seed", seed)
    draw(SNAIL, "--count", 2)
    draw("--like", "a-snail-on-a-mushroom.png", steps=())
    draw("--like", "a-snail-on-a-mushroom.png", steps=())
    plain = "a-snail-on-a-mushroom"
    endings = ["", "-2", "-3", "-1", "-4", "-again", "-again-2"]
    assert capsys.readouterr().out.split() == [f"{plain}{each}.png" for each in endings]
    seeds = [read_recipe(Path(f"{plain}{each}.png")).seed for each in endings[:5]]
    assert seeds == [1, 2, 3, 0, 1]


def test_a_folder_takes_pictures_by_their_names_and_a_film_has_its_pictures_name(capsys):
    Path("out").mkdir()
    for _ in range(2):
        draw("a bee", "--out", "out", "--film", ".png")
    Path("out", "a-bee-3-film.png").touch()
    draw("a bee", "--out", "out", "--film", ".webp")
    draw("a bee", "--out", "out", "--film", ".png")
    names = ["a-bee", "a-bee-2", "a-bee-3", "a-bee-4"]
    films = [".png", ".png", ".webp", ".png"]
    both = ([f"{n}.png", f"{n}-film{f}"] for n, f in zip(names, films, strict=True))
    assert capsys.readouterr().out.split() == [str(Path("out", n)) for pair in both for n in pair]
    assert Path("out", "a-bee-3-film.png").stat().st_size == 0


def test_a_file_that_somebody_chose_is_replaced_and_that_is_said(capsys):
    draw(SNAIL, "--out", "a.png", "--film", "a.webp")
    assert "replaced" not in capsys.readouterr().err
    draw(SNAIL, "--seed", 5, "--out", "a.png", "--film", "a.webp")
    told = capsys.readouterr().err
    assert "a.png (and 1 more) is already there and will be replaced." in told
    assert read_recipe(Path("a.png")).seed == 5


def test_count_draws_one_seed_after_another_and_numbers_the_files(capsys):
    draw(SNAIL, "--seed", 5, "--count", 3, "--out", "s.png", "--film", "f.webp")
    names = capsys.readouterr().out.split()
    assert names == ["s-1.png", "f-1.webp", "s-2.png", "f-2.webp", "s-3.png", "f-3.webp"]
    assert [read_recipe(Path(f"s-{n}.png")).seed for n in (1, 2, 3)] == [5, 6, 7]
    draw(SNAIL, "--seed", 6, "--out", "alone.png")
    assert Path("alone.png").read_bytes() == Path("s-2.png").read_bytes()


def test_count_with_a_variation_draws_variations_of_one_picture():
    draw(SNAIL, "--seed", 5, "--variation", 0.2, "--count", 2, "--out", "s.png")
    recipes = [read_recipe(Path(f"s-{n}.png")) for n in (1, 2)]
    assert [recipe.seed for recipe in recipes] == [5, 5]
    assert [recipe.edits for recipe in recipes] == [(Variation(0.2, 6),), (Variation(0.2, 7),)]


def test_a_second_seed_that_is_counted_up_passes_over_the_pictures_own_and_says_so(capsys):
    words = "--seed 7 --variation 0.2 --variation-seed 5 --count 4 --out s.png"
    draw(SNAIL, *words.split())
    recipes = [read_recipe(Path(f"s-{n}.png")) for n in (1, 2, 3, 4)]
    assert [recipe.seed for recipe in recipes] == [7, 7, 7, 7]
    assert [recipe.edits[0].seed for recipe in recipes] == [5, 6, 8, 9]
    assert "Seed 7 is the picture's own" in capsys.readouterr().err
    draw(SNAIL, "--variation", 0.2, "--seed", SEEDS.highest - 1, "--count", 3, "--out", "s.png")
    recipes = [read_recipe(Path(f"s-{n}.png")) for n in (1, 2, 3)]
    assert [recipe.edits[0].seed for recipe in recipes] == [SEEDS.highest, 0, 1]
    assert "picture's own" not in capsys.readouterr().err


def test_strength_0_is_said_to_keep_the_photo(photo, capsys):
    draw(SNAIL, "--image", photo, "--strength", 0, "--out", "a.png")
    assert "Strength 0 keeps the photo as it is" in capsys.readouterr().err


def test_a_prompt_longer_than_the_engine_reads_is_drawn_and_what_was_cut_is_said(capsys):
    draw("leaf " * tiny.WORDS + "and a snail", "--out", "a.png")
    assert "It does not see: 'and a snail'" in capsys.readouterr().err
    assert read_recipe(Path("a.png")).prompt.endswith("and a snail")


@pytest.mark.parametrize(
    ("prompt", "says"),
    [
        ("ślimak na liściu", "reads English"),
        ("🐌🍄", "reads English"),
        ("蜗牛", "reads English"),
        ("eine Schnecke auf einem Pilz", "reads English"),
        ("", "No words were given"),
        (" \t ", "No words were given"),
        ("a snail — “macro”", ""),
        ("a snail's café", ""),
        ("word " * 500, "It does not see"),
    ],
)
def test_a_prompt_the_engine_may_not_understand_is_drawn_with_a_plain_word(capsys, prompt, says):
    draw(prompt, "--out", "a.png")
    notes = [
        line for line in capsys.readouterr().err.split("\n")[1:] if line and "step" not in line
    ]
    assert says in " ".join(notes)
    assert says or not notes


# Again


def test_like_draws_a_picture_again_byte_for_byte(capsys, photo, mask):
    draw(SNAIL, "--image", photo, "--mask", mask, "--variation", 0.3, "--out", "a.png")
    capsys.readouterr()
    main(["draw", "--like", "a.png"])
    out, err = capsys.readouterr()
    assert out == "a-again.png\n"
    assert Path("a-again.png").read_bytes() == Path("a.png").read_bytes()
    assert "differ" not in err


def test_like_says_plainly_what_is_different_here(capsys, monkeypatch):
    draw(SNAIL, "--out", "a.png")
    other = replace(tiny.engine(), weights="new", backend="abacus 1", precision="beads")
    monkeypatch.setattr(loading, "load", lambda *_: other)
    main(["draw", "--like", "a.png", "--out", "b.png"])
    err = capsys.readouterr().err
    assert "weights tiny, now with new: the picture will differ" in err
    assert "now with abacus 1" in err
    assert "now with beads" in err
    assert read_recipe(Path("b.png")).backend == "abacus 1"


def test_like_wants_a_photo_again_that_is_no_longer_there(capsys, monkeypatch, photo):
    draw(SNAIL, "--image", photo, "--out", "a.png")
    clean()
    capsys.readouterr()
    with monkeypatch.context() as here:  # that is said before an engine is loaded
        here.setattr(loading, "load", lambda *_: pytest.fail("loaded"))
        refused(capsys, "--like", "a.png", says="give it again with --image")
    main(["draw", "--like", "a.png", "--image", photo, "--out", "b.png"])
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


def test_like_finds_the_photo_and_mask_of_a_recipe_from_when_they_were_kept_256_by_256(photo, mask):
    image = store.keep(fit(open_picture(Path(photo)), (256, 256)))
    white = store.keep(fit_mask(open_mask(Path(mask)), (400, 300), (256, 256)))
    recipe = Recipe(SNAIL, steps=3, edits=(Inpaint(image, white),))
    save_picture(Path("old.png"), np.zeros((64, 64, 3), np.uint8), recipe)
    main(["draw", "--like", "old.png", "--out", "a.png"])
    clean()
    main(["draw", "--like", "old.png", "--image", photo, "--mask", mask, "--out", "b.png"])
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


def test_like_finds_a_large_photo_decoded_whole_as_of_old_and_decoded_small_as_of_now(mask):
    Image.radial_gradient("L").resize((3000, 2200)).convert("RGB").save("large.jpg")
    with Image.open("large.jpg") as file:
        whole = small_enough(file.convert("RGB"))
    white = store.keep(laid_over(open_mask(Path(mask)), whole.size))
    given = ("--image", "large.jpg", "--mask", mask, "--out", "b.png")
    for name in {store.keep(whole), store.keep(open_picture(Path("large.jpg")))}:
        recipe = Recipe(SNAIL, steps=3, edits=(Inpaint(name, white),))
        save_picture(Path("old.png"), np.zeros((64, 64, 3), np.uint8), recipe)
        clean()
        main(["draw", "--like", "old.png", *given])
        Path("b.png").unlink()


def test_a_size_is_its_flag_and_a_photo_fills_it(photo):
    draw(SNAIL, "--image", photo, "--width", 96, "--height", 72, "--out", "a.png")
    with Image.open("a.png") as picture:
        assert picture.size == (96, 72)
    recipe = read_recipe(Path("a.png"))
    assert (recipe.width, recipe.height) == (96, 72)
    assert store.recall(recipe.edits[0].image).size == (400, 300)


def test_like_takes_the_whole_recipe_and_a_picture_that_has_one(capsys, photo):
    draw(SNAIL, "--out", "a.png")
    capsys.readouterr()
    refused(capsys, "--like", "a.png", "--seed", 3, says="leave out --seed")
    for words in ("--seed 0", "--count 1", "--engine garden", "--noise rungs", "--mix 0.5"):
        says = f"leave out {words.split()[0]}" if "mix" not in words else "add --blend"
        refused(capsys, "--like", "a.png", *words.split(), says=says)
    refused(capsys, "", "--like", "a.png", says="leave out the prompt")
    refused(capsys, "a bee", "--like", "a.png", says="leave out the prompt")
    refused(capsys, "--like", "a.png", "--image", photo, says="not drawn from photo.png; leave")
    refused(capsys, "--like", photo, says="holds no recipe")
    refused(capsys, "--like", "none.png", says="no file")


# Films


def test_a_film_is_what_its_suffix_says():
    for suffix in ("webp", "gif", "png", "safetensors"):
        draw(SNAIL, "--seed", 7, "--out", "a.png", "--film", f"film.{suffix}")
    for suffix in ("webp", "gif"):
        with Image.open(f"film.{suffix}") as film:
            assert (film.size, film.n_frames) == ((128, 64), 3)
    with Image.open("film.png") as strip:
        assert strip.size == (3 * 128, 2 * 128)
    assert read_recipe(Path("film.png")) == read_recipe(Path("a.png"))


@pytest.mark.parametrize("walk", ["--churn 20", "--ladder tcd", "--again 2 --jump 1"])
def test_progress_counts_steps_and_not_rungs_that_are_only_climbed_from(capsys, walk):
    draw(SNAIL, "--out", "a.png", *walk.split())
    steps = 5 if "again" in walk else 3  # all but the last twice
    assert f"{steps}/{steps}" in capsys.readouterr().err


def test_a_film_of_numbers_holds_every_step_exactly():
    draw(SNAIL, "--seed", 7, "--out", "a.png", "--film", "film.safetensors")
    held = load_file("film.safetensors")
    steps = list(tiny.engine().draw(read_recipe(Path("a.png"))))
    assert held["sigma"].tolist() == [step.sigma for step in steps]
    assert held["sigma_next"].tolist() == [step.sigma_next for step in steps]
    for name in ("x", "x0", "x_next"):
        assert all((held[name][step.index] == getattr(step, name)).all() for step in steps)
    with safe_open("film.safetensors", "pt") as file:
        assert from_json(file.metadata()["pellucid"]) == read_recipe(Path("a.png"))


def test_a_film_ends_on_the_picture():
    draw(SNAIL, "--out", "a.png", "--film", "film.png")
    with Image.open("film.png") as strip, Image.open("a.png") as picture:
        shown = strip.crop((strip.width - 128, 128, strip.width, 256))
        large = picture.convert("RGB").resize((128, 128), Image.Resampling.LANCZOS)
        assert (np.asarray(shown) == np.asarray(large)).all()


# Edits


def edits_of(*words):
    draw(SNAIL, *words, "--out", "a.png")
    return read_recipe(Path("a.png")).edits


def test_each_flag_is_its_edit(photo, mask, capsys):
    (strength,) = edits_of("--image", photo)
    assert isinstance(strength, Strength)
    assert strength.strength == 0.6
    assert store.recall(strength.image).size == (400, 300)
    assert "400 x 300, is cut to its middle and scaled to 64 x 64" in capsys.readouterr().err
    assert edits_of("--image", photo, "--strength", 0.3) == (Strength(strength.image, 0.3),)
    (inpaint,) = edits_of("--image", photo, "--mask", mask)
    assert isinstance(inpaint, Inpaint)
    both = edits_of("--image", photo, "--mask", mask, "--strength", 0.5)
    assert both == (Strength(strength.image, 0.5), inpaint)
    (outpaint,) = edits_of("--image", photo, "--outpaint", "left=16,right=8")
    assert outpaint == Outpaint(strength.image, left=16, right=8)
    soft = edits_of("--image", photo, "--mask", mask, "--outpaint", "left=16", "--feather", 3)
    assert [edit.feather for edit in soft] == [3, 3]
    assert edits_of("--variation", 0.2, "--variation-seed", 9) == (Variation(0.2, 9),)
    assert edits_of("--blend", "a bee", "--mix", 0.3) == (Blend("a bee", 0.3),)
    assert edits_of("--blend", "a bee", "--blend-by", "tokens") == (Blend("a bee", 0.5, "tokens"),)
    regions = Regions((Region("left", "a snail"), Region("right", "a bee")))
    assert edits_of("--regions", "left: a snail; right: a bee") == (regions,)


def test_a_photo_of_the_pictures_own_shape_is_not_said_to_be_cut(capsys, at_work):
    Image.new("RGB", (300, 300)).save(at_work / "square.png")
    draw(SNAIL, "--image", "square.png", "--out", "a.png")
    assert "cut to its middle" not in capsys.readouterr().err


def test_a_mask_of_another_size_is_stretched_and_that_is_said(capsys, photo, at_work):
    Image.new("L", (33, 44), 255).save(at_work / "small.png")
    draw(SNAIL, "--image", photo, "--mask", "small.png", "--out", "a.png")
    assert "small.png has another shape or size; it was stretched" in capsys.readouterr().err


def test_a_recipe_knows_no_paths(photo, mask):
    draw(SNAIL, "--image", photo, "--mask", mask, "--out", "a.png")
    held = Path("a.png").read_bytes()
    assert photo.encode() not in held
    assert str(Path.cwd()).encode() not in held


# Mistakes


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--solver dpmpp", "Did you mean dpmpp_2m"),
        ("--ladder evn", "Did you mean even"),
        ("--engine gardn", "Did you mean garden"),
        ("--steps 0", "from 1 to 1,000"),
        ("--width 63", "from 64 to 256; it is 63"),
        ("--height 66", "multiple of 8, such as 72"),
        ("--steps 1001", "from 1 to 1,000"),
        ("--guidance nan", "from 0 to 100; it is nan"),
        ("--guidance -1", "from 0 to 100"),
        ("--guidance 1e9", "from 0 to 100"),
        ("--seed -1", "seed must be"),
        ("--count 0", "count must be"),
        ("--count 2 --seed 9007199254740991", "seed must be"),
        ("--variation 2", "--variation must be a number from 0 to 1; it is 2"),
        ("--variation 0.5 --variation-seed -1", "--variation-seed must be"),
        ("--again 50", "--again must be a whole number from 1 to 20; it is 50."),
        ("--guide-low 2", "--guide-low must be"),
        ("--guide-high -1", "--guide-high must be"),
        ("--mix 2 --blend b", "--mix must be a number from 0 to 1; it is 2"),
        ("--mix 0.5", "--mix does nothing alone; add --blend."),
        ("--jump 3 --again 1", "--jump does nothing alone; add --again."),
        ("--variation-seed 1 --variation 0", "--variation-seed does nothing alone"),
        ("--noise loud", "There is no --noise 'loud'. Known: rungs, brownian."),
        ("--mix 0.3", "--mix does nothing alone; add --blend."),
        ("--blend-by tokens", "--blend-by does nothing alone; add --blend."),
        ("--feather 3", "--feather does nothing alone; add --mask or --outpaint."),
        ("--image photo.png --feather 3", "add --mask or --outpaint."),
        ("--image photo.png --mask mask.png --feather 65", "--feather must be"),
        ("--solver heun_sigma", "take the ladder karras and 8 steps or more"),
        ("--jump 3", "--jump does nothing alone; add --again."),
        ("--variation-seed 4", "--variation-seed does nothing alone; add --variation."),
        ("--edit variation", "must be written as JSON"),
        ("--edit [1]", "an object with its kind"),
        ("--variation 0.1 --variation-seed 0", "another seed"),
        ("--image photo.png --strength 1.5", "strength must be"),
        ("--strength 0.5", "add --image"),
        ("--mask mask.png", "add --image"),
        ("--outpaint left=8", "add --image"),
        ("--image photo.png --outpaint left=9", "multiple of 8"),
        ("--regions snail", "lacks its words"),
        ("--image letter.txt", "not a picture"),
        ("--image none.png", "no file"),
        ("--image cut.png", "is damaged or cut short"),
        ("--image photo.png --mask black.png", "no white"),
        ("--weights nowhere", "no folder nowhere to take weights from"),
        ("--out a.jpg", "must end in .png"),
        ("--out .png", ".png is no name; put one before it, such as new.png."),
        ("--image photo.png --out PHOTO.png", "would be overwritten"),
        ("--out none/a.png", "no folder"),
        ("--out letter.txt/a.png", "no folder"),
        ("--film a.mp4", "must end in .webp or .gif"),
        ("--out a.png --film a.png", "cannot both be"),
        ("--image photo.png --out photo.png", "would be overwritten"),
        ("--image photo.png --mask mask.png --out mask.png", "would be overwritten"),
    ],
)
@pytest.mark.usefixtures("mask")
def test_what_a_person_can_mend_ends_with_2_and_one_sentence(capsys, photo, at_work, words, says):
    (at_work / "letter.txt").write_text("Dear Sir")
    (at_work / "cut.png").write_bytes(Path(photo).read_bytes()[:5000])
    Image.new("L", (9, 9)).save(at_work / "black.png")
    refused(capsys, SNAIL, *words.split(), says=says)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--guidance 1 --negative rain", "The negative prompt does nothing at guidance 1"),
        ("--guidance 0", "The prompt does nothing at guidance 0"),
        ("--guidance 0 --guide-high 0.5", ""),
        ("--guidance 1 --rescale 0.5", "does nothing at guidance 1"),
        ("--guidance 1 --guide-low 0.5", "does nothing at guidance 1"),
        ("--noise brownian", "Brownian noise does nothing with a solver that adds none"),
        ("--noise brownian --solver dpmpp_2m_sde", ""),
        ("--negative rain --rescale 0.5 --guide-low 0.1", ""),
    ],
)
def test_what_does_nothing_is_drawn_and_said_and_it_does_nothing(capsys, words, says):
    draw(SNAIL, "--out", "a.png", *words.split())
    told = capsys.readouterr().err
    assert says in told
    assert bool(says) == ("does nothing" in told)
    plain = {"--guidance 0": ["a red beetle", *words.split()]}.get(
        words, [SNAIL, *words.split()[:2]] if "guidance" in words else [SNAIL]
    )
    if says:
        draw(*plain, "--out", "b.png")
        with Image.open("a.png") as one, Image.open("b.png") as other:
            assert (np.asarray(one) == np.asarray(other)).all()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--stepps 3", "There is no option --stepps. Did you mean --steps?"),
        ("--xyzzy", "There is no option --xyzzy."),
        ("--steps three", "--steps must be a whole number, not 'three'."),
        ("--seed=1e9", "--seed must be a whole number, not '1e9'."),
        ("--guidance much", "--guidance must be a number, not 'much'."),
        ("--blend-by magic", "There is no --blend-by 'magic'. Known: predictions, tokens."),
        ("--steps", "--steps needs a value."),
        ("on a leaf", "There is something too many: on, a, leaf; words that belong together"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence_too(capsys, words, says):
    refused(capsys, SNAIL, *words.split(), says=says)


def test_a_full_disk_leaves_no_half_file(capsys, monkeypatch):
    def full(part, data):
        with part.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SystemExit) as told:
        draw(SNAIL, "--out", "a.png")
    assert told.value.code == 2
    assert "the disk is full" in capsys.readouterr().err
    assert list(Path.cwd().iterdir()) == []


def test_an_interrupted_walk_leaves_no_file_and_says_so(capsys, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pellucid.engine.plan.Plan.picture", stop)
    with pytest.raises(SystemExit) as told:
        draw(SNAIL)
    assert told.value.code == 130
    assert "Stopped." in capsys.readouterr().err
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.training
def test_broken_weights_end_with_1(at_work):
    (at_work / "garden-codec.safetensors").write_bytes(b"\x80\x04not weights")
    done = subprocess.run(
        [sys.executable, "-m", "pellucid", "draw", SNAIL, "--weights", "."],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "never loaded" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.training
def test_the_shipped_engine_draws_from_a_shell_and_again(at_work):
    for words in ([SNAIL, "--steps", "4", "--out", "a.png"], ["--like", "a.png", "--out", "b.png"]):
        done = subprocess.run(
            [sys.executable, "-m", "pellucid", "draw", *words],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "garden on " in done.stderr
    assert (at_work / "a.png").read_bytes() == (at_work / "b.png").read_bytes()
    with Image.open("a.png") as picture:
        assert picture.size == (256, 256)
