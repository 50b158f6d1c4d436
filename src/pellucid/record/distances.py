"""How far apart pictures are: distances, correlation, frequency bands, and a map of many of them.

Everything here takes plain arrays whose first axis counts the pictures, and returns plain numbers.
Two pictures that have nothing in common but their contrast lie 1 *apart*, two that are the same 0:
the root mean square of their difference, over that of the pictures themselves, over sqrt(2).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BANDS: Mapping[str, tuple[float, float]] = {
    "layout": (0.5, 4.0),
    "shapes": (4.0, 16.0),
    "texture": (16.0, 1e9),
}
"""Bands of brightness, in waves to a picture; "colour" is a fourth: all but the brightness."""

GREY = (0.299, 0.587, 0.114)


def distances(pictures: NDArray[np.floating]) -> Array:
    """Root mean square distance of every pair, in the order (0, 1), (0, 2) ... (1, 2) ..."""
    rows = pictures.reshape(len(pictures), -1).astype(np.float64)
    first, second = np.triu_indices(len(rows), 1)
    gaps: Array = np.sqrt(((rows[first] - rows[second]) ** 2).mean(1))
    return gaps


def apart(pictures: NDArray[np.floating]) -> float:
    """How far pictures lie apart on average: 0 the same, 1 unrelated (see above)."""
    rows = pictures.reshape(len(pictures), -1).astype(np.float64)
    gaps = distances(rows)
    own = 2 * (rows**2).mean()
    return float(np.sqrt((gaps**2).mean() / own)) if len(rows) > 1 and own > 1e-12 else 0.0


def bands(pictures: NDArray[np.uint8]) -> dict[str, float]:
    """How far pictures (N, H, W, 3) lie apart in layout, colour, shapes and texture."""
    pixels = pictures.astype(np.float64) / 127.5 - 1
    grey = pixels @ np.array(GREY)
    waves = np.fft.fft2(grey, norm="ortho")
    down, across = (np.fft.fftfreq(side) * side for side in grey.shape[1:])
    radius = np.hypot(down[:, None], across[None, :])
    found = {"colour": apart(pixels - grey[..., None])}
    for name, (low, high) in BANDS.items():
        inside = waves[:, (radius >= low) & (radius < high)]
        found[name] = apart(np.concatenate([inside.real, inside.imag], 1))
    return found


def correlation(first: NDArray[np.floating], second: NDArray[np.floating]) -> float:
    """Pearson's correlation of all numbers of two pictures; 0 where one of them is flat."""
    a, b = (np.asarray(each, np.float64).ravel() for each in (first, second))
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0


def standard_error(pictures: NDArray[np.floating], other: NDArray[np.floating]) -> float | None:
    """Standard error of `correlation(mean of pictures, other)`, by leaving each out in turn.

    The jackknife: `se^2 = (n - 1) / n * sum((r_i - mean r)^2)`. None of a single picture.
    """
    count = len(pictures)
    if count < 2:
        return None
    total = pictures.sum(0)
    left = np.array([correlation((total - each) / (count - 1), other) for each in pictures])
    return float(np.sqrt((count - 1) * left.var()))


def expected_correlation(pictures: NDArray[np.floating]) -> float | None:
    """What `correlation(mean of pictures, what they scatter around)` would be; None of one alone.

    Two pictures share only what all share, so the mean product of different ones is the size M of
    the true average, and `V = mean |e|^2 - M` the size of the scatter. The mean of n keeps V / n.
    """
    rows = pictures.reshape(len(pictures), -1).astype(np.float64)
    rows = rows - rows.mean(1, keepdims=True)
    count, own = len(rows), float((rows**2).sum())
    if count < 2:
        return None
    shared = (float((rows.sum(0) ** 2).sum()) - own) / (count * (count - 1))
    scatter = own / count - shared
    return float((1 + scatter / (count * shared)) ** -0.5) if shared > 0 else 0.0


def principal(points: NDArray[np.floating]) -> Array:
    """The two directions (2, D) in which points (N, D) spread most, from their Gram matrix.

    With N points and far more numbers in each, the eigenvectors of the small matrix `X X^T` of the
    centred points give the same directions as the large covariance, `X^T u / sqrt(lambda)`.
    """
    rows = _centred(points)
    values, vectors = np.linalg.eigh(rows @ rows.T)
    best = vectors[:, [-1, -2]].T @ rows
    lengths = np.sqrt(np.maximum(values[[-1, -2]], 1e-12))
    directions: Array = best / lengths[:, None]
    return directions


def share_kept(points: NDArray[np.floating], directions: NDArray[np.floating]) -> float:
    """Share of the points' variance that is left when they are seen along some directions only."""
    rows = _centred(points)
    whole = (rows**2).sum()
    return float(((rows @ directions.T) ** 2).sum() / whole) if whole > 0 else 1.0


def _centred(points: NDArray[np.floating]) -> Array:
    rows = points.reshape(len(points), -1).astype(np.float64)
    centred: Array = rows - rows.mean(0)
    return centred


def orthonormal(seed: int, size: int) -> Array:
    """Two directions (2, size) at right angles, drawn at random: a map that favours nothing."""
    drawn = np.random.default_rng(seed).standard_normal((size, 2))
    directions: Array = np.linalg.qr(drawn)[0].T
    return directions


def shorten(values: Sequence[float] | NDArray[np.floating], digits: int = 4) -> list[float | None]:
    """Numbers short enough to travel, as JSON holds them: null for NaN and infinity."""
    plain = (float(value) for value in np.asarray(values).ravel())
    return [round(value, digits) if np.isfinite(value) else None for value in plain]
