"""Pictures in and out: any photo fits any canvas, any drawing is a PNG that knows itself.

A photo is brought to sRGB, turned as its EXIF says, laid on white where it is transparent, brought
from 16 bits to 8, and kept whole with at most a million pixels. Its size is read first and refused
before anything is decoded if that would take more than `MOST_MEMORY`. The first frame is read.

A drawing is a PNG with its whole recipe inside (an iTXt chunk named "pellucid"). It carries no
profile: without one, a PNG is sRGB to every program, and its bytes stay what they always were.
"""

import contextlib
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from pellucid.errors import MendableError
from pellucid.files import write
from pellucid.pixels import Pixels
from pellucid.recipe.colours import as_srgb
from pellucid.recipe.headers import CHUNK, Header, HeaderError, header
from pellucid.recipe.recipe import Recipe, from_json, to_json

MOST_PIXELS = {"PNG": 16_000_000, "JPEG": 100_000_000, "WebP": 5_000_000}
"""Formats that are read, and how large: a JPEG is decoded small, a WebP in four copies."""

DECODERS: Mapping[str, Callable[[io.BufferedReader], ImageFile.ImageFile]] = {
    "PNG": PngImagePlugin.PngImageFile,
    "JPEG": JpegImagePlugin.JpegImageFile,
    "WebP": WebPImagePlugin.WebPImageFile,
}
MOST_SIDE = 2**16
MOST_MEMORY = 80_000_000  # bytes for decoding one picture
MOST_BYTES = 100_000_000  # of a file
SIDE = 1024  # a photo is kept with at most the pixels of a square of this side
WHOLE = 4000  # a picture of this side is as large as is ever decoded
STRIP = 2**18  # pixels that are brought to their colours at a time

