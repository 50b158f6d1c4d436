"""How fast the garden engine draws, and how much of the machine it uses: one table.

    python benchmarks/draw.py [--json] [--repeats 7] [--cores 2]

Everything is measured in one run on the same cores, warm, as medians of several repeats (fewer on
a slow machine: all of it ends within two minutes); what is compared is measured by turns. A matrix
product that the processor would emulate is left out.

*The plain loop* is the same weights in float32, run eagerly: two calls of the network per step
(with the prompt, without it), the words read anew in each, every state previewed. Both sides begin
with words that they have not read before and end with the decoded picture. *The share of the
machine's rate* is the arithmetic of a guided step, counted by torch for the network with its words
already read, divided by the step's time and by the rate of a large matrix product in the same
precision. What uses memory or starts cold is measured in processes of its own, the very first start
with an empty folder of compiled networks.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import torch
from table import Row, show
from torch import nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

import pellucid
from pellucid.denoise import Bound, Guided
from pellucid.ladders import even
from pellucid.nets.autoencoder import Autoencoder, AutoencoderConfig
from pellucid.nets.dit import DiT, DiTConfig
from pellucid.nets.precision import called, fastest
from pellucid.nets.text import load_text_encoder
from pellucid.nets.weights import load
from pellucid.noise import START, Seeded
from pellucid.precondition import Preconditioned
from pellucid.schedule import Flow
from pellucid.solvers import dpmpp_2m
from pellucid.walk import sample

PROMPT = "a monarch butterfly on a purple coneflower, macro, morning dew, soft bokeh"
SIDE = 2048


def by_turns(
    works: Mapping[str, Callable[[], object]], repeats: int, seconds: float = 15.0
) -> dict[str, list[float]]:
    """Time several things by turns, so that a busy moment of the machine meets them all.

    The first turn warms them and does not count. There are `repeats` more, or as many as begin
    within `seconds`, but at least two.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    begun = time.perf_counter()
    for turn in range(repeats + 1):
        if turn > 2 and time.perf_counter() - begun > seconds:
            break
        for name, work in works.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: kept[1:] for name, kept in times.items()}


def ten(work: Callable[[], object]) -> Callable[[], object]:
    """Do what is short ten times."""
    return lambda: [work() for _ in range(10)]


def product(dtype: torch.dtype) -> Callable[[], object]:
    """Multiply two matrices of SIDE x SIDE: what a processor is best at."""
    a, b = torch.randn(2, SIDE, SIDE, dtype=dtype)
    return lambda: a @ b


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


def plain() -> tuple[Callable[[str], object], float]:
    """Load the weights into torch; return a drawing function and a guided step's operations."""
    network = loaded("denoiser", lambda config: DiT(DiTConfig(**config)))
    codec = loaded("codec", lambda config: Autoencoder(AutoencoderConfig(**config)))
    read = load_text_encoder()
    model = Preconditioned(network, network.config.prediction, Flow().time)
    ladder = even(Flow(), 28)
    shape = (1, network.config.channels, network.config.side, network.config.side)

    @torch.inference_mode()
    def draw(prompt: str) -> object:
        noise = Seeded([0])
        denoise = Guided(Bound(model, read([prompt])), Bound(model, read([""])), 5.0)
        start = ladder[0] * noise(torch.zeros(shape), START)
        for step in sample(denoise, start, ladder, dpmpp_2m, noise):
            codec.preview(step.x0)
        return codec.decode(step.x_next)

    pair = read([PROMPT, ""])
    with torch.inference_mode(), sdpa_kernel(SDPBackend.MATH):  # whose products torch can count
        *said, summary = network.read(pair)
        with FlopCounterMode(display=False) as counter:
            clock = network.tick(torch.full((2,), 0.5), summary)
            network.look(torch.zeros(2, *shape[1:]), clock, *said)
    return draw, counter.get_total_flops()


# Ours: the engine as everybody uses it.


def ours() -> tuple[Callable[[str], object], dict[str, Callable[[], object]], str]:
    """Load the engine; return a drawing function, its parts, and the precision."""
    engine = pellucid.load("garden")

    def draw(prompt: str) -> object:
        for step in engine.draw(pellucid.Recipe(prompt)):
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
    return draw, parts, engine.precision


def peak(cores: int) -> float:
    """Draw once with all previews in a process of its own: its largest memory in bytes."""
    code = (
        "import runpy, resource, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        f"draw, *_ = runpy.run_path({__file__!r})['ours']()\n"
        f"draw({PROMPT!r})\n"
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
    draw, parts, precision = ours()
    precisions = dict.fromkeys((torch.float32, fastest()))  # what is emulated says nothing
    products = {called(each): product(each) for each in precisions}
    short = {name: ten(work) for name, work in parts.items()}
    times = by_turns({**products, **short}, repeats)
    for name in products:
        yield Row(f"matrix product, {name}", 2e-9 * SIDE**3 / median(times[name]), "GFLOP/s")
    for name, aim in (("a guided step", 18.0), ("a preview", 4.0), ("a decode", 40.0)):
        yield Row(name, median(times[name]) * 100, "ms", aim)
    draw_plain, operations = plain()
    works = (operations / (taken / 10) for taken in times["a guided step"])
    rates = (2 * SIDE**3 / taken for taken in times[precision])
    share = median(work / rate for work, rate in zip(works, rates, strict=True))
    yield Row("a guided step's operations", operations / 1e9, "GFLOP")
    yield Row("their share of the machine's rate", share * 100, "%", 70.0, at_least=True)
    numbers = count()
    walks = by_turns(
        {
            "ours": lambda: draw(f"{PROMPT}, number {next(numbers)}"),
            "plain": lambda: draw_plain(f"{PROMPT}, number {next(numbers)}"),
        },
        repeats,
    )
    ratio = median(slow / fast for slow, fast in zip(walks["plain"], walks["ours"], strict=True))
    yield Row("28 steps, every state previewed", median(walks["ours"]), "s", 0.8)
    yield Row("the same in a plain loop, float32", median(walks["plain"]), "s")
    yield Row("ours is faster by", ratio, "times", 2.8, at_least=True)
    yield Row("peak memory", peak(cores) / 2**30, "GiB", 1.5)
    with tempfile.TemporaryDirectory() as home:
        first = cold(cores, home)
        again = median(cold(cores, home) for _ in range(2))
    yield Row("`pellucid draw` to the file, a new process", again, "s", 12.0)
    yield Row("`pellucid draw`, the very first time", first, "s")


def machine(cores: int) -> dict[str, object]:
    """Say what was measured on."""
    model = platform.processor()
    if (told := Path("/proc/cpuinfo")).exists():
        names = [line for line in told.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    engine = pellucid.load("garden")
    return {
        "processor": model,
        "cores": cores,
        "engine": f"{engine.name} on {engine.backend}, {engine.precision}",
        "torch": torch.__version__,
        "load before": round(load, 1),
    }


def main() -> None:
    """Measure and print one table, or one JSON object."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options.add_argument("--repeats", type=int, default=7, help="repeats at most of each figure")
    options.add_argument("--cores", type=int, default=2, help="how many cores to use")
    asked = options.parse_args()
    if hasattr(os, "sched_setaffinity"):
        allowed = sorted(os.sched_getaffinity(0))[: asked.cores]
        os.sched_setaffinity(0, allowed)
    torch.set_num_threads(asked.cores)
    show(measure(asked.repeats, asked.cores), machine(asked.cores), asked.json)


if __name__ == "__main__":
    main()
