"""A critic: which patches of a picture are painted, and which were drawn.

Only training needs it, and no weights of it are shipped.
"""

from itertools import pairwise

import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm


class Critic(nn.Module):
    """Pictures (B, 3, H, W) to (B, 1, H/8, W/8): above 0 where a patch looks painted.

    It judges patches and not pictures (Isola et al. 2017, arXiv 1611.07004), and no layer of it
    makes a difference larger (spectral norm 1, Miyato et al. 2018, arXiv 1802.05957), so its
    gradient does not vanish for pictures that are easy to tell apart.
    """

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        widths = (3, width, 2 * width, 4 * width)
        halvings = [spectral_norm(nn.Conv2d(a, b, 4, 2, 1)) for a, b in pairwise(widths)]
        last = 4 * width
        self.layers = nn.ModuleList([*halvings, spectral_norm(nn.Conv2d(last, last, 3, padding=1))])
        self.verdict = spectral_norm(nn.Conv2d(last, 1, 3, padding=1))

    def forward(self, picture: Tensor) -> Tensor:
        for layer in self.layers:
            picture = F.leaky_relu(layer(picture), 0.2)
        told: Tensor = self.verdict(picture)
        return told
