"""An engine as ONNX files, for programs that have neither torch nor Python.

    write(pellucid.load("garden", backend="torch"), Path("out/onnx"))

Every network becomes a file. `engine.json` says what a walk needs besides: names and shapes, noise
levels, and what the denoiser answers for; `example.py` is such a walk. How many pictures and how
many word pieces are asked for at once is free. Weights lie in the files as float16, as they ship,
and are multiplied as float32.
"""

import inspect
import json
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.export import Dim

from pellucid.denoise import Cond, over
from pellucid.engine.apply import visited
from pellucid.engine.backend import Run
from pellucid.engine.engine import Engine
from pellucid.engine.memory import Remembering
from pellucid.errors import MendableError
from pellucid.nets.blocks import Looking
from pellucid.nets.text import LENGTH, States
from pellucid.nets.weights import digest
from pellucid.precondition import Preconditioned
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import Recipe

MARK = "engine.json"
OPSET = 20
NEEDS = ("onnx", "onnxscript")
WORTH = 1024  # numbers from which on weights are kept as float16
EXAMPLES = ("a snail on a mushroom", ""), ("a snail on a moss-covered rock at sunset", "", "")
WORDS = 7  # word pieces of the first example; the second has more, and one picture more
FREE = {"pictures": Dim("pictures", min=1, max=256), "words": Dim("words", min=2, max=LENGTH)}
TYPES = {torch.float32: "float32", torch.int64: "int64"}
EXAMPLE = """# Draw a picture with these files: pip install onnxruntime tokenizers pillow
import json, numpy as np, onnxruntime
from PIL import Image
from tokenizers import Tokenizer

engine = json.load(open("engine.json"))
parts = {name: onnxruntime.InferenceSession(f"{name}.onnx") for name in engine["parts"]}
ask = lambda name, *given: parts[name].run(None, dict(zip(engine["parts"][name]["given"], given)))
ids = np.array([Tokenizer.from_file("tokenizer.json").encode(p).ids for p in ("a snail", "")])
said = ask("read", *ask("text", ids, np.sign(ids)))
x = engine["walk"][0][0] * np.random.default_rng(7).standard_normal((1, *engine["latent"]))
for sigma, below, t, scale, skip, out in engine["walk"]:
    words, none = ask("look", np.float32([scale * x[0]] * 2), np.float32([t, t]), *said)[0]
    guess = skip * x + out * (none + engine["guidance"] * (words - none))
    x = guess + below / sigma * (x - guess)
pixels = ask("decode", np.float32(x))[0][0].transpose(1, 2, 0).clip(-1, 1)
Image.fromarray(np.uint8(127.5 * pixels + 127.5)).save("picture.png")
"""


class OnnxError(MendableError):
    """An engine cannot be written as ONNX; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A network to write, what it is given by name, and what its answers are called.

    `given` holds two examples of each: their axes that differ in length are free.
    """

    module: nn.Module
    given: Mapping[str, Sequence[Tensor]]
    answers: Sequence[str]


class Text(nn.Module):
    """Word pieces and their mask (B, L) to tokens (B, L, E), their weights, and their mean."""

    def __init__(self, states: nn.Module) -> None:
        super().__init__()
        self.states = states

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        weights = mask.float()
        tokens = self.states(ids, mask) * weights[..., None]
        return tokens, weights, tokens.sum(1) / weights.sum(1, keepdim=True)


class Read(nn.Module):
    """Tokens, the weights of words and their mean, to what a prompt says to every layer."""

    def __init__(self, network: Looking) -> None:
        super().__init__()
        self.network = network

    def forward(self, tokens: Tensor, weights: Tensor, pooled: Tensor) -> tuple[Tensor, ...]:
        *said, summary = self.network.read(Cond(tokens, weights, pooled))
        return summary, *(each.contiguous() for each in said)


class Look(nn.Module):
    """A noisy latent, its clock and what a prompt said, to the network's answer."""

    def __init__(self, network: Looking) -> None:
        super().__init__()
        self.network = network

    def forward(self, x: Tensor, t: Tensor, summary: Tensor, *said: Tensor) -> Tensor:
        return self.network.look(x, self.network.tick(t, summary), *said)


