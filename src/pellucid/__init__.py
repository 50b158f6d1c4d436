"""Pellucid: diffusion you can see through.

Three verbs. *Denoise*: guess the clean picture behind a noisy one. *Compose*: make denoisers out
of denoisers. *Walk*: step down a ladder of noise levels, guessing on every rung. The files beside
this one are the book, in reading order: denoise, schedule, ladders, forward, precondition, walk,
noise, solvers, inversion, oracle, variance.

Names are fetched from their files when they are first used, so that importing the package costs
next to nothing.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "denoise": """Blended Bound Clamped Cond Denoiser Guide Guided Masked Model Rescaled Steered
        Tiled Within over""",
    "forward": "Reverse display large one_leap small small_steps",
    "noise": "Brownian Noise Seeded",
    "oracle": "Finite Gaussian Mixture",
    "precondition": "PREDICTIONS Prediction Preconditioned edm",
    "walk": "Here Step sample",
    "inversion": "invert likelihood",
    "schedule": "Chain Cosine Flow Linear LogUniform SCHEDULES ScaledLinear Schedule",
    "ladders": "LADDERS Spacing churn even exponential karras repaint shifted stands tcd",
    "solvers": "SOLVERS Stepping Ancestral Multistep Sde2M dpmpp_2m euler heun heun_sigma jump "
    "unipc",
    "variance": "LearnedVariance Learned between",
    "engine.draw": "Drawing draw",
    "engine.engine": "Engine load",
    "engine.grid": "Grid grid",
    "recipe.recipe": "Recipe",
    "app.show": "Film show",
}
_HOME = dict(sorted((name, home) for home, names in _HOMES.items() for name in names.split()))

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
