"""Measure how the latents of training are spread, so that colours mean the same in every picture.

    python docs/basis.py [--latents FOLDER]

Reads the store that `pellucid train latents` made and writes `garden-cells.json` beside the
weights: mean and covariance of the numbers of all cells of all its pictures, and the SHA-256 of the
codec they belong to. To be run again when the codec is another; the exhibit "Inside the latent"
turns cells to colours by these numbers.
"""

import argparse
import json
from pathlib import Path

from pellucid.learn.codec import latents_of
from pellucid.learn.latents import spread
from pellucid.learn.lesson import Desk
from pellucid.nets.weights import digest
from pellucid.studio.store import home
from pellucid.studio.weights import SHIPPED

FILE = SHIPPED / "garden-cells.json"
FROM = (
    "Mean and covariance of the numbers of latent cells over pictures of the painted world, "
    "as this codec encodes them; written by docs/basis.py."
)


def main() -> None:
    """Write the file again."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    shipped = latents_of(Desk(home() / "data", SHIPPED, SHIPPED), "garden")
    options.add_argument("--latents", type=Path, default=shipped)
    pictures, mean, covariance = spread(options.parse_args().latents)
    told = {
        "from": FROM,
        "codec": digest(SHIPPED / "garden-codec.safetensors"),
        "pictures": pictures,
        "mean": [round(each, 6) for each in mean.tolist()],
        "covariance": [[round(each, 6) for each in row] for row in covariance.tolist()],
    }
    FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
