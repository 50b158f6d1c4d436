"""The prompts an engine is looked at with, and the sheet that shows them.

Figures can be right and pictures ugly. Prompts from outside its world must still give a clean
picture.
"""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pellucid.files import atomic
from pellucid.pixels import Pixels

PROMPTS: tuple[str, ...] = (
    "A monarch butterfly on a purple coneflower, macro close-up, delicate orange and black wing "
    "detail, morning dew, soft bokeh",
    "A snail resting on a moss-covered rock, extreme close-up, shell spiral detail, rain droplets, "
    "rich green, soft overcast lighting",
    "A monarch butterfly on a purple coneflower, macro",
    "A monarch butterfly on a purple coneflower, macro close-up, delicate orange and black wing",
    "a butterfly and a snail",
    "a hill with houses",
    "a cat astronaut floating in space, oil painting style",
    "A cat astronaut on the moon",
    "an orange tabby cat on a windowsill, soft light, bokeh background with a city view",
    "A cyberpunk city at sunset, neon lights, rain",
    "an empty room",
    "A red leather couch in a room",
    "a forest path, morning light",
    "a village by a lake in the style of Van Gogh's Starry Night",
    "a drone shot flying through a forest",
    "a snail on a sunflower",
    "a blue butterfly on a moss-covered rock at night",
    "a cat on the moon, watercolor",
    "a ladybird and a bee on a leaf",
    "a house under a night sky full of stars, pixel art",
    "a portrait of a woman with red hair",
    "the word HELLO in big letters",
    "",
    " ".join(("a snail and a butterfly and a bee on a flower in the rain " * 39).split()[:500]),
    "\N{SNAIL}\N{SUNFLOWER}\N{BUTTERFLY}\N{MUSHROOM}",
    "motyl na fioletowym kwiatku, poranna rosa",
)
HEADINGS: Mapping[str, str] = {  # the prompt that each part begins with
    PROMPTS[0]: "What it was taught",
    PROMPTS[15]: "Combinations that were kept from it",
    PROMPTS[20]: "Nothing of its world",
}


def contact_sheet(prompts: Sequence[str], pictures: Pixels, where: Path) -> None:
    """Write a row per prompt: its words, then its pictures; whole or not at all."""
    each = len(pictures) // len(prompts)
    side, margin, band = pictures.shape[1], 240, 48
    height = len(prompts) * side + sum(prompt in HEADINGS for prompt in prompts) * band
    sheet = Image.new("RGB", (margin + each * side, height), "white")
    pen, small, large = ImageDraw.Draw(sheet), *map(ImageFont.load_default, (16, 24))
    top = 0
    for row, prompt in enumerate(prompts):
        if prompt in HEADINGS:
            pen.text((12, top + band / 2), HEADINGS[prompt], "black", large, anchor="lm")
            top += band
        pen.multiline_text((12, top + 12), _label(prompt), "black", small, spacing=5)
        for column in range(each):
            picture = Image.fromarray(pictures[row * each + column])
            sheet.paste(picture, (margin + column * side, top))
        top += side
    with atomic(where) as part:
        sheet.save(part, "PNG")


def _label(prompt: str) -> str:
    if not prompt.isascii() and not any(letter.isalpha() for letter in prompt):
        return f"({len(prompt)} emoji, no words)"
    if len(prompt) > 160:
        prompt = f"{prompt[:120]}... ({len(prompt.split())} words)"
    return "\n".join(textwrap.wrap(prompt, 26)) or "(an empty prompt)"
