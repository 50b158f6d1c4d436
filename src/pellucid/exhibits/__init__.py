"""The tour: every exhibit of the page, in the order in which a visitor meets them.

An exhibit is a question and a module that knows what to walk for an answer; `exhibit.py` says what
such a module holds. To add one, write the module and put it into `EXHIBITS` where it belongs.
"""

from collections.abc import Mapping
from typing import cast

from pellucid.exhibits import (
    compass,
    detail,
    forward,
    guidance,
    latent,
    noise,
    paths,
    seeds,
    steps,
    walk,
    why,
)
from pellucid.exhibits.exhibit import Exhibit
from pellucid.recipe.rules import choice

__all__ = ["EXHIBITS", "named"]

EXHIBITS = cast(
    "tuple[Exhibit, ...]",
    (noise, walk, forward, latent, compass, why, seeds, paths, steps, detail, guidance),
)
"""The tour, in order."""

_SLUGS: Mapping[str, Exhibit] = {exhibit.SLUG: exhibit for exhibit in EXHIBITS}


def named(slug: object) -> Exhibit:
    """Find an exhibit; raises RecipeError with the known ones if there is none of that name."""
    return _SLUGS[choice("exhibit", slug, tuple(_SLUGS))]
