"""Where the arithmetic is done, and in which precision.

A *backend* takes a method of a network and hands back a function that does the same, faster. Its
name and precision go into the recipe, for the last bits of a picture depend on them.

OpenVINO reports its use over the network, unless its package for that is missing. So an empty one
takes its place here before anything imports OpenVINO.
"""

import hashlib
import os
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, wraps
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
from torch import Tensor, nn

from pellucid.errors import MendableError
from pellucid.files import home, make_folder
from pellucid.recipe.rules import RecipeError, choice

Run = Callable[..., Tensor]
"""Tensors in, one tensor out."""

SHAPES = 8  # programs kept in memory for each method
STAMPS = 4  # sets of weights whose programs are kept on disk

sys.modules.setdefault("openvino_telemetry", ModuleType("openvino_telemetry"))  # reports to nobody


class GradientError(MendableError):
    """A gradient was asked of a network that has none."""


def wants_gradient(*inputs: Tensor) -> bool:
    """Whether anybody wants the gradient by one of these tensors."""
    return torch.is_grad_enabled() and any(each.requires_grad for each in inputs)


@dataclass(frozen=True, slots=True)
class Torch:
    """Torch as it is: everywhere, hooks, gradients and all."""

    precision: str = "f32"

    @property
    def name(self) -> str:
        return f"torch {torch.__version__.partition('+')[0]}"

    def compile(self, network: nn.Module, method: str, stamp: str, precision: str = "") -> Run:  # noqa: ARG002
        """Hand back the method itself; it records for gradients only if an input wants one."""
        ask: Run = getattr(network, method)

        @wraps(ask)
        def run(*inputs: Tensor) -> Tensor:
            with torch.set_grad_enabled(wants_gradient(*inputs)):
                return ask(*inputs)

        return run


@dataclass(frozen=True, slots=True)
class OpenVino:
    """OpenVINO on this processor, with fixed shapes."""

    precision: str

    @property
    def name(self) -> str:
        return f"openvino {_openvino().__version__.partition('-')[0]}"

    def compile(self, network: nn.Module, method: str, stamp: str, precision: str = "") -> Run:
        """Promise to compile the method for every shape it is asked for.

        `stamp` names the network's weights, for the cache on disk. A `precision` of its own is for
        the few things that must not be rounded.
        """
        decides = f"{stamp} {self.name} {torch.__version__} {_source()}"
        shelf = home() / "cache" / "openvino" / hashlib.sha256(decides.encode()).hexdigest()[:24]
        return _Compiled(network, method, precision or self.precision, shelf)


Backend = Torch | OpenVino
"""A way to run a method of a network."""


class _Compiled:
    """One method of a network, compiled for each tuple of shapes when it is first met."""

    def __init__(self, network: nn.Module, method: str, precision: str, shelf: Path) -> None:
        self.part = _Part(network, method).eval()
        self.precision = precision
        self.shelf = shelf
        self._programs: dict[tuple[torch.Size, ...], Any] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        network = type(self.part.network).__name__
        return f"{network}.{self.part.method}, compiled in {self.precision}"

    def __call__(self, *inputs: Tensor) -> Tensor:
        if wants_gradient(*inputs):
            answer: Tensor = _Opaque.apply(self._run, *inputs)  # type: ignore[no-untyped-call]
            return answer
        return self._run(*inputs)

    def _run(self, *inputs: Tensor) -> Tensor:
        tensor = _openvino().Tensor
        shapes = tuple(each.shape for each in inputs)
        arrays = [each.detach().contiguous().numpy() for each in inputs]
        with self._lock:
            program = self._programs.get(shapes) or self._compile(inputs)
            self._programs[shapes] = program
            if len(self._programs) > SHAPES:
                del self._programs[next(iter(self._programs))]
            for place, array in enumerate(arrays):
                program.set_input_tensor(place, tensor(array, shared_memory=True))
            program.infer()
            return torch.from_numpy(program.get_output_tensor(0).data.copy())

    def _compile(self, inputs: Sequence[Tensor]) -> Any:
        shapes = "-".join("x".join(map(str, each.shape)) for each in inputs)
        name = f"{type(self.part.network).__name__}.{self.part.method}-{shapes}"
        path = self.shelf / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.xml"
        options = {
            "INFERENCE_PRECISION_HINT": self.precision,
            "PERFORMANCE_HINT": "LATENCY",
            "CACHE_DIR": str(self.shelf),
        }
        try:
            with suppress(OSError):
                os.utime(path.parent)  # whatever is old, this is in use
            if not path.exists():
                _keep(_convert(self.part, inputs), path)
            return _core().compile_model(path, "CPU", options).create_infer_request()
        except (OSError, RuntimeError):  # a disk that is full or read-only, a file cut short
            with suppress(OSError):
                path.unlink()
            del options["CACHE_DIR"]
            model = _convert(self.part, inputs)
            return _core().compile_model(model, "CPU", options).create_infer_request()


