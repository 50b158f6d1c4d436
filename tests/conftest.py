"""What all tests share: no deadline on a busy machine, and a few dozen examples per law."""

from hypothesis import settings

settings.register_profile("pellucid", deadline=None, max_examples=40)
settings.load_profile("pellucid")
