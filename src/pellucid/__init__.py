"""Pellucid: diffusion you can see through.

Three verbs. *Denoise*: guess the clean picture behind a noisy one. *Compose*: make denoisers out
of denoisers. *Walk*: step down a ladder of noise levels, guessing on every rung. The files beside
this one are the book, in reading order: denoise, schedule, forward, precondition, sample, noise,
solvers, oracle.

Names are fetched from their files when they are first used, so that importing the package costs
next to nothing. (`sample` stays in its file of the same name: `from pellucid.sample import sample`.)
"""

from importlib import import_module
from typing import Any

_HOMES: dict[str, tuple[str, ...]] = {
    "denoise": (
        *("Blended", "Bound", "Cond", "Denoiser", "Guided", "Level", "Masked", "Model"),
        *("Rescaled", "Steered", "Tiled", "Within", "display"),
    ),
    "forward": ("Reverse", "forward", "large", "noised", "small"),
    "noise": ("Noise", "Seeded"),
    "oracle": ("Finite", "Gaussian", "Mixture"),
    "precondition": ("PREDICTIONS", "Prediction", "Preconditioned", "edm"),
    "sample": ("Here", "Solver", "Step", "invert"),
    "schedule": (
        *("Cosine", "Flow", "Ladder", "Linear", "LogUniform", "ScaledLinear", "Schedule"),
        *("LADDERS", "SCHEDULES", "churn", "even", "exponential", "karras", "repaint", "shifted"),
    ),
    "solvers": (
        *("Ancestral", "SOLVERS", "Sde2M", "dpmpp_2m", "euler", "heun", "heun_sigma", "jump"),
        "unipc",
    ),
    "studio.engine": ("Engine", "load"),
    "studio.recipe": ("Recipe",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
