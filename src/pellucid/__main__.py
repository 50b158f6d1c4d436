"""`python -m pellucid` is the `pellucid` command."""

from pellucid.app.cli import main

main()