class Method(nn.Module):
    """A function of one tensor as a network: a method, or what has learned nothing."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run: Any = inspect.unwrap(run)
        self.network = getattr(self.run, "__self__", None)  # so that its weights are found

    def forward(self, x: Tensor) -> Tensor:
        answer: Tensor = self.run(x)
        return answer


@torch.no_grad()
def parts(engine: Engine) -> Mapping[str, Part]:
    """Take an engine of the backend torch apart: text, read, look, decode, preview, encode."""
    (remembering,) = _found(engine, Remembering)
    looking: Looking = remembering.network
    asked = [_asked(engine, prompts) for prompts in EXAMPLES]
    text, read = Text(_encoder(engine, asked[0])), Read(looking)
    conds = [text(*each) for each in asked]
    said = [read(*cond) for cond in conds]
    words = ["tokens", "weights", "pooled"]
    names = ["summary", *list(inspect.signature(looking.look).parameters)[2:]]
    many = [len(cond[0]) for cond in conds]
    latents = [torch.zeros(n, *engine.canvas.latent) for n in many]
    pictures = [torch.zeros(n, 3, engine.canvas.height, engine.canvas.width) for n in many]
    clocks = [torch.full((n,), 0.5) for n in many]
    looks = [(x, t, *each) for x, t, each in zip(latents, clocks, said, strict=True)]
    codec = engine.codec
    return {
        "text": Part(text, _named(["ids", "mask"], asked), words),
        "read": Part(read, _named(words, conds), names),
        "look": Part(Look(looking), _named(["x", "t", *names], looks), ["answer"]),
        "decode": Part(Method(codec.decode), {"latent": latents}, ["picture"]),
        "preview": Part(Method(codec.preview), {"latent": latents}, ["small"]),
        "encode": Part(Method(codec.encode), {"picture": pictures}, ["latent"]),
    }


def write(engine: Engine, folder: Path) -> Iterator[str]:
    """Write every part of an engine, `engine.json`, the tokenizer and an example; yield each name.

    Raises OnnxError if a package is missing, or for an engine that is not of the backend torch.
    """
    if lacking := [name for name in NEEDS if find_spec(name) is None]:
        raise OnnxError(
            f"Writing ONNX needs {' and '.join(lacking)}; pip install 'pellucid[onnx]'."
        )
    if engine.name not in engines() or not engine.backend.startswith("torch"):
        raise OnnxError(f"The engine {engine.name} cannot be written as ONNX; ask for one of ours.")
    told = {}
    for name, part in parts(engine).items():
        path = folder / f"{name}.onnx"
        data = exported(part)
        path.write_bytes(data)
        told[name] = {
            "sha256": digest(path),
            "given": {given: _described(*two) for given, two in part.given.items()},
            "answers": list(part.answers),
        }
        yield path.name
    files = {
        MARK: json.dumps(facts(engine) | {"parts": told}, indent=1) + "\n",
        "tokenizer.json": engine.read.encoder.tokenizer.to_str(),
        "example.py": example(engine),
    }
    for name, words in files.items():
        (folder / name).write_text(words, "utf-8")
        yield name


def example(engine: Engine) -> str:
    """Write a walk in twelve lines; one over pixels has a line more, and its guesses bounds."""
    if engine.bounds is None:
        return EXAMPLE
    lines = EXAMPLE.replace("*said)[0]\n", "*said)[0][:, : len(x[0])]\n")
    return lines.replace("    x = guess", "    guess = guess.clip(-1, 1)\n    x = guess")


def facts(engine: Engine) -> dict[str, Any]:
    """Say what a walk needs besides the networks.

    A row of `walk` is a step of Euler's: sigma, the one below, the clock t, and by which numbers
    the network becomes a denoiser: guess = skip x + out network(scale x, t).
    """
    (conditioned,), usual = _found(engine, Preconditioned), engines()[engine.name].usual
    usual_walk = Recipe("", steps=usual.steps, ladder=usual.ladder)
    rungs, row = visited(usual_walk, engine.schedule), conditioned.prediction
    numbers = row.scale, row.skip, row.out
    walk = [
        [sigma, below, *map(float, (conditioned.clock(sigma), *(f(sigma) for f in numbers)))]
        for sigma, below in pairwise(rungs)
    ]
    return {
        "engine": engine.name,
        "weights": engine.weights,
        "predicts": row.name,
        "latent": list(engine.canvas.latent),
        "picture": [3, engine.canvas.height, engine.canvas.width],
        "word pieces": LENGTH,
        "guidance": usual.guidance,
        "bounds": [-1, 1] if engine.bounds else None,
        "walk": walk,
    }


def exported(part: Part) -> bytes:
    """Write one part as an ONNX file."""
    onnx: Any = import_module("onnx")
    given = tuple(first for first, _ in part.given.values())
    axes = [_free(*two) for two in part.given.values()]
    plain = len(inspect.signature(type(part.module).forward).parameters) - 1
    if isinstance(part.module, Look):
        plain -= 1  # what is said comes as one tuple
    free = (*axes[:plain], *([tuple(axes[plain:])] if len(axes) > plain else []))
    with _quiet():
        program = torch.onnx.export(
            part.module.eval(),
            given,
            input_names=list(part.given),
            output_names=list(part.answers),
            dynamic_shapes=free,
            opset_version=OPSET,
            dynamo=True,
        )
    assert program is not None
    model = program.model_proto
    _halve(onnx, model.graph)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data


def _found(engine: Engine, kind: type[Any]) -> list[Any]:
    """Find the parts of one kind in an engine's model."""
    found: list[Any] = []

    def look(part: Any) -> Any:
        if isinstance(part, kind):
            found.append(part)
        return over(part, look)

    look(engine.model)
    return found


