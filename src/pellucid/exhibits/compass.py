"""The compass: which way the words turn the walk, and how hard they pull.

Guidance asks the network twice at every state, with the words and without. Each answer is a
direction. The exhibit shows the angle between the two and the length of their difference. They
cost nothing, because both questions were asked anyway.

Only a walk with guidance 1 asks once. There the second question is put on demand (`frames`).

The two answers as pictures are sheets of their own: what the model would guess, in each state where
the walk stood, with the words alone and without them.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from pellucid.engine.engine import Engine
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Figures, Frame, Frames, Walks
from pellucid.exhibits.walk import walks
from pellucid.pixels import Pixels
from pellucid.recipe.recipe import Recipe
from pellucid.record.distances import shorten
from pellucid.record.walks import Walked, watch
from pellucid.record.walks import evaluations as looks

NEARLY_ONE = 1 + 1e-6  # guidance that asks both questions and follows the words alone
GUESSES = {"without": "x0-without-128.webp", "with": "x0-with-128.webp"}


def measure(walked: Walks, _settings: Recipe, _params: BaseParams, _engine: Engine) -> Figures:
    """Find where the angle is widest, and from where on it stays under half of that."""
    return _told(walked[0].angle, walked[0].pull, walked[0].turn)


def frames(engine: Engine, settings: Recipe, _params: BaseParams, /) -> Frames:
    """Walk as the settings say, but put both questions at every state."""
    moments = []
    for moment in watch(engine.plan(_asking(settings))):
        moments.append((moment.angle, moment.pull, moment.turn))
        yield Frame(0, moment.state, moment.sigma)
    yield _told(*zip(*moments, strict=True))


def evaluations(settings: Recipe, _params: BaseParams, /) -> int:
    """How often the network looks when both questions are put."""
    return looks(_asking(settings))


def guesses(walked: Walked, engine: Engine, words: bool) -> Iterator[Pixels]:
    """Ask again in every state of a walk: with its `words` alone, or with what leads away from it.

    Guidance follows `without + guidance * (with - without)`. The last state is the end.
    """
    asked = walked.recipe if words else replace(walked.recipe, prompt=walked.recipe.negative)
    plan = engine.plan(replace(asked, negative="", guidance=1.0))
    for sigma, x in zip(walked.sigmas[:-1], walked.x, strict=False):
        noisy = x[None].float().to(engine.canvas.device) * math.hypot(1, sigma)
        yield engine.preview(plan.denoise(noisy, sigma))
    yield engine.preview(walked.x0[-1:].float())


def _asking(settings: Recipe) -> Recipe:
    return replace(settings, guidance=NEARLY_ONE) if settings.guidance == 1 else settings


def _told(angle: Sequence[float], pull: Sequence[float], turn: Sequence[float]) -> dict[str, Any]:
    known = [value for value in angle if math.isfinite(value)]
    if not known:
        return {"known": False}
    widest = max(known)
    wide = [state for state, value in enumerate(angle) if value >= widest / 2]
    return {
        "known": True,
        "angle": shorten(angle, 5),
        "pull": shorten(pull, 5),
        "turn": shorten(turn, 5),
        "strongest": list(angle).index(widest),
        "widest": round(widest, 3),
        "mean": round(sum(known) / len(known), 3),
        "settled": wide[-1] + 1,
    }


EXHIBIT = Exhibit(
    slug="compass",
    place=50,
    prompt="a blue butterfly on a sunflower against the sky",
    seed=4,
    walks=walks,
    measure=measure,
    frames=frames,
    evaluations=evaluations,
    sheets={GUESSES[kind]: partial(guesses, words=kind == "with") for kind in GUESSES},
    constants={"guesses": GUESSES},
)
