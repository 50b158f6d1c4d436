"""Our solvers against diffusers' schedulers, each in its own coordinate, step by step.

The network is exact: the denoiser of a Gaussian mixture, made to say whatever a scheduler expects
of its network. `benchmarks/parity.py` prints what is measured here as a table.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor

from pellucid.denoise import Bound, Cond
from pellucid.forward import Reverse, display, small
from pellucid.ladders import even, exponential, karras, shifted, tcd
from pellucid.oracle import Mixture
from pellucid.precondition import PREDICTIONS, Preconditioned
from pellucid.schedule import Cosine, Flow, Linear, LogUniform, ScaledLinear
from pellucid.solvers import SOLVERS, Ancestral, Multistep
from pellucid.walk import Solver, sample

pytestmark = [
    pytest.mark.hub,
    # diffusers turns tensors into arrays and arrays into numbers in ways numpy and torch deprecate
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

SEED = 11
EXACT = Mixture(
    2 * torch.randn(3, 8, generator=torch.Generator().manual_seed(1)),
    0.5,
    torch.tensor([0.2, 0.3, 0.5]),
)


def network(prediction: str, z: Tensor, sigma: Tensor, _: Cond) -> Tensor:
    """The exact denoiser as a network: the table of predictions, solved for the network."""
    row = PREDICTIONS[prediction]
    level = sigma.view(-1, 1)
    x = z / row.scale(level)
    return (EXACT(x, level) - row.skip(level) * x) / row.out(level)


@dataclass(frozen=True)
class Row:
    """One line of the table: a scheduler, and what we say it is."""

    scheduler: str
    options: dict[str, Any]
    solver: str | Solver
    ladder: tuple[float, ...] | None  # None: the scheduler's own levels
    prediction: str = "eps"
    steps: int = 20
    on: str = "even"
    fresh: bool = False  # whether it adds fresh noise

    def __str__(self) -> str:
        told = {key: told for key, told in self.options.items() if key not in PLUMBING}
        marks = [self.prediction, *(f"{key}={value}" for key, value in told.items())]
        marks += [f"{self.steps} steps"] if self.steps != 20 else []
        return f"{self.scheduler.removesuffix('Scheduler')} ({', '.join(marks)})"

    @property
    def solver_name(self) -> str:
        if isinstance(self.solver, Reverse):
            return f"Reverse({self.solver.variance.__name__})"
        return self.solver if isinstance(self.solver, str) else repr(self.solver)


PLUMBING = {
    *("timestep_spacing", "clip_sample", "beta_start", "beta_end"),
    *("use_karras_sigmas", "use_exponential_sigmas", "use_flow_sigmas"),
}
THEIR_NAMES = {"eps": "epsilon", "v": "v_prediction", "x0": "sample", "flow": "flow_prediction"}
VP = {"timestep_spacing": "trailing"}
NO_CLIP = {**VP, "clip_sample": False}
SMALL, LARGE = ({**NO_CLIP, "variance_type": f"fixed_{size}"} for size in ("small", "large"))
SCALED = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
BETAS = {"beta_start": 1e-4, "beta_end": 0.02, "beta_schedule": "linear"}
COSINE = {"beta_schedule": "squaredcos_cap_v2"}
FULL_EXPONENTIAL = {"use_exponential_sigmas": True, "timestep_spacing": "linspace"}
LINEAR = Linear()
FULL = {"use_karras_sigmas": True, "timestep_spacing": "linspace"}
FLOW_SIGMAS = {"use_flow_sigmas": True, "flow_shift": 3.0}
DPM, UNIPC = "DPMSolverMultistepScheduler", "UniPCMultistepScheduler"
EULER, HEUN = "EulerDiscreteScheduler", "HeunDiscreteScheduler"
ANCESTRAL, FLOW_EULER = "EulerAncestralDiscreteScheduler", "FlowMatchEulerDiscreteScheduler"
EVEN, KARRAS = even(LINEAR, 20), karras(LINEAR, 20)
TCD = (*tcd(LINEAR, 5)[:-1], float(LINEAR.sigma(1 / 1000)))
EXPONENTIAL, EDM_KARRAS = exponential(LINEAR, 20), karras(LogUniform(), 20)

ROWS = [
    *(Row(EULER, VP, "euler", EVEN, says) for says in ("eps", "v", "x0")),
    Row(EULER, FULL, "euler", KARRAS, on="karras"),
    Row(EULER, FULL_EXPONENTIAL, "euler", EXPONENTIAL, on="exponential"),
    *(Row("DDIMScheduler", NO_CLIP, "euler", EVEN, says) for says in ("eps", "v", "x0")),
    Row("DDIMScheduler", {**NO_CLIP, **SCALED}, "euler", even(ScaledLinear(), 20)),
    Row("DDIMScheduler", {**NO_CLIP, **COSINE}, "euler", even(Cosine(), 20), "v"),
    Row("DDIMScheduler", {**NO_CLIP, "eta": 0.5}, Ancestral(0.5), EVEN, fresh=True),
    Row(HEUN, VP, "heun_sigma", EVEN),
    Row(HEUN, FULL, "heun_sigma", KARRAS, on="karras"),
    *(Row(DPM, VP, "dpmpp_2m", EVEN, says) for says in ("eps", "v")),
    *(Row(DPM, FULL, "dpmpp_2m", KARRAS, says, on="karras") for says in ("eps", "v")),
    Row(DPM, FLOW_SIGMAS, "dpmpp_2m", None, "flow", on="theirs"),
    Row(DPM, {"algorithm_type": "sde-dpmsolver++", **VP}, "dpmpp_2m_sde", EVEN, fresh=True),
    *(Row(UNIPC, VP, "unipc", EVEN, says) for says in ("eps", "v")),
    Row(UNIPC, FULL, "unipc", KARRAS, on="karras"),
    Row(UNIPC, FLOW_SIGMAS, "unipc", None, "flow", on="theirs"),
    # on ladders whose last step is short: DEIS there ends above 0, LMS goes on with its curve
    Row("DEISMultistepScheduler", {**FULL, "solver_order": 3}, "deis", KARRAS, on="karras"),
    Row("LMSDiscreteScheduler", FULL, Multistep(4, float), KARRAS, on="karras"),
    Row(FLOW_EULER, {}, "euler", even(Flow(), 20), "flow"),
    Row(FLOW_EULER, {"shift": 3.0}, "euler", shifted(Flow(), 20), "flow", on="shifted"),
    Row("EDMEulerScheduler", {}, "euler", EDM_KARRAS, "edm", on="karras"),
    Row("EDMDPMSolverMultistepScheduler", {}, "dpmpp_2m", EDM_KARRAS, "edm", on="karras"),
    *(Row(ANCESTRAL, VP, "ancestral", EVEN, says, fresh=True) for says in ("eps", "v")),
    *(Row("DDPMScheduler", SMALL, "ancestral", EVEN, says, fresh=True) for says in ("eps", "v")),
    Row("DDPMScheduler", SMALL, Reverse(small), even(LINEAR, 1000), steps=1000, fresh=True),
    # not with fewer steps: there diffusers adds large noise once more, after the last step
    Row("DDPMScheduler", LARGE, "ddpm", even(LINEAR, 1000), steps=1000, fresh=True),
    Row("LCMScheduler", {"clip_sample": False}, "jump", even(LINEAR, 5), steps=5, fresh=True),
    # their last step ends above 0, at the first of the chain's thousand levels
    Row("TCDScheduler", {}, "euler", TCD, steps=5, on="tcd", fresh=True),
]


def built(row: Row) -> Any:
    import diffusers

    options = {key: value for key, value in row.options.items() if key != "eta"}
    if not row.scheduler.startswith(("FlowMatch", "EDM")):
        options["prediction_type"] = THEIR_NAMES[row.prediction]
        options = {**BETAS, **options}
    scheduler = getattr(diffusers, row.scheduler)(**options)
    if row.scheduler.startswith("FlowMatch"):
        scheduler.set_timesteps(sigmas=[1 - i / row.steps for i in range(row.steps)])
    else:
        scheduler.set_timesteps(row.steps)
    return scheduler


def levels(scheduler: Any, flow: bool) -> list[float]:
    """The noise level of every call of the network, and 0 after the last."""
    if hasattr(scheduler, "sigmas"):
        times = scheduler.sigmas.tolist()
        return [min(t / (1 - t), 1e6) if t < 1 else 1e6 for t in times] if flow else times
    kept = scheduler.alphas_cumprod.double()[scheduler.timesteps.long()]
    return [*((1 - kept) / kept).sqrt().tolist(), 0.0]


def stretch(row: Row, sigma: float) -> float:
    """How many times larger x is in our coordinate than in the scheduler's."""
    if row.prediction == "flow":
        return 1 + sigma
    return (
        1.0
        if row.scheduler.startswith(("Euler", "Heun", "EDM", "LMS"))
        else math.sqrt(1 + sigma**2)
    )


