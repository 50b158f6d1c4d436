"""A scene: a pure function of (seed, index) to a picture, words about it, and labels.

Every concern (attributes, layout, plant, light, words, ...) has a random stream of its own,
derived by name from place, seed and index: a change to one leaves the others as they were. What
a judge can be asked is an attribute; sides, leans and the like, which only words and painters
know, are the arrangement. The style is no part of it, so the same scene can be had in every
style. Attributes and captions need no paint; Skia is imported when the first picture is asked for.
"""

import random
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pellucid.data.world import labels, words
from pellucid.data.world.place import Attributes, Place, Stream, WorldError
from pellucid.data.world.places import PLACES
from pellucid.data.world.styles import STYLES

SIZE = 256
FIRST = "garden"  # its streams have no prefix: it was here before there were places


def _stream(place: str, seed: int, index: int) -> Stream:
    prefix = "" if place == FIRST else f"{place}/"
    return lambda concern: random.Random(f"{prefix}{seed}/{index}/{concern}")


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene, known by its place, seed and index, in one style."""

    seed: int
    index: int
    attributes: Attributes
    place: str = FIRST
    style: str = "natural"

    @property
    def arrangement(self) -> Attributes:
        """What stands on which side, leans where, is lit from where: for words and painters."""
        return self._home.arrange(self._stream("arrangement"), self.attributes)

    @property
    def captions(self) -> words.Captions:
        """One short, one medium and one dense caption."""
        return words.captions(self._home.tell, self._told, self.style, self._stream("words"))

    def caption(self, variant: int = 0) -> str:
        """A training caption, at a level drawn from `MIX`; `variant` says it anew."""
        rng = self._stream(f"caption {variant}")
        return words.caption(self._home.tell, self._told, self.style, rng)

    def picture(self, time: float = 0.0) -> npt.NDArray[np.uint8]:
        """The scene at `time` seconds, (SIZE, SIZE, 3); at 0 it is the still."""
        return STYLES[self.style](self._painted(time, flat=False), self._stream("style"))

    def labels(self, time: float = 0.0) -> labels.Labels:
        """Segments, depth and edges of `picture(time)`, each (SIZE, SIZE)."""
        flat = self._painted(time, flat=True)
        return labels.read(flat, self.picture(time), self._home, self._told)

    @property
    def segments(self) -> tuple[str, ...]:
        """What the numbers in `labels().segments` stand for."""
        return self._home.segments

    @property
    def _home(self) -> Place:
        return PLACES[self.place]

    @property
    def _told(self) -> Attributes:
        return {**self.attributes, **self.arrangement}

    def _stream(self, concern: str) -> random.Random:
        return _stream(self.place, self.seed, self.index)(concern)

    def _painted(self, time: float, flat: bool) -> npt.NDArray[np.uint8]:
        from pellucid.data.world.brush import Brush  # noqa: PLC0415  needs the system's libGL

        brush = Brush(SIZE, labels=flat)
        self._home.painter()(brush, self._told, self._stream, time)
        return brush.pixels()


def scene(
    seed: int, index: int, held_out: bool = False, place: str = FIRST, style: str = "natural"
) -> Scene:
    """Scene `index` of `seed`; the held-out combinations appear only when asked for."""
    _known("place", place, tuple(PLACES))
    _known("style", style, tuple(STYLES))
    home, rng = PLACES[place], _stream(place, seed, index)("held out" if held_out else "attributes")
    while True:
        attributes = home.hold_out(rng, style) if held_out else home.draw_attributes(rng)
        if home.is_held_out(attributes, style) == held_out:
            return Scene(seed, index, attributes, place, style)


def _known(what: str, name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise WorldError(f"There is no {what} {name!r}; there are {', '.join(names)}.")
