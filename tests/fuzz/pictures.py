"""Pictures that people send, damaged: read as a photo and for the recipe inside."""

import io
from random import Random

from PIL import Image

from fuzz import Target, damaged
from pellucid.recipe.pictures import Sent, open_picture, read_recipe


def case(random: Random) -> tuple[str, bytes]:
    """What is read out of a file, and a small picture of any kind and mode, damaged."""
    kind = random.choice(("PNG", "JPEG", "WEBP"))
    mode = random.choice(("RGB", "L", "1") + (("RGBA", "P") if kind != "JPEG" else ("CMYK",)))
    width, height = random.randint(1, 60), random.randint(1, 60)
    noise = Image.frombytes("L", (width, height), random.randbytes(width * height))
    file = io.BytesIO()
    noise.convert(mode).save(file, kind)
    return random.choice(list(READ)), damaged(random, file.getvalue())


READ = {"photo": open_picture, "recipe": read_recipe}


def read(case: tuple[str, bytes]) -> object:
    """Read a photo, or the recipe inside it."""
    what, data = case
    return READ[what](Sent(data))


TARGET = Target("pictures", case, read, seconds=1.0, megabytes=100)
