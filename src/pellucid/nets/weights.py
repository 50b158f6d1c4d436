"""Weight files: safetensors that describe themselves.

The kind of network, its configuration as JSON and a short history are in the metadata. Nothing is
ever unpickled, and files are written whole or not at all.
"""

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from pellucid.errors import BrokenError
from pellucid.files import atomic

SHIPPED = Path(__file__).parent.parent / "weights"
HEADER = 2**20  # bytes: some hundred for every tensor of the largest network, optimisers and all
NUMBERS = 2**29  # of a network: 2 GiB where they are used
Network = TypeVar("Network", bound=nn.Module)


class WeightsError(BrokenError):
    """A weight file cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Named tensors and what they are: `kind`, the network's `config`, and its `history`."""

    kind: str
    config: Mapping[str, Any]
    history: Mapping[str, Any]
    tensors: Mapping[str, Tensor]


def save(path: Path, weights: Weights, dtype: torch.dtype | None = None) -> None:
    """Write `weights` to `path`, whole or not at all; the same weights make the same bytes.

    Where a `dtype` is given, matrices and kernels are stored in it; vectors (biases, means,
    variances) stay as they are, because they are few and a variance can overflow float16.
    """
    tensors = {name: _stored(tensor, dtype) for name, tensor in weights.tensors.items()}
    metadata = {
        "kind": weights.kind,
        "config": json.dumps(dict(weights.config)),  # in its own order: a judge's heads stand in it
        "history": json.dumps(dict(weights.history)),
    }
    with atomic(path) as part:
        save_file(tensors, part, metadata=metadata)
        _settle(part, metadata)


def load(path: Path, kind: str, sha256: str | None = None) -> Weights:
    """Read a weight file of one `kind`, refusing whatever is not exactly that.

    Tensors are mapped from the disk and not yet read. Raises WeightsError if the file is missing,
    truncated, not safetensors (a pickle, say), of another kind, or its SHA-256 is not the expected
    one.
    """
    if not path.is_file():
        raise WeightsError(
            f"There is no weight file {path.name} in the folder {path.parent.name}; train it, or "
            "choose another with --weights. If it is the package's own folder, reinstall pellucid."
        )
    try:
        with path.open("rb") as start:
            header = int.from_bytes(start.read(8), "little")
        if header > HEADER:
            raise SafetensorError(f"its header would have {header} bytes, at most {HEADER} may be")
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, RuntimeError, TypeError) as error:
        raise WeightsError(
            f"{path.name} is not a whole safetensors file ({error!s:.200}); pickled weights (.pt, "
            ".ckpt, .bin) can run code and are never loaded: convert it to safetensors or download "
            "it again."
        ) from error
    if metadata.get("kind") != kind:
        raise WeightsError(
            f"{path.name} holds a {metadata.get('kind', 'file of unknown kind')}, not a {kind}; "
            f"choose a {kind} written by pellucid."
        )
    if sha256 is not None and digest(path) != sha256:
        raise WeightsError(
            f"{path.name} is not the file that was published: its SHA-256 differs; "
            "download or install it again."
        )
    try:
        config, history = _object(metadata["config"]), _object(metadata["history"])
    except (KeyError, ValueError, RecursionError) as error:
        raise WeightsError(
            f"{path.name} does not say how its {kind} is built; download or install it again."
        ) from error
    sizes = {name: tuple(v) if isinstance(v, list) else v for name, v in config.items()}
    return Weights(kind, sizes, history, tensors)  # JSON has no tuples, configurations no lists


def build(
    weights: Weights, network_of: Callable[[Any], Network], config_of: Callable[..., Any]
) -> Network:
    """Make a network of its description and fill it with its weights: float32, not to be taught.

    It is made on the meta device, without numbers, and held against the file before one is read.
    Raises WeightsError if they do not fit, or a weight is not finite.
    """
    try:
        with torch.device("meta"):
            network = network_of(config_of(**weights.config))
        wanted = network.state_dict()
        odd = {(n, _shape(t)) for n, t in wanted.items()} ^ {
            (n, _shape(t)) for n, t in weights.tensors.items()
        }
        if odd:
            raise ValueError(f"{min(odd)[0]:.80} is missing, too much, or of another shape")
        if (count := sum(tensor.numel() for tensor in wanted.values())) > NUMBERS:
            raise ValueError(f"they are {count:,} numbers, at most {NUMBERS:,} may be")
        tensors = {n: t.to(wanted[n].dtype, copy=True) for n, t in weights.tensors.items()}
        if not math.isfinite(sum(tensor.sum().item() for tensor in tensors.values())):
            raise ValueError("some are not finite")
        network.load_state_dict(tensors, assign=True)
    except (TypeError, ValueError, RuntimeError) as error:
        raise WeightsError(
            f"The weights of the {weights.kind} do not fit their own description ({error}); "
            "download or install them again."
        ) from None
    return network.eval().requires_grad_(requires_grad=False)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settle(path: Path, metadata: Mapping[str, str]) -> None:
    """Put a file's metadata into their order; safetensors writes them in any."""
    with path.open("rb+") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length)) | {"__metadata__": metadata}
        file.seek(8)
        text = json.dumps(header, separators=(",", ":"), ensure_ascii=False)
        file.write(text.encode().ljust(length))  # as long as it was


def _stored(tensor: Tensor, dtype: torch.dtype | None) -> Tensor:
    tensor = tensor.detach().cpu()
    if dtype is not None and tensor.is_floating_point() and tensor.ndim > 1:
        tensor = tensor.to(dtype)
    return tensor.clone(memory_format=torch.contiguous_format)


def _object(text: str) -> dict[str, Any]:
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError(f"{text:.40} is no object")
    return told


def _shape(tensor: Tensor) -> tuple[tuple[int, ...], bool]:
    return tuple(tensor.shape), tensor.is_floating_point()
