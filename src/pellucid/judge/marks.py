"""Marks on the way: how a denoiser in training does, by the judges that there are."""

from collections.abc import Sequence

from pellucid.data.source import Source
from pellucid.judge.evaluate import answers, mark, questions
from pellucid.judge.judge import load_judge
from pellucid.judge.kinds import KINDS
from pellucid.learn.denoiser import Sampler
from pellucid.learn.pixels import as_pixels
from pellucid.learn.task import Workspace
from pellucid.nets.dit import DiT


def marks(
    workspace: Workspace,
    sampler: Sampler,
    mix: Sequence[Source],
    average: DiT,
    count: int = 64,
) -> dict[str, float]:
    """How much of what each source's first captions state is drawn; {} without a judge.

    Of the first source that a judge can read also `objects` and `everything`: how often all named
    things are there, and all that is stated.
    """
    found: dict[str, float] = {}
    for source in mix:
        kind = next((kind for kind in KINDS.values() if source.name in kind.sources), None)
        if kind is None or not workspace.newest(kind.name).exists():
            continue
        asking = questions(count, "medium", source=source)
        drawn = sampler.draw(average, [q.prompt for q in asking], [q.seed for q in asking])
        judge = load_judge(workspace.newest(kind.name), kind.name)
        right = mark(answers(judge, as_pixels(drawn)), asking, kind)
        if not found:
            found = {"objects": right.objects.share, "everything": right.everything.share}
        else:
            found[source.name] = right.stated.share
    return found
