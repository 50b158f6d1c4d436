"""Pictures made to harm or to puzzle are read or refused, within so much time and memory."""

import re

import crafted
import fuzz
import pytest

from pellucid.errors import PellucidError
from pellucid.recipe.pictures import PictureError, Sent, open_mask, open_picture, read_recipe

TARGET = fuzz.targets()["pictures"]


@pytest.mark.parametrize("name", crafted.SENT)
def test_a_crafted_picture_is_read_or_refused_for_its_true_reason(name):
    make, says = crafted.SENT[name]
    data = make()
    assert not fuzz.fault(TARGET, ("photo", data))
    assert not fuzz.fault(TARGET, ("recipe", data))
    if says:
        with pytest.raises(PictureError, match=says):
            open_picture(Sent(data))
    else:
        assert open_picture(Sent(data)).mode == "RGB"


@pytest.mark.training
@pytest.mark.parametrize("name", crafted.LARGE)
def test_the_largest_pictures_take_no_more_than_a_hundred_megabytes(name):
    data = crafted.LARGE[name]()
    with fuzz.taken() as cost:
        picture = open_picture(Sent(data))
    assert picture.width * picture.height <= 1024**2
    assert cost["megabytes"] < 100
    with fuzz.taken() as cost:
        open_mask(Sent(data))
    assert cost["megabytes"] < 100


@pytest.mark.parametrize("name", crafted.RECIPES)
def test_a_crafted_recipe_is_refused_in_one_sentence(name):
    with pytest.raises(PellucidError) as told:
        read_recipe(Sent(crafted.recipe(crafted.RECIPES[name])))
    assert re.fullmatch(fuzz.SENTENCE, str(told.value))


@pytest.mark.parametrize("kind", range(20))
def test_a_turned_picture_is_turned_whatever_else_exif_says(kind):
    assert open_picture(Sent(crafted.mistyped(kind))).size == (32, 48)


def test_a_recipe_is_read_past_everything_else_in_the_file():
    words = crafted.chunk(b"iTXt", b'pellucid\0\0\0\0\0{"prompt": "a snail"}')
    text = crafted.chunk(b"zTXt", b"a\0\0" + crafted.squeezed(2**26))
    assert read_recipe(Sent(crafted.png(before=text + words))).prompt == "a snail"


def test_a_recipe_with_a_changed_letter_is_none():
    data = crafted.recipe(b'{"prompt": "a snail", "seed": 1}')
    with pytest.raises(PictureError, match="no recipe"):
        read_recipe(Sent(data.replace(b'"seed": 1', b'"seed": 2')))
