"""Words in, steps out: the one place where all parts meet.

An `Engine` turns a recipe into a `Plan` and a plan into a walk:

    engine = pellucid.load("garden")
    for step in engine.draw(pellucid.Recipe("a snail on a mushroom", seed=7)):
        print(step.index, step.sigma)
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from torch import Tensor

from pellucid.denoise import Bound, Cond, Denoiser, Model
from pellucid.engine.apply import apply, visited
from pellucid.engine.backend import choose
from pellucid.engine.canvas import Canvas
from pellucid.engine.memory import Reader
from pellucid.engine.plan import Codec, Plan, switch
from pellucid.engine.shelf import LatentStats, Shelf
from pellucid.nets.weights import SHIPPED
from pellucid.noise import Seeded
from pellucid.pixels import Pixels, as_pixels
from pellucid.recipe.edits import Again, Blend, Regions
from pellucid.recipe.engines import DEFAULT, engines
from pellucid.recipe.prompt import phases
from pellucid.recipe.recipe import Recipe
from pellucid.recipe.rules import choice
from pellucid.schedule import Schedule
from pellucid.solvers import SOLVERS
from pellucid.variance import Learned
from pellucid.walk import Step


@dataclass(frozen=True, slots=True, eq=False)
class Engine:
    """A model and everything it needs to meet the world."""

    name: str
    model: Model
    codec: Codec
    read: Reader
    schedule: Schedule
    canvas: Canvas  # the one it was trained on
    weights: str = ""
    backend: str = ""
    precision: str = ""
    latent: bool = True  # whether a codec stands between it and pixels
    bounds: Callable[[Denoiser], Denoiser] | None = None  # where guesses may lie, if anywhere
    fraction: Model | None = None  # how unsure the network is, if it has learned that
    spread: LatentStats | None = None  # of the latents it was trained on, if that was measured
    knows: Sequence[str] = ("garden",)  # what of the painted world it has learned

    def plan(self, recipe: Recipe) -> Plan:
        """Compose all that the walk needs; nothing is drawn yet."""
        recipe = self.sign(recipe)
        once = tuple(edit for edit in recipe.edits if not isinstance(edit, Again))
        ladder = visited(replace(recipe, edits=once), self.schedule)
        (_, first), *later = phases(recipe, len(ladder) - 1)
        plan = replace(self._settled(first), recipe=recipe)
        for step, phase in later:
            plan = switch(plan, self._settled(phase), ladder[step])
        return plan

    def _settled(self, recipe: Recipe) -> Plan:
        """Compose the walk of a recipe whose words do not change."""
        canvas, words = self.canvas.settle(recipe), self.read([recipe.prompt])
        model = canvas.wide(self.model)
        plan = Plan(
            recipe=recipe,
            denoise=Bound(model, words),
            start=canvas.blank(),
            ladder=visited(recipe, self.schedule),
            solver=SOLVERS[recipe.solver].step,
            noise=Seeded([recipe.seed]),
            decode=self.codec.decode,
            model=model,
            canvas=canvas,
            codec=self.codec,
            read=self.read,
            bounds=self.bounds,
        )
        return apply(self.unsure(plan, words).guide(words, recipe.prompt))

    def draw(self, recipe: Recipe) -> Iterator[Step]:
        """Yield every step from noise to picture; close the generator to stop."""
        return self.plan(recipe).walk()

    def unsure(self, plan: Plan, words: Cond) -> Plan:
        """Give a solver that asks the variance that was learned, if any, of all words that guide.

        Where prompts are mixed or have their regions, it is mixed as their guesses are.
        """
        if self.fraction is None or not SOLVERS[plan.recipe.solver].unsure:
            return plan
        edits = tuple(edit for edit in plan.recipe.edits if isinstance(edit, Blend | Regions))
        recipe = replace(plan.recipe, guidance=1.0, edits=edits)  # `away` has no say
        asked = replace(plan, recipe=recipe, model=plan.canvas.wide(self.fraction), bounds=None)
        return replace(plan, solver=Learned(apply(asked.guide(words, recipe.prompt)).denoise))

    def preview(self, x0: Tensor) -> Pixels:
        """Show a guess quickly: a small picture, bytes (H, W, 3)."""
        return as_pixels(self.codec.preview(x0.to(self.canvas.device))[0])

    def sign(self, recipe: Recipe) -> Recipe:
        """Write down in a recipe who draws it."""
        return replace(
            recipe,
            engine=self.name,
            weights=self.weights,
            backend=self.backend,
            precision=self.precision,
        )


def load(name: str = DEFAULT, folder: Path = SHIPPED, backend: str = "fastest") -> Engine:
    """Load an engine by name, from the shipped weights or from a folder of your own.

    Raises RecipeError if there is no engine or backend of that name, WeightsError if a weight file
    is missing, damaged, or not the published one.
    """
    kind = engines()[choice("engine", name, engines())]
    engine: Engine = kind.make(Shelf(folder), choose(backend))
    return engine
