"""Laws of every network that denoises: words are read once, padding is unseen, batches mix not."""

from dataclasses import replace

import pytest
import torch
from small import SMALL_DIT, SMALL_UNET, awake, noisy, words

from pellucid.denoise import Cond

pytestmark = pytest.mark.parametrize("config", [SMALL_DIT, SMALL_UNET], ids=["dit", "unet"])


def test_reading_once_and_looking_is_the_whole(config):
    network, cond = awake(config), words()
    *said, summary = network.read(cond)
    for seed in range(3):
        x, t = noisy(config, seed=seed)
        looked = network.look(x, network.tick(t, summary), *said)
        assert torch.equal(looked, network(x, t, cond))


def test_padding_does_not_matter_but_words_do(config):
    network, cond, (x, t) = awake(config), words(), noisy(config)
    out = network(x, t, cond)
    other = torch.where(cond.mask[..., None], cond.tokens, 37.0)
    torch.testing.assert_close(network(x, t, replace(cond, tokens=other)), out)
    longer = Cond(
        torch.cat([cond.tokens, torch.randn(3, 9, 384)], 1),
        torch.cat([cond.mask, torch.zeros(3, 9, dtype=torch.bool)], 1),
        cond.pooled,
    )
    torch.testing.assert_close(network(x, t, longer), out)
    changed = cond.tokens.clone()
    changed[:, 2] = torch.randn(384)
    assert (network(x, t, replace(cond, tokens=changed)) - out).abs().max() > 1e-3


def test_a_picture_does_not_depend_on_its_batch(config):
    network, cond, (x, t) = awake(config), words(), noisy(config)
    whole = network(x, t, cond)
    for i in range(3):
        one = Cond(cond.tokens[i : i + 1], cond.mask[i : i + 1], cond.pooled[i : i + 1])
        alone = network(x[i : i + 1], t[i : i + 1], one)
        torch.testing.assert_close(alone, whole[i : i + 1], rtol=1e-4, atol=1e-5)


def test_clock_and_summary_matter(config):
    network, cond, (x, t) = awake(config), words(), noisy(config)
    out = network(x, t, cond)
    assert (network(x, t + 0.01, cond) - out).abs().max() > 1e-4
    assert (network(x, t, replace(cond, pooled=cond.pooled + 1)) - out).abs().max() > 1e-3


def test_without_a_summary_the_mean_of_the_words_serves(config):
    network, cond, (x, t) = awake(config), words(), noisy(config)
    mean = cond.tokens[:, :5].mean(1)
    torch.testing.assert_close(
        network(x, t, replace(cond, pooled=None)), network(x, t, replace(cond, pooled=mean))
    )


def test_weights_of_nothing_and_one_are_the_mask_to_the_bit(config):
    network, cond, (x, t) = awake(config), words(), noisy(config)
    assert torch.equal(network(x, t, replace(cond, mask=cond.mask.float())), network(x, t, cond))


def test_a_word_of_weight_two_is_that_word_twice(config):
    network, cond, (x, t) = awake(config), words(), noisy(config)
    once = torch.ones(3, 7)
    twice = once.clone()
    twice[:, 2] = 2
    copied = cond.beside(Cond(cond.tokens[:, 2:3], torch.ones(3, 1, dtype=torch.bool)))
    out = network(x, t, cond.weigh(twice))
    torch.testing.assert_close(out, network(x, t, copied))
    assert (out - network(x, t, cond.weigh(once))).abs().max() > 1e-4


@pytest.mark.parametrize("summary", [True, False])
def test_between_two_prompts_there_is_no_jump(config, summary):
    network, first, (x, t) = awake(config), words(), noisy(config)
    second = words(length=4, shown=3, seed=5)
    if not summary:
        first, second = (replace(each, pooled=None) for each in (first, second))
    ends = network(x, t, first), network(x, t, second)
    whole = (ends[0] - ends[1]).norm()
    for mix, end in ((1e-3, ends[0]), (1 - 1e-3, ends[1])):
        assert (network(x, t, first.lerp(second, mix)) - end).norm() < 0.02 * whole
    middle = network(x, t, first.lerp(second, 0.5))
    assert min((middle - end).norm() for end in ends) > 0.2 * whole


def test_prompts_of_unequal_length_are_answered_together_as_alone(config):
    network, (x, t) = awake(config), noisy(config, batch=1)
    short, long = words(1, 3, 2), words(1, 9, 8, seed=4)
    both = network(x.repeat(2, 1, 1, 1), t.repeat(2), Cond.cat([short, long]))
    for row, one in enumerate((short, long)):
        torch.testing.assert_close(both[row : row + 1], network(x, t, one), rtol=1e-4, atol=1e-5)
