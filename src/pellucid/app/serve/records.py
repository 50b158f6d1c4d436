"""Records: how a walk travels while it is being walked.

A stream is a row of records, all numbers little endian:

    u32 length of all that follows | u8 kind | u16 walk | u16 state | u16 flags | u32 sequence
    | f32 x 8 | payload

The eight numbers of a frame: sigma, the share of noise t = sigma / (1 + sigma), pull, angle and
turn in degrees, root mean square of the state as shown, seconds of computing so far, and the
exhibit's own. NaN means that there is nothing to tell.
"""

import json
import math
import struct
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any

HEAD = struct.Struct("<IBHHHI8f")
NUMBERS = 8
BLANK = (math.nan,) * NUMBERS


class Kind(IntEnum):
    """What a record holds."""

    FRAME = 1  # a state as it stands, JPEG
    GUESS = 2  # its clean guess, WebP
    SHEET = 3  # a walk is finished; the payload is its key
    PROGRESS = 4  # JSON {done, total, left_s}
    ERROR = 6  # JSON {error, action}
    END = 7
    RESULT = 8  # JSON, what the exhibit measured
    BEAT = 9  # nothing, every five seconds of silence


class Flag(IntFlag):
    """What else is to be known of a record."""

    NONE = 0
    PREVIEW = 1  # of the 8-step preview, not of the walk itself
    CACHED = 2  # was walked before
    LAST = 4  # the last state of its walk


@dataclass(frozen=True, slots=True)
class Record:
    """One record before it has a number."""

    kind: Kind
    walk: int = 0
    state: int = 0
    flags: Flag = Flag.NONE
    numbers: tuple[float, ...] = BLANK
    payload: bytes = b""


Units = Generator[list[Record], None, Any]
"""A task: records, piece by piece; what it returns in the end is its result."""


def encode(record: Record, sequence: int) -> bytes:
    """Write a record as it travels."""
    length, numbers = HEAD.size - 4 + len(record.payload), (*record.numbers, *BLANK)[:NUMBERS]
    place = record.kind, record.walk, record.state, record.flags
    return HEAD.pack(length, *place, sequence % 2**32, *numbers) + record.payload


def split(data: bytes) -> tuple[list[tuple[Record, int]], bytes]:
    """Read whole records with their numbers off the front of a stream; returns the rest too."""
    found, at = [], 0
    while len(data) >= at + 4:
        end = at + 4 + int.from_bytes(data[at : at + 4], "little")
        if len(data) < end:
            break
        _, kind, walk, state, flags, sequence, *numbers = HEAD.unpack_from(data, at)
        payload = data[at + HEAD.size : end]
        record = Record(Kind(kind), walk, state, Flag(flags), tuple(numbers), payload)
        found.append((record, sequence))
        at = end
    return found, data[at:]


def json_record(kind: Kind, data: Mapping[str, Any]) -> Record:
    """Make a record of JSON."""
    return Record(kind, payload=json.dumps(data, allow_nan=False).encode())
