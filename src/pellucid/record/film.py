"""The whole walk as a file: to watch, to print, or to compute with.

An animation (WebP or GIF) shows two pictures side by side on every step: on the left the noisy
picture as the engine sees it, on the right its guess of the clean one. A strip (PNG) shows some of
the same steps in two rows, noisy above, guess below. A safetensors file holds every step itself:
`x`, `x0` and `x_next` (N, L, h, w), `sigma` and `sigma_next` (N,), and the recipe.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

from pellucid.engine.plan import Plan
from pellucid.files import write
from pellucid.pixels import Pixels
from pellucid.recipe.headers import CHUNK
from pellucid.recipe.pictures import as_file, save_picture
from pellucid.recipe.recipe import to_json
from pellucid.walk import Step

PACE = 90  # milliseconds that a step is shown
REST = 2000  # and the last one
COLUMNS = 8  # steps in a strip
HEIGHT = 128  # pixels of a picture in a strip


def save_film(path: Path, plan: Plan, steps: Sequence[Step]) -> None:
    """Write a walk in the form that the file's suffix names, whole or not at all."""
    FILMS[path.suffix.lower()](path, plan, steps)


def animation(frames: Sequence[Image.Image], kind: str, quality: int) -> bytes:
    """Show pictures one after the other, the last one longer: a WEBP, or a GIF of 256 colours."""
    pace = [PACE] * (len(frames) - 1) + [REST]
    moving = {"save_all": True, "append_images": frames[1:], "duration": pace, "loop": 0}
    return as_file(frames[0], kind, quality=quality, **moving)


def _animation(path: Path, plan: Plan, steps: Sequence[Step]) -> None:
    frames = [Image.fromarray(np.hstack(_pair(plan, step))) for step in steps]
    kind = path.suffix.lower()[1:].upper()
    if kind == "GIF":
        frames = [frame.quantize(256) for frame in frames]
    data = animation(frames, kind, quality=85)
    write(path, lambda part: part.write_bytes(data))


def strip(plan: Plan, steps: Sequence[Step]) -> Pixels:
    """Some steps of a walk in two rows (H, W, 3): the noisy picture above, the guess below."""
    chosen = np.linspace(0, len(steps) - 1, min(COLUMNS, len(steps))).round().astype(int)
    columns = [np.vstack([_small(each) for each in _pair(plan, steps[i])]) for i in chosen]
    return np.hstack(columns)


def _strip(path: Path, plan: Plan, steps: Sequence[Step]) -> None:
    save_picture(path, strip(plan, steps), plan.recipe)


def _numbers(path: Path, plan: Plan, steps: Sequence[Step]) -> None:
    tensors = {}
    for name in ("x", "x0", "x_next", "sigma", "sigma_next"):
        each = [getattr(step, name) for step in steps]
        levels = name.startswith("sigma")
        tensors[name] = torch.tensor(each, dtype=torch.float64) if levels else torch.cat(each).cpu()
    write(path, lambda part: save_file(tensors, part, {CHUNK: to_json(plan.recipe)}))


FILMS: Mapping[str, Callable[[Path, Plan, Sequence[Step]], None]] = {
    ".webp": _animation,
    ".gif": _animation,
    ".png": _strip,
    ".safetensors": _numbers,
}
"""What a film may be, by its file's suffix."""


def _pair(plan: Plan, step: Step) -> tuple[Pixels, Pixels]:
    return plan.view(step), plan.picture(step.x0)


def _small(pixels: Pixels) -> Pixels:
    image = Image.fromarray(pixels)
    width = max(1, round(image.width * HEIGHT / image.height))
    return np.asarray(image.resize((width, HEIGHT), Image.Resampling.LANCZOS))
