"""Any photo becomes a square of pixels; whatever is no photo is refused in one sentence."""

import contextlib
import warnings
from pathlib import Path

import numpy as np
import pytest
from crafted import encoded, png
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile, ImageOps, PngImagePlugin

from pellucid.files import TargetError, check_target, clean, home, write
from pellucid.recipe import store
from pellucid.recipe.pictures import (
    SIDE,
    PictureError,
    Sent,
    fit,
    fit_mask,
    open_mask,
    open_picture,
    read_recipe,
    save_picture,
    small_enough,
)
from pellucid.recipe.recipe import Recipe, RecipeError
from pellucid.recipe.store import keep, recall

RED = Image.new("RGB", (40, 30), (200, 30, 10))


# Reading


@pytest.mark.parametrize(
    ("kind", "modes"),
    [
        ("PNG", "RGB RGBA L LA 1 P I;16"),
        ("JPEG", "RGB L 1 CMYK"),
        ("WEBP", "RGB RGBA L LA P"),
    ],
)
def test_any_mode_of_any_format_is_read_as_rgb(tmp_path, kind, modes):
    for mode in modes.split():
        image = RED.convert("L").convert("I").convert(mode) if mode == "I;16" else RED.convert(mode)
        image.save(tmp_path / "photo", kind)
        read = open_picture(tmp_path / "photo")
        assert (read.mode, read.size) == ("RGB", (40, 30))


def test_a_photo_is_turned_as_its_exif_says(tmp_path):
    image = RED.copy()
    image.paste((0, 0, 255), (0, 0, 40, 5))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright: turn right to see it
    image.save(tmp_path / "photo.jpg", exif=exif, quality=95)
    read = open_picture(tmp_path / "photo.jpg")
    assert read.size == (30, 40)
    assert read.getpixel((28, 20))[2] > 200
    assert read.getpixel((2, 20))[0] > 150


def test_what_is_transparent_is_laid_on_white_in_a_photo_and_is_black_in_a_mask(tmp_path):
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    image.paste((255, 255, 255, 255), (0, 0, 5, 10))
    image.save(tmp_path / "a.png")
    assert open_picture(tmp_path / "a.png").getpixel((9, 9)) == (255, 255, 255)
    mask = open_mask(tmp_path / "a.png")
    assert (mask.getpixel((9, 9)), mask.getpixel((0, 0))) == (0, 255)


def test_sixteen_bits_are_scaled_and_not_clipped(tmp_path):
    grey = np.array([[0, 32896, 65535]], dtype=np.uint16)
    Image.fromarray(grey).save(tmp_path / "deep.png")
    assert [open_picture(tmp_path / "deep.png").getpixel((x, 0))[0] for x in range(3)] == [
        0,
        128,
        255,
    ]


def test_a_dark_picture_of_sixteen_bits_stays_dark(tmp_path):
    Image.fromarray(np.full((2, 2), 255, dtype=np.uint16)).save(tmp_path / "dark.png")
    assert open_picture(tmp_path / "dark.png").getpixel((0, 0)) == (1, 1, 1)


def test_the_first_frame_of_an_animation_is_read(tmp_path):
    blue = Image.new("RGB", RED.size, (0, 0, 255))
    RED.save(tmp_path / "a.webp", save_all=True, append_images=[blue])
    assert open_picture(tmp_path / "a.webp").getpixel((0, 0))[0] > 150


@pytest.mark.parametrize(
    ("contents", "says"),
    [
        (b"", "not a picture"),
        (b"a letter, not a photo", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "not a picture"),
        (png(30_000, 30_000, data=b""), "too many pixels"),
        (png(5_000, 4_000, data=b""), "5,000 x 4,000 pixels; of a PNG at most 16,000,000"),
        (png(40, 30, data=b""), "is damaged or cut short"),
        (png(0, 10), "not a picture"),
    ],
    ids=["empty", "text", "svg", "stub", "huge", "large", "hollow", "flat"],
)
def test_what_is_no_usable_picture_is_refused_in_one_sentence(tmp_path, contents, says):
    path = tmp_path / "photo.png"
    path.write_bytes(contents)
    with pytest.raises(PictureError, match=says) as told:
        open_picture(path)
    assert "\n" not in str(told.value)
    assert "photo.png" in str(told.value)


def test_a_size_is_read_from_the_header_and_nothing_is_decoded(tmp_path, monkeypatch):
    path = tmp_path / "photo.png"
    path.write_bytes(png(5_000, 4_000, data=b""))
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("decoded"))
    with pytest.raises(PictureError):
        open_picture(path)


