"""A scene: a pure function of (seed, index) to a picture, words about it, and labels.

Every concern (attributes, layout, plant, light, words, ...) has a random stream of its own,
derived by name from (seed, index): a change to one leaves the others as they were."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pellucid.data.world import captions, garden

SIZE = 256
Picture = npt.NDArray[np.uint8]


def _stream(seed: int, index: int) -> Callable[[str], random.Random]:
    return lambda concern: random.Random(f"{seed}/{index}/{concern}")


@dataclass(frozen=True)
class Scene:
    """One scene of the garden, known by its seed and index."""

    seed: int
    index: int
    attributes: garden.Attributes

    @cached_property
    def captions(self) -> captions.Captions:
        """One short, one medium and one dense caption."""
        return captions.captions(self.attributes, self._stream("words"))

    def caption(self, variant: int = 0) -> str:
        """A training caption: 60 % dense, 25 % medium, 15 % short; `variant` says it anew."""
        return captions.caption(self.attributes, self._stream(f"caption {variant}"))

    def picture(self, time: float = 0.0) -> Picture:
        """The scene at `time` seconds, (SIZE, SIZE, 3); at 0 it is the still."""
        from pellucid.data.world.brush import Brush  # noqa: PLC0415  Skia only where paint is needed

        brush = Brush(SIZE)
        garden.paint(brush, self.attributes, self._stream, time)
        return brush.pixels()

    def _stream(self, concern: str) -> random.Random:
        return _stream(self.seed, self.index)(concern)


def scene(seed: int, index: int, held_out: bool = False) -> Scene:
    """Scene `index` of `seed`; the held-out combinations appear only when asked for."""
    rng = _stream(seed, index)("held out" if held_out else "attributes")
    attributes = garden.hold_out(rng) if held_out else garden.draw_attributes(rng)
    while garden.is_held_out(attributes) != held_out:
        attributes = garden.hold_out(rng) if held_out else garden.draw_attributes(rng)
    return Scene(seed, index, attributes)
