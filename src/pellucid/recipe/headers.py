"""What a picture file says before it is decoded, and the parts of it that decoding needs.

A decoder is given these parts and no others, so that text, previews and broken notes neither cost
anything nor do harm. The colour profile, the orientation and the recipe are read here.
"""

import io
import re
import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

CHUNK = "pellucid"  # of a PNG, the one that holds a recipe
MOST_SCANS = 20  # passes of a progressive JPEG; programs that write them make 6 to 18
MOST_PARTS = 50_000  # of a file, more than which no program writes
MOST_NOTE = 4 * 2**20  # bytes of a colour profile or a recipe; a longer one is left alone

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
ICC = b"ICC_PROFILE\0"
EXIF = b"Exif\0\0"
MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd8]")  # what begins a part of a JPEG
SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
EOI, SOS, APP1, APP2, COM = 0xD9, 0xDA, 0xE1, 0xE2, 0xFE
UNNEEDED = {COM, *range(APP1, 0xF0)} - {0xEE}  # JFIF's note and Adobe's say what colours are
ORIENTATION, NUMBERS = 0x0112, {1: "B", 3: "H", 4: "I"}


class HeaderError(ValueError):
    """The rest of a sentence about a file that cannot be read."""


@dataclass(slots=True)
class Header:
    """What is known of a file: the spans to decode, and notes that were beside the picture.

    `scans` counts the passes in which a JPEG builds its picture; a JPEG of several keeps
    `coefficients` numbers of two bytes while it does.
    """

    data: bytes
    spans: list[tuple[int, int]] = field(default_factory=list)
    exif: bytes = b""
    profile: bytes = b""
    recipe: bytes | None = None
    scans: int = 1
    coefficients: int = 0

    def keep(self, start: int, end: int) -> None:
        """Add a part to those that are decoded."""
        if self.spans and self.spans[-1][1] == start:
            start = self.spans.pop()[0]
        self.spans.append((start, end))

    def file(self) -> io.BufferedReader:
        """Open what is to be decoded as a file."""
        return io.BufferedReader(_Spans(self.data, self.spans))

    def orientation(self) -> int:
        """Read how EXIF says that the picture is turned, 1 to 8; 1 if it cannot be read."""
        data = self.exif.removeprefix(EXIF)
        order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
        try:
            if order is None:
                return 1
            (start,) = struct.unpack_from(order + "I", data, 4)
            (count,) = struct.unpack_from(order + "H", data, start)
            for at in range(start + 2, start + 2 + 12 * count, 12):
                tag, kind, _ = struct.unpack_from(order + "HHI", data, at)
                if tag == ORIENTATION:
                    (turn,) = struct.unpack_from(order + NUMBERS.get(kind, "x"), data, at + 8)
                    return turn if 1 <= turn <= 8 else 1
        except (struct.error, ValueError):
            pass
        return 1


def header(data: bytes) -> Header:
    """Read what a PNG, a JPEG or any other file says of itself; raises HeaderError."""
    if data.startswith(PNG):
        return _png(data)
    if data.startswith(JPEG):
        return _jpeg(data)
    return Header(data, [(0, len(data))])


def _png(data: bytes) -> Header:
    """Keep the chunks that are pixels, and read the notes (W3C, PNG, third edition, section 11)."""
    told = Header(data, [(0, len(PNG))])
    first = True
    for kind, start, end in _chunks(data):
        body = slice(start + 8, end - 4)
        match kind:
            case b"IHDR" | b"PLTE" | b"tRNS":
                if first:
                    told.keep(start, end)
            case b"IDAT":
                first = False
                if end - start > 12:
                    told.keep(start, end)
            case b"IEND":
                told.keep(start, end)
            case b"eXIf":
                told.exif = data[body][: 2**16]
            case b"iCCP":
                told.profile = _inflated(data[body].partition(b"\0")[2][1:])
            case b"iTXt":
                word, _, rest = data[body].partition(b"\0")
                whole = zlib.crc32(data[start + 4 : end - 4]) == int.from_bytes(data[end - 4 : end])
                if word == CHUNK.encode() and whole:
                    text = rest[2:].split(b"\0", 2)[-1]
                    told.recipe = _inflated(text) if rest[:1] == b"\1" else text
    return told


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield each chunk's kind, where it starts, and where it ends."""
    at = len(PNG)
    for _ in range(MOST_PARTS):
        if at + 8 > len(data):
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, at, min(at + 12 + length, len(data))
        at += 12 + length
        if kind == b"IEND":
            return
    raise HeaderError(f"has more than {MOST_PARTS:,} parts; save it again as PNG.")


def _jpeg(data: bytes) -> Header:
    """Keep the segments that are pixels, and read the notes (ITU T.81, annex B)."""
    told = Header(data, [(0, 2)], scans=0)
    profile: dict[bytes, bytes] = {}
    layers, progressive = 0, False
    for kind, start, end in _segments(data):
        body = data[start + 4 : end]
        if kind == SOS and not told.scans:
            told.keep(start, len(data))  # the tables between passes too
            several = progressive or body[:1] < bytes([layers])
        if kind == EOI or (kind == SOS and not several):
            break
        if kind == SOS:
            told.scans += 1
            if told.scans > MOST_SCANS:
                raise HeaderError(
                    f"is built in more than {MOST_SCANS} passes; save it as a JPEG of one."
                )
        elif told.scans:
            continue
        elif kind == APP1 and body.startswith(EXIF):
            told.exif = told.exif or body
        elif kind == APP2 and body.startswith(ICC):
            profile[body[12:13]] = body[14:]
        elif kind not in UNNEEDED:
            told.keep(start, end)
            if kind in SOF:
                layers, told.coefficients = _layers(body)
                progressive = kind in PROGRESSIVE
    told.profile = b"".join(profile[number] for number in sorted(profile))[:MOST_NOTE]
    return told


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each segment's kind, where it starts, and where it ends."""
    at = 2
    for _ in range(MOST_PARTS):
        found = MARKER.search(data, at)
        if found is None:
            return
        start, end = found.span()
        at = end + int.from_bytes(data[end : end + 2])
        yield data[start + 1], start, min(at, len(data))
    raise HeaderError(f"has more than {MOST_PARTS:,} parts; save it again as PNG.")


def _layers(frame: bytes) -> tuple[int, int]:
    """Read from a frame's header how many layers it has, and how many coefficients in all."""
    if len(frame) < 9:
        return 0, 0
    height, width, layers = struct.unpack_from(">HHB", frame, 1)
    factors = [divmod(byte, 16) for byte in frame[7::3][:layers]]
    across, down = (max(column) or 1 for column in zip(*factors, strict=True))
    return layers, width * height * sum(a * b for a, b in factors) // (across * down)


def _inflated(data: bytes) -> bytes:
    """Inflate a note; nothing if it is damaged or too long."""
    tool = zlib.decompressobj()
    try:
        note = tool.decompress(data, MOST_NOTE)
    except zlib.error:
        return b""
    return b"" if tool.unconsumed_tail else note


class _Spans(io.RawIOBase):
    """Spans of bytes as one file, without a copy of them."""

    def __init__(self, data: bytes, spans: Sequence[tuple[int, int]]) -> None:
        self.parts = [memoryview(data)[start:end] for start, end in spans]
        self.ends = list(accumulate(len(part) for part in self.parts))
        self.at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (0, self.at, self.ends[-1])[whence]
        return self.at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        place = bisect_right(self.ends, self.at)
        if place == len(self.ends):
            return 0
        left = self.ends[place] - self.at
        piece = self.parts[place][len(self.parts[place]) - left :][: len(buffer)]
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)