def _encoder(engine: Engine, asked: Sequence[Tensor]) -> nn.Module:
    """Find the network of the text encoder, which is read when it is first asked."""
    states: Any = inspect.unwrap(engine.read.encoder.states)
    owner = getattr(states, "__self__", states)
    assert isinstance(owner, States)
    owner(*asked)
    assert owner.network is not None
    return owner.network


def _asked(engine: Engine, prompts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Cut prompts into word pieces, with no more padding than they need."""
    ids, mask = engine.read.encoder.pieces(prompts)
    longest = int(mask.sum(1).max())
    return ids[:, :longest], mask[:, :longest]


def _named(names: Sequence[str], two: Sequence[Sequence[Tensor]]) -> Mapping[str, Sequence[Tensor]]:
    return dict(zip(names, zip(*two, strict=True), strict=True))


def _free(first: Tensor, second: Tensor) -> dict[int, Any]:
    """Say which axes are free: those whose length is another in the second example.

    The examples differ by one picture and by several word pieces; an axis may hold places besides.
    """
    found = {}
    for axis, (short, long) in enumerate(zip(first.shape, second.shape, strict=True)):
        if long - short == 1:
            found[axis] = FREE["pictures"]
        elif long > short:
            more = short - WORDS
            found[axis] = FREE["words"] + more if more else FREE["words"]
    return found


def _described(first: Tensor, second: Tensor) -> dict[str, Any]:
    """Say of what type an input is and what shape it has, free axes by name."""
    free = _free(first, second)
    shape = [str(free[axis]) if axis in free else size for axis, size in enumerate(first.shape)]
    names = {str(dim): name for name, dim in FREE.items()}
    return {"type": TYPES[first.dtype], "shape": [names.get(str(each), each) for each in shape]}


def _halve(onnx: Any, graph: Any) -> None:
    """Keep weights as float16 wherever that loses nothing, with a cast behind each."""
    for tensor in graph.initializer:
        numbers = onnx.numpy_helper.to_array(tensor)
        with np.errstate(over="ignore"):
            half = numbers.astype(np.float16)
        if numbers.dtype != np.float32 or numbers.size < WORTH or (half != numbers).any():
            continue
        name = tensor.name
        tensor.CopyFrom(onnx.numpy_helper.from_array(half, f"{name}.half"))
        cast = onnx.helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT)
        graph.node.insert(0, cast)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let the exporter say nothing; what goes wrong is raised."""
    log = logging.getLogger("torch.onnx")
    before, silence = log.level, StringIO()
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), redirect_stdout(silence), redirect_stderr(silence):
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)
