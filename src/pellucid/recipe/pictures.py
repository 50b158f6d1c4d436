"""Pictures in and out: any photo fits any canvas, any drawing is a PNG that knows itself.

A photo is turned as its EXIF says, transparency is laid on white, 16-bit greys are brought to 8,
and it is kept whole, with at most a million pixels. Its size is read from its header and refused
above 16 million pixels before anything is decoded. Of a GIF the first frame is read.

A drawing is a PNG with its whole recipe inside (an iTXt chunk named "pellucid").
"""

import contextlib
import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from PIL import Image, ImageOps, PngImagePlugin, UnidentifiedImageError

from pellucid.errors import MendableError
from pellucid.files import write
from pellucid.pixels import Pixels
from pellucid.recipe.recipe import Recipe, from_json, to_json

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 16_000_000
SIDE = 1024  # a photo is kept with at most the pixels of a square of this side
CHUNK = "pellucid"

BLACK_OR_WHITE = [0] * 128 + [255] * 128


class PictureError(MendableError):
    """A file is not a picture that can be used."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture that came as bytes, and what it may be.

    A JPEG at least twice as large as `SIDE` is decoded at a half, a quarter or an eighth of its
    size, which saves most of the time and memory.
    """

    data: bytes
    formats: tuple[str, ...] = ("PNG", "JPEG", "WEBP")
    name: ClassVar[str] = "This file"


def open_picture(path: Path | Sent) -> Image.Image:
    """Read any photo as upright RGB; raises PictureError with one sentence."""
    with _open(path) as file:
        return _flat(_eight_bit(ImageOps.exif_transpose(file)), "white").convert("RGB")


def open_mask(path: Path) -> Image.Image:
    """Read any picture as an upright grey mask: white is repainted, transparent is not."""
    with _open(path) as file:
        return _flat(_eight_bit(ImageOps.exif_transpose(file)), "black").convert("L")


def small_enough(photo: Image.Image) -> Image.Image:
    """Make a photo as small as one is kept; one that is small enough already stays as it is."""
    shrink = math.sqrt(photo.width * photo.height) / SIDE
    if shrink <= 1:
        return photo
    width, height = (max(1, int(side / shrink)) for side in photo.size)
    return photo.resize((width, height), Image.Resampling.LANCZOS)


def laid_over(mask: Image.Image, photo: tuple[int, int]) -> Image.Image:
    """Stretch a mask over a photo of (width, height); PictureError if nothing of it is white."""
    return _some_white(mask.resize(photo, Image.Resampling.BILINEAR))


def fit(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Cut the largest centred part of the shape of `size` out of a picture and scale it to that."""
    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS)


def fit_mask(mask: Image.Image, photo: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """Lay a mask over a photo of (width, height) and cut and scale it as the photo is.

    Greys become black or white; PictureError if nothing of it is white.
    """
    mask = ImageOps.fit(laid_over(mask, photo), size, Image.Resampling.BOX)
    return _some_white(mask).point(BLACK_OR_WHITE)


def save_picture(path: Path, pixels: Pixels, recipe: Recipe) -> None:
    """Write pixels (H, W, 3) as a PNG with its recipe inside, whole or not at all."""
    data = png(pixels, recipe)
    write(path, lambda part: part.write_bytes(data))


def png(pixels: Pixels, recipe: Recipe) -> bytes:
    """A result (H, W, 3) to the bit, as a PNG with its recipe inside."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt(CHUNK, to_json(recipe))
    return as_file(Image.fromarray(pixels), "PNG", pnginfo=info)


def as_file(picture: Image.Image, kind: str, **how: Any) -> bytes:
    """A picture as the bytes of a file; `how` is what Pillow's `save` takes."""
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def read_recipe(path: Path | Sent) -> Recipe:
    """Read the recipe inside a PNG that Pellucid drew.

    Raises PictureError if the file is no picture or holds no recipe, RecipeError if that cannot be
    drawn.
    """
    with _open(path) as file:
        words = getattr(file, "text", {}).get(CHUNK)
    if words is None:
        raise PictureError(
            f"{path.name} holds no recipe; only a PNG drawn by pellucid does, "
            "and editing or sending it may have removed it."
        )
    return from_json(str(words))


@contextlib.contextmanager
def _open(path: Path | Sent) -> Iterator[Image.Image]:
    """Open and decode a picture, every way of failing told in one sentence."""
    name = path.name
    formats = path.formats if isinstance(path, Sent) else FORMATS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source = io.BytesIO(path.data) if isinstance(path, Sent) else path
            with Image.open(source, formats=formats) as file:
                if file.width * file.height > MOST_PIXELS:
                    raise PictureError(
                        f"{name} has {file.width:,} x {file.height:,} pixels; at most "
                        f"{MOST_PIXELS:,} are read: make it smaller."
                    )
                if isinstance(path, Sent):
                    file.draft("RGB", (SIDE, SIDE))
                file.load()
                yield file
    except Image.DecompressionBombError:
        raise PictureError(
            f"{name} has far too many pixels; at most {MOST_PIXELS:,} are read: make it smaller."
        ) from None
    except FileNotFoundError:
        raise PictureError(f"There is no file {path}; check its name.") from None
    except (IsADirectoryError, PermissionError):
        raise PictureError(f"{path} cannot be read; choose a picture file that can.") from None
    except UnidentifiedImageError:
        kinds = [{"WEBP": "WebP"}.get(kind, kind) for kind in formats]
        known = f"{', '.join(kinds[:-1])} or {kinds[-1]}" if kinds[1:] else kinds[0]
        raise PictureError(f"{name} is not a picture in {known}.") from None
    except PictureError:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError) as error:
        raise PictureError(
            f"{name} cannot be read as a picture: {error}; save it again as PNG."
        ) from None


def _some_white(mask: Image.Image) -> Image.Image:
    if mask.point(BLACK_OR_WHITE).getbbox() is None:
        raise PictureError(
            "The mask has no white in it where the photo is drawn, so nothing would change; "
            "paint white where it may change."
        )
    return mask


def _eight_bit(image: Image.Image) -> Image.Image:
    """Bring greys of 16 bits to 0..255; leave the rest."""
    if not image.mode.startswith("I"):
        return image
    values = np.asarray(image, dtype=np.float64).clip(0, 65535)
    return Image.fromarray((values / 257).round().astype(np.uint8))


def _flat(image: Image.Image, under: str) -> Image.Image:
    if not image.has_transparency_data:
        return image
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, under), image).convert("RGB")
