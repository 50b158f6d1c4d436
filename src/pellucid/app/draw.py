"""`pellucid draw`: words, and perhaps a photo, become a PNG that knows how it was drawn.

What can be wrong with what was asked is found out before a network is loaded, except for sizes and
margins: which of them an engine can draw, it says itself.
"""

import sys
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import tyro

from pellucid.app import flags
from pellucid.app.english import english
from pellucid.app.flags import EngineName, LadderName, SolverName, Steps, Words
from pellucid.files import TargetError, check_target
from pellucid.ladders import stands
from pellucid.recipe import edits
from pellucid.recipe.engines import DEFAULT
from pellucid.recipe.recipe import ASKED, Recipe, fill
from pellucid.recipe.rules import Integer, RecipeError

if TYPE_CHECKING:
    from pellucid.engine.engine import Engine
    from pellucid.engine.plan import Plan

FILM_SUFFIXES = (".webp", ".gif", ".png", ".safetensors")
File = Annotated[str, tyro.conf.arg(metavar="FILE", help_behavior_hint="")]
Out = Annotated[
    str,
    flags.flag(
        "FILE",
        "the PNG to write; with --count, name-1.png, name-2.png, ...",
        "named after the prompt",
    ),
]
Perhaps = Annotated[float | None, tyro.conf.arg(metavar="FLOAT", help_behavior_hint="")]
AnyEdit = Annotated[str, flags.flag("JSON", f"an edit in full: one of {', '.join(edits.EDITS)}.")]
Other = Annotated[int | None, flags.flag("INT", "that other seed.", "the picture's own plus 1")]
PHOTO_STRENGTH = 0.6
NEEDS = {"strength": "image", "mask": "image", "outpaint": "image", "variation_seed": "variation"}
NEEDS |= {"jump": "again", "mix": "blend", "blend_by": "blend"}  # what changes another flag's work
NAMED = {  # flags that are called otherwise in a recipe
    "again": edits.Again.RULES["times"],
    "variation": edits.Variation.RULES["amount"],
    "variation_seed": edits.Variation.RULES["seed"],
    "guide_low": edits.Guidance.RULES["low"],
    "guide_high": edits.Guidance.RULES["high"],
}
OLD_SIZE = 256, 256  # of the photos of older recipes


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line.

    Args:
        prompt: what to draw, in English.
        negative: what to keep away from.
        seed: which noise to start from; the same seed is the same picture.
        again: walk every stretch of the ladder so many times, 1 to 20.
        jump: how many steps a stretch has.
        churn: how much fresh noise to add before the steps, 0 to 100.
        noise: where a solver's fresh noise comes from: rungs, or brownian (another number of steps
            is then the same picture).
        count: how many pictures, from seed, seed + 1, ... (a variation's second seed instead).
        film: also write the walk: an animation (.webp, .gif), a strip (.png), or every number
            of it (.safetensors).
        like: draw this PNG again, from the recipe inside it.
        image: a photo to start from: its middle, scaled to the picture's width and height.
        strength: how much to change the photo, 0 to 1 (0.6 when nothing else is asked of it).
        mask: repaint only the white part of this picture, laid over the photo.
        outpaint: grow the photo's canvas: left=64,right=64,top=8,bottom=8, in multiples of the
            engine's cells (8 pixels for garden).
        variation: how far to turn the noise towards another seed's, 0 to 1.
        blend: a second prompt to mix in.
        mix: how much of it, 0 to 1.
        blend_by: mix what the prompts predict at every step, or their words once.
        regions: words for parts of the canvas: 'left: a snail; right: a bee'.
        rescale: how far to undo the contrast that guidance adds, 0 to 1.
        guide_low: guide only while at least this share is noise, 0 to 1.
        guide_high: guide only while at most this share is noise, 0 to 1.
        width: pixels across; 0 is the engine's own. More is seen through windows.
        height: pixels down, likewise.

    """

    prompt: tyro.conf.Positional[str] = ""
    negative: Words = ""
    seed: int = 0
    steps: Steps = None
    guidance: flags.Guidance = None
    solver: SolverName = None
    ladder: LadderName = None
    again: int = 1
    jump: int = 10
    churn: float = 0.0
    noise: Literal["rungs", "brownian"] = "rungs"
    count: int = 1
    out: Out = ""
    film: File = ""
    like: File = ""
    image: File = ""
    strength: Perhaps = None
    mask: File = ""
    outpaint: Words = ""
    variation: float = 0.0
    variation_seed: Other = None
    blend: Words = ""
    mix: float = 0.5
    blend_by: Literal["predictions", "tokens"] = "predictions"
    regions: Words = ""
    rescale: float = 0.0
    guide_low: float = 0.0
    guide_high: float = 1.0
    edit: AnyEdit = ""
    engine: EngineName = DEFAULT
    width: int = 0
    height: int = 0
    weights: flags.Weights = ""
    backend: flags.BackendName = "fastest"


def draw(order: Annotated[Order, tyro.conf.arg(name="")]) -> None:
    """Draw a picture from words, a photo changed by words, or a picture drawn before.

    Prints the files it wrote. The PNG carries its whole recipe: --like draws it again.
    """
    _check(order)
    recipes = _again(order) if order.like else _recipes(order)
    targets = [_targets(order, recipes[0], number) for number in range(1, len(recipes) + 1)]
    from pellucid.engine.engine import load
    from pellucid.engine.shelf import own

    engine = load(recipes[0].engine, own(order.weights), order.backend)
    _say(f"{engine.name} on {engine.backend}, {engine.precision}")
    for note in _notes(engine.plan(recipes[0]), recipes[0], engine):
        _say(note)
    for recipe, (picture, film) in zip(recipes, targets, strict=True):
        for path in _draw(engine.plan(recipe), picture, film):
            print(path)


def _check(order: Order) -> None:
    """Hold flags to their rules under their own names, and to the flags that they need."""
    given = _given(order)
    Integer(1, 1000)("--count", order.count)
    for name, rule in NAMED.items():
        if name in given:
            rule(_flag(name), getattr(order, name))
    for name, needed in NEEDS.items():
        if name in given and needed not in given:
            raise RecipeError(f"{_flag(name)} does nothing alone; add {_flag(needed)}.")


def _given(order: Order) -> list[str]:
    """Name the fields that are not as they are without a flag."""
    plain, names = Order(), [field.name for field in fields(order)]
    return [name for name in names if getattr(order, name) != getattr(plain, name)]


def _flag(name: str) -> str:
    return "the prompt" if name == "prompt" else f"--{name.replace('_', '-')}"


def _recipes(order: Order) -> list[Recipe]:
    first = fill({name: getattr(order, name) for name in ASKED})
    first = replace(first, edits=tuple(_edits(order)))
    varied = [edit for edit in first.edits if isinstance(edit, edits.Variation)]
    if not varied:
        return [replace(first, seed=first.seed + number) for number in range(order.count)]
    others = (seed for seed in count(varied[0].seed) if seed != first.seed)
    recipes = []
    for seed in islice(others, order.count):
        turned = (replace(edit, seed=seed) if edit in varied else edit for edit in first.edits)
        recipes.append(replace(first, edits=tuple(turned)))
    return recipes


def _edits(order: Order) -> Iterator[edits.Edit]:
    image, mask = _pictures(order)
    if order.outpaint:
        yield edits.parse_outpaint(image, order.outpaint)
    if order.strength is not None:
        yield edits.Strength(image, order.strength)
    elif image and not (mask or order.outpaint):
        yield edits.Strength(image, PHOTO_STRENGTH)
    if order.again != 1 or order.churn:
        yield edits.Again(order.jump, order.again, order.churn)
    if order.noise != "rungs":
        yield edits.Fresh(order.noise)
    if order.variation:
        other = order.seed + 1 if order.variation_seed is None else order.variation_seed
        yield edits.Variation(order.variation, other)
    if order.blend:
        yield edits.Blend(order.blend, order.mix, order.blend_by)
    if order.regions:
        yield edits.parse_regions(order.regions)
    cure = edits.Guidance(order.rescale, order.guide_low, order.guide_high)
    if cure != edits.Guidance():
        yield cure
    if mask:
        yield edits.Inpaint(image, mask)
    if order.edit:
        yield edits.edit_of_json(order.edit)


def _pictures(order: Order) -> tuple[str, str]:
    """Read and keep the photo and the mask; returns their addresses, empty where not given."""
    if not order.image:
        return "", ""
    from pellucid.recipe import pictures
    from pellucid.recipe.store import keep

    photo = pictures.open_picture(Path(order.image))
    image = keep(photo)
    if not order.mask:
        return image, ""
    mask = pictures.open_mask(Path(order.mask))
    if mask.size != photo.size:
        _say(f"{order.mask} has another shape or size; it was stretched over the whole photo.")
    return image, keep(pictures.laid_over(mask, photo.size))


def _older_pictures(order: Order) -> None:
    """Keep the photo and the mask as older recipes name them: decoded whole, or cut to a square."""
    from pellucid.recipe import pictures
    from pellucid.recipe.store import keep

    photo = pictures.open_picture(Path(order.image), pictures.WHOLE)
    keep(pictures.small_enough(photo))
    keep(pictures.fit(photo, OLD_SIZE))
    if order.mask:
        mask = pictures.open_mask(Path(order.mask), pictures.WHOLE)
        keep(pictures.laid_over(mask, pictures.small_enough(photo).size))
        keep(pictures.fit_mask(mask, photo.size, OLD_SIZE))


def _again(order: Order) -> list[Recipe]:
    """Take the recipe out of a picture; its photo may be given again, and nothing else changed."""
    from pellucid.recipe.pictures import PictureError, read_recipe

    free = {"like", "out", "film", "image", "mask", "weights", "backend"}
    for name in [name for name in _given(order) if name not in free]:
        raise RecipeError(
            f"--like takes the whole recipe from {order.like}; leave out {_flag(name)}."
        )
    recipe = read_recipe(Path(order.like))
    if order.image:
        _pictures(order)
        with suppress(PictureError):  # what is larger than was read then has no older name
            _older_pictures(order)
    return [recipe]


def _targets(order: Order, recipe: Recipe, number: int) -> tuple[Path, Path | None]:
    usual = f"{Path(order.like).stem}-again.png" if order.like else f"{_slug(recipe.prompt)}.png"
    paths = [Path(order.out or usual), *([Path(order.film)] if order.film else [])]
    if order.count > 1:
        paths = [path.with_stem(f"{path.stem}-{number}") for path in paths]
    given = {Path(name).resolve() for name in (order.image, order.mask, order.like) if name}
    for path in paths:
        if path.resolve() in given:
            raise TargetError(f"{path} is drawn from and would be overwritten; name another file.")
    check_target(paths[0], (".png",))
    for film in paths[1:]:
        check_target(film, FILM_SUFFIXES)
        if film == paths[0]:
            raise TargetError(f"The picture and its film cannot both be {film}; name another.")
    return paths[0], paths[1] if order.film else None


def _slug(prompt: str) -> str:
    """Make a file's name of words: letters, digits and hyphens, at most 60."""
    plain = "".join(letter if letter.isalnum() else " " for letter in prompt.casefold())
    return "-".join(plain.split())[:60].strip("-") or "picture"


def _notes(plan: "Plan", recipe: Recipe, engine: "Engine") -> Iterator[str]:
    """Say what is not drawn as the recipe says: another engine, words unread, a photo cut."""
    from pellucid.recipe.store import recall

    for name in ("weights", "backend", "precision"):
        then, now = getattr(recipe, name), getattr(engine, name)
        if then and then != now:
            yield f"Drawn before with {name} {then}, now with {now}: the picture will differ."
    for words in _words(recipe):
        left_out = engine.read.reading(words).left_out
        if left_out:
            yield f"The prompt is longer than the engine reads. It does not see: {left_out!r}"
        if not english(words):
            yield "The engine reads English; it draws whatever it makes of the rest."
    if not any(words for words in _words(recipe)):
        yield "No words were given: the engine draws what it likes."
    photos = {edit.image for edit in plan.recipe.edits if hasattr(edit, "image")}
    across, down = plan.frame
    for width, height in {recall(photo).size for photo in photos}:
        if width * down != height * across:
            yield (
                f"The photo, kept as {width} x {height}, is cut to its middle and scaled to "
                f"{across} x {down}."
            )


def _words(recipe: Recipe) -> Iterator[str]:
    yield recipe.prompt
    yield recipe.negative
    for edit in recipe.edits:
        if isinstance(edit, edits.Blend):
            yield edit.prompt
        if isinstance(edit, edits.Regions):
            yield from (region.prompt for region in edit.regions)


def _draw(plan: "Plan", picture: Path, film: Path | None) -> Iterator[Path]:
    from tqdm import tqdm

    from pellucid.recipe.pictures import save_picture
    from pellucid.record.film import save_film

    walk = tqdm(plan.walk(), f"seed {plan.recipe.seed}", len(stands(plan.ladder)) - 1, unit="step")
    steps = deque(walk, maxlen=None if film else 1)
    save_picture(picture, plan.picture(steps[-1].x_next), plan.recipe)
    yield picture
    if film:
        save_film(film, plan, steps)
        yield film


def _say(note: str) -> None:
    print(note, file=sys.stderr)