def theirs(row: Row, start: Tensor) -> Iterator[Tensor]:
    """The scheduler's walk, in our coordinate: x on every rung but the first."""
    scheduler, generator = built(row), torch.Generator().manual_seed(SEED)
    sigmas = levels(scheduler, row.prediction == "flow")
    extra: dict[str, Any] = {"generator": generator} if row.fresh else {}
    extra |= {"eta": row.options["eta"]} if "eta" in row.options else {}
    z = start / stretch(row, sigmas[0])
    for i, t in enumerate(scheduler.timesteps):
        scaled = scheduler.scale_model_input(z, t) if hasattr(scheduler, "scale_model_input") else z
        answer = network(row.prediction, scaled, torch.full((len(z),), sigmas[i]), NOTHING)
        z = scheduler.step(answer, t, z, **extra, return_dict=False)[0]
        if row.scheduler != "HeunDiscreteScheduler" or i % 2 or sigmas[i + 1] == 0:
            yield z * stretch(row, sigmas[i + 1])


NOTHING = Cond(torch.zeros(1, 1, 1), torch.ones(1, 1, dtype=torch.bool))


def difference(row: Row) -> float:
    """The largest difference on any rung, relative to the picture there."""
    ladder = row.ladder or tuple(levels(built(row), row.prediction == "flow"))
    solver = SOLVERS[row.solver] if isinstance(row.solver, str) else row.solver
    generator = torch.Generator().manual_seed(SEED)
    model = Preconditioned(partial(network, row.prediction), PREDICTIONS[row.prediction], float)
    x = ladder[0] * torch.randn(6, 8, generator=torch.Generator().manual_seed(2))
    walk = sample(
        Bound(model, NOTHING),
        x,
        ladder,
        solver,
        lambda like, *_: torch.randn(like.shape, generator=generator),
    )
    first, *others = walk
    last = (first, *others)[-1]
    stands = [*((step.x, step.sigma) for step in others), (last.x_next, last.sigma_next)]
    worst = 0.0
    for (ours, sigma), z in zip(stands, theirs(row, x), strict=True):
        own, other = display(ours, sigma), display(z, sigma)
        worst = max(worst, float((own - other).abs().max() / other.abs().max()))
    return worst


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_solver_on_a_ladder_is_the_scheduler(row: Row) -> None:
    pytest.importorskip("diffusers")
    assert difference(row) < 1e-4


def test_every_solver_that_diffusers_has_is_compared() -> None:
    """Of ours, only `heun` by guesses is nobody else's."""
    assert {row.solver for row in ROWS} >= set(SOLVERS) - {"heun"}


@pytest.mark.parametrize(
    ("scheduler", "wrong"),
    [("EulerDiscreteScheduler", "heun"), ("UniPCMultistepScheduler", "dpmpp_2m")],
)
def test_the_comparison_tells_a_wrong_solver_apart(scheduler: str, wrong: str) -> None:
    pytest.importorskip("diffusers")
    assert difference(Row(scheduler, VP, wrong, even(LINEAR, 20))) > 1e-3


def table() -> list[tuple[str, str, float]]:
    return [(str(row), f"`{row.solver_name}`, {row.on}", difference(row)) for row in ROWS]
