"""What a prompt names that the engine's world has not, and what may be drawn instead."""

import pytest

from pellucid.app.english import nouns, spelled, swapped
from pellucid.app.serve.reading import vocabulary
from pellucid.data.sources import SOURCES

WORLD = vocabulary(tuple(SOURCES))
STRANGERS = """dog fox robot spider bicycle horse elephant dragon castle guitar airplane fish bird
    whale tiger wolf bear dinosaur unicorn chair table laptop pizza banana bridge train frog rabbit
    mouse lion penguin owl shark clown king wizard child woman piano clock bottle cake sword shoe
    camera truck tractor pyramid volcano lighthouse octopus squirrel cow pig duck snake turtle
    monkey bus toad"""
SENTENCES = (
    *("{}", "a {} on a sofa", "a red {} in a snowy forest", "a {} runs on the grass"),
    *("two {}s in a garden, highly detailed", "the old {} sitting by a lake at night"),
)
INSIDE = """A monarch butterfly on a purple coneflower, macro close-up, orange and black wing
A snail resting on a moss-covered rock, shell spiral detail, rain droplets, soft overcast lighting
a hill with houses
a cat astronaut floating in space, oil painting style
an orange tabby cat on a windowsill, soft light, bokeh background with a city view
A cyberpunk city at sunset, neon lights, rain
an empty room
A red leather couch in a room
a forest path, morning light
a village by a lake in the style of Van Gogh's Starry Night
a drone shot flying through a forest
a butterfly and a snail
a blue butterfly on a moss-covered rock at night
a cat on the moon, watercolor
a ladybird and a bee on a leaf
a house under a night sky full of stars, pixel art
a ladybird on a daisy with morning dew
two ladybirds on a green leaf in bright sunlight
a red rocket in orbit above the earth
a tram in an old street, morning
a kitten sleeping on a sofa
a beautiful painting
a beautiful landscape with mountains, highly detailed, cinematic
sunflowers
a cat sits on a windowsill
a cat looking out of the window
sheep grazing on a hill in the snow
a small cottage by the lake in autumn
a ringed planet and a comet
a person with a yellow umbrella in the city
the skyline of a modern city at dawn
a living room with a rug, a lamp and a plant
a spaceship
a galaxy
an insect on a flower
the earth seen from space""".splitlines()


def outside(prompt: str) -> list[str]:
    return [noun for noun in nouns(prompt, WORLD) if not spelled(noun, WORLD)]


@pytest.mark.parametrize("noun", STRANGERS.split())
def test_a_noun_that_the_world_has_not_is_named_in_every_sentence(noun):
    for sentence in SENTENCES:
        assert outside(sentence.format(noun)) == [noun + "s" * ("{}s" in sentence)], sentence


@pytest.mark.parametrize("prompt", INSIDE)
def test_no_noun_of_the_world_is_called_a_stranger(prompt):
    assert outside(prompt) == []


def test_captions_of_the_world_name_no_stranger():
    for source in SOURCES.values():
        for index in range(300):
            told = source.scene(7, index).captions
            for caption in (told.short, told.medium, told.dense):
                assert outside(caption) == [], caption


def test_all_that_is_not_known_is_named():
    assert outside("a portrait of a woman with red hair") == ["woman", "hair"]


def test_another_noun_brings_its_own_article():
    assert swapped("A dog on an elephant", "dog", "astronaut") == "An astronaut on an elephant"
    assert swapped("an elephant and a cat", "elephant", "snail") == "a snail and a cat"
    assert swapped("a red fox in a foxhole", "fox", "ant") == "a red ant in a foxhole"