@given(share=st.floats(0.05, 0.95), kind=st.sampled_from(["PNG", "JPEG", "WEBP"]))
def test_a_truncated_picture_is_refused(tmp_path_factory, share, kind):
    path = tmp_path_factory.mktemp("cut") / "photo"
    noise = np.random.default_rng(0).integers(0, 256, (60, 60, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path, kind)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(PictureError):
        open_picture(path)


@given(st.binary(max_size=200), st.sampled_from(["PNG", "JPEG", "WEBP"]), st.integers(0, 300))
def test_a_damaged_picture_is_read_or_refused_and_never_anything_else(
    tmp_path_factory, junk, kind, place
):
    path = tmp_path_factory.mktemp("junk") / "photo"
    RED.save(path, kind)
    data = path.read_bytes()
    path.write_bytes(data[:place] + junk + data[place + len(junk) :])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with contextlib.suppress(PictureError):
            assert open_picture(path).mode == "RGB"


def test_a_file_that_cannot_be_opened_is_told_for_its_true_reason(tmp_path, monkeypatch):
    (tmp_path / "photo.png").write_bytes(b"")
    for path, says in (
        (tmp_path, "is a folder"),
        (tmp_path / "nowhere.png", "There is no file"),
        (tmp_path / "photo.png" / "a.png", "cannot be opened .Not a directory"),
        (tmp_path / ("a" * 300), "cannot be opened .File name too long"),
        (tmp_path / "a\0b", "cannot be opened .embedded null byte"),
        (Path("/dev/zero"), "more than 100,000,000 bytes"),
    ):
        with pytest.raises(PictureError, match=says) as told:
            open_picture(path)
        assert "save it again" not in str(told.value)
    monkeypatch.setattr(Path, "open", lambda *_: (_ for _ in ()).throw(PermissionError()))
    with pytest.raises(PictureError, match="may not be read"):
        open_picture(tmp_path / "photo.png")


def whole(image, under, mode, turn):
    """The plain way: a picture is flat, turned and small, each step over all of it."""
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image) / 257).round().astype(np.uint8))
    elif image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, under), image)
    image.getexif()[0x0112] = turn
    return small_enough(ImageOps.exif_transpose(image).convert(mode))


@pytest.mark.parametrize(
    ("mode", "turn"),
    [
        *(("RGB", turn) for turn in range(1, 9)),
        *((mode, 6) for mode in ["RGBA", "LA", "L", "P", "1", "I;16"]),
    ],
)
def test_a_large_picture_is_read_in_strips_as_if_it_were_read_whole(mode, turn):
    levels = np.random.default_rng(0).integers(0, 256, (1111, 1501, 4), dtype=np.uint8)
    if mode == "I;16":
        image = Image.fromarray(levels[..., :2].copy().view(np.uint16)[..., 0])
    else:
        image = Image.fromarray(levels).convert("RGB" if mode in "P1" else "RGBA").convert(mode)
    exif = Image.Exif()
    exif[0x0112] = turn
    sent = Sent(encoded(image, exif=exif, compress_level=1))
    assert open_picture(sent).tobytes() == whole(image, "white", "RGB", turn).tobytes()
    assert open_mask(sent).tobytes() == whole(image, "black", "L", turn).tobytes()


def test_a_file_and_what_is_sent_are_read_alike(tmp_path):
    """The photo of a telephone, of 24 million pixels."""
    Image.linear_gradient("L").resize((5712, 4284)).convert("RGB").save(tmp_path / "photo.jpg")
    read = open_picture(tmp_path / "photo.jpg")
    assert read.size == (1182, 886)
    sent = Sent((tmp_path / "photo.jpg").read_bytes())
    assert open_picture(sent).tobytes() == read.tobytes()
    ramp = Image.linear_gradient("L").resize(read.size).convert("RGB")
    assert np.abs(np.asarray(read, dtype=int) - np.asarray(ramp)).max() <= 3


def test_a_large_jpeg_is_never_decoded_whole(monkeypatch):
    sizes = []
    load = ImageFile.ImageFile.load
    monkeypatch.setattr(
        ImageFile.ImageFile, "load", lambda file: [sizes.append(file.size), load(file)][1]
    )
    open_picture(Sent(encoded(Image.new("RGB", (8000, 6000)), "JPEG")))
    assert set(sizes) == {(2000, 1500)}


def test_what_is_beside_the_pixels_does_not_keep_a_picture_from_being_read():
    """Three megabytes of text, and a profile of one and a half."""
    text = PngImagePlugin.PngInfo()
    text.add_text("parameters", "x" * 3_000_000, zip=True)
    profile = bytes(1_500_000)
    sent = Sent(encoded(RED, pnginfo=text, icc_profile=profile))
    assert open_picture(sent).tobytes() == RED.tobytes()


# Fitting


def test_a_photo_is_cut_to_its_middle_square_and_scaled():
    wide = Image.new("RGB", (300, 100), "red")
    wide.paste("blue", (100, 0, 200, 100))
    square = fit(wide, (64, 64))
    assert square.size == (64, 64)
    assert square.getpixel((4, 32)) == square.getpixel((60, 32)) == (0, 0, 255)
    assert fit(square, (64, 64)).tobytes() == square.tobytes()


@given(width=st.integers(1, 400), height=st.integers(1, 400))
def test_any_size_and_shape_fits_any_canvas(width, height):
    assert fit(Image.new("RGB", (width, height)), (48, 32)).size == (48, 32)


