"""Pictures side by side, and the recipes inside their one PNG."""

import numpy as np
import pytest
import tiny

from pellucid import Recipe
from pellucid.engine.grid import BAND, GAP, Grid, drawn
from pellucid.recipe.axes import axis_of, spread
from pellucid.recipe.pictures import PictureError, read_recipe


@pytest.fixture(scope="module")
def grid():
    axes = [axis_of("seed=1,2,3"), axis_of("steps=1,2"), axis_of("guidance=1,4")]
    engine = tiny.engine()
    return Grid(axes, list(drawn(spread(Recipe("a cat"), axes), lambda _: engine)))


def test_every_picture_stands_in_its_place(grid):
    page, (first, *_) = np.asarray(grid.image), grid.drawings
    side = first.image.width
    left = page.shape[1] - 3 * (side + GAP)
    for place, drawing in enumerate(grid.drawings):
        panel, inside = divmod(place, 6)
        row, column = divmod(inside, 3)
        x = left + column * (side + GAP)
        y = panel * (2 * BAND + 2 * (side + GAP)) + 2 * BAND + row * (side + GAP)
        assert np.array_equal(page[y : y + side, x : x + side], np.asarray(drawing.image))


def test_each_recipe_is_in_the_file_and_draws_its_picture_again(grid, tmp_path):
    grid.save(tmp_path / "grid.png")
    found = [read_recipe(tmp_path / "grid.png", cell) for cell in range(1, 13)]
    assert found == grid.recipes
    (again,) = drawn(found[4:5], lambda _: tiny.engine())
    assert np.array_equal(np.asarray(again.image), np.asarray(grid.drawings[4].image))


@pytest.mark.parametrize("cell", [0, 13, -1])
def test_a_picture_that_the_grid_has_not_is_refused(grid, tmp_path, cell):
    grid.save(tmp_path / "grid.png")
    with pytest.raises(PictureError, match="a grid of 12 pictures; say which one"):
        read_recipe(tmp_path / "grid.png", cell)


def test_a_picture_alone_has_no_cells(grid, tmp_path):
    grid.drawings[0].save(tmp_path / "one.png")
    with pytest.raises(PictureError, match="is no grid"):
        read_recipe(tmp_path / "one.png", 1)


def test_a_grid_of_one_axis_and_two_has_no_room_for_others():
    engine = tiny.engine()
    for told in (["seed=1,2"], ["seed=1,2", "steps=1,2"]):
        axes = [axis_of(each) for each in told]
        made = Grid(axes, list(drawn(spread(Recipe("a"), axes), lambda _: engine)))
        assert made.image.height == BAND + (len(told)) * (engine.canvas.height + GAP)
