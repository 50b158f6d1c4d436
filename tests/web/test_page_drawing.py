"""What a browser computes for a walk of its own: noise, word pieces and steps, as in Python."""

import math
import unicodedata

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pellucid.ladders import LADDERS
from pellucid.nets.text import load_text_encoder
from pellucid.noise import START, Seeded
from pellucid.schedule import Flow
from pellucid.solvers import SOLVERS
from pellucid.walk import sample

NEAR = 1e-5  # of a unit Gaussian: a logarithm, a sine and a cosine in other roundings
COUNT, STEPS = 8192, 12

NOISE = """async ([seed, count, rung]) => {
  const { noise } = await import("/web/engine/noise.js");
  return [...await noise(seed, count, rung)];
}"""
LEARN = """async (told) => {
  const { Pieces } = await import("/web/engine/pieces.js");
  window.pieces = new Pieces(told);
}"""
READ = "(prompts) => prompts.map((prompt) => window.pieces.read(prompt))"
OLD = unicodedata.ucd_3_2_0  # the tokenizer's own tables know no letters of the last years
KNOWN = st.characters(exclude_categories=["Cs"]).filter(lambda letter: OLD.category(letter) != "Cn")
WALK = """async ([ladder, solver, steps, x, mean, fresh]) => {
  const { LADDERS, SOLVERS, walk } = await import("/web/engine/walk.js");
  const denoise = async (x, sigma) =>
    x.map((number, n) => (number + sigma ** 2 * mean[n]) / (1 + sigma ** 2));
  const noise = async (rung) => Float32Array.from(fresh[rung]);
  const rungs = LADDERS[ladder](steps);
  const start = Float32Array.from(x, (number) => number * rungs[0]);
  const found = [];
  for await (const step of walk(denoise, start, rungs, SOLVERS[solver], noise))
    found.push([step.sigma, [...step.x0], [...step.after]]);
  return found;
}"""
NAMES = """async () => {
  const { LADDERS, SOLVERS } = await import("/web/engine/walk.js");
  return [Object.keys(LADDERS), Object.keys(SOLVERS)];
}"""


@pytest.fixture(scope="module")
def page(browser, site):
    opened = browser.new_page()
    opened.goto(site)
    yield opened
    opened.close()


@pytest.mark.parametrize("rung", [START, 0, 27])
@pytest.mark.parametrize("seed", [0, 11, 2**16 - 1, 2**16, 2**53 - 1])
def test_a_seed_draws_the_same_noise(page, seed, rung):
    found = torch.tensor(page.evaluate(NOISE, [seed, COUNT, rung]))
    (wanted,) = Seeded([seed])(torch.zeros(1, COUNT), rung)
    assert (found - wanted).abs().max() < NEAR


PROMPTS = (
    "",
    "A monarch butterfly on a purple coneflower, macro close-up, delicate orange wing",
    "Van Gogh's   Starry\tNight\n(in oil): 3/4 of it!",
    "zażółć gęślą jaźń, naïve café, ÅNGSTRÖM, ΑΣΣΑΣ, İstanbul",
    "蝸牛 on キノコ, слизень, 🐌🍄 and \u200b\u00ad\ufffd\x00 nothing",
    "[MASK] and [CLS] said aloud, [UNK]nown, [mask]",
    "x" * 101 + " " + "y" * 100,
    " ".join(["snail"] * 80),
    "\x1c\x85\xa0\u3000a\u2028b\ufeffc",
)


@pytest.fixture(scope="module")
def reads_the_same(page):
    """Compare the word pieces of prompts with the encoder's."""
    reader = load_text_encoder()
    page.evaluate(LEARN, {"model": {"vocab": reader.tokenizer.get_vocab()}})

    def compare(prompts):
        rows = zip(*reader.pieces(prompts), strict=True)
        wanted = [ids[mask.bool()].tolist() for ids, mask in rows]
        assert page.evaluate(READ, prompts) == wanted

    return compare


@pytest.mark.parametrize("number", range(len(PROMPTS)))
def test_a_prompt_is_cut_into_the_same_pieces(reads_the_same, number):
    reads_the_same([PROMPTS[number]])


@given(prompts=st.lists(st.text(KNOWN, max_size=40), min_size=20, max_size=40))
@settings(max_examples=20)
def test_any_text_is_cut_into_the_same_pieces(reads_the_same, prompts):
    reads_the_same(prompts)


@pytest.mark.parametrize("ladder", ["even", "shifted", "karras", "exponential"])
@pytest.mark.parametrize(
    "solver", ["euler", "ancestral", "heun", "dpmpp_2m", "dpmpp_2m_sde", "jump"]
)
def test_a_walk_goes_the_same_way(page, ladder, solver):
    """Through a world of one Gaussian, whose denoiser has a formula."""
    own = torch.Generator().manual_seed(5)
    x, *fresh = torch.randn(STEPS + 1, 32, generator=own)
    mean = torch.linspace(-1, 1, 32)
    rungs = LADDERS[ladder](Flow(), STEPS)

    def denoise(x, sigma):
        return (x + sigma**2 * mean) / (1 + sigma**2)

    def noise(_, rung, *__):
        return fresh[rung]

    wanted = list(sample(denoise, x * rungs[0], rungs, SOLVERS[solver].step, noise))
    asked = [ladder, solver, STEPS, x.tolist(), mean.tolist(), [each.tolist() for each in fresh]]
    found = page.evaluate(WALK, asked)
    assert len(found) == len(wanted) == STEPS
    for (sigma, x0, after), step in zip(found, wanted, strict=True):
        assert math.isclose(sigma, step.sigma, rel_tol=1e-12)
        scale = 1 + step.x_next.abs().max().item()
        assert (torch.tensor(x0) - step.x0).abs().max() < 1e-5
        assert (torch.tensor(after) - step.x_next).abs().max() < 1e-5 * scale


def test_what_it_knows_has_the_names_of_python(page):
    ladders, solvers = page.evaluate(NAMES)
    assert set(ladders) <= set(LADDERS)
    assert set(solvers) <= set(SOLVERS)
