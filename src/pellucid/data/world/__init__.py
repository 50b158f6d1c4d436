"""The painted world: captioned pictures that are pure functions of a seed and an index."""

from pellucid.data.world.garden import ATTRIBUTES, SEGMENTS, is_held_out
from pellucid.data.world.labels import Labels
from pellucid.data.world.motion import LOOP
from pellucid.data.world.place import Place, WorldError
from pellucid.data.world.places import PLACES
from pellucid.data.world.scene import SIZE, Scene, scene
from pellucid.data.world.styles import STYLES
from pellucid.data.world.words import Captions

__all__ = [
    "ATTRIBUTES",
    "LOOP",
    "PLACES",
    "SEGMENTS",
    "SIZE",
    "STYLES",
    "Captions",
    "Labels",
    "Place",
    "Scene",
    "WorldError",
    "is_held_out",
    "scene",
]
