"""What looks at what: which words each place of the picture listens to, state by state.

The network's attention is computed anew from the states that the walk kept (`engine/probe.py`).
`part` says what is measured: "words" is the mean of all layers and heads for every word, in eight
states; "heads" is every head of every layer, for one word in one state. The exhibit's own frames
are a quick walk in which some heads say nothing, or for "painted" one of the painted scenes at five
levels of noise, and how well what is looked at for a word agrees with where its thing was painted.
Where words change on the way, all states are asked with the words of the end.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any, Literal

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from pellucid.engine.engine import Engine
from pellucid.engine.probe import Attention, attention, layers, overlap, silent, width
from pellucid.exhibits.exhibit import BaseParams, Exhibit, Frame, Frames, Pieces, Walks
from pellucid.exhibits.walk import walks
from pellucid.forward import display
from pellucid.judge.painted import shipped
from pellucid.noise import START
from pellucid.pixels import as_tensor
from pellucid.recipe.pictures import fit
from pellucid.recipe.prompt import plain
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import Integer, RecipeError
from pellucid.record.distances import apart, shorten
from pellucid.record.walks import Walked
from pellucid.record.walks import evaluations as looks

PLACES = 8  # states at which every word is looked at
SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)  # of noise on a painted scene
QUICK = 8  # steps of the walk without some heads
PALEST = 99  # maps are sent as whole numbers from 0 to this, the most of each word
OFF = r"^([0-9]{1,3}\.[0-9]{1,3}(,[0-9]{1,3}\.[0-9]{1,3}){0,63})?$"
WORD = re.compile(r"\w[\w'-]*|[^\w\s]")
SMALL = re.compile(r"an?|and|are|at|by|for|from|in|into|is|it|of|on|or|that|the|to|two|with", re.I)


def head_list(name: str, value: Any) -> str:
    """Rule: heads as layer.head with commas between them, at most 64, or nothing."""
    if not isinstance(value, str) or not re.fullmatch(OFF, value, re.ASCII):
        raise RecipeError(f'{name} must be heads as layer.head, such as "0.1,3.2", at most 64.')
    return value


@dataclass(frozen=True, slots=True)
class Params(BaseParams):
    """What to measure, of which word and state, and which heads are off."""

    part: Literal["words", "heads", "painted"] = "words"
    word: Annotated[int, Integer(0, 999)] = 0
    state: Annotated[int, Integer(0, 1000)] = 0
    off: Annotated[str, head_list, {"type": "string", "pattern": OFF}] = ""
    scene: Annotated[int, Integer(0, 99)] = 0


def measure(walked: Walks, settings: Recipe, params: Params, engine: Engine) -> Pieces:
    """Measure where the network looks; it is asked state by state."""
    (walk,) = walked
    said = words_of(settings.prompt)
    if not layers(engine) or not said:
        return {"words": [], "states": []}
    if params.part == "heads":
        seen = _look(engine, walk, min(params.state, walk.states - 1))
        yield
        return _heads(seen, said[min(params.word, len(said) - 1)])
    states = places(walk.states)
    maps: list[list[Tensor]] = [[] for _ in said]
    for state in states:
        seen = _look(engine, walk, state)
        for (start, end), found in zip(said, maps, strict=True):
            found.append(seen.word(start, end)[0].cpu())
        yield
    text = plain(settings.prompt)
    rows = [
        {"word": text[start:end], **_row(torch.stack(found))}
        for (start, end), found in zip(said, maps, strict=True)
    ]
    return {"words": rows, "states": states, "shape": list(maps[0][0].shape)}


def words_of(prompt: str) -> list[tuple[int, int]]:
    """Say where each word, and each sign between words, stands in what is read of a prompt."""
    return [match.span() for match in WORD.finditer(plain(prompt))]


def things_of(prompt: str) -> dict[str, tuple[int, int]]:
    """Say where the words stand that may name things: of a "red butterfly" the last, no "on"."""
    text = plain(prompt)
    found: dict[str, tuple[int, int]] = {}
    for here, after in pairwise([*words_of(prompt), (0, 0)]):
        if _names(text[slice(*here)]) and not _names(text[slice(*after)]):
            found.setdefault(text[slice(*here)], here)
    return found


def _names(word: str) -> bool:
    return word[:1].isalpha() and not SMALL.fullmatch(word)


def places(states: int) -> list[int]:
    """Choose the states to look at: eight from the first to the last, or all of fewer."""
    return sorted({round(i * (states - 1) / (PLACES - 1)) for i in range(PLACES)})


def frames(engine: Engine, settings: Recipe, params: Params, /) -> Frames:
    """Draw quickly while some heads say nothing, or look at a painted scene."""
    return (_painted if params.part == "painted" else _without)(engine, settings, params)


@torch.no_grad()
def _painted(engine: Engine, settings: Recipe, params: Params) -> Frames:
    """Put noise on a painted scene, and compare where its words are looked at with where they are.

    Raises RecipeError if the engine's network looks at no words.
    """
    if not layers(engine):
        raise RecipeError("The network of this engine has no attention to words to be measured.")
    scenes = shipped()
    scene = scenes[params.scene % len(scenes)]
    plan = engine.plan(replace(settings, prompt=scene.caption, edits=()))
    photo = as_tensor(np.asarray(fit(Image.fromarray(scene.picture), plan.frame)))[None]
    start = plan.codec.encode(photo.to(plan.canvas.device))
    noise, highest = plan.noise(start, START), float(engine.schedule.time(plan.ladder[0]))
    sigmas = [float(engine.schedule.sigma(highest * share)) for share in SHARES]
    states = torch.cat([display(start + sigma * noise, sigma) for sigma in sigmas])
    for state, sigma in enumerate(sigmas):
        yield Frame(0, state, sigma, x=states[state : state + 1])
    seen = attention(engine, scene.caption, states, sigmas)
    rows = []
    for part in scene.parts:
        maps = seen.word(part.start, part.end).cpu()
        inside = _inside(part.share, (maps.shape[1], maps.shape[2]))
        agree = [round(overlap(each, inside), 4) for each in maps]
        shown = (maps / maps.amax((1, 2), keepdim=True) * PALEST).round().int()
        rows.append(
            {"word": part.word, "maps": shown.flatten(1).tolist(), "overlap": agree}
            | {"inside": inside.int().flatten().tolist()}
        )
    yield {
        "caption": scene.caption,
        "scenes": len(scenes),
        "levels": list(SHARES),
        "shape": list(maps.shape[-2:]),
        "painted": rows,
    }


def _inside(share: NDArray[np.float32], size: tuple[int, int]) -> Tensor:
    """The cells (h, w) of which a thing has half, or, of a small one, half as much as of any."""
    cells = F.adaptive_avg_pool2d(torch.from_numpy(share)[None], size)[0]
    return cells >= min(0.5, float(cells.max()) / 2)


def _without(engine: Engine, settings: Recipe, params: Params) -> Frames:
    """Draw quickly while some heads say nothing, and say how far that moves the picture."""
    asked = replace(settings, steps=QUICK)
    pairs = (each.split(".") for each in params.off.split(",") if each)
    heads = [(int(layer), int(head)) for layer, head in pairs]
    ends: list[NDArray[np.float32]] = []
    for off in ([], heads):
        with silent(engine, off) as quiet, torch.no_grad():
            for step in quiet.draw(asked):
                yield Frame(len(ends), step.index, step.sigma, x0=step.x0)
        ends.append(step.x0[0].float().cpu().numpy())
    yield {"off": params.off, "moved": round(apart(np.stack(ends)), 4)}


def evaluations(settings: Recipe, params: Params, /) -> int:
    """How often the network looks in two quick walks, or at a painted scene."""
    if params.part == "painted":
        return len(SHARES)
    return 2 * looks(replace(settings, steps=QUICK))


def _look(engine: Engine, walk: Walked, state: int) -> Attention:
    """Look at one state; for its words as they are said there."""
    prompt = walk.recipe.prompt
    return attention(engine, prompt, walk.x[state : state + 1], walk.sigmas[state : state + 1])


def _row(maps: Tensor) -> dict[str, Any]:
    """Send a word's maps (N, h, w): pale where it is looked at least, and how widely."""
    most = float(maps.max()) or 1.0
    return {
        "maps": (maps / most * PALEST).round().int().flatten(1).tolist(),
        "share": shorten(maps.mean((1, 2)).tolist(), 5),
        "width": shorten(width(maps).tolist(), 3),
    }


def _heads(seen: Attention, span: tuple[int, int]) -> dict[str, Any]:
    """Send the map of one word in every head of every layer."""
    own = seen.tokens(*span)
    found = [each[0, :, own].sum(1) for each in seen.layers.values()]  # (H, h, w) of each layer
    most = max(float(each.max()) for each in found) or 1.0
    return {
        "heads": [
            {
                "shape": list(each.shape[1:]),
                "maps": (each / most * PALEST).round().int().flatten(1).tolist(),
                "share": shorten(each.mean((1, 2)).tolist(), 5),
            }
            for each in found
        ]
    }


EXHIBIT = Exhibit(
    slug="attention",
    place=104,
    prompt="a ladybird on a white daisy, sunny",
    seed=11,
    walks=walks,
    params=Params,
    measure=measure,
    frames=frames,
    evaluations=evaluations,
    constants={"places": PLACES, "quick": QUICK, "palest": PALEST, "levels": list(SHARES)},
)
