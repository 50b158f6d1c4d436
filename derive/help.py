"""Keep the help texts in README.md current.

Between `<!-- help: pellucid draw -->` and `<!-- /help -->` stands what that command prints with
`--help`. `python docs/help.py` writes it again; `--check` only says whether it would change.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
BLOCK = re.compile(
    r"(<!-- help: (?P<command>pellucid[\w -]*?) -->\n).*?(<!-- /help -->)", re.DOTALL
)
PLAIN = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}


def helped(command: str) -> str:
    """Return what a command prints with --help, 100 columns wide and without colours."""
    words = [*command.split(), "--help"]
    code = f"import sys; sys.argv = {words}; from pellucid.app.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | PLAIN,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def renewed(text: str) -> str:
    """Return the same page with every help text as it is today."""
    return BLOCK.sub(
        lambda block: f"{block[1]}```text\n{helped(block['command'])}\n```\n{block[3]}", text
    )


def main() -> None:
    """Write README.md again, or with --check only compare."""
    old = README.read_text(encoding="utf-8")
    new = renewed(old)
    if "--check" in sys.argv[1:]:
        sys.exit(None if new == old else "README.md: run `python docs/help.py` and commit it.")
    README.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
