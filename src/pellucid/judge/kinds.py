"""The kinds of judge there are: what each can name, of which sources, and what it learns from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pellucid.data.source import Scene, Source
from pellucid.data.world import ATTRIBUTES, is_held_out
from pellucid.data.world import Scene as Painted
from pellucid.data.world.source import ELSEWHERE, GARDEN, SHARES
from pellucid.errors import MendableError
from pellucid.judge.captions import asked
from pellucid.judge.views import Portion, Truth, Vocabulary, elsewhere, portions
from pellucid.learn.task import Workspace

SMALLER = {"channels": (32, 64, 128), "features": 128, "fine": 16, "side": 256, "texture": 16}


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """One kind of judge.

    `asked` says what a caption states of a scene, no more; None where it is no question to ask.
    """

    name: str  # of its weights
    sources: tuple[str, ...]
    vocabulary: Vocabulary  # attribute -> its values
    objects: tuple[str, ...]  # the attributes that name things
    asked: Callable[[Scene, str, bool], Truth | None]  # scene, caption, whether it is held out
    portions: Callable[[Workspace, int, Sequence[Source]], list[Portion]]  # what it learns from
    usual: int  # pictures to paint of each source
    sizes: Mapping[str, Any] = field(default_factory=dict)  # of its network


def garden_asked(one: Scene, prompt: str, held_out: bool) -> Truth | None:
    """What a caption of the garden states; for what is held out, the whole combination."""
    assert isinstance(one, Painted)
    stated = asked(prompt, one.place)
    whole = dict.fromkeys(ATTRIBUTES, "none") | stated
    return stated if stated and is_held_out(whole) == held_out else None


def places_asked(one: Scene, prompt: str, held_out: bool) -> Truth:  # noqa: ARG001
    """What a caption states anywhere, with place and style; what no judge names has no mark."""
    assert isinstance(one, Painted)
    style = {} if one.style == "natural" else {"style": one.style}
    return {"place": one.place, **style, **asked(prompt, one.place)}


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "judge",
            (GARDEN,),
            ATTRIBUTES,
            ("subject", "second", "support"),
            garden_asked,
            portions,
            12_000,
        ),
        Kind(
            "places-judge",
            tuple(share.name for share in SHARES if share.name != GARDEN),
            ELSEWHERE,
            (
                *("hills.land", "hills.houses", "hills.sheep", "hills.boat", "hills.flowers"),
                *("hills.moon", "sky.where", "sky.cat", "sky.rocket", "sky.planet", "sky.earth"),
                *("sky.comet", "sky.flag", "city.shot", "city.front", "city.vehicle"),
                *("city.umbrella", "city.trees", "room.shot", "room.cat", "room.couch"),
                *("room.lamp", "room.plant", "room.picture", "room.rug"),
            ),
            places_asked,
            elsewhere,
            3000,
            SMALLER,
        ),
    )
}


def judging(*sources: str) -> Kind:
    """Find the kind of judge that marks pictures of these sources.

    Raises MendableError if one of them has no labels to mark it by, or they need two kinds.
    """
    found = {source: kind for kind in KINDS.values() for source in kind.sources}
    for source in sources:
        if source not in found:
            raise MendableError(
                f"Pictures of {source} cannot be marked, because no judge can read them; "
                f"those of {', '.join(found)} can."
            )
    kind, *others = dict.fromkeys(found[source] for source in sources)
    if others:
        apart = " or ".join(" ".join(each.sources) for each in (kind, *others))
        raise MendableError(f"These sources need a judge each; name --mix {apart}, one at a time.")
    return kind