class _Opaque(torch.autograd.Function):
    """A function no gradient can pass. Only who needs one is refused: others may ask beside it."""

    @staticmethod
    def forward(ctx: Any, run: Run, *inputs: Tensor) -> Tensor:  # noqa: ARG004
        return run(*inputs)

    @staticmethod
    def backward(ctx: Any, *wanted: Tensor) -> Any:  # noqa: ARG004
        raise GradientError(
            "A compiled network has no gradients; load the engine with the backend torch."
        )


class _Part(nn.Module):
    """A method of a network as a module, for the tracer."""

    def __init__(self, network: nn.Module, method: str) -> None:
        super().__init__()
        self.network = network
        self.method = method

    def forward(self, *inputs: Tensor) -> Tensor:
        answer: Tensor = getattr(self.network, self.method)(*inputs)
        return answer


def _convert(part: nn.Module, inputs: Sequence[Tensor]) -> Any:
    """Trace a module and turn it into an OpenVINO model with these shapes and no others."""
    manager = _openvino("openvino.frontend").FrontEndManager()
    decoder = _openvino("openvino.frontend.pytorch.ts_decoder").TorchScriptPythonDecoder
    trace: Any = torch.jit.trace
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        examples = tuple(each.detach().clone() for each in inputs)
        part(*examples)  # whatever is loaded when it is first asked is loaded now
        frontend = manager.load_by_framework("pytorch")
        graph = decoder(trace(part, examples, check_trace=False))  # must outlive its conversion
        model = frontend.convert(frontend.load(graph))
    shapes = zip(model.inputs, inputs, strict=True)
    model.reshape({port: list(each.shape) for port, each in shapes})
    return model


def _keep(model: Any, path: Path) -> None:
    """Save a model whole: in a folder of its own, then renamed, the graph last."""
    make_folder(path.parent)
    others = (each for each in path.parents[1].iterdir() if each != path.parent)
    for old in sorted(others, key=lambda each: -each.stat().st_mtime)[STAMPS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as folder:
        part = Path(folder) / path.name
        _openvino().save_model(model, part, compress_to_fp16=False)
        part.with_suffix(".bin").replace(path.with_suffix(".bin"))
        part.replace(path)


@cache
def _source() -> str:
    files = sorted((Path(__file__).parents[1] / "nets").glob("*.py"))
    texts = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(texts).hexdigest()


@cache
def _core() -> Any:
    return _openvino().Core()


def _openvino(module: str = "openvino") -> Any:
    """Import OpenVINO, which some platforms lack, when it is first needed."""
    return import_module(module)


def fastest() -> Backend:
    """Choose the quickest way to compute on this processor.

    OpenVINO in bfloat16 where the processor multiplies it, in float32 where it does not, and torch
    where there is no OpenVINO.
    """
    if find_spec("openvino") is None:
        return Torch()
    able = _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return OpenVino("bf16" if "BF16" in able else "f32")


BACKENDS: Mapping[str, Callable[[], Backend]] = {
    "fastest": fastest,
    "openvino-bf16": lambda: OpenVino("bf16"),
    "openvino-f32": lambda: OpenVino("f32"),
    "torch": Torch,
}


def choose(name: str) -> Backend:
    """Find a backend by its name in the table; raises RecipeError if it is unknown or not here."""
    known = choice("backend", name, tuple(BACKENDS))
    if known.startswith("openvino") and find_spec("openvino") is None:
        raise RecipeError(f"{known} needs OpenVINO, which is not installed; use --backend torch.")
    return BACKENDS[known]()
