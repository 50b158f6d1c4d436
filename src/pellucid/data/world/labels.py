"""Labels: what is where, how near it is, and where its edges run.

Segments and depth come from painting the scene a second time with flat inks (see `brush`), so
they lie exactly under the colours. Edges are read from the picture itself, by Canny's method
(Canny, A Computational Approach to Edge Detection, 1986): smooth, take the gradient, keep its
ridges, keep what is strong and what hangs on to it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pellucid.data.world.place import Attributes, Place

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

STRONG, WEAK = 6.0, 2.25  # grey levels per pixel


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Per pixel: index into the place's segments, depth (0 far, 1 near), 255 on edges, else 0."""

    segments: Bytes
    depth: Floats
    edges: Bytes


def read(flat: Bytes, picture: Bytes, place: Place, attributes: Attributes) -> Labels:
    """Labels from a scene painted with label inks and the same scene painted with light."""
    segments = np.ascontiguousarray(flat[:, :, 0])
    depth = _round(flat[:, :, 1].astype(np.float32) / 255.0)
    lying = [place.segments.index(name) for name in place.flat]
    ground = _ground(len(depth), place.horizon(attributes), place.front)
    depth = np.where(np.isin(segments, lying), ground[:, None], depth)
    return Labels(segments, depth.astype(np.float32), edges(picture))


def _ground(size: int, horizon: float, front: float) -> Floats:
    """Depth of the ground by row: 0 at the horizon, `front` at the lower edge of the picture."""
    rows = np.linspace(0.0, 1.0, size, dtype=np.float32)
    below: Floats = np.clip((rows - horizon) / max(1e-6, 1.0 - horizon), 0.0, 1.0)
    return np.asarray(front * below, np.float32)


def _round(depth: Floats) -> Floats:
    """Let flat layers bulge: what is surrounded by nearer things is itself nearer."""
    return np.where(depth > 0, depth * 0.9 + 0.1 * smooth(depth, 8, 3), 0.0).astype(np.float32)


def smooth(plane: Floats, radius: int, times: int) -> Floats:
    """Mean over a square window, `times` over: nearly a Gaussian of variance times r(r+1)/3."""
    width = 2 * radius + 1
    for _ in range(times):
        for axis in (0, 1):
            ends = [(0, 0), (0, 0)]
            ends[axis] = (radius + 1, radius)
            total = np.cumsum(np.pad(plane, ends, mode="edge"), axis=axis, dtype=np.float64)
            upper = np.take(total, range(width, total.shape[axis]), axis=axis)
            lower = np.take(total, range(total.shape[axis] - width), axis=axis)
            plane = ((upper - lower) / width).astype(np.float32)
    return plane


def edges(picture: Bytes) -> Bytes:
    """Thin lines where the picture changes: 255 on an edge, 0 elsewhere, (H, W)."""
    grey = smooth((picture @ np.array([0.299, 0.587, 0.114])).astype(np.float32), 1, 2)
    down, right = (np.asarray(np.gradient(grey, axis=axis), np.float32) for axis in (0, 1))
    strength = np.hypot(down, right)
    ridge = _ridges(strength, down, right)
    strong, weak = ridge & (strength > STRONG), ridge & (strength > WEAK)
    return _hang_on(strong, weak).astype(np.uint8) * 255


def _ridges(strength: Floats, down: Floats, right: Floats) -> npt.NDArray[np.bool_]:
    """Where the gradient is the largest along its own direction, to the nearest 45 degrees."""
    octant = np.round(np.arctan2(down, right) / (np.pi / 4)).astype(int) % 4
    padded = np.pad(strength, 1)
    keep = np.zeros(strength.shape, dtype=bool)
    for turn, (dy, dx) in enumerate(((0, 1), (1, 1), (1, 0), (1, -1))):
        ahead = np.roll(padded, (-dy, -dx), (0, 1))[1:-1, 1:-1]
        back = np.roll(padded, (dy, dx), (0, 1))[1:-1, 1:-1]
        keep |= (octant == turn) & (strength >= ahead) & (strength > back)
    return keep


def _hang_on(strong: npt.NDArray[np.bool_], weak: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Keep weak pixels that are joined to strong ones through weak ones."""
    kept = strong
    while True:
        padded = np.pad(kept, 1)
        rows = padded[:-2] | padded[1:-1] | padded[2:]
        grown = (rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:]) & weak | strong
        if (grown == kept).all():
            return kept
        kept = grown
