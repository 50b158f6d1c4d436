"""Numbers about pictures: how many are right, how like the world they are, how varied.

Distances live in the judge's features; they compare pictures drawn by this package with pictures
painted by this package, and with nothing else. So `kernel_distance` is reported as KID-ours: the
mathematics of the kernel inception distance in another space of features, not comparable to any
published KID or FID.
"""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from pellucid.pixels import Pixels


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with Wilson's 95 % interval."""

    right: int
    of: int
    share: float
    low: float
    high: float


def share(right: int, of: int) -> Share:
    """A share and how sure one can be of it: Wilson's score interval (Wilson 1927).

    (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n), with z = 1.96.
    """
    if of == 0:
        return Share(0, 0, math.nan, 0.0, 1.0)
    z, p = 1.959964, right / of
    middle = p + z * z / (2 * of)
    reach = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return Share(
        right, of, p, max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
    )


def kernel_distance(
    real: Tensor, drawn: Tensor, subsets: int = 50, seed: int = 0
) -> tuple[float, float]:
    """How far apart two clouds of features (N, F) and (M, F) are, and the spread over subsets.

    The unbiased squared maximum mean discrepancy with kernel (a . b / F + 1)^3, averaged over
    random subsets of half the smaller set (KID: Binkowski et al. 2018, arXiv 1801.01401), as
    torchmetrics computes it. Of one distribution it is 0; being unbiased, at times slightly less.
    """
    from torchmetrics.image.kid import KernelInceptionDistance  # noqa: PLC0415  (slow to import)

    size = max(2, min(len(real), len(drawn)) // 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that it keeps features, which are small here
        metric = KernelInceptionDistance(nn.Identity(), subsets=subsets, subset_size=size)
    metric.update(real, real=True)
    metric.update(drawn, real=False)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        mean, spread = metric.compute()
    return mean.item(), spread.item()


def reach(real: Tensor, drawn: Tensor, nearest: int = 5) -> tuple[float, float]:
    """Density and coverage of drawn features (M, F) around real ones (N, F).

    Each real picture has a ball that reaches to its `nearest`-th real neighbour. Density is the
    mean number of balls a drawn picture falls in, over `nearest`: about 1 for the world itself,
    more when pictures crowd in the middle. Coverage is the share of balls with a drawn picture in
    them: near 1 for the world itself, less when kinds of pictures are missing (Naeem et al. 2020,
    arXiv 2002.09797).
    """
    among = torch.cdist(real.double(), real.double())
    radius = among.kthvalue(min(nearest + 1, len(real)), dim=1).values  # the nearest is itself
    apart = torch.cdist(real.double(), drawn.double())  # (N, M)
    inside = apart < radius[:, None]
    density = inside.double().sum(0).mean().item() / nearest
    return density, inside.any(1).double().mean().item()


def saturation(pictures: Pixels) -> float:
    """Mean saturation S of hue, saturation and value: (max - min) / max of red, green and blue."""
    total = 0.0
    for picture in pictures:
        high = picture.max(-1).astype(np.float64)
        total += float(np.mean((high - picture.min(-1)) / np.maximum(high, 1)))
    return total / len(pictures)


def clipping(pictures: Pixels) -> float:
    """The share of channel values that lie at 0 or 255, where colour has run out."""
    clipped = sum(int(np.count_nonzero((one == 0) | (one == 255))) for one in pictures)
    return clipped / pictures.size


def variety(groups: Sequence[Tensor]) -> float:
    """Mean distance between two members of one group (n, F) each: how far seeds differ."""
    apart = [torch.pdist(group.double()).mean().item() for group in groups if len(group) > 1]
    return sum(apart) / len(apart) if apart else math.nan
