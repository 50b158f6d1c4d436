"""Compiled or not, a network answers the same; compiling is done once, and in private."""

import os
import socket

import pytest
import tiny
import torch
from torch import nn

from pellucid.engine import backend
from pellucid.engine.backend import BACKENDS, OpenVino, Torch, choose, fastest
from pellucid.files import home
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import RecipeError

pytest.importorskip("openvino")
BF16 = pytest.mark.skipif(
    fastest().precision != "bf16", reason="this processor does not multiply bfloat16"
)
TOLERANCES = [("f32", 2e-5), pytest.param("bf16", 0.03, marks=BF16)]


def inputs(network, batch, read=5):
    """A question for the denoiser, with all but `read` of the words mere padding."""
    generator = torch.Generator().manual_seed(batch)
    cond = tiny.Toy()(["a snail on a leaf"] * batch)
    cond.mask[:, read:] = False
    keys, values, hidden, summary = network.read(cond)
    rows = hidden.expand(-1, -1, network.config.tokens, -1).contiguous()
    clock = network.tick(torch.full((batch,), 0.5), summary)
    return torch.randn(batch, 4, 8, 8, generator=generator), clock, keys, values, rows


def apart(one, other):
    return float((one - other).norm() / other.norm())


@pytest.mark.parametrize(("precision", "tolerance"), TOLERANCES)
@pytest.mark.parametrize("batch", [1, 2])
def test_a_compiled_denoiser_answers_as_torch_does(precision, tolerance, batch):
    """Batch 1 in bfloat16 is where OpenVINO answers nonsense if the padding mask is broadcast."""
    network, _ = tiny.networks()
    run = OpenVino(precision).compile(network, "look", "tiny")
    for read in (1, 5, 12):
        asked = inputs(network, batch, read)
        assert apart(run(*asked), network.look(*asked)) < tolerance


@pytest.mark.training
@pytest.mark.parametrize(("precision", "tolerance"), TOLERANCES)
def test_a_compiled_codec_answers_as_torch_does_at_any_size(precision, tolerance):
    _, codec = tiny.networks()
    for method in ("decode", "preview"):
        run = OpenVino(precision).compile(codec, method, "tiny")
        for shape in ((1, 4, 8, 8), (1, 4, 9, 12), (1, 4, 8, 8)):
            latent = torch.randn(shape, generator=torch.Generator().manual_seed(0))
            assert apart(run(latent), getattr(codec, method)(latent)) < tolerance


@pytest.mark.training
def test_more_shapes_than_are_kept_in_memory_are_still_answered():
    _, codec = tiny.networks()
    run = OpenVino("f32").compile(codec, "preview", "tiny")
    for side in (*range(3, 15), 3):
        assert run(torch.zeros(1, 4, side, side)).shape == (1, 3, 4 * side, 4 * side)


def test_a_second_run_finds_what_the_first_compiled(monkeypatch):
    network, _ = tiny.networks()
    asked = inputs(network, 2)
    first = OpenVino("f32").compile(network, "look", "tiny")(*asked)
    monkeypatch.setattr(backend, "_convert", lambda *_: pytest.fail("converted again"))
    again = OpenVino("f32").compile(network, "look", "tiny")(*asked)
    assert torch.equal(first, again)


@pytest.mark.training
def test_other_weights_never_find_it():
    network, _ = tiny.networks()
    asked = inputs(network, 1)
    old = OpenVino("f32").compile(network, "look", "old")(*asked)
    with torch.no_grad():
        network.out.weight.mul_(2)
    new = OpenVino("f32").compile(network, "look", "new")(*asked)
    assert apart(new, network.look(*asked)) < 1e-4
    assert apart(new, old) > 0.5


def test_a_cache_that_was_cut_short_is_made_again():
    network, _ = tiny.networks()
    asked = inputs(network, 1)
    first = OpenVino("f32").compile(network, "look", "tiny")(*asked)
    for path in (home() / "cache").rglob("*.*"):
        path.write_bytes(path.read_bytes()[:99])
    again = OpenVino("f32").compile(network, "look", "tiny")(*asked)
    assert torch.equal(first, again)


