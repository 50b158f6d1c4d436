"""`pellucid`: help at once, a hint for a slip, and a plain word about files."""

import io
import sys
from importlib import import_module

import pytest
from PIL import Image

import pellucid.data.world
from pellucid.app.cli import COMMANDS, main
from pellucid.data.sources import SOURCES
from pellucid.data.world import PLACES, STYLES
from pellucid.engine.backend import BACKENDS
from pellucid.files import FOLDERS, home
from pellucid.learn.trainer import TrainingError
from pellucid.recipe.store import keep
from pellucid.solvers import SOLVERS


def ended(*words) -> int:
    with pytest.raises(SystemExit) as told:
        main(words)
    return told.value.code


def test_help_names_every_command(capsys):
    for words in ([], ["-h"], ["--help"]):
        main(words)
        shown = capsys.readouterr().out
        assert all(f"  {name} " in shown and what in shown for name, (_, what) in COMMANDS.items())


def test_the_version_is_said(capsys):
    main(["--version"])
    assert capsys.readouterr().out.startswith("pellucid ")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_a_function_with_a_sentence_about_itself(name):
    module, _ = COMMANDS[name]
    function = getattr(import_module(module), name)
    assert (function.__doc__ or "").strip()


def test_a_command_that_lacks_a_word_or_knows_another_says_so_in_one_sentence(capsys):
    for words, said in {
        ("train",): "One of {codec,decoder,latents,denoiser,pixel,judge,ship} is missing.",
        ("cache", "all"): "There is no 'all' here; there are 'ls', 'clear', 'verify'.",
    }.items():
        assert ended(*words) == 2
        told = capsys.readouterr().err
        assert told == f"pellucid: {said} `pellucid {words[0]} --help` tells more.\n"


def helped(command, capsys, monkeypatch) -> str:
    """The help of a command, as if the terminal were wide enough for every line of it."""
    monkeypatch.setenv("COLUMNS", "400")
    main([command, "--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("world", PLACES),
        ("world", STYLES),
        ("train", SOURCES),
        ("evaluate", SOURCES),
        ("clean", FOLDERS),
        *((command, BACKENDS) for command in ("draw", "evaluate", "explore")),
        ("draw", [name for name, stepping in SOLVERS.items() if stepping.shown]),
    ],
)
def test_help_lists_what_there_is(command, names, capsys, monkeypatch):
    assert f" {', '.join(names)}" in helped(command, capsys, monkeypatch)


def test_help_offers_no_solver_that_is_not_shown(capsys, monkeypatch):
    hidden = [name for name, stepping in SOLVERS.items() if not stepping.shown]
    assert not any(f" {name}," in helped("draw", capsys, monkeypatch) for name in hidden)


@pytest.mark.parametrize("command", ["draw", "explore", "cache", "clean", "train"])
def test_help_says_what_an_option_is_where_it_is_not_given(command, capsys, monkeypatch):
    shown = helped(command, capsys, monkeypatch).partition("options")[2]
    assert "(default: )" not in shown
    assert "(default: '')" not in shown
    assert "(default: None)" not in shown


