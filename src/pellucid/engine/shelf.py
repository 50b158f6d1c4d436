"""Where an engine's weights are, and whether they are the ones that were published.

Weights ship with the package, beside a manifest of their SHA-256 hashes; a file that does not match
it is refused. A folder of one's own (a training run, say) is used as it is.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pellucid.errors import MendableError
from pellucid.nets.weights import SHIPPED, Weights, WeightsError, digest, load


def own(folder: str) -> Path:
    """The folder of weights somebody asked for; for "" the one that is shipped."""
    if folder and not Path(folder).is_dir():
        raise MendableError(
            f"There is no folder {folder} to take weights from; give one that holds "
            "<engine>-<part>.safetensors files, such as a run's under `pellucid where`."
        )
    return Path(folder) if folder else SHIPPED


def sources(weights: Weights, usual: Sequence[str]) -> Sequence[str]:
    """What of the painted world weights have learned; `usual` where their history is silent."""
    mix = weights.history.get("mix")
    if not isinstance(mix, list) or not all(isinstance(name, str) for name in mix):
        return usual
    return tuple(mix)


@dataclass(frozen=True, slots=True)
class LatentStats:
    """How the numbers of latent cells are spread over the pictures that a codec was measured on."""

    pictures: int
    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of weight files, `<engine>-<kind>.safetensors`."""

    folder: Path = SHIPPED

    def path(self, engine: str, kind: str) -> Path:
        """Where the weights of one part of an engine should be.

        A training run teaches a denoiser with the shipped codec and has no codec of its own.
        """
        name = f"{engine}-{kind}.safetensors"
        lent = kind == "codec" and not (self.folder / name).exists()
        return (SHIPPED if lent else self.folder) / name

    def load(self, engine: str, kind: str) -> Weights:
        """Read one part of an engine; raises WeightsError if the file is not what it should be."""
        path = self.path(engine, kind)
        return load(path, kind, Shelf(path.parent).manifest().get(path.name))

    def cells(self, engine: str) -> LatentStats | None:
        """Read how the codec's latents were spread in training; None if nobody has measured it."""
        try:
            codec = self.path(engine, "codec")
            told = json.loads(codec.with_name(f"{engine}-cells.json").read_text(encoding="utf-8"))
            if told["codec"] != digest(codec):
                return None  # of another codec
            rows = tuple(tuple(map(float, row)) for row in told["covariance"])
            mean = tuple(map(float, told["mean"]))
            square = all(len(row) == len(mean) == len(rows) for row in rows) and rows
            if not square or not all(map(math.isfinite, (*mean, *chain(*rows)))):
                return None
            return LatentStats(int(told["pictures"]), mean, rows)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def stamp(self, engine: str, *kinds: str) -> str:
        """Name the weights of an engine by the start of each file's SHA-256."""
        return "-".join(digest(self.path(engine, kind))[:16] for kind in kinds)

    def manifest(self) -> Mapping[str, str]:
        """Read the published hashes; a folder without a manifest has none."""
        path = self.folder / "manifest.json"
        if not path.exists():
            return {}
        try:
            hashes = json.loads(path.read_text(encoding="utf-8"))
            return {str(name): str(hashed) for name, hashed in hashes.items()}
        except (OSError, ValueError, AttributeError, RecursionError):
            raise WeightsError(f"{path.name} is damaged; reinstall pellucid.") from None
