"""`pellucid grid`: one PNG of pictures that differ in what was said."""

import pytest
from PIL import Image

from pellucid.app.cli import main
from pellucid.recipe.pictures import read_recipe

pytestmark = pytest.mark.usefixtures("at_work")


def grid(*words):
    main(["grid", "a snail", "--steps", "2", *words])


def test_a_grid_is_drawn_and_any_picture_of_it_is_drawn_again(at_work, capsys):
    grid("--x", "seed=1..3", "--y", "words=snail;bee", "--z", "guidance=1,4")
    assert capsys.readouterr().out == "a-snail-grid.png\n"
    with Image.open("a-snail-grid.png") as page:
        assert page.width > 3 * 64
    assert read_recipe(at_work / "a-snail-grid.png", 5).prompt == "a bee"
    main(["draw", "--like", "a-snail-grid.png", "--cell", "5"])
    assert read_recipe(at_work / "a-snail-grid-again.png").seed == 2


def test_the_next_grid_has_a_name_of_its_own(at_work):
    for _ in range(2):
        grid("--x", "seed=1,2")
    assert sorted(path.name for path in at_work.glob("*.png")) == [
        "a-snail-grid-2.png",
        "a-snail-grid.png",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--x is missing."),
        (("--x", "size=1"), "There is no axis 'size'."),
        (("--x", "seed=1,2", "--count", "2"), "--count does nothing in a grid; leave it out."),
        (("--x", "seed=1,2", "--y", "seed=3,4"), "each of another name"),
        (("--x", "mix=0,1"), "varies the edit blend, which the recipe has not."),
        (("--x", "seed=1,2", "--out", "grid.jpg"), "grid.jpg must end in .png."),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence_and_no_file(at_work, capsys, words, said):
    with pytest.raises(SystemExit) as ended:
        grid(*words)
    assert ended.value.code == 2
    (told,) = [line for line in capsys.readouterr().err.splitlines() if line]
    assert told.startswith("pellucid: ")
    assert said in told
    assert not list(at_work.iterdir())
