"""The picture at the top of the README: four walks from noise to picture.

Each row is one prompt. Small, from left to right: the noisy picture on its way (above) and the
engine's guess of the clean one at that moment (below). Large, on the right: where it ends.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

import pellucid
from derive.pages import ROOT
from pellucid.forward import display

FILE = ROOT / "docs" / "pictures" / "hero.png"
ROWS = (
    ("A snail on a moss-covered rock, extreme close-up, rain droplets, soft overcast light", 3),
    ("A monarch butterfly on a purple coneflower, macro", 0),
    ("A cat astronaut on the moon", 1),
    ("an orange tabby cat on a windowsill, soft light, bokeh background with a city view", 0),
)
SHOWN = (0, 4, 8, 13, 19, 27)  # of 28 steps


def row(engine: pellucid.Engine, prompt: str, seed: int) -> NDArray[np.uint8]:
    """One walk as (256, 128 x 6 + 256, 3)."""
    plan = engine.plan(pellucid.Recipe(prompt, seed=seed))
    steps = list(plan.walk())
    seen = [engine.preview(display(steps[i].x, steps[i].sigma)) for i in SHOWN]
    guessed = [engine.preview(steps[i].x0) for i in SHOWN]
    small = np.concatenate([np.concatenate(pair, 0) for pair in zip(seen, guessed, strict=True)], 1)
    return np.concatenate([small, plan.picture(steps[-1].x_next)], 1)


def main() -> None:
    """Write the picture again."""
    engine = pellucid.load("garden")
    rows = [row(engine, prompt, seed) for prompt, seed in ROWS]
    Image.fromarray(np.concatenate(rows, 0)).save(FILE, optimize=True)
