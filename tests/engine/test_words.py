"""Words with weights and words that change, as engines draw them."""

import tiny
import torch

from pellucid import Recipe
from pellucid.denoise import Within
from pellucid.engine.memory import Reader
from pellucid.nets.text import load_text_encoder
from pellucid.record.walks import watch


def walk(prompt, **settings):
    """The states and guesses of a walk of eight steps."""
    plan = tiny.engine().plan(Recipe(prompt, steps=8, **settings))
    return [(moment.x, moment.x0) for moment in watch(plan)]


def same(first, second):
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_weight_of_one_changes_nothing():
    for one, other in zip(walk("a (red:1) cat"), walk("a red cat"), strict=True):
        assert same(one, other)


def test_a_word_of_weight_two_counts_as_that_word_said_twice():
    twice, heavy = tiny.engine(), tiny.engine()
    twice = twice.read(["red red cat"])
    heavy = heavy.read(["(red:2) cat"])
    assert torch.equal(heavy.mask[0, :2], torch.tensor([2.0, 1.0]))
    said = twice.tokens[0][twice.mask[0]].mean(0)
    torch.testing.assert_close(heavy.summary[0], said)


def test_a_word_of_weight_zero_is_not_heard():
    read = Reader(load_text_encoder())
    cond = read(["a (red:0) cat"])
    assert (cond.mask[0] == 0).sum() == (read(["a red cat"]).mask[0] == 0).sum() + 1


def test_the_weight_lies_on_every_piece_of_its_words():
    read = Reader(load_text_encoder())
    cond = read(["a (chrysanthemum flower:1.5) here"])
    plain = read(["a chrysanthemum flower here"])
    pieces = len(read.encoder.spelling("chrysanthemum flower"))
    assert pieces > 2
    assert (cond.mask == 1.5).sum() == pieces
    assert (cond.mask == 1).sum() == plain.mask.sum() - pieces
    assert torch.equal(cond.tokens, plain.tokens)


def test_words_that_change_are_the_first_until_then_and_the_second_after():
    changed, first, second = (walk(words) for words in ("[cat:dog:3]", "cat", "dog"))
    for state in range(3):
        assert same(changed[state], first[state])
    assert torch.equal(changed[3][0], first[3][0])
    assert not torch.equal(changed[3][1], first[3][1])
    assert not torch.equal(changed[-1][1], second[-1][1])


def test_a_change_before_the_first_step_is_the_second_words_alone():
    for one, other in zip(walk("[cat:dog:0]"), walk("dog"), strict=True):
        assert same(one, other)


def test_a_change_is_a_composition_over_the_ladder():
    plan = tiny.engine().plan(Recipe("[cat:dog:0.5] there", steps=8))
    assert isinstance(plan.denoise, Within)
    assert plan.denoise.high == plan.ladder[4]
    shown = str(plan)
    assert "'cat there'" in shown
    assert "'dog there'" in shown
    assert plan.recipe.prompt == "[cat:dog:0.5] there"


def test_words_that_change_have_a_pull_in_every_state():
    plan = tiny.engine().plan(Recipe("[cat:dog:0.5]", steps=8, guidance=4.0))
    assert all(moment.pull > 0 for moment in list(watch(plan))[:-1])


def test_the_unwanted_words_may_change_too():
    changed = walk("cat", negative="[dog::3]", guidance=4.0)
    kept = walk("cat", negative="dog", guidance=4.0)
    assert same(changed[2], kept[2])
    assert not torch.equal(changed[3][1], kept[3][1])