def test_a_home_that_cannot_be_written_costs_time_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path / "file"))
    network, _ = tiny.networks()
    asked = inputs(network, 1)
    run = OpenVino("f32").compile(network, "look", "tiny")
    assert apart(run(*asked), network.look(*asked)) < 1e-4


@pytest.mark.training
def test_only_a_few_sets_of_weights_are_kept_on_disk():
    _, codec = tiny.networks()
    for stamp in range(7):
        OpenVino("f32").compile(codec, "preview", str(stamp))(torch.zeros(1, 4, 3, 3))
    kept = list((home() / "cache" / "openvino").iterdir())
    assert 1 < len(kept) <= backend.STAMPS + 1


def test_what_is_in_use_is_kept_however_old_it_is():
    _, codec = tiny.networks()
    for side in (3, 4):
        OpenVino("f32").compile(codec, "preview", "mine")(torch.zeros(1, 4, side, side))
        shelf = home() / "cache" / "openvino"
        (mine,) = (each for each in shelf.iterdir() if any(each.iterdir()))
        for stamp in range(backend.STAMPS):
            (shelf / str(stamp)).mkdir(exist_ok=True)
        os.utime(mine, (1, 1))
    assert len(list(mine.glob("*.xml"))) == 2


def test_compiling_and_drawing_open_no_connection(monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    engine = tiny.engine(OpenVino("f32"))
    assert len(list(engine.draw(Recipe("a snail", steps=2)))) == 2


@pytest.mark.training
def test_the_whole_engine_draws_the_same_bytes_cold_and_warm_and_after_a_restart():
    recipe = Recipe("a snail", steps=3)
    drawn = []
    for _ in range(2):
        engine = tiny.engine(fastest())
        for _ in range(2):
            plan = engine.plan(recipe)
            *_, last = plan.walk()
            drawn.append(plan.picture(last.x_next).tobytes())
    assert len(set(drawn)) == 1


@pytest.mark.parametrize(("precision", "tolerance"), TOLERANCES)
@pytest.mark.parametrize("guidance", [1.0, 5.0])
def test_a_compiled_engine_guesses_as_torch_does(precision, tolerance, guidance):
    recipe = Recipe("a snail", guidance=guidance, steps=3)
    plain, compiled = (tiny.engine(way).plan(recipe) for way in (Torch(), OpenVino(precision)))
    for sigma in (0.1, 1.0, 20.0):
        x = plain.x / plain.ladder[0] * (1 + sigma**2) ** 0.5
        one, other = compiled.denoise(x, sigma), plain.denoise(x, sigma)
        assert apart(one - x, other - x) < tolerance * guidance


def test_a_network_that_loads_itself_when_asked_can_be_compiled():
    class Late(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = None

        def forward(self, x):
            self.inner = self.inner or nn.Linear(3, 2)
            return self.inner(x)

    late = Late()
    run = OpenVino("f32").compile(late, "forward", "late")
    x = torch.ones(1, 3)
    assert apart(run(x), late(x).detach()) < 1e-5


def test_backends_are_known_by_name_and_say_what_they_are():
    for name in BACKENDS:
        way = choose(name)
        assert way.name.split()[0] in ("openvino", "torch")
        assert way.precision in ("bf16", "f32")
    with pytest.raises(RecipeError, match="Did you mean torch"):
        choose("torhc")


def test_openvino_by_name_where_there_is_none_is_one_sentence(monkeypatch):
    monkeypatch.setattr(backend, "find_spec", lambda _: None)
    with pytest.raises(RecipeError, match="use --backend torch"):
        choose("openvino-f32")


def test_where_there_is_no_openvino_torch_draws(monkeypatch):
    monkeypatch.setattr(backend, "find_spec", lambda _: None)
    assert isinstance(fastest(), Torch)
