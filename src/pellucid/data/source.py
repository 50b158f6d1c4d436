"""Where training pictures come from.

A *source* is pictures with captions, and with labels where there are any. A file of this folder
that holds a value `SOURCE` adds one (`sources.py`).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from pellucid.pixels import Pixels

HELD_OUT = 1  # the seed of pictures that are never trained on
CLASSES = 2  # the seed of pictures of one caption class, never trained on either


class Captions(Protocol):
    """The same picture in few words, in some, and in many."""

    @property
    def short(self) -> str: ...
    @property
    def medium(self) -> str: ...
    @property
    def dense(self) -> str: ...


class Scene(Protocol):
    """One picture and what is said of it."""

    @property
    def captions(self) -> Captions: ...

    def caption(self, variant: int = 0) -> str:
        """A training caption; another variant may say it in other words."""

    def picture(self) -> Pixels:
        """The picture, (256, 256, 3)."""


class Source(Protocol):
    """Pictures by seed and index: the same ones every time."""

    @property
    def name(self) -> str: ...  # as `--mix` has it; its stores are called so
    @property
    def edition(self) -> str: ...  # changes whenever its pictures or captions do
    @property
    def prompts(self) -> Sequence[str]: ...  # what a training run's sheets show
    @property
    def keeps_back(self) -> bool: ...  # whether combinations are kept from training

    def scene(self, seed: int, index: int, held_out: bool = False) -> Scene:
        """Picture `index` of a seed; with `held_out`, of the combinations kept from training."""

    def truth(self, one: Scene, /) -> Mapping[str, str]:
        """What is true of a picture, by attribute; empty where nobody knows."""

    def unusual(self, one: Scene, /) -> Collection[str]:
        """Attributes whose value in a picture no caption leaves out; empty where nobody knows."""
