r"""Prompts as people write them: words with weights, and words that change on the way.

- `(a red hat:1.3)` weighs the words inside 1.3; inside each other, weights multiply.
- `[a snail:a bee:0.4]` says the first words until 0.4 of the steps are walked, then the second; a
  whole number of 1 or more counts steps. Either side may be empty.
- Brackets of another form are plain letters, and so is a bracket behind a backslash: `\(9:16\)`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from pellucid.recipe.rules import RecipeError, Rule, Ruled, Text

HEAVIEST = 3.0
DEEPEST = 20  # brackets inside each other; those around so many are plain letters
PAIRS = {"(": ")", "[": "]"}
TOKENS = re.compile(r"\\[()\[\]\\]|[()\[\]:\\]|[^()\[\]:\\]+")
NUMBER = re.compile(r"\s*(?:\d+(?:\.\d*)?|\.\d+)\s*", re.ASCII)

Side = Sequence["str | Group"]
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Group:
    """Words in brackets that mean something: one side that is weighed, or two that change over."""

    sides: Sequence[Side]
    amount: float  # the weight, or when to change

    @property
    def switches(self) -> bool:
        """Whether the words change over, rather than weigh."""
        return len(self.sides) == 2

    @property
    def weight(self) -> float:
        """What the words inside weigh, beside what the brackets around them say."""
        return 1.0 if self.switches else self.amount

    def step(self, steps: int) -> int:
        """Before which of so many steps the words change over."""
        return round(self.amount * steps) if self.amount < 1 else round(self.amount)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one weight."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Prompt(Text):
    """Rule: words up to a length, whose brackets can be drawn."""

    def __call__(self, name: str, value: Any) -> str:
        prompt = Text.__call__(self, name, value)
        _check(_parse(prompt))
        return prompt


def spans(prompt: str) -> list[Span]:
    """Cut a prompt into words of one weight each, on one line with single spaces.

    Words that change are those of the end.
    """
    kept: list[Span] = []
    for span in _spans(_parse(prompt)):
        text = re.sub(r"\s+", " ", span.text)
        text = text.lstrip() if not kept or kept[-1].text.endswith(" ") else text
        if kept and kept[-1].weight == span.weight:
            text = kept.pop().text + text
        if text:
            kept.append(Span(text, span.weight))
    while kept and (last := kept.pop()):
        if text := last.text.rstrip():
            return [*kept, Span(text, last.weight)]
    return []


def plain(prompt: str) -> str:
    """Give the words alone, as they are read; those of the end where words change."""
    return "".join(span.text for span in spans(prompt))


def escape(words: str) -> str:
    """Write words so that each of their brackets is only a bracket."""
    return re.sub(r"[()\[\]\\]", r"\\\g<0>", words)


def phases(part: Part, steps: int) -> list[tuple[int, Part]]:
    """Cut a recipe, of so many steps, where any of its words change: (first step, what it says).

    What is returned holds no words that change. A recipe without any is its own only phase.
    """
    if not (found := changes(part, steps)):
        return [(0, part)]
    cuts = sorted({0, *(step for step in found if 0 < step < steps)})
    return [(cut, _each(part, partial(_said, step=cut, steps=steps))) for cut in cuts]


def changes(part: object, steps: int) -> set[int]:
    """Find before which steps words of a recipe change, those that it never comes to included."""
    return {step for prompt in prompts(part) for step in _changes(_parse(prompt), steps)}


def prompts(part: object) -> list[str]:
    """Collect every prompt of a recipe: its own, what it is not to be, and those of its edits."""
    found: list[str] = []
    _each(part, lambda prompt: found.append(prompt) or prompt)  # type: ignore[func-returns-value]
    return found


def _said(prompt: str, step: int, steps: int) -> str:
    return _at(_parse(prompt), step, steps)


def _each(part: Any, act: Callable[[str], str], rule: Rule | None = None) -> Any:
    """Rebuild a recipe, or a part of one, with `act(prompt)` for each prompt in it."""
    if isinstance(part, Ruled):
        new = {name: _each(getattr(part, name), act, rule) for name, rule in part.RULES.items()}
        return replace(part, **new)
    if isinstance(part, tuple):
        return tuple(_each(each, act) for each in part)
    return act(part) if isinstance(rule, Prompt) else part


def _check(side: Side, weight: float = 1.0) -> None:
    for group in side:
        if isinstance(group, str):
            continue
        words = repr(next(filter(None, (_write(each).strip() for each in group.sides)), "")[:40])
        own = weight * group.weight
        if own > HEAVIEST:
            raise RecipeError(
                f"The weight of {words} is {own:g}; weights go from 0 to {HEAVIEST:g}. "
                "For a bracket that is only a bracket write \\( instead of (."
            )
        if group.switches and group.amount >= 1 and group.amount % 1:
            raise RecipeError(
                f"The words {words} change at {group.amount:g}; say a share of the steps between "
                "0 and 1, or a whole number of steps. For a bracket that is only a bracket write "
                "\\[ instead of [."
            )
        for each in group.sides:
            _check(each, own)


def _spans(side: Side, weight: float = 1.0) -> Iterator[Span]:
    for part in side:
        if isinstance(part, str):
            yield Span(re.sub(r"\\([()\[\]\\])", r"\1", part), weight)
        else:
            yield from _spans(part.sides[-1], weight * part.weight)


def _changes(side: Side, steps: int) -> Iterator[int]:
    for group in side:
        if isinstance(group, Group):
            if group.switches:
                yield group.step(steps)
            for each in group.sides:
                yield from _changes(each, steps)


def _at(side: Side, step: int, steps: int) -> str:
    """Write what is said at a step: weights stay."""
    said = ""
    for part in side:
        if isinstance(part, str):
            said += part
        elif part.switches:
            said += _at(part.sides[step >= part.step(steps)], step, steps)
        else:
            said += f"({_at(part.sides[0], step, steps)}:{part.amount!r})"
    return said


def _write(side: Side) -> str:
    return _at(side, 0, 1)


def _parse(prompt: str) -> Side:
    """Read a prompt into letters and groups."""
    tokens = TOKENS.findall(prompt)
    return _joined(_sides(tokens, 0, len(tokens), _pairs(tokens)))


def _pairs(tokens: Sequence[str]) -> dict[int, int]:
    """Find which bracket closes which; one that another kind closes around is a plain letter."""
    stack, heights, pairs = list[int](), [0], dict[int, int]()
    waiting = dict.fromkeys(PAIRS.values(), 0)  # how many of a kind are open
    for place, token in enumerate(tokens):
        if token in PAIRS:
            stack.append(place)
            heights.append(0)
            waiting[PAIRS[token]] += 1
        elif waiting.get(token):
            start, height = -1, 0
            while start < 0 or PAIRS[tokens[start]] != token:
                start, height = stack.pop(), max(height, heights.pop())
                waiting[PAIRS[tokens[start]]] -= 1
            heights[-1] = max(heights[-1], height + 1)
            if height < DEEPEST:
                pairs[start] = place
    return pairs


def _sides(
    tokens: Sequence[str], place: int, end: int, pairs: Mapping[int, int]
) -> list[list[str | Group]]:
    """Read what stands between two places, cut at its colons."""
    sides: list[list[str | Group]] = [[]]
    while place < end:
        token, close = tokens[place], pairs.get(place, place)
        if close > place:
            inner = _sides(tokens, place + 1, close, pairs)
            group = _group(token, inner)
            sides[-1] += [group] if group else [token, *_joined(inner), tokens[close]]
        elif token == ":":
            sides.append([])
        else:
            sides[-1].append(token)
        place = close + 1
    return sides


def _group(sign: str, parts: Sequence[Side]) -> Group | None:
    """Make a group of what stands between brackets, cut at its colons; None if it means nothing."""
    *sides, amount = parts
    number = "".join(part if isinstance(part, str) else "?" for part in amount)
    if len(sides) < (1 if sign == "(" else 2) or not NUMBER.fullmatch(number):
        return None
    if sign == "(":
        return Group((_joined(sides),), float(number))
    return Group((sides[0], _joined(sides[1:])), float(number))


def _joined(sides: Sequence[Side]) -> list[str | Group]:
    first, *others = sides
    return [*first, *(part for side in others for part in (":", *side))]
