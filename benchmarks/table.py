"""A table of figures with their aims: printed line by line as they are measured, or as JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

__all__ = ["Row", "show"]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `aim` is "at most" for times and memory, "at least" for shares and ratios."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the aim was met; None where there is none."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim

    def line(self) -> str:
        """Write it as a line of the table."""
        aim = (
            "" if self.aim is None else f"{'at least' if self.at_least else 'at most'} {self.aim:g}"
        )
        met = {None: "", True: "yes", False: "no"}[self.met]
        return f"| {self.name:<44} | {self.value:>9.2f} {self.unit:<7} | {aim:<12} | {met:<3} |"


def show(rows: Iterable[Row], where: Mapping[str, object], as_json: bool) -> None:
    """Print what was measured and `where`."""
    if as_json:
        told = [asdict(row) | {"met": row.met} for row in rows]
        print(json.dumps({**where, "rows": told}, indent=1))
        return
    print(", ".join(f"{name} {value}" for name, value in where.items()), end="\n\n")
    print(f"| {'measured':<44} | {'':>9} {'':<7} | {'aim':<12} | met |")
    print(f"|{'-' * 46}|{'-' * 19}|{'-' * 14}|-----|")
    for row in rows:
        print(row.line(), flush=True)
