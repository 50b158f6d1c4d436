"""The painted world: captioned pictures that are pure functions of a seed and an index."""

from pellucid.data.world.captions import Captions
from pellucid.data.world.garden import ATTRIBUTES, SEGMENTS, is_held_out
from pellucid.data.world.labels import Labels
from pellucid.data.world.motion import LOOP
from pellucid.data.world.scene import SIZE, Scene, scene

__all__ = [
    "ATTRIBUTES",
    "LOOP",
    "SEGMENTS",
    "SIZE",
    "Captions",
    "Labels",
    "Scene",
    "is_held_out",
    "scene",
]
