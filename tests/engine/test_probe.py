"""Looking into a network: where it looks, and what it draws without some of its heads."""

import pytest
import tiny
import torch

from pellucid import Recipe
from pellucid.engine.probe import ProbeError, attention, in_torch, layers, overlap, silent, width
from pellucid.record.walks import watch

WORDS = "a red snail"


@pytest.fixture(scope="module", params=[tiny.engine, tiny.pixel_engine])
def engine(request):
    return request.param()


@pytest.fixture(scope="module")
def seen(engine):
    moments = list(watch(engine.plan(Recipe(WORDS, steps=3))))
    shown = torch.cat([moment.x for moment in moments])
    return attention(engine, WORDS, shown, [moment.sigma for moment in moments], batch=3)


def drawn(engine, steps=2):
    *_, last = engine.draw(Recipe(WORDS, seed=3, steps=steps))
    return last.x_next


def test_every_layer_that_looks_at_words_is_found(engine, seen):
    assert len(layers(engine)) >= 2
    assert seen.layers.keys() == layers(engine).keys()
    assert all(len(each) == 4 for each in seen.layers.values())


def test_what_places_give_to_words_is_a_share(seen):
    for each in seen.layers.values():
        assert (each >= 0).all()
        assert (each.sum(2) <= 1 + 1e-5).all()


def test_nobody_looks_at_a_token_that_is_not_there(seen):
    absent = [place for place, (start, end) in enumerate(seen.spans) if end == start]
    assert absent
    assert seen.maps()[:, absent].max() < 1e-6


def test_the_map_of_a_word_is_the_sum_of_its_tokens(seen):
    start = WORDS.index("snail")
    place = next(n for n, span in enumerate(seen.spans) if span == (start, len(WORDS)))
    assert torch.equal(seen.word(start, len(WORDS)), seen.maps()[:, place])


def test_a_state_is_looked_at_alike_alone_and_among_others(engine, seen):
    moments = list(watch(engine.plan(Recipe(WORDS, steps=3))))
    alone = attention(engine, WORDS, moments[1].x, [moments[1].sigma])
    torch.testing.assert_close(alone.maps()[0], seen.maps()[1], rtol=1e-4, atol=1e-5)


def test_looking_leaves_no_trace(engine):
    before = drawn(in_torch(engine))
    with silent(engine, [(0, 0)]):
        pass
    assert torch.equal(drawn(in_torch(engine)), before)


@torch.no_grad()
def test_a_silent_head_is_one_whose_answer_is_not_mixed_in(engine):
    (layer, *_) = layers(engine).values()
    with silent(engine, [(0, 0)]) as quiet:
        heard = drawn(quiet)
    kept = layer.out.weight.clone()
    layer.out.weight[:, : layer.out.in_features // layer.heads] = 0
    expected = drawn(in_torch(engine))
    layer.out.weight.copy_(kept)
    torch.testing.assert_close(heard, expected)
    assert not torch.equal(heard, drawn(in_torch(engine)))


@pytest.mark.parametrize("head", [(0, 99), (99, 0), (-1, 0)])
def test_a_head_that_is_not_there_is_refused(engine, head):
    with pytest.raises(ProbeError, match="There is no head"), silent(engine, [head]):
        pass


def test_width_is_0_for_one_place_and_1_for_all_alike():
    one = torch.zeros(4, 4)
    one[1, 2] = 0.3
    assert width(one) == 0
    torch.testing.assert_close(width(torch.full((4, 4), 0.1)), torch.tensor(1.0))


def test_overlap_is_the_share_of_pairs_that_stand_in_the_right_order():
    seen = torch.tensor([[0.9, 0.5], [0.5, 0.1]])
    inside = torch.tensor([[True, True], [False, False]])
    assert overlap(seen, inside) == (1 + 1 + 0.5 + 1) / 4
    assert overlap(seen, ~inside) == 1 - overlap(seen, inside)
    assert overlap(torch.ones(4, 4), torch.rand(4, 4) > 0.5) == 0.5
