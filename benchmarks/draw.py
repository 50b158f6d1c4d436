"""How fast the garden engine draws, and how much of the machine it uses: one table.

    python benchmarks/draw.py [--json] [--repeats 7] [--cores 2]

Everything is measured in one run on the same cores, warm, as medians of several repeats; ratios
compare figures of this run only.

*The plain loop* is the same weights in float32, run eagerly: two calls of the network per step
(with the prompt, without it), the words read anew in each, every state previewed. Both sides begin
with words that they have not read before and end with the decoded picture. *The share of the
machine's rate* is the arithmetic of a guided step, counted by torch for the network with its words
already read, divided by the step's time and by the rate of a large matrix product in the same
precision. What uses memory or starts cold is measured in processes of its own, the very first start
with an empty folder of compiled networks.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any

import torch
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

import pellucid
from pellucid.denoise import Bound, Guided
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.text import load_text_encoder
from pellucid.nets.weights import load
from pellucid.noise import START, Seeded
from pellucid.precondition import FLOW, Preconditioned
from pellucid.sample import sample
from pellucid.schedule import Flow, even
from pellucid.solvers import dpmpp_2m

PROMPT = "a monarch butterfly on a purple coneflower, macro, morning dew, soft bokeh"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `aim` is "at most" for times and memory, "at least" for shares and ratios."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the aim was met; None where there is none."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim


def seconds(work: Callable[[], object], repeats: int, inner: int = 1) -> float:
    """Run `work` once to warm it, then time it: the median second per call."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(inner):
            work()
        times.append((time.perf_counter() - start) / inner)
    return median(times)


def rate(dtype: torch.dtype, repeats: int, size: int = 2048) -> float:
    """Multiply two large matrices: the machine's floating-point operations per second."""
    a, b = torch.randn(2, size, size, dtype=dtype)
    return 2 * size**3 / seconds(lambda: a @ b, repeats)


def by_turns(
    first: Callable[[str, int], object], second: Callable[[str, int], object], repeats: int
) -> tuple[float, float]:
    """Draw with one and the other by turns, so that a busy moment of the machine meets both."""
    times: tuple[list[float], list[float]] = ([], [])
    for repeat in range(repeats + 1):
        for draw, kept in zip((first, second), times, strict=True):
            start = time.perf_counter()
            draw(f"{PROMPT}, number {repeat}", repeat)
            kept.append(time.perf_counter() - start)
    return median(times[0][1:]), median(times[1][1:])


def children(cores: int) -> dict[str, str]:
    """Return the environment in which child processes are measured."""
    return os.environ | {"OMP_NUM_THREADS": str(cores), "HF_HUB_OFFLINE": "1"}


# The plain loop: the same weights, float32, eager.


def loaded(kind: str, make: Callable[[Mapping[str, Any]], nn.Module]) -> Any:
    """Read one of the shipped networks into torch, in float32."""
    found = load(Path(str(files("pellucid"))) / "weights" / f"garden-{kind}.safetensors", kind)
    network = make({k: tuple(v) if isinstance(v, list) else v for k, v in found.config.items()})
    network.load_state_dict(dict(found.tensors))
    return network.float().eval()


def plain() -> tuple[Callable[[str, int], object], float]:
    """Load the weights into torch; return a drawing function and a guided step's operations."""
    network = loaded("denoiser", lambda config: DiT(DiTConfig(**config)))
    codec = loaded("codec", lambda config: Autoencoder(AutoencoderConfig(**config)))
    read = load_text_encoder()
    model = Preconditioned(network, FLOW, Flow().time)
    ladder = even(Flow(), 28)
    shape = (1, network.config.channels, network.config.side, network.config.side)

    @torch.inference_mode()
    def draw(prompt: str, seed: int) -> object:
        noise = Seeded([seed])
        denoise = Guided(Bound(model, read([prompt])), Bound(model, read([""])), 5.0)
        start = ladder[0] * noise(torch.zeros(shape), START)
        for step in sample(denoise, start, ladder, dpmpp_2m, noise):
            codec.preview(step.x0)
        return codec.decode(step.x_next)

    pair = read([PROMPT, ""])
    with torch.inference_mode(), sdpa_kernel(SDPBackend.MATH):  # whose products torch can count
        words = network.read(pair)
        with FlopCounterMode(display=False) as counter:
            network.step(torch.zeros(2, *shape[1:]), torch.full((2,), 0.5), *words)
    return draw, counter.get_total_flops()


# Ours: the engine as everybody uses it.


