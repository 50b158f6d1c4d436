"""What the colours of a file mean: from its ICC profile to sRGB, which engines have learned."""

import contextlib
import io

import numpy as np
from PIL import Image, ImageCms

MODES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
NEAR = 2  # levels; a profile that moves no colour further is sRGB under another name


def as_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Bring an L, RGB or CMYK picture to sRGB as its profile says (ICC.1:2022).

    A picture without a profile is sRGB already, and so it is taken where the profile is broken or
    is of other colours than the picture. A profile near sRGB changes nothing.
    """
    plain = picture.convert("RGB")
    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError, KeyError):
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = MODES[source.profile.xcolor_space.strip()]
        colours = plain if mode == "RGB" and picture.mode == "L" else picture
        if colours.mode == mode:
            way = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
            if mode == "CMYK" or _moves(way, mode):
                return ImageCms.applyTransform(colours, way) or plain
    return plain


def _moves(way: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Say whether a transform moves any colour of a grid by more than `NEAR` levels."""
    cube = np.mgrid[0:256:15, 0:256:15, 0:256:15].astype(np.uint8)
    colours = Image.fromarray(cube.reshape(3, 1, -1).transpose(1, 2, 0).copy()).convert(mode)
    moved = np.asarray(ImageCms.applyTransform(colours, way), dtype=int)
    return bool(np.abs(moved - np.asarray(colours.convert("RGB"))).max() > NEAR)
