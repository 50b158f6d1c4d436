"""Marks on the way: how a denoiser in training does, by the judges that there are."""

from collections.abc import Sequence

from pellucid.judge.evaluate import answers, mark, questions
from pellucid.judge.judge import judging, load_judge
from pellucid.learn.denoiser import Sampler
from pellucid.learn.mix import GARDEN
from pellucid.learn.pixels import as_pixels
from pellucid.learn.task import Workspace
from pellucid.nets.dit import DiT


def marks(
    workspace: Workspace, sampler: Sampler, shares: Sequence[str], average: DiT, count: int = 64
) -> dict[str, float]:
    """How often the first captions' objects, and all they state, are drawn; {} without a judge.

    Of the garden that is `objects` and `everything`; of another share, of all that `count` captions
    state, how much is there.
    """
    found: dict[str, float] = {}
    for share in shares:
        judge = workspace.newest(judging(share))
        if not judge.exists():
            continue
        asking = questions(count, "medium", share=share)
        drawn = sampler.draw(average, [q.prompt for q in asking], [q.seed for q in asking])
        right = mark(answers(load_judge(judge, judging(share)), as_pixels(drawn)), asking)
        if share == GARDEN:
            found |= {"objects": right.objects.share, "everything": right.everything.share}
        else:
            found[share] = right.stated.share
    return found
