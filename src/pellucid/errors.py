"""What is told to a person in one sentence: what is wrong, what is allowed, what to do.

What the person who asked can mend is exit code 2, status 422; what they cannot, 1 and 500.
"""


class PellucidError(ValueError):
    """An error whose message is a sentence for a person."""


class MendableError(PellucidError):
    """Something the person who asked can put right."""


class BrokenError(PellucidError):
    """Something that has to be installed, downloaded or made again."""
