"""Weight files that are wrong, made when a test asks for them: `files()` has each by what is wrong.

The good one that they start from holds a denoiser small enough to be taken apart.
"""

import io
import json
import pickle
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import torch
from safetensors.torch import save

from pellucid.nets.dit import DiT, DiTConfig

SMALL = DiTConfig(width=8, depth=1, patch=2, side=4, channels=2, text=4, tail=(4, 1))
HUGE = 10**6
CONFIGS = [
    *("[]", "null", '"DiT"', "7", "", "{", "[" * 10**5, "9" * 5000, '{"nobody": 1}', "{}"),
    *(f'{{"depth": {depth}}}' for depth in ("1e3", "true", "null", "[3]", "NaN", "9" * 400)),
]
FIELDS: Mapping[str, list[Any]] = {
    **{name: [0, -1, -4, HUGE, 2**63, 2.0, "8", None] for name in asdict(SMALL)},
    "side": [0, 5, -4, HUGE],
    "width": [0, 9, 10, 100, HUGE],
    "tail": [[], [4], [4, 1, 1], [0, 1], [4, HUGE], [-4, 1], [5, 1], [[4], [1]], 7, "41", None],
    "predicts": ["", "nothing", 0, ["flow"], {"flow": 1}],
}


def tensors(config: DiTConfig = SMALL) -> dict[str, torch.Tensor]:
    """What a good file holds."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return dict(DiT(config).state_dict())


def described(config: str, history: str = "{}", kind: str = "denoiser") -> dict[str, str]:
    """The metadata of a file."""
    return {"kind": kind, "config": config, "history": history}


def whole(**changed: Any) -> bytes:
    """A good file, but for what is changed of its configuration."""
    return save(tensors(), described(json.dumps(asdict(SMALL) | changed)))


def taken_apart(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The header and the numbers of a file."""
    size = struct.unpack("<Q", data[:8])[0]
    return json.loads(data[8 : 8 + size]), data[8 + size :]


def put_together(header: object, numbers: bytes) -> bytes:
    """A file with this header, whatever it says."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + numbers


def files() -> Iterator[tuple[str, bytes]]:
    """Every wrong file, after what is wrong with it."""
    yield from _descriptions()
    yield from _headers()
    yield from _numbers()


def _descriptions() -> Iterator[tuple[str, bytes]]:
    held = tensors()
    for text in CONFIGS:
        yield f"config {text:.20}", save(held, described(text))
    for name, values in FIELDS.items():
        for value in values:
            yield f"{name} {value!r:.20}", whole(**{name: value})
    good = json.dumps(asdict(SMALL))
    for text in ("[]", "null", "7", "{", "[" * 10**5):
        yield f"history {text:.20}", save(held, described(good, text))
    yield "no metadata", save(held)
    yield "no config", save(held, {"kind": "denoiser"})
    yield "another kind", save(held, described(good, kind="codec"))


def _headers() -> Iterator[tuple[str, bytes]]:
    header, numbers = taken_apart(whole())
    first, second = list(header)[1:3]
    for name, text in {
        "empty": b"", "a list": b"[]", "null": b"null", "nested": b'{"a":' * 10**5,
        "not text": b"\xff" * 40, "numbers": b"9" * 40,
    }.items():  # fmt: skip
        yield f"header {name}", put_together(text, numbers)
    for size in (0, 2**20 + 1, 10**8, 2**63, 2**64 - 1):
        yield f"header of {size}", struct.pack("<Q", size) + whole()[8:]
    start, end = header[first]["data_offsets"]
    for change in (
        {"data_offsets": header[second]["data_offsets"]}, {"data_offsets": [start, end + 4]},
        {"data_offsets": [end, start]}, {"data_offsets": [-4, end]}, {"data_offsets": [start]},
        {"data_offsets": [2**62, 2**63]}, {"dtype": "F64"}, {"dtype": "I32"}, {"dtype": "pickle"},
        {"dtype": "F8_E4M3"}, {"shape": []}, {"shape": [0]}, {"shape": [2**40, 2**40]},
        {"shape": [-1]}, {"shape": "8"}, {"shape": [*header[first]["shape"][::-1], 1]},
    ):  # fmt: skip
        lie = header | {first: header[first] | change}
        yield f"tensor {change}", put_together(lie, numbers)
    gone = {name: entry for name, entry in header.items() if name != first}
    yield "a tensor too few", put_together(gone, numbers)
    yield "a tensor of another name", put_together(gone | {"x": header[first]}, numbers)
    yield "a name of a thousand letters", put_together(gone | {"x" * 1000: header[first]}, numbers)
    none = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    many = {f"blocks.{index}": none for index in range(10**5)}
    yield "a hundred thousand tensors", put_together(header | many, numbers)
    yield "numbers cut", whole()[:-4]
    yield "numbers too many", whole() + bytes(4)


def _numbers() -> Iterator[tuple[str, bytes]]:
    held, told = tensors(), described(json.dumps(asdict(SMALL)))
    for value in (float("nan"), float("inf"), -float("inf"), 3e38):
        one = held["out.bias"].clone()
        one[0] = value
        yield f"a weight of {value}", save(held | {"out.bias": one}, told)
        yield f"all weights {value}", save({n: torch.full_like(t, value) for n, t in held.items()},
                                           told)  # fmt: skip
    yield "whole numbers", save({n: t.long() for n, t in held.items()}, told)
    yield "truths", save({n: t.bool() for n, t in held.items()}, told)
    yield "complex numbers", save({n: t + 0j for n, t in held.items()}, told)
    yield "a pickle", pickle.dumps(held)
    zipped = io.BytesIO()
    torch.save(held, zipped)
    yield "a zipped pickle", zipped.getvalue()
    yield "nothing", b""
