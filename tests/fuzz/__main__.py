"""Run targets for so many seconds each and print what they find; then the status is 1."""

import argparse
import secrets
import sys

from fuzz import run, targets


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("seconds", type=float, help="for each target; 0 reads one case")
    parser.add_argument("names", nargs="*", help="none: every target")
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(10**9), help="of the first case"
    )
    asked = parser.parse_args()
    found = 0
    for name in asked.names or targets():
        report = run(targets()[name], asked.seconds, asked.seed)
        print(report, flush=True)
        found += len(report.findings)
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
