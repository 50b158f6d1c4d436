"""`pellucid draw`: words, and perhaps a photo, become a PNG that knows how it was drawn.

What can be wrong with what was asked is found out before a network is loaded, except for sizes and
margins: which of them an engine can draw, it says itself.
"""

import sys
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import tyro

from pellucid.app import flags
from pellucid.app.english import english
from pellucid.app.flags import EngineName, LadderName, SolverName, Steps, flag
from pellucid.app.targets import Targets, short, slug
from pellucid.files import claimed
from pellucid.ladders import stands
from pellucid.recipe import edits
from pellucid.recipe.idle import idle
from pellucid.recipe.prompt import phases, plain, prompts
from pellucid.recipe.recipe import ASKED, Recipe, fill
from pellucid.recipe.rules import Integer, RecipeError

if TYPE_CHECKING:
    from pellucid.engine.engine import Engine
    from pellucid.engine.plan import Plan
    from pellucid.walk import Step

File = Annotated[str | None, flag("FILE")]
Words = Annotated[str | None, flag("STR")]
Whole = Annotated[int | None, flag("INT", usual="0")]
Often = Annotated[int | None, flag("INT", usual="1")]
Amount = Annotated[float | None, flag("FLOAT", usual="0")]
Prompt = Annotated[str | None, flag("[STR]")]
Jump = Annotated[int | None, flag("INT", usual="10")]
Noise = Annotated[str | None, flag("{rungs,brownian}", usual="rungs")]
Other = Annotated[int | None, flag("INT", usual="the picture's own plus 1")]
Half = Annotated[float | None, flag("FLOAT", usual="0.5")]
All = Annotated[float | None, flag("FLOAT", usual="1")]
BlendBy = Annotated[str | None, flag("{predictions,tokens}", usual="predictions")]
Out = Annotated[
    str | None,
    flag(
        "FILE",
        "the PNG to write, which is replaced if it is there, or a folder for it; with --count, "
        "name-1.png, name-2.png, ...",
        "named after the prompt, and numbered where that name is taken",
    ),
]
AnyEdit = Annotated[str | None, flag("JSON", f"an edit in full: one of {', '.join(edits.EDITS)}.")]
BAND = "over how many pixels around the mask, or inside the photo that grows, old and new mix."
Feather = Annotated[int | None, flag("INT", BAND, "8 around a mask, 16 in such a photo")]
PHOTO_STRENGTH = 0.6
NEEDS = {"strength": "image", "mask": "image", "outpaint": "image", "variation_seed": "variation"}
NEEDS |= {"jump": "again", "mix": "blend", "blend_by": "blend"}  # what changes another flag's work
NEEDS |= {"cell": "like"}
NEEDS |= {"feather": "mask outpaint"}  # one of these
NOTHING = {"variation": 0, "again": 1}  # where a flag that is given asks for nothing
NAMED = {  # flags that are called otherwise in a recipe, or belong to an edit
    "again": edits.Again.RULES["times"],
    "jump": edits.Again.RULES["jump"],
    "churn": edits.Again.RULES["churn"],
    "noise": edits.Fresh.RULES["noise"],
    "strength": edits.Strength.RULES["strength"],
    "variation": edits.Variation.RULES["amount"],
    "variation_seed": edits.Variation.RULES["seed"],
    "mix": edits.Blend.RULES["mix"],
    "blend_by": edits.Blend.RULES["by"],
    "rescale": edits.Guidance.RULES["rescale"],
    "feather": edits.Inpaint.RULES["feather"],
    "guide_low": edits.Guidance.RULES["low"],
    "guide_high": edits.Guidance.RULES["high"],
}
OLD_SIZE = 256, 256  # of the photos of older recipes


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line; None is what was not.

    Args:
        prompt: what to draw, in English; (red:1.5) weighs words, [snail:bee:0.4] changes them.
        negative: what to keep away from.
        seed: which noise to start from; the same seed is the same picture.
        again: walk every stretch of the ladder so many times, 1 to 20.
        jump: how many steps a stretch has.
        churn: how much fresh noise to add before the steps, 0 to 100.
        noise: where a solver's fresh noise comes from: rungs, or brownian (another number of steps
            is then the same picture).
        count: how many pictures, from seed, seed + 1, ... (a variation's second seed instead).
        film: also write the walk: an animation (.webp, .gif), a strip (.png), or every number
            of it (.safetensors); an ending alone is named after the picture.
        like: draw this PNG again, from the recipe inside it.
        cell: which picture of a grid to draw again, from 1, row by row.
        image: a photo to start from: its middle, scaled to the picture's width and height.
        strength: how much to change the photo, 0 to 1 (0.6 when nothing else is asked of it,
            0.75 with --outpaint).
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

    prompt: tyro.conf.Positional[Prompt] = None
    negative: Words = None
    seed: Whole = None
    steps: Steps = None
    guidance: flags.Guidance = None
    solver: SolverName = None
    ladder: LadderName = None
    again: Often = None
    jump: Jump = None
    churn: Amount = None
    noise: Noise = None
    count: Often = None
    out: Out = None
    film: File = None
    like: File = None
    cell: Annotated[int | None, flag("INT")] = None
    image: File = None
    strength: Annotated[float | None, flag("FLOAT")] = None
    mask: File = None
    outpaint: Words = None
    feather: Feather = None
    variation: Amount = None
    variation_seed: Other = None
    blend: Words = None
    mix: Half = None
    blend_by: BlendBy = None
    regions: Words = None
    rescale: Amount = None
    guide_low: Amount = None
    guide_high: All = None
    edit: AnyEdit = None
    engine: EngineName = None
    width: Whole = None
    height: Whole = None
    weights: flags.Weights = ""
    backend: flags.BackendName = "fastest"


def draw(order: Annotated[Order, tyro.conf.arg(name="")]) -> None:
    """Draw a picture from words, a photo changed by words, or a picture drawn before.

    Prints the files it wrote. The PNG carries its whole recipe: --like draws it again.
    """
    check(order)
    recipes = _again(order) if order.like else recipes_of(order)
    usual = (
        f"{short(Path(order.like).stem)}-again" if order.like else slug(plain(recipes[0].prompt))
    )
    targets = Targets(order.out or "", order.film or "", usual, len(recipes))
    targets.check([path for path in (order.image, order.mask, order.like) if path])
    from pellucid.engine.engine import load
    from pellucid.engine.shelf import own

    engine = load(recipes[0].engine, own(order.weights), order.backend)
    say(f"{engine.name} on {engine.backend}, {engine.precision}")
    for note in notes(engine.plan(recipes[0]), recipes[0], engine):
        say(note)
    names = targets.pictures()
    for number, recipe in enumerate(recipes, 1):
        plan = engine.plan(recipe)
        steps = _walk(plan, whole=order.film is not None)
        with nullcontext(next(names)) if targets.chosen else claimed(names) as picture:
            _save(plan, steps, *targets.both(picture, number))


def check(order: Order) -> None:
    """Hold flags to their rules under their own names, and to the flags that they need."""
    given = _given(order)
    Integer(1, 1000)("--count", given.get("count", 1))
    for name, rule in NAMED.items():
        if name in given:
            rule(_flag(name), given[name])
    for name, needed in NEEDS.items():
        others = needed.split()
        if name in given and all(given.get(each) in (None, NOTHING.get(each)) for each in others):
            wanted = " or ".join(map(_flag, others))
            raise RecipeError(f"{_flag(name)} does nothing alone; add {wanted}.")


def _given(order: Order) -> Mapping[str, Any]:
    """All that was asked for, by the field's name."""
    values = {field.name: getattr(order, field.name) for field in fields(order)}
    return {name: value for name, value in values.items() if value is not None}


def _flag(name: str) -> str:
    return "the prompt" if name == "prompt" else f"--{name.replace('_', '-')}"


def recipes_of(order: Order) -> list[Recipe]:
    """Write the recipe of every picture that flags ask for."""
    given, many = _given(order), order.count or 1
    first = fill({"prompt": ""} | {name: given[name] for name in ASKED if name in given})
    first = replace(first, edits=tuple(_edits(order)))
    varied = [edit for edit in first.edits if isinstance(edit, edits.Variation)]
    if not varied:
        return [replace(first, seed=first.seed + number) for number in range(many)]
    seeds = edits.following(varied[0].seed, many + 1)
    if first.seed in seeds[:-1]:
        say(f"Seed {first.seed} is the picture's own, so no variation has it; it is passed over.")
    recipes = []
    for seed in [seed for seed in seeds if seed != first.seed][:many]:
        turned = (replace(edit, seed=seed) if edit in varied else edit for edit in first.edits)
        recipes.append(replace(first, edits=tuple(turned)))
    return recipes


def _edits(order: Order) -> Iterator[edits.Edit]:
    """Make the edits of flags; what is not given is what the edit says."""

    def made(kind: type[edits.Made], values: Mapping[str, Any]) -> edits.Made:
        return kind(**{name: value for name, value in values.items() if value is not None})

    image, mask = _pictures(order)
    band: dict[str, Any] = {} if order.feather is None else {"feather": order.feather}
    if order.outpaint:
        yield replace(edits.parse_outpaint(image, order.outpaint), **band)
    if order.strength is not None:
        yield edits.Strength(image, order.strength)
    elif image and not (mask or order.outpaint):
        yield edits.Strength(image, PHOTO_STRENGTH)
    if order.again not in (None, 1) or order.churn:
        again = {"jump": order.jump, "times": order.again, "churn": order.churn}
        yield made(edits.Again, again)
    if order.noise == "brownian":
        yield edits.Fresh()
    if order.variation:
        (after,) = edits.following((order.seed or 0) + 1, 1)
        other = after if order.variation_seed is None else order.variation_seed
        yield edits.Variation(order.variation, other)
    if order.blend is not None:
        blend = {"prompt": order.blend, "mix": order.mix, "by": order.blend_by}
        yield made(edits.Blend, blend)
    if order.regions is not None:
        yield edits.parse_regions(order.regions)
    calm = {"rescale": order.rescale, "low": order.guide_low, "high": order.guide_high}
    if (cure := made(edits.Guidance, calm)) != edits.Guidance():
        yield cure
    if mask:
        yield edits.Inpaint(image, mask, **band)
    if order.edit is not None:
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
        say(f"{order.mask} has another shape or size; it was stretched over the whole photo.")
    return image, keep(pictures.laid_over(mask, photo.size))


def _older_pictures(order: Order) -> Iterator[tuple[str, str]]:
    """Keep photo and mask as older recipes name them: decoded whole, or cut to a square.

    Yields the option and the address of each.
    """
    from pellucid.recipe import pictures
    from pellucid.recipe.store import keep

    if order.image:
        photo = pictures.open_picture(Path(order.image), pictures.WHOLE)
        yield "image", keep(pictures.small_enough(photo))
        yield "image", keep(pictures.fit(photo, OLD_SIZE))
        if order.mask:
            mask = pictures.open_mask(Path(order.mask), pictures.WHOLE)
            yield "mask", keep(pictures.laid_over(mask, pictures.small_enough(photo).size))
            yield "mask", keep(pictures.fit_mask(mask, photo.size, OLD_SIZE))


def _again(order: Order) -> list[Recipe]:
    """Take the recipe out of a picture; its photo may be given again, and nothing else changed."""
    from pellucid.recipe.pictures import PictureError, read_recipe
    from pellucid.recipe.store import recall

    free = {"like", "cell", "out", "film", "image", "mask", "weights", "backend"}
    for name in [name for name in _given(order) if name not in free]:
        raise RecipeError(
            f"--like takes the whole recipe from {order.like}; leave out {_flag(name)}."
        )
    recipe = read_recipe(Path(order.like or ""), order.cell or 0)
    image, mask = _pictures(order)
    given = {("image", image), ("mask", mask)}
    with suppress(PictureError):  # what is larger than was read then has no older name
        given |= set(_older_pictures(order))
    held = {getattr(edit, name, "") for edit in recipe.edits for name in ("image", "mask")} - {""}
    for name in ("image", "mask"):
        if getattr(order, name) and not held & {where for what, where in given if what == name}:
            raise RecipeError(
                f"{order.like} was not drawn from {getattr(order, name)}; leave out --{name}."
            )
    for address in held:
        recall(address)
    return [recipe]


def notes(plan: "Plan", recipe: Recipe, engine: "Engine") -> Iterator[str]:
    """Say what is not drawn as the recipe says: another engine, words unread, a photo cut."""
    from pellucid.recipe.store import recall

    for name in ("weights", "backend", "precision"):
        then, now = getattr(recipe, name), getattr(engine, name)
        if then and then != now:
            yield f"Drawn before with {name} {then}, now with {now}: the picture will differ."
    said = {words for _, phase in phases(recipe, recipe.steps) for words in prompts(phase)}
    for words in sorted(said):
        left_out = engine.read.reading(words).left_out
        if left_out:
            yield f"The prompt is longer than the engine reads. It does not see: {left_out!r}"
        if not english(plain(words)):
            yield "The engine reads English; it draws whatever it makes of the rest."
    if not any(map(plain, said)):
        yield "No words were given: the engine draws what it likes."
    yield from idle(recipe)
    if plan.white is not None and not plan.white.any():
        yield "Strength 0 keeps the photo as it is, so nothing of it is drawn anew."
    photos = {edit.image for edit in plan.recipe.edits if hasattr(edit, "image")}
    across, down = plan.frame
    for width, height in {recall(photo).size for photo in photos}:
        if width * down != height * across:
            yield (
                f"The photo, kept as {width} x {height}, is cut to its middle and scaled to "
                f"{across} x {down}."
            )


def _walk(plan: "Plan", whole: bool) -> "deque[Step]":
    """Walk with a progress bar; returns all of its steps, or the last one."""
    from tqdm import tqdm

    walk = tqdm(plan.walk(), f"seed {plan.recipe.seed}", len(stands(plan.ladder)) - 1, unit="step")
    return deque(walk, maxlen=None if whole else 1)


def _save(plan: "Plan", steps: "deque[Step]", picture: Path, *films: Path) -> None:
    """Write a picture and its film, if there is one, and print their names."""
    from pellucid.recipe.pictures import save_picture
    from pellucid.record.film import save_film

    save_picture(picture, plan.picture(steps[-1].x_next), plan.recipe)
    print(picture)
    for film in films:
        save_film(film, plan, steps)
        print(film)


def say(note: str) -> None:
    """Print what is no result."""
    print(note, file=sys.stderr)