def ours() -> tuple[Callable[[str, int], object], dict[str, Callable[[], object]], str, str]:
    """Load the engine; return a drawing function, its parts, and the backend and precision."""
    engine = pellucid.load("garden")

    def draw(prompt: str, seed: int) -> object:
        for step in engine.draw(pellucid.Recipe(prompt, seed=seed)):
            engine.codec.preview(step.x0)
        return engine.codec.decode(step.x_next)

    plan = engine.plan(pellucid.Recipe(PROMPT))
    sigma = plan.ladder[len(plan.ladder) // 2]
    latent = plan.denoise(plan.x, plan.ladder[0])
    parts = {
        "a guided step": lambda: plan.denoise(latent, sigma),
        "a preview": lambda: engine.codec.preview(latent),
        "a decode": lambda: engine.codec.decode(latent),
    }
    return draw, parts, engine.backend, engine.precision


def peak(cores: int) -> float:
    """Draw once with all previews in a process of its own: its largest memory in bytes."""
    code = (
        "import runpy, resource\n"
        f"draw, *_ = runpy.run_path({__file__!r})['ours']()\n"
        f"draw({PROMPT!r}, 0)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=children(cores),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def cold(cores: int, home: str | None = None) -> float:
    """Run `pellucid draw` from nothing to the file: seconds."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "picture.png"
        home_ = {"PELLUCID_HOME": home} if home else {}
        command = [sys.executable, "-m", "pellucid", "draw", PROMPT, "--out", str(out)]
        start = time.perf_counter()
        subprocess.run(command, env=children(cores) | home_, capture_output=True, check=True)
        taken = time.perf_counter() - start
        if not out.exists():
            raise FileNotFoundError(out)
    return taken


# The table.


def measure(repeats: int, cores: int) -> Iterator[Row]:
    """Measure everything, one figure after the other."""
    rates = {"f32": rate(torch.float32, repeats), "bf16": rate(torch.bfloat16, repeats)}
    for name, value in rates.items():
        yield Row(f"matrix product of 2048 x 2048, {name}", value / 1e9, "GFLOP/s")
    draw, parts, backend, precision = ours()
    draw_plain, operations = plain()
    times = {name: seconds(work, repeats, 10) for name, work in parts.items()}
    aims = {"a guided step": 18.0, "a preview": 4.0, "a decode": 40.0}
    for name, taken in times.items():
        yield Row(f"{name} ({backend}, {precision})", taken * 1e3, "ms", aims[name])
    walk, walk_plain = by_turns(draw, draw_plain, repeats)
    yield Row("28 steps, every state previewed, warm", walk, "s", 0.8)
    yield Row("the same in eager float32, a plain loop", walk_plain, "s")
    yield Row("times as fast as the plain loop", walk_plain / walk, "x", 2.8, at_least=True)
    share = operations / times["a guided step"] / rates[precision]
    yield Row("a guided step's operations", operations / 1e9, "GFLOP")
    yield Row("share of the machine's rate", share * 100, "%", 70.0, at_least=True)
    yield Row("peak memory", peak(cores) / 2**30, "GiB", 1.5)
    with tempfile.TemporaryDirectory() as home:
        first = cold(cores, home)
        again = median(cold(cores, home) for _ in range(3))
    yield Row("pellucid draw, the very first time", first, "s")
    yield Row("pellucid draw, a new process", again, "s", 12.0)


def machine(cores: int) -> dict[str, object]:
    """Say what was measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        )
        if Path("/proc/cpuinfo").exists()
        else iter(()),
        platform.processor(),
    )
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    return {"processor": model, "cores": cores, "torch": torch.__version__, "load before": load}


def main() -> None:
    """Measure and print one table, or one JSON object."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options.add_argument("--repeats", type=int, default=7, help="repeats behind each median")
    options.add_argument("--cores", type=int, default=2, help="how many cores to use")
    asked = options.parse_args()
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))[: asked.cores]
        os.sched_setaffinity(0, allowed)
    os.environ["OMP_NUM_THREADS"] = str(asked.cores)
    where = machine(asked.cores)
    if not asked.json:
        print(", ".join(f"{name} {value}" for name, value in where.items()))
        print(f"\n| {'measured':<52} | {'':>8} | {'':<7} | aim | met |")
        print(f"|{'-' * 54}|{'-' * 9}:|{'-' * 9}|-----|-----|")
    rows = []
    for row in measure(asked.repeats, asked.cores):
        rows.append(row)
        if not asked.json:
            aim = "" if row.aim is None else f"{'>=' if row.at_least else '<='} {row.aim:g}"
            met = {None: "", True: "yes", False: "no"}[row.met]
            print(
                f"| {row.name:<52} | {row.value:>8.2f} | {row.unit:<7} | {aim} | {met} |",
                flush=True,
            )
    if asked.json:
        print(
            json.dumps(where | {"rows": [asdict(row) | {"met": row.met} for row in rows]}, indent=1)
        )


if __name__ == "__main__":
    main()
