"""Pictures that people send, damaged: read as a photo, as a mask, and for the recipe inside."""

from functools import cache
from random import Random

import crafted
from PIL import Image, ImageCms

from fuzz import Target, damaged
from pellucid.recipe.pictures import Sent, open_mask, open_picture, read_recipe

READ = {"photo": open_picture, "mask": open_mask, "recipe": read_recipe}
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
EXIF = b"Exif\0\0" + crafted.tiff(crafted.TURNED, (0x010E, 2, 60, 8))
MODES = {"PNG": "RGB RGBA L LA P 1 I;16", "JPEG": "RGB L CMYK", "WEBP": "RGB RGBA"}


def case(random: Random) -> tuple[str, bytes]:
    """What is read out of a file, and a small picture of any kind and mode, damaged."""
    whole = _crafted(random.choice([*crafted.SENT])) if random.random() < 0.2 else _noise(random)
    return random.choice([*READ]), damaged(random, whole)


@cache
def _crafted(name: str) -> bytes:
    return crafted.SENT[name][0]()


def _noise(random: Random) -> bytes:
    kind = random.choice([*MODES])
    mode = random.choice(MODES[kind].split())
    width, height = random.randint(1, 60), random.randint(1, 60)
    noise = Image.frombytes("L", (width, height), random.randbytes(width * height))
    how = random.choice(({}, {"icc_profile": PROFILE}, {"exif": EXIF}, {"progressive": True}))
    return crafted.encoded(noise.convert(mode), kind, **how)


def read(case: tuple[str, bytes]) -> object:
    """Read a photo, a mask, or the recipe inside."""
    what, data = case
    return READ[what](Sent(data))


TARGET = Target("pictures", case, read, seconds=1.0, megabytes=100)
