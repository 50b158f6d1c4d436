"""How much room figures take: each of their views is one screen."""

import browsing
import pytest

VIEWS = {
    "noise": ("t=static", "t=count", "t=wall"),
    "walk": ("",),
    "forward": ("v=back", "v=depths", "v=clocks", "v=rewind", "v=test"),
    "latent": ("",),
    "compass": ("",),
    "why": ("t=branch", "t=jump"),
    "seeds": ("",),
    "paths": ("",),
    "steps": ("",),
    "detail": ("",),
    "map": ("v=", "v=sum"),
    "words": ("v=", "v=without"),
    "attention": ("",),
    "colour": ("", "p=a+red+butterfly+on+a+blue+flower&k=16"),
    "between": ("how=words", "how=switch"),
    "both": ("", "b=0.3&j=0.3"),
    "paint": ("", "v=change", "v=larger", "v=regions"),
    "guidance": ("",),
    "learn": ("",),
    "challenges": ("c=late", "c=strike"),
    "grid": ("", "z=steps%3D2%2C4"),
}
DESKS = {"desk": (1440, 900, 800), "laptop": (1366, 768, 720)}
HIGH = "(slug) => document.querySelector(`[data-exhibit=${slug}]`).offsetHeight"


@pytest.mark.parametrize("desk", DESKS)
@pytest.mark.parametrize("slug", browsing.three(VIEWS))
def test_every_view_of_a_figure_fits_into_a_window(browser, site, slug, desk):
    width, height, most = DESKS[desk]
    screen = {"width": width, "height": height}
    with browsing.visiting(browser, site, viewport=screen, reduced_motion="reduce") as visit:
        for view in VIEWS[slug]:
            page = visit.exhibit(slug, f"{view}&n=6&sm=0").page
            assert page.evaluate(HIGH, slug) <= most, view


@pytest.mark.parametrize("slug", browsing.three(VIEWS))
def test_what_stands_beside_a_picture_has_room_on_an_upright_tablet(browser, site, slug):
    screen = {"width": 900, "height": 1280}
    with browsing.visiting(browser, site, viewport=screen, reduced_motion="reduce") as visit:
        page = visit.exhibit(slug, "n=6&sm=0").page
        for part in page.locator(f"[data-exhibit={slug}] .side:visible").all():
            assert part.bounding_box()["width"] >= 200


@pytest.mark.parametrize(
    ("slug", "picture", "control"),
    [
        ("walk", "pl-stage", "pl-scrubber"),
        ("forward", ".trio pl-stage >> nth=1", ".trio ~ pl-scrubber"),
        ("latent", ".cells", ".go"),
        ("compass", "pl-stage", "pl-scrubber"),
        ("map", "canvas", ".placing input"),
        ("words", "pl-stage", "input[type=range]"),
        ("attention", "pl-stage", "pl-scrubber"),
        ("between", ".plane", "pl-field .slide"),
        ("both", "pl-stage", ".five"),
        ("paint", "pl-stage", ".side pl-prompt"),
    ],
)
def test_picture_and_control_share_the_screen_of_a_phone(on_phone, slug, picture, control):
    page = on_phone.exhibit(slug, "n=6&sm=0").page
    figure = page.locator(f"[data-exhibit={slug}]")
    above = figure.locator(picture).first.bounding_box()
    below = figure.locator(control).first.bounding_box()
    room = page.viewport_size["height"] - 60  # the bar
    assert below["y"] + below["height"] - above["y"] < room
