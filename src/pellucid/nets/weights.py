"""Weight files: safetensors that describe themselves.

The kind of network, its configuration as JSON and a short history are in the metadata. Nothing is
ever unpickled, and files are written whole or not at all.
"""

import hashlib
import json
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

    Raises WeightsError if the file is missing, truncated, not safetensors (a pickle, say), of
    another kind, or its SHA-256 is not the expected one.
    """
    if not path.is_file():
        raise WeightsError(
            f"There is no weight file {path.name} in {path.parent}; train it, or choose another "
            "folder with --weights. If it is the package's own folder, reinstall pellucid."
        )
    if sha256 is not None and digest(path) != sha256:
        raise WeightsError(
            f"{path.name} is not the file that was published: its SHA-256 differs; "
            "download or install it again."
        )
    try:
        with safe_open(path, "pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except SafetensorError as error:
        raise WeightsError(
            f"{path.name} is not a whole safetensors file ({error}); pickled weights (.pt, .ckpt, "
            ".bin) can run code and are never loaded: convert it to safetensors or download it "
            "again."
        ) from error
    if metadata.get("kind") != kind:
        raise WeightsError(
            f"{path.name} holds a {metadata.get('kind', 'file of unknown kind')}, not a {kind}; "
            f"choose a {kind} written by pellucid."
        )
    try:
        config, history = json.loads(metadata["config"]), json.loads(metadata["history"])
    except (KeyError, ValueError) as error:
        raise WeightsError(
            f"{path.name} does not say how its {kind} is built; download or install it again."
        ) from error
    sizes = {name: tuple(v) if isinstance(v, list) else v for name, v in config.items()}
    return Weights(kind, sizes, history, tensors)  # JSON has no tuples, configurations no lists


def build(
    weights: Weights, network_of: Callable[[Any], Network], config_of: Callable[..., Any]
) -> Network:
    """Make a network of its description and fill it with its weights: float32, not to be taught."""
    try:
        network = network_of(config_of(**weights.config))
        network.load_state_dict({name: value.float() for name, value in weights.tensors.items()})
    except (TypeError, RuntimeError):
        raise WeightsError(
            f"The weights of the {weights.kind} do not fit their own description; "
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
