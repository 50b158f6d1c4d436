"""`pellucid export`: what it writes where, and what it refuses in a sentence."""

import json

import pytest

from pellucid.app import site
from pellucid.app.cli import main
from pellucid.app.site import situations
from pellucid.errors import MendableError
from pellucid.files import TargetError, whole_folder
from pellucid.recipe.recipe import Recipe


def refused(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        main(["export", *words])
    assert ended.value.code == 2
    (*_, told) = capsys.readouterr().err.splitlines()
    return told.removeprefix("pellucid: ")


def test_some_thirty_walks_ship():
    found = situations()
    assert len(found) == len(set(found)) == 33
    assert all(isinstance(each, Recipe) for each in found)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Line 2 of mine.jsonl is no recipe"),
        ("[1]", "Line 2 of mine.jsonl is no recipe"),
        ('{"prompt": 3}', "Line 2 of mine.jsonl: prompt must be text"),
        ('{"colour": "red"}', "Line 2 of mine.jsonl: There is no field of settings 'colour'"),
    ],
)
def test_recipes_of_ones_own_are_read_line_by_line(tmp_path, line, said):
    path = tmp_path / "mine.jsonl"
    path.write_text(f'{{"prompt": "a snail", "seed": 7}}\n{line}\n')
    with pytest.raises(MendableError) as wrong:
        situations(path)
    assert str(wrong.value).startswith(said)
    path.write_text('\n{"prompt": "a snail", "seed": 7}\n\n')
    (recipe,) = situations(path)
    assert (recipe.prompt, recipe.seed) == ("a snail", 7)


def test_what_makes_no_sense_is_refused_before_anything_is_drawn(capsys, tmp_path):
    folder = str(tmp_path / "new")
    told = refused(capsys, folder, "--engine", "garden")
    assert told == "A site has all engines; leave --engine out, or add --onnx."
    for given in (("--recipes", "mine.jsonl"), ("--backend", "torch"), ("--single",)):
        told = refused(capsys, folder, "--onnx", *given)
        assert told == f"{given[0]} does nothing with --onnx; leave it out."
    assert "must end in .html" in refused(capsys, folder, "--single")
    assert "cannot be read" in refused(capsys, folder, "--recipes", str(tmp_path / "none"))
    assert not (tmp_path / "new").exists()


def test_a_folder_with_other_files_is_left_alone(capsys, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    for words in ((), ("--onnx",)):
        told = refused(capsys, str(tmp_path), *words)
        assert told.endswith("holds other files; name a folder that is new or empty.")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_earlier_export_is_replaced_whole_or_not_at_all(tmp_path):
    place = tmp_path / "site"
    for number in (1, 2):
        with whole_folder(place, "index.html") as part:
            (part / "index.html").write_text(str(number))
            (part / f"only-{number}").touch()
    assert sorted(path.name for path in place.iterdir()) == ["index.html", "only-2"]
    with pytest.raises(RuntimeError), whole_folder(place, "index.html"):
        raise RuntimeError
    assert (place / "index.html").read_text() == "2"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(TargetError, match="is a file; name a folder"),
        whole_folder(tmp_path / "file", "index.html"),
    ):
        pass


def test_a_site_of_an_engine_that_it_has_not_is_refused(tmp_path):
    with pytest.raises(MendableError, match="A site draws with garden, not with garden-pixel"):
        site.write_site(tmp_path / "new", {"garden": None}, [Recipe("", engine="garden-pixel")])
    assert not (tmp_path / "new").exists()


def test_whole_numbers_are_asked_for_as_browsers_do():
    asked = site._question(Recipe("a bee", guidance=5.0))
    assert json.dumps(asked["settings"]["guidance"]) == "5"
    assert site._question(Recipe("a bee", guidance=2.5))["settings"]["guidance"] == 2.5
