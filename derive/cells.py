"""How the numbers of latent cells are spread: `garden-cells.json` beside the weights.

Reads the latents that `pellucid train latents` made, of the shipped mixture, and writes mean and
covariance of the numbers of all their cells, with the SHA-256 of the codec they belong to. The
exhibit "Inside the latent" turns cells into colours by these numbers. They belong to the codec
alone, so nothing is measured again while the codec is the one that the file names.
"""

import json
import sys
from pathlib import Path

import torch
from safetensors import safe_open
from torch import Tensor

from pellucid.data.sources import SOURCES
from pellucid.files import home
from pellucid.learn.codec import latents_of
from pellucid.learn.latents import whole_shards
from pellucid.learn.task import Workspace
from pellucid.nets.weights import SHIPPED, digest

FILE = SHIPPED / "garden-cells.json"
FROM = (
    "Mean and covariance of the numbers of latent cells over pictures of the painted world, "
    "as this codec encodes them; written by derive/cells.py."
)


def main() -> None:
    """Write the file again if the codec is another."""
    codec = digest(SHIPPED / "garden-codec.safetensors")
    if json.loads(FILE.read_text(encoding="utf-8"))["codec"] == codec:
        print("  already of this codec", file=sys.stderr)
        return
    latents = latents_of(Workspace(home() / "data", SHIPPED, SHIPPED), SOURCES["garden"])
    pictures, mean, covariance = spread(latents)
    measured = {
        "from": FROM,
        "codec": codec,
        "pictures": pictures,
        "mean": [round(each, 6) for each in mean.tolist()],
        "covariance": [[round(each, 6) for each in row] for row in covariance.tolist()],
    }
    FILE.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


def spread(folder: Path) -> tuple[int, Tensor, Tensor]:
    """How the cells of all latents in a store are spread: (latents, mean (C,), covariance (C, C)).

    Shard by shard in float64; only latents are read.
    """
    count, cells = 0, 0
    total, squares = torch.zeros(()), torch.zeros(())
    for path in whole_shards(folder):
        with safe_open(path, "pt") as shard:
            latents = shard.get_tensor("latents")
        rows = latents.movedim(1, -1).flatten(0, -2).double()  # (N cells, C)
        count, cells = count + len(latents), cells + len(rows)
        total, squares = total + rows.sum(0), squares + rows.T @ rows
    mean = total / cells
    return count, mean, squares / cells - torch.outer(mean, mean)
