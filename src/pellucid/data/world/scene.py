"""A scene: a pure function of (seed, index) to a picture, words about it, and labels.

Every concern (attributes, layout, plant, light, words, ...) has a random stream of its own,
derived by name from (seed, index): a change to one leaves the others as they were. Attributes
and captions need no paint; Skia is imported when the first picture is asked for.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pellucid.data.world import captions, garden, labels

SIZE = 256


def _stream(seed: int, index: int) -> Callable[[str], random.Random]:
    return lambda concern: random.Random(f"{seed}/{index}/{concern}")


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene of the garden, known by its seed and index."""

    seed: int
    index: int
    attributes: garden.Attributes

    @property
    def captions(self) -> captions.Captions:
        """One short, one medium and one dense caption."""
        return captions.captions(self.attributes, _stream(self.seed, self.index)("words"))

    def caption(self, variant: int = 0) -> str:
        """A training caption: 60 % dense, 25 % medium, 15 % short; `variant` says it anew."""
        stream = _stream(self.seed, self.index)
        return captions.caption(self.attributes, stream(f"caption {variant}"))

    def picture(self, time: float = 0.0) -> npt.NDArray[np.uint8]:
        """The scene at `time` seconds, (SIZE, SIZE, 3); at 0 it is the still."""
        return self._painted(time, flat=False)

    def labels(self, time: float = 0.0) -> labels.Labels:
        """Segments, depth and edges of `picture(time)`, each (SIZE, SIZE)."""
        flat, light = self._painted(time, flat=True), self._painted(time, flat=False)
        return labels.read(flat, light, self.attributes["backdrop"])

    def _painted(self, time: float, flat: bool) -> npt.NDArray[np.uint8]:
        from pellucid.data.world.brush import Brush  # noqa: PLC0415  needs the system's libGL
        from pellucid.data.world.stage import paint  # noqa: PLC0415

        brush = Brush(SIZE, labels=flat)
        paint(brush, self.attributes, _stream(self.seed, self.index), time)
        return brush.pixels()


def scene(seed: int, index: int, held_out: bool = False) -> Scene:
    """Scene `index` of `seed`; the held-out combinations appear only when asked for."""
    rng = _stream(seed, index)("held out" if held_out else "attributes")
    draw = garden.hold_out if held_out else garden.draw_attributes
    attributes = draw(rng)
    while garden.is_held_out(attributes) != held_out:
        attributes = draw(rng)
    return Scene(seed, index, attributes)
