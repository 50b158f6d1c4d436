"""Help texts in pages.

Between `<!-- help: pellucid draw -->` and `<!-- /help -->` stands what that command prints with
`--help`, 100 columns wide.
"""

import os
import re
import subprocess
import sys

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


def renewed(page: str) -> str:
    """Return the same page with every help text as it is today."""
    return BLOCK.sub(
        lambda block: f"{block[1]}```text\n{helped(block['command'])}\n```\n{block[3]}", page
    )
