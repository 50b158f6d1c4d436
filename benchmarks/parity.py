"""Print the parity table: what diffusers computes, and what we do instead.

    python benchmarks/parity.py

The figures are those that `tests/test_parity_schedulers.py` and `tests/test_parity_pipelines.py`
hold below 1e-4: the largest difference on any rung (for pipelines: in the result), relative to the
largest number in the picture there.
"""

import sys
import warnings
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
warnings.simplefilter("ignore")


def main() -> None:
    """Measure every row, and print it."""
    print("| diffusers | ours | largest difference |")
    print("|---|---|---|")
    for name in ("test_parity_schedulers", "test_parity_pipelines"):
        for theirs, ours, far in import_module(name).table():
            print(f"| {theirs} | {ours} | {far:.0e} |")


if __name__ == "__main__":
    main()
