"""Words to vectors: the published encoder, what it reads, and what it leaves out."""

import json
import shutil
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors import safe_open

from derive.encoder import ANSWERS, renamed
from pellucid.nets.minilm import MiniLM, MiniLMConfig
from pellucid.nets.text import (
    FOLDER,
    LENGTH,
    NETWORK,
    TOKENIZER,
    WIDTH,
    TextEncoder,
    load_text_encoder,
    tidy,
)
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


@pytest.fixture
def folder(tmp_path):
    """A copy of the encoder's own folder."""
    return Path(shutil.copytree(FOLDER, tmp_path / "copy"))


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER])
@pytest.mark.parametrize("place", [1_000, 200_000, -1_000])
def test_a_file_with_one_other_bit_is_refused(folder, name, place):
    data = bytearray((folder / name).read_bytes())
    data[place] ^= 1
    (folder / name).write_bytes(data)
    with pytest.raises(WeightsError, match=rf"{name} is not the file that was published"):
        load_text_encoder(folder)(["a bee"])


@pytest.mark.parametrize("name", [NETWORK, TOKENIZER])
def test_an_absent_file_is_one_plain_sentence(folder, name):
    (folder / name).unlink()
    with pytest.raises(WeightsError, match=rf"{name}.*reinstall pellucid") as told:
        load_text_encoder(folder)(["a bee"])
    assert "\n" not in str(told.value)


def test_the_shipped_encoder_says_what_the_original_says(read):
    """The original in float32, asked through transformers; ours is stored in float16."""
    with safe_open(ANSWERS, "pt") as file:
        prompts, theirs = json.loads(file.metadata()["prompts"]), file.get_tensor("states")
    ours = torch.cat([cond.tokens[cond.mask] for cond in map(read, [[each] for each in prompts])])
    assert torch.cosine_similarity(ours, theirs).min() > 0.99999
    torch.testing.assert_close(ours, theirs, rtol=0, atol=2e-3)


@pytest.mark.slow
@pytest.mark.hub
def test_our_network_is_bert_by_other_names():
    """Whatever the weights and the padding; nobody looks where the mask is 0."""
    bert = pytest.importorskip("transformers")
    ours = MiniLMConfig(vocabulary=50, length=9, width=32, depth=2, heads=4)
    torch.manual_seed(0)
    theirs = bert.BertModel(
        bert.BertConfig(
            vocab_size=ours.vocabulary,
            hidden_size=ours.width,
            num_hidden_layers=ours.depth,
            num_attention_heads=ours.heads,
            intermediate_size=4 * ours.width,
        )
    ).eval()
    with torch.no_grad():
        for weight in theirs.parameters():  # vectors too, which begin as zeros and ones
            weight.add_(0.3 * torch.randn_like(weight))
        network = MiniLM(ours)
        network.load_state_dict(renamed(theirs.state_dict(), ours))
        ids, mask = torch.randint(50, (3, 7)), torch.ones(3, 7, dtype=torch.int64)
        mask[0, 5:] = mask[1, 3:] = 0
        shown = mask.bool()
        told, same = network(ids, mask), theirs(ids, mask).last_hidden_state
    torch.testing.assert_close(told[shown], same[shown], rtol=1e-4, atol=1e-4)


def test_a_network_can_learn_from_what_was_read(read):
    norm = torch.nn.LayerNorm(WIDTH)
    norm(read(["a bee"]).tokens).sum().backward()
    assert norm.weight.grad is not None