BLACK_OR_WHITE = [0] * 128 + [255] * 128
TURNS = {  # EXIF's orientation, and how to undo it
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
FROM_BELOW = (3, 4, 7, 8)  # those whose first row, or column, is the last of the picture
PLAIN = {"1": "L", "L": "L", "LA": "L", "I": "L", "I;16": "L", "CMYK": "CMYK"}
"""Modes whose colours are not RGB, and the mode in which their profile describes them."""


class PictureError(MendableError):
    """A file is not a picture that can be used."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture as bytes, and what to call it in a sentence."""

    data: bytes
    name: str = "This file"


def open_picture(path: Path | Sent, side: int = SIDE) -> Image.Image:
    """Read any photo as upright sRGB with at most the pixels of a square of this side.

    Raises PictureError with one sentence. A larger JPEG is decoded at a half, a quarter or an
    eighth of its size, which saves most of the time and memory.
    """
    with _decoded(path, side) as (file, told, size):
        picture = _upright(file, told.orientation(), size, "white", PLAIN.get(file.mode, "RGB"))
    return as_srgb(picture, told.profile)


def open_mask(path: Path | Sent, side: int = SIDE) -> Image.Image:
    """Read any picture as an upright grey mask: white is repainted, transparent is not."""
    with _decoded(path, side) as (file, told, size):
        return _upright(file, told.orientation(), size, "black", "L")


def small_enough(photo: Image.Image) -> Image.Image:
    """Make a photo as small as one is kept; one that is small enough already stays as it is."""
    size = _fitted(photo.size, SIDE)
    return photo if size == photo.size else photo.resize(size, Image.Resampling.LANCZOS)


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


def png(pixels: Pixels, recipe: Recipe | Sequence[Recipe]) -> bytes:
    """A result (H, W, 3) to the bit, as a PNG with its recipe inside, or those of a grid."""
    info = PngImagePlugin.PngInfo()
    words = (
        to_json(recipe)
        if isinstance(recipe, Recipe)
        else f"[{', '.join(to_json(each) for each in recipe)}]"
    )
    info.add_itxt(CHUNK, words)
    return as_file(Image.fromarray(pixels), "PNG", pnginfo=info)


def as_file(picture: Image.Image, kind: str, **how: Any) -> bytes:
    """A picture as the bytes of a file; `how` is what Pillow's `save` takes."""
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def read_recipe(path: Path | Sent, cell: int = 0) -> Recipe:
    """Read the recipe inside a PNG that Pellucid drew; nothing is decoded.

    `cell` says which picture of a grid is meant, from 1, row by row.
    Raises PictureError if the file holds no such recipe, RecipeError if that cannot be drawn.
    """
    sent = _sent(path)
    with _told(sent.name):
        recipe = header(sent.data).recipe
    if recipe is None:
        raise PictureError(
            f"{sent.name} holds no recipe; only a PNG drawn by pellucid does, "
            "and editing or sending it may have removed it."
        )
    words = recipe.decode("utf-8", "replace")
    return from_json(_of_grid(words, cell, sent.name) if words.startswith("[") or cell else words)


def _of_grid(words: str, cell: int, name: str) -> str:
    """Pick the recipe of one picture out of those of a grid."""
    try:
        cells = json.loads(words)
    except (ValueError, RecursionError):
        cells = []
    if not isinstance(cells, list) or not cells:
        raise PictureError(f"{name} is no grid; leave out the cell.")
    if not 1 <= cell <= len(cells):
        raise PictureError(
            f"{name} is a grid of {len(cells)} pictures; say which one is meant, row by row, by "
            f"--cell 1 to --cell {len(cells)}."
        )
    return json.dumps(cells[cell - 1])


def _sent(path: Path | Sent) -> Sent:
    """Read a file, every way of failing told in one sentence."""
    if isinstance(path, Sent):
        return path
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise PictureError(f"There is no file {path}; check its name.") from None
    except IsADirectoryError:
        raise PictureError(f"{path} is a folder; name a picture in it.") from None
    except PermissionError:
        raise PictureError(f"{path} may not be read; allow that (chmod +r).") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise PictureError(f"{path} cannot be opened ({why}); name another file.") from None
    if len(data) > MOST_BYTES:
        raise PictureError(f"{path} has more than {MOST_BYTES:,} bytes; make it smaller.")
    return Sent(data, path.name)


@contextlib.contextmanager
def _decoded(
    path: Path | Sent, side: int
) -> Iterator[tuple[ImageFile.ImageFile, Header, tuple[int, int]]]:
    """Open and decode a picture; yields it, what its header says, and the size it is to have."""
    sent = _sent(path)
    with _told(sent.name):
        told = header(sent.data)
        with DECODERS[told.kind](told.file()) as file:
            told.exif = told.exif or file.info.get("exif", b"")  # a WebP's
            told.profile = told.profile or file.info.get("icc_profile", b"")
            size = _fitted(file.size, side)
            _prepare(file, told, side)
            file.load()
            yield file, told, size


def _prepare(file: ImageFile.ImageFile, told: Header, side: int) -> None:
    """Refuse a picture that would take too much, and have a large JPEG decoded smaller."""
    pixels, most = file.width * file.height, MOST_PIXELS[told.kind]
    size = f"has {file.width:,} x {file.height:,} pixels"
    if pixels > most:
        raise HeaderError(f"{size}; of a {told.kind} at most {most:,} are read: make it smaller.")
    if max(file.size) > MOST_SIDE:
        raise HeaderError(f"{size}; at most {MOST_SIDE:,} in a row are read: make it shorter.")
    passes = 2 * told.coefficients
    fits = passes + 4 * pixels <= MOST_MEMORY
    file.draft("RGB", (side, side) if fits else _fitted(file.size, side))
    if passes + 4 * file.width * file.height > MOST_MEMORY:
        raise HeaderError(f"{size}, more than can be read of a progressive JPEG: make it smaller.")


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Shrink (width, height) to at most the pixels of a square of this side, in its shape."""
    shrink = max(1.0, math.sqrt(size[0] * size[1]) / side)
    return max(1, int(size[0] / shrink)), max(1, int(size[1] / shrink))


def _upright(
    file: Image.Image, turn: int, size: tuple[int, int], under: str, mode: str
) -> Image.Image:
    """Lay a picture on a ground, turn it and scale it to `size` (as it lies in the file).

    This is done strip by strip, so that there is never a second copy of all of it. The result is
    that of scaling it as a whole: Pillow scales rows first and columns then.
    """
    lies = turn >= 5
    width, height = file.size[::-1] if lies else file.size
    scaled = (size[1], size[0]) if lies else size
    narrow = Image.new(mode, (scaled[0], height))
    for top in range(0, height, rows := max(8, STRIP // width)):
        bottom = min(top + rows, height)
        low, high = (height - bottom, height - top) if turn in FROM_BELOW else (top, bottom)
        strip = file.crop((low, 0, high, width) if lies else (0, low, width, high))
        strip = _flat(_eight_bit(strip), under).convert(mode)
        strip = strip.transpose(TURNS[turn]) if turn in TURNS else strip
        strip = strip.resize((scaled[0], bottom - top), Image.Resampling.LANCZOS)
        narrow.paste(strip, (0, top))
    return narrow.resize(scaled, Image.Resampling.LANCZOS)


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    """Tell in one sentence whatever a decoder raises."""
    try:
        yield
    except PictureError:
        raise
    except HeaderError as error:
        raise PictureError(f"{name} {error}") from None
    except Image.DecompressionBombError:
        raise PictureError(f"{name} has far too many pixels; make it smaller.") from None
    except SyntaxError:
        raise PictureError(f"{name} is damaged or cut short; send or save it again.") from None
    except Exception as error:  # damage has no one class: a decoder may raise anything
        raise PictureError(
            f"{name} is damaged or cut short ({error}); send or save it again."
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
