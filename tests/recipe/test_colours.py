"""Pictures come in as sRGB, whatever their profile; a profile that is none changes nothing."""

import numpy as np
import profiles
import pytest
from crafted import encoded
from PIL import Image, ImageCms

from pellucid.recipe.pictures import Sent, open_picture

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LEVELS = np.random.default_rng(0).integers(0, 256, (16, 24, 3), dtype=np.uint8)


def read(image, kind="PNG", **how):
    return np.asarray(open_picture(Sent(encoded(image, kind, **how))), dtype=int)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_display_p3_is_brought_to_srgb(kind):
    """Against the matrices of both spaces; a level or two are the profile's own rounding."""
    how = {"lossless": True} if kind == "WEBP" else {}
    found = read(Image.fromarray(LEVELS), kind, icc_profile=profiles.display_p3(), **how)
    exact = profiles.srgb_of_p3(LEVELS.reshape(-1, 3)).reshape(LEVELS.shape)
    assert np.abs(exact - LEVELS).max() > 50
    assert np.abs(found - exact).max() <= 2


def test_a_jpeg_carries_its_profile_in_pieces():
    long = profiles.profile(b"RGB ", b"mntr", text=bytes(150_000)) + b"\0"
    image = Image.new("RGB", (16, 16), (255, 0, 0))
    p3 = profiles.display_p3()
    padded = p3 + bytes(150_000)
    padded = len(padded).to_bytes(4) + padded[4:]
    assert (read(image, "JPEG", icc_profile=padded) == read(image, "JPEG", icc_profile=p3)).all()
    assert (read(image, "JPEG", icc_profile=long) == read(image, "JPEG")).all()


def test_a_grey_picture_is_brought_to_srgb():
    ramp = Image.fromarray(np.arange(256, dtype=np.uint8)[None])
    found = read(ramp, icc_profile=profiles.grey(1.8))[0, :, 0]
    light = (np.arange(256) / 255) ** 1.8
    exact = profiles.srgb_of_xyz(light[:, None] * np.array(profiles.D50))[:, 0]
    assert np.abs(exact - np.arange(256)).max() > 15
    assert np.abs(found - exact)[8:].max() <= 2


def test_inks_are_brought_to_srgb():
    """The corners of a CMYK profile are what its table says."""
    corners = {(0, 0, 0, 0): (100, 0, 0), (1, 0, 0, 0): (60, -20, -30), (0, 1, 1, 0): (50, 50, 20)}
    for place, lab in corners.items():
        image = Image.new("CMYK", (8, 8), tuple(255 * ink for ink in place))
        found = read(image, "JPEG", quality=100, icc_profile=profiles.inks(corners))[4, 4]
        assert np.abs(found - profiles.srgb_of_lab([lab])[0]).max() <= 4


@pytest.mark.parametrize(
    "profile",
    [SRGB, b"none", SRGB[:200], profiles.grey(1.0), profiles.inks({}), SRGB[:-40] + bytes(40)],
    ids=["sRGB", "none", "cut", "of greys", "of inks", "spoilt"],
)
def test_a_profile_that_is_srgb_or_fits_nothing_changes_no_pixel(profile):
    assert (read(Image.fromarray(LEVELS), icc_profile=profile) == LEVELS).all()


def test_a_clear_picture_lies_on_white_in_any_profile():
    clear = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    assert (read(clear, icc_profile=profiles.display_p3()) == 255).all()


def test_a_grey_picture_may_have_a_profile_of_colours():
    grey = Image.linear_gradient("L")
    found = read(grey, icc_profile=profiles.display_p3())
    assert np.abs(found - np.asarray(grey)[..., None].astype(int)).max() <= 1