@pytest.mark.parametrize(
    ("width", "height"), [(1, 1), (1024, 1024), (1025, 1024), (1600, 900), (3, 400_000)]
)
def test_a_photo_is_kept_with_its_shape_and_no_more_pixels_than_a_square_of_the_side(width, height):
    photo = Image.new("L", (width, height))
    kept = small_enough(photo)
    assert kept.width * kept.height <= SIDE**2
    if width * height <= SIDE**2:
        assert kept is photo
    else:
        assert abs(kept.width / kept.height / (width / height) - 1) < 2 / min(kept.size)


def test_a_mask_is_cut_and_scaled_with_its_photo():
    mask = Image.new("L", (300, 100))
    mask.paste(255, (100, 0, 150, 100))
    half = np.asarray(fit_mask(mask, (300, 100), (64, 64)))
    assert set(np.unique(half)) == {0, 255}
    assert half[:, :31].all()
    assert not half[:, 33:].any()


def test_a_mask_of_another_size_is_stretched_over_the_photo():
    mask = Image.new("L", (10, 10))
    mask.paste(255, (0, 0, 5, 10))
    half = np.asarray(fit_mask(mask, (300, 100), (64, 64)))
    assert half[:, :28].all()
    assert not half[:, 36:].any()


def test_a_mask_with_no_white_in_it_is_refused():
    for mask in (Image.new("L", (9, 9)), Image.new("L", (9, 9), 127)):
        with pytest.raises(PictureError, match="no white"):
            fit_mask(mask, (9, 9), (64, 64))


# Writing


def pixels():
    return np.random.default_rng(0).integers(0, 256, (32, 48, 3), dtype=np.uint8)


@given(prompt=st.text(max_size=50))
def test_a_drawing_carries_its_recipe_and_the_same_one_is_the_same_bytes(tmp_path_factory, prompt):
    folder = tmp_path_factory.mktemp("drawn")
    recipe = Recipe(prompt, seed=3)
    for name in ("one.png", "two.png"):
        save_picture(folder / name, pixels(), recipe)
    assert read_recipe(folder / "one.png") == recipe
    assert (folder / "one.png").read_bytes() == (folder / "two.png").read_bytes()
    assert (np.asarray(Image.open(folder / "one.png")) == pixels()).all()


def test_a_picture_without_a_recipe_says_so(tmp_path):
    RED.save(tmp_path / "photo.png")
    RED.save(tmp_path / "photo.jpg")
    for name in ("photo.png", "photo.jpg"):
        with pytest.raises(PictureError, match="holds no recipe"):
            read_recipe(tmp_path / name)


def test_a_recipe_that_was_tampered_with_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("pellucid.recipe.pictures.to_json", lambda _: '{"prompt": 3}')
    save_picture(tmp_path / "a.png", pixels(), Recipe("a"))
    with pytest.raises(RecipeError):
        read_recipe(tmp_path / "a.png")


def test_files_are_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "a.png"
    path.write_text("old")

    def half(part):
        part.write_text("ne")
        raise OSError(28, "No space left on device")

    with pytest.raises(TargetError, match="disk is full"):
        write(path, half)
    with pytest.raises(ZeroDivisionError):
        write(path, lambda part: part.write_text(str(1 / 0)))
    assert path.read_text() == "old"
    with path.open() as reader:
        write(path, lambda part: part.write_text("new"))
        assert reader.read() == "old"  # whoever is reading keeps the whole old file
    assert path.read_text() == "new"
    assert [each.name for each in tmp_path.iterdir()] == ["a.png"]


def test_a_target_that_cannot_be_is_known_before_any_work(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    for path, says in (
        (tmp_path / "a.jpg", "must end in .png"),
        (tmp_path / "none" / "a.png", "no folder"),
        (tmp_path / "file" / "a.png", "no folder"),
    ):
        with pytest.raises(TargetError, match=says):
            check_target(path, (".png",))
    (tmp_path / "dir.png").mkdir()
    with pytest.raises(TargetError, match="is a folder"):
        check_target(tmp_path / "dir.png", (".png",))
    monkeypatch.setattr(store.os, "access", lambda *_: False)
    with pytest.raises(TargetError, match="may not be written"):
        check_target(tmp_path / "a.png", (".png",))


def test_the_store_gives_back_the_pixels_it_was_given():
    for mode in ("RGB", "L"):
        image = Image.fromarray(pixels()).convert(mode)
        address = keep(image)
        assert keep(image) == address
        assert recall(address).tobytes() == image.tobytes()
        assert recall(address).mode == mode


def test_cleaning_removes_what_is_ours_and_nothing_else():
    keep(RED)
    (home() / "cache").mkdir()
    (home() / "cache" / "net").write_bytes(b"123")
    (home() / "diary.txt").write_text("mine")
    assert clean(("cache",)) == 3
    assert (home() / "pictures").exists()
    assert clean() > 0
    assert [each.name for each in home().iterdir()] == ["diary.txt"]
