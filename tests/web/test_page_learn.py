"""Train one yourself: the gradients are right, the loss falls, and fewer strides miss the shape."""

import browsing
import pytest
from playwright.sync_api import expect

FIGURE = "[data-exhibit=learn]"
TRAINED = f"document.querySelector('{FIGURE}').dataset.steps === '800'"
ON = f"document.querySelector('{FIGURE}').dataset.on.split(' ').map(Number)"


@pytest.fixture
def quiet(browser, site):
    with browsing.visiting(browser, site, reduced_motion="reduce") as visit:
        yield visit


def trained(visit, link: str = ""):
    page = visit.alone("learn").open(f"/learn?sm=0{link}").mounted("learn").page
    visit.until(TRAINED)
    return page


def test_the_gradients_are_the_slopes_of_the_error(quiet):
    """Every layer's gradient, against differences of the error at moved weights."""
    gaps = quiet.open().page.evaluate(
        """async () => {
          const { Layer, silu } = await import("/web/figures/flow.js");
          let seed = 1;
          const normal = () => Math.sin(seed++ * 12.9898) * 1.3;
          const [first, second] = [new Layer(3, 5, normal), new Layer(5, 2, normal)];
          const x = Float32Array.from({ length: 12 }, normal);
          const wanted = Float32Array.from({ length: 8 }, normal);
          const of = (n) => new Float32Array(n);
          const run = () => {
            const [one, slope, out] = [of(20), of(20), of(8)];
            first.forward(x, one, 4);
            silu(one, slope, 20);
            second.forward(one, out, 4);
            return { one, slope, out };
          };
          const error = () => run().out.reduce((sum, v, k) => sum + (v - wanted[k]) ** 2 / 2, 0);
          const { one, slope, out } = run();
          const above = out.map((v, k) => v - wanted[k]);
          const below = of(20);
          second.backward(one, above, below, 4);
          first.backward(x, below.map((v, k) => v * slope[k]), null, 4);
          return [first, second].map(({ weights, slopes }) => {
            let most = 0;
            for (let k = 0; k < weights.length; k++) {
              const kept = weights[k];
              weights[k] = kept + 0.01;
              const more = error();
              weights[k] = kept - 0.01;
              most = Math.max(most, Math.abs((more - error()) / 0.02 - slopes[k]));
              weights[k] = kept;
            }
            return most;
          });
        }"""
    )
    assert max(gaps) < 0.01


@pytest.mark.parametrize("shape", ["ring", pytest.param("moons", marks=pytest.mark.slow)])
def test_more_strides_reach_the_shape_and_one_does_not(quiet, shape):
    page = trained(quiet, f"&g={shape}")
    one, two, _, eight, most = page.evaluate(ON)
    assert one < 0.3
    assert max(one, two) < eight
    assert most > 0.7
    told = page.locator("#learn [data-live=told]").first.text_content()
    assert f"in 32 strides {int(100 * most + 0.5)} %" in told
    score = page.locator(f"{FIGURE} .said").last
    expect(score).to_contain_text(f"In 8 strides, {int(100 * eight + 0.5)} % of 400 points")


@pytest.mark.slow
def test_a_shape_of_ones_own_is_learnt_and_is_in_the_link(quiet):
    page = quiet.alone("learn").open("/learn?sm=0&k=32").mounted("learn").page
    page.get_by_role("radio", name="my own").check()
    expect(page.locator(f"{FIGURE} .said").first).to_have_text("Draw a shape on the picture first.")
    box = quiet.under(page.locator(f"{FIGURE} canvas"))
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.5 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.5 * box["height"], steps=20)
    page.mouse.up()
    quiet.until(TRAINED)
    assert page.evaluate(ON)[-1] > 0.6
    quiet.until("location.hash.includes('o=')")
    link = page.evaluate("location.hash")
    with browsing.visiting(page.context.browser, quiet.url) as other:
        other.alone("learn").page.goto(f"{quiet.url}{link}")
        expect(other.page.get_by_role("radio", name="my own")).to_be_checked()


@pytest.mark.slow
def test_the_same_seed_learns_the_same_and_training_can_be_stopped(quiet):
    page = trained(quiet)
    first = page.evaluate(ON)
    page.get_by_role("button", name="Train again").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Train again")).to_be_visible()
    page.get_by_role("button", name="Train again").click()
    quiet.until(TRAINED)
    assert page.evaluate(ON) == first
