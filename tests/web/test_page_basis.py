"""Inside the latent, in a real browser: a colour is decided by its numbers, not by the picture."""

import numpy as np
import pytest
from asking import Client
from fake import CELLS

from pellucid.exhibits import latent

FIGURE = "[data-exhibit=latent]"
KEPT = f"() => document.querySelector('{FIGURE}').dataset.kept"
MAP = f"""() => {{ const map = document.querySelector("{FIGURE} .cells canvas");
  return [...map.getContext("2d").getImageData(0, 0, 32, 32).data]; }}"""
BASIS = latent.fixed(CELLS)


def coloured(cells: np.ndarray) -> np.ndarray:
    """Colours (N, 3) of cells (N, 4) by the directions of training: light, red, blue."""
    turned = (cells - BASIS["mean"]) @ np.array(BASIS["axes"]).T
    light, red, blue = (turned / (2.2 * BASIS["spread"])).clip(-1, 1).T
    mixed = [
        0.8 * light + 0.55 * red + 0.28 * blue,
        0.8 * light - 0.55 * red + 0.28 * blue,
        0.8 * light - 0.56 * blue,
    ]
    return (128 + 110 * np.stack(mixed, 1)).clip(0, 255)


def opened(visit, prompt: str, state: int):
    """The map's colours on the page, and the numbers behind it as the server keeps them."""
    words = prompt.replace(" ", "+")
    visit.open(f"/latent?p={words}&i={state}&v=x0&sm=0").mounted("latent")
    visit.page.wait_for_function(KEPT)
    key = visit.page.locator(f"{FIGURE} pl-stage").get_attribute("data-drawn").split()[0]
    raw = Client(visit.url).get(f"/w/{key}/latents.bin").data
    numbers = np.frombuffer(raw, "<f2").reshape(2, -1, 4, 32 * 32)[1, state].astype(np.float64)
    pixels = np.array(visit.page.evaluate(MAP), float).reshape(-1, 4)[:, :3]
    return pixels, numbers.T


@pytest.mark.parametrize(("prompt", "state"), [("a bee on ice", 28), ("a red tulip", 20)])
def test_the_colours_on_the_map_are_those_of_training(visit, prompt, state):
    pixels, cells = opened(visit, prompt, state)
    assert np.abs(pixels - coloured(cells)).max() <= 1
    said = visit.page.locator(f"{FIGURE} .more .kept").text_content()
    assert f"Over {BASIS['pictures']:,} pictures" in said
    assert f"keep {100 * BASIS['kept']:.1f} %" in said
    shown = (cells @ np.array(BASIS["axes"]).T).var(0).sum() / cells.var(0).sum()
    assert float(visit.page.evaluate(KEPT)) == pytest.approx(shown, abs=2e-4)


def test_another_way_to_colours_can_still_be_chosen_and_linked(visit):
    pixels, _ = opened(visit, "a bee on ice", 28)
    visit.page.locator(f"{FIGURE} .more > summary").click()
    visit.page.get_by_label("fit to the walk").check()
    visit.linked("b=walk").rest()
    other = np.array(visit.page.evaluate(MAP), float).reshape(-1, 4)[:, :3]
    assert np.abs(other - pixels).mean() > 1
    assert "Over" not in visit.page.locator(f"{FIGURE} .more .kept").text_content()
