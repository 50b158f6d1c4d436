"""What can be told apart in a room, the farthest first."""

SEGMENTS: tuple[str, ...] = (
    "wall",
    "floor",
    "window",
    "curtain",
    "sill",
    "couch",
    "lamp",
    "plant",
    "picture",
    "rug",
    "cat",
)


def segment(name: str) -> int:
    """The number of a segment."""
    return SEGMENTS.index(name)