def test_a_slip_of_the_finger_is_answered_with_the_nearest_command(capsys):
    assert ended("drwa", "a snail") == 2
    assert "Did you mean draw?" in capsys.readouterr().err
    assert ended("42") == 2
    assert "Known: explore, draw, grid, world" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--steps -1", "steps must be a whole number from 0"),
        ("--width 100", "width must be a multiple of 64, such as 128; it is 100."),
        ("--depth 0", "depth must be a whole number from 1 to 100; it is 0."),
        ("--tail wide", "tail must be WIDTHxDEPTH, such as 160x2, or none; not 'wide'."),
        ("--tail 100x2", "the tail's width must be a multiple of 32, such as 128; it is 100."),
        ("--predict xo", "There is no prediction 'xo'. Did you mean x0?"),
        ("--every 0", "every must be a whole number from 1"),
        ("--mix garden hils", "There is no source 'hils'. Did you mean hills?"),
        ("--rate nan", "rate must be a number from 0 to 1; it is nan."),
        ("--decay 2", "decay must be a number from 0 to 1; it is 2."),
        (
            "--seed 1",
            "seed must not be 1: its pictures are kept for marking; choose 0, or 3 and more.",
        ),
        ("--name ../mine", "name must be letters, digits, - and _ alone; not '../mine'."),
    ],
)
def test_a_size_that_cannot_be_trained_is_refused_in_one_sentence(words, said, capsys):
    assert ended("train", "denoiser", *words.split()) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("train latents --mix hills", "Painting the world needs skia-python"),
        ("train judge", "Painting the world needs skia-python"),
        ("evaluate", "Painting the world needs skia-python"),
        ("world", "Painting the world needs skia-python"),
    ],
)
def test_without_the_library_that_paints_that_is_said_at_once(words, said, capsys, monkeypatch):
    monkeypatch.setattr(pellucid.data, "world", pellucid.data.world)  # both come back at the end
    for module in [name for name in sys.modules if name.startswith("pellucid.data.world")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "skia", None)
    assert ended(*words.split()) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("tar --out there", "there must end in .tar"),
        ("tar --out there.tar", "there.tar is a folder"),
        ("film --out a.mp4", "must end in .png or .jpg or .jpeg or .webp or .gif"),
        ("sheet --out a.bmp", "must end in .png"),
        ("scenes --out a.txt", "a.txt is a file; give the name of a folder"),
        ("sheet --count 512 --out s.webp", "s.webp would be 16,510 pixels long; at most 16,383"),
        ("film --frames 300 --out s.jpg", "s.jpg would be 77,398 pixels long; at most 65,500"),
        ("film --frames 1001 --out a.gif", "--frames must be a whole number from 1 to 1,000"),
        ("sheet --columns 0", "--columns must be a whole number from 1 to 256; it is 0."),
        ("sheet --count -1", "--count must be a whole number from 0"),
        (
            "sheet --labels",
            "--labels does nothing for sheet, only for tar and folder",
        ),
        ("tar --columns 3", "--columns does nothing for tar, only for sheet and film"),
        ("tar --seed -1", "--seed must be a whole number from 0"),
    ],
)
def test_where_scenes_cannot_go_is_said_before_any_is_painted(
    words, said, capsys, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pellucid.app.world.Order.scenes", lambda _: pytest.fail("painted"))
    (tmp_path / "there.tar").mkdir()
    (tmp_path / "a.txt").touch()
    assert ended("world", *words.split()) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("train codec --width 128", "--width does nothing for codec, only for denoiser"),
        ("train latents --steps 5", "--steps does nothing for latents, only for codec and"),
        ("train ship --mix hills", "--mix does nothing for ship"),
        ("evaluate --place hills --held-out 9", "--held-out does nothing for hills"),
    ],
)
def test_an_option_that_does_nothing_here_is_refused(words, says, capsys):
    assert ended(*words.split()) == 2
    assert says in capsys.readouterr().err


def test_a_sheet_is_numbered_where_nobody_named_it_and_replaced_where_somebody_did(
    capsys, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    for seed in (1, 2):
        main(["world", "--count", "1", "--seed", str(seed)])
    assert [line.partition(":")[0] for line in capsys.readouterr().out.split("\n")][:2] == [
        "garden.png",
        "garden-2.png",
    ]
    one, other = (tmp_path / f"garden{each}.png" for each in ("", "-2"))
    assert one.read_bytes() != other.read_bytes()
    main(["world", "--count", "1", "--seed", "2", "--out", "garden.png"])
    assert "garden.png is already there and will be replaced." in capsys.readouterr().err
    assert one.read_bytes() == other.read_bytes()
    for _ in range(2):
        main(["world", "scenes", "--count", "1", "--out", "there"])
    assert capsys.readouterr().err.count("00000000.png is already there") == 1


def test_a_batch_that_cannot_be_shared_is_something_to_mend(capsys, monkeypatch):
    def unshared(*_, **__):
        raise TrainingError("choose a multiple of 2.")

    monkeypatch.setattr("pellucid.app.train._task", unshared)
    assert ended("train", "denoiser") == 2
    assert "multiple of 2" in capsys.readouterr().err


def test_an_error_that_is_not_ours_is_not_hidden(monkeypatch):
    def broken():
        raise ValueError("a bug")

    monkeypatch.setattr("pellucid.app.home.where", broken)
    with pytest.raises(ValueError, match="a bug"):
        main(["where"])


def test_where_says_where_and_how_much(capsys):
    keep(Image.new("RGB", (500, 500), "red"))
    main(["where"])
    shown = capsys.readouterr().out
    assert shown.splitlines()[0] == str(home())
    assert all(name in shown for name in FOLDERS)


class Typed(io.StringIO):
    """What somebody types; after it, the end of all input."""

    def isatty(self):
        return True


def test_clean_asks_first_and_removes_only_what_it_named(capsys, monkeypatch):
    keep(Image.new("RGB", (9, 9)))
    (home() / "runs").mkdir()
    (home() / "runs" / "checkpoint").write_text("weeks of work")
    assert ended("clean") == 2
    assert "say --yes" in capsys.readouterr().err
    main(["clean", "pictures", "--yes"])
    assert not (home() / "pictures").exists()
    assert (home() / "runs" / "checkpoint").exists()
    for answer, gone in ((["n"], False), ([""], False), ([], False), (["y"], True)):
        monkeypatch.setattr(sys, "stdin", Typed("".join(f"{each}\n" for each in answer)))
        main(["clean"])
        said = "Removed " if gone else "Nothing was removed."
        assert said in capsys.readouterr().out
        assert (home() / "runs").exists() is not gone
    assert ended("clean", "diary") == 2
