"""What is told to a person in one sentence: what is wrong, what is allowed, what to do.

Two kinds, and whoever meets an error needs to know no more: what the person who asked can mend
(exit code 2, status 422), and what they cannot (exit code 1, status 500).
"""


class PellucidError(ValueError):
    """An error whose message is a sentence for a person."""


class MendableError(PellucidError):
    """Something the person who asked can put right."""


class BrokenError(PellucidError):
    """Something that has to be installed, downloaded or made again."""
