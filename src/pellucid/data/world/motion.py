"""Time: how things in the world move.

Every movement is a wave whose period divides `LOOP`, so that a film of `LOOP` seconds closes on
itself.
"""

import math

LOOP = 4.0  # seconds after which the world has come round again


def wave(time: float, beats: int, phase: float = 0.0) -> float:
    """A swing between -1 and 1, `beats` times per LOOP: sin(2 pi (beats time / LOOP + phase))."""
    return math.sin(2 * math.pi * (beats * time / LOOP + phase))


def ramp(time: float, beats: int, phase: float = 0.0) -> float:
    """A fall from 0 to 1 that starts again, `beats` times per LOOP."""
    return (beats * time / LOOP + phase) % 1.0
