"""A figure of the page as a widget of a notebook, served by the notebook's own kernel.

The widget is a frame of `/figure/<exhibit>`, with the same modules as the page. The server listens
on 127.0.0.1 alone, and allows the frame to whoever has the key that only the widget is given
(`serve/guard.py`).
"""

import secrets
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import anywidget
import traitlets

from pellucid.app.explore import HERE, listener
from pellucid.app.page import FIGURES, WEB
from pellucid.app.serve.running import start
from pellucid.app.server import build
from pellucid.engine.draw import loaded
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import ASKED, LATER, Recipe, fill
from pellucid.recipe.rules import RecipeError, choice

SETTINGS = tuple(name for name in ASKED if name not in LATER)  # what the page's bar can change


def _settings(recipe: Recipe, _widget: object = None) -> dict[str, Any]:
    """Take from a recipe what the page's bar can change."""
    return {name: getattr(recipe, name) for name in SETTINGS}


def _recipe(settings: Mapping[str, Any], _widget: object = None) -> Recipe:
    return fill(settings)


class Figure(anywidget.AnyWidget):
    """One figure of the page. Words, seed and settings that its visitor chooses are in `recipe`.

    Both `exhibit` and `recipe` can be set, and the figure follows.
    Raises RecipeError if the page has no such figure, or cannot show such a recipe.
    """

    _esm = WEB / "notebook.js"
    exhibit = traitlets.Unicode().tag(sync=True)
    recipe = traitlets.Instance(Recipe).tag(sync=True, to_json=_settings, from_json=_recipe)
    port = traitlets.Int().tag(sync=True)
    key = traitlets.Unicode().tag(sync=True)

    def __init__(self, exhibit: str, recipe: Recipe) -> None:
        loaded(recipe.engine)  # what is missing or damaged is told here, not in the frame
        port, key = served()
        super().__init__(exhibit=exhibit, recipe=recipe, port=port, key=key)

    @traitlets.validate("exhibit")
    def _known(self, proposal: Mapping[str, Any]) -> str:
        return choice("exhibit", proposal["value"], FIGURES)

    @traitlets.validate("recipe")
    def _plain(self, proposal: Mapping[str, Any]) -> Recipe:
        recipe: Recipe = proposal["value"]
        for name in ("edits", *LATER):
            if getattr(recipe, name):
                raise RecipeError(f"A figure shows recipes without {name}; leave out `exhibit`.")
        return recipe


@cache
def served() -> tuple[int, str]:
    """Serve the page from this process until it ends; returns the port, and the key for frames."""
    key = secrets.token_urlsafe(24)
    door = listener(HERE, 0)
    start(build({name: partial(loaded, name) for name in engines()}, frame=key), door)
    return int(door.getsockname()[1]), key
