"""Print how far each solver ends from where infinitely many steps would end.

    python benchmarks/solvers.py

Pictures of 8 numbers from a mixture of three Gaussians, the exact denoiser, the even ladder of a
flow and the ladder karras, 500 starts; the median distance from the end of a walk of 4,000 steps by
`unipc`. Solvers are compared at the same number of questions to the denoiser, which is what costs
time.
"""

import torch

from pellucid.ladders import even, karras
from pellucid.noise import START, Seeded
from pellucid.oracle import Mixture
from pellucid.schedule import Flow, LogUniform
from pellucid.solvers import SOLVERS
from pellucid.walk import sample

QUESTIONS = (8, 10, 16, 28, 56, 112)
LADDERS = {
    "even": lambda steps: even(Flow(), steps),
    "karras": lambda steps: karras(LogUniform(), steps),
}
PLAIN = [name for name, each in SOLVERS.items() if not each.fresh]  # they all have one end


def main() -> None:
    """Walk, measure, print."""
    noise = Seeded(range(500))
    means = 2 * Seeded([0, 1, 2])(torch.empty(3, 8, dtype=torch.float64), START)
    mixture = Mixture(means, 0.5, torch.tensor([0.2, 0.3, 0.5], dtype=torch.float64))
    start = noise(torch.empty(500, 8, dtype=torch.float64), START)

    def end(on: str, solver: str, steps: int) -> torch.Tensor:
        ladder = LADDERS[on](steps)
        *_, last = sample(mixture, ladder[0] * start, ladder, SOLVERS[solver], noise)
        return last.x_next

    for on in LADDERS:
        truth = end(on, "unipc", 4000)
        print(f"| on `{on}` |", " | ".join(f"{count} questions" for count in QUESTIONS), "|")
        print("|---|" + "---|" * len(QUESTIONS))
        for solver in PLAIN:
            steps = [count // SOLVERS[solver].looks for count in QUESTIONS]
            far = [(end(on, solver, count) - truth).norm(dim=1).median() for count in steps]
            print(f"| `{solver}` |", " | ".join(f"{distance:.2g}" for distance in far), "|")


if __name__ == "__main__":
    main()
