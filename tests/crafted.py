"""Pictures made to harm or to puzzle, each kind once and made anew: no binary files are kept."""

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from random import Random

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
LAYERS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
TURNED = (0x0112, 3, 1, 6)  # the orientation of a camera held upright, as (tag, type, count, value)


def encoded(image: Image.Image, kind: str = "PNG", **how) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def squeezed(size: int, piece: bytes = bytes(2**20)) -> bytes:
    """Very many bytes in few."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


def png(
    width=32, height=32, colour=RGB, depth=8, before=b"", after=b"", data=None, woven=0
) -> bytes:
    """A PNG of one colour with these chunks before and after its pixels."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, woven)
    if data is None:
        row = b"\0" + b"\x40" * (width * LAYERS[colour] * depth // 8)
        data = squeezed(len(row) * height, row)
    parts = (chunk(b"IHDR", head), before, chunk(b"IDAT", data), after, chunk(b"IEND"))
    return SIGNATURE + b"".join(parts)


def tiff(*entries, next_at=0, rest=b"") -> bytes:
    """EXIF of these (tag, type, count, value)."""
    rows = b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries))
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + rows + struct.pack("<I", next_at) + rest


def jpeg(exif=b"", mode="RGB", size=(48, 32), **how) -> bytes:
    """A JPEG with EXIF."""
    if exif:
        how["exif"] = b"Exif\0\0" + exif
    return encoded(Image.new(mode, size, 90 if mode == "L" else None), "JPEG", **how)


def passes(count: int, size=(1024, 1024)) -> bytes:
    """A progressive JPEG whose last pass is repeated."""
    data = jpeg(size=size, progressive=True)
    last = data.rfind(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + b"\xff\xd9"


def said_size(width: int, height: int) -> bytes:
    """A JPEG whose header promises another size."""
    data = bytearray(jpeg())
    at = data.find(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def mistyped(kind: int) -> bytes:
    """A turned JPEG whose other notes are all of one wrong type."""
    tags = (0x010E, 0x0131, 0x011A, 0x8769, 0x8825, 0x927C, 0x9286, 0xEA1C)
    return jpeg(tiff(TURNED, *((tag, kind, 1000, 2**31) for tag in tags)))


def recipe(words: bytes) -> bytes:
    """A PNG with these words where a recipe belongs."""
    return png(before=chunk(b"iTXt", b"pellucid\0\0\0\0\0" + words))


def large(colour: int, depth: int = 8, **how) -> Callable[[], bytes]:
    """A PNG as large as is read."""
    return partial(png, 4000, 4000, colour, depth, **how)


SENT: Mapping[str, tuple[Callable[[], bytes], str]] = {
    # its name: what makes it, and what is said of it; nothing where it is read
    "30,000 x 30,000": (lambda: png(30_000, 30_000, data=squeezed(2**20)), "pixels"),
    "1 x 2^31": (lambda: png(1, 2**31 - 1, data=b""), "pixels"),
    "2^31 x 1": (lambda: png(2**31 - 1, 1, data=b""), "pixels"),
    "1 x 16,000,000": (lambda: png(1, 16_000_000, GREY, data=b""), "in a row"),
    "0 x 0": (lambda: png(0, 0), "not a picture"),
    "no pixels": (lambda: png(data=b""), "damaged"),
    "more pixels than it says": (lambda: png(data=squeezed(2**26)), ""),
    "cut short": (lambda: png(500, 500)[:60], "damaged"),
    "60,000 chunks": (lambda: png(before=chunk(b"abCd") * 60_000), "parts"),
    "60,000 empty pixels": (lambda: png(before=chunk(b"IDAT") * 60_000), "parts"),
    "a chunk longer than the file": (
        lambda: png()[:33] + b"\x7f\xff\xff\xffIDAT",
        "not a picture|dam",
    ),
    "64 MB of text": (lambda: png(before=chunk(b"zTXt", b"a\0\0" + squeezed(2**26))), ""),
    "64 MB of text behind": (lambda: png(after=chunk(b"zTXt", b"a\0\0" + squeezed(2**26))), ""),
    "a profile of 64 MB": (lambda: png(before=chunk(b"iCCP", b"a\0\0" + squeezed(2**26))), ""),
    "a recipe of 64 MB": (
        lambda: png(before=chunk(b"iTXt", b"pellucid\0\1\0\0\0" + squeezed(2**26))),
        "",
    ),
    "short chunks": (
        lambda: png(before=b"".join(chunk(kind, b"\1") for kind in (b"gAMA", b"pHYs", b"eXIf"))),
        "",
    ),
    "a palette and colours behind": (lambda: png(after=chunk(b"PLTE") + chunk(b"tRNS")), ""),
    "frames that never come": (lambda: png(before=chunk(b"acTL", b"\x7f\xff\xff\xff" * 2)), ""),
    "broken raw EXIF": (
        lambda: png(before=chunk(b"tEXt", b"Raw profile type exif\0\nexif\n 10\nzz")),
        "",
    ),
    "no palette": (lambda: png(colour=PALETTE), ""),
    "too many transparencies": (
        lambda: png(
            colour=PALETTE, before=chunk(b"PLTE", bytes(768)) + chunk(b"tRNS", b"\x40" * 300)
        ),
        "damaged",
    ),
    "a colour of 16 bits is clear": (
        lambda: png(depth=16, before=chunk(b"tRNS", b"\x40\x40" * 3)),
        "",
    ),
    "a page behind it": (lambda: png() + b"<html><script>alert(1)</script>", ""),
    "EXIF in a loop": (lambda: jpeg(tiff(TURNED, (0x8769, 4, 1, 8), next_at=8)), ""),
    "EXIF of 2^32 letters": (lambda: jpeg(tiff(TURNED, (0x010E, 2, 2**32 - 1, 8))), ""),
    "EXIF far away": (lambda: jpeg(b"II*\0\xff\xff\xff\xff"), ""),
    "EXIF cut short": (lambda: jpeg(tiff(TURNED)[:12]), ""),
    **{f"EXIF of type {kind}": (partial(mistyped, kind), "") for kind in (0, 1, 2, 5, 7, 12, 255)},
    "a profile of noise": (
        lambda: jpeg(icc_profile=Random(0).randbytes(500_000)),
        "",
    ),
    "400 passes": (lambda: passes(400), "20 passes"),
    "a progressive JPEG of 24 million pixels in 4:4:4": (
        lambda: jpeg(size=(5712, 4284), progressive=True, subsampling=0),
        "progressive",
    ),
    "a JPEG that says 65,500 x 65,500": (lambda: said_size(65_500, 65_500), "far too many"),
    "a JPEG that says 4,000 x 4,000": (lambda: said_size(4000, 4000), ""),
    "a JPEG that says 0 x 0": (lambda: said_size(0, 0), "not a picture|damaged"),
    "60,000 notes": (lambda: b"\xff\xd8" + b"\xff\xfe\0\2" * 60_000, "parts"),
    "a JPEG behind it": (lambda: jpeg() + passes(30), ""),
    "CMYK": (lambda: jpeg(mode="CMYK"), ""),
    "a WebP of 16 million pixels": (
        lambda: encoded(Image.new("RGB", (4000, 4000)), "WEBP", method=0),
        "of a WebP at most",
    ),
    "a WebP of 60 frames": (
        lambda: encoded(
            Image.new("RGB", (64, 64)),
            "WEBP",
            save_all=True,
            append_images=[Image.new("RGB", (64, 64), (n, 0, 0)) for n in range(1, 60)],
        ),
        "",
    ),
    "a WebP head": (lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 " + bytes(50), "damaged"),
    "a JPEG head": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(50), "not a picture"),
    **{
        f"a file of {kind}": (partial(encoded, Image.new("RGB", (64, 64)), kind), "not a picture")
        for kind in ("GIF", "TIFF", "BMP", "ICO")
    },
    "SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
    "an archive": (lambda: b"PK\3\4" + bytes(100), "not a picture"),
    "a pickle": (lambda: b"\x80\x04cos\nsystem\n", "not a picture"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
    "nothing": (lambda: b"", "not a picture"),
}

LARGE: Mapping[str, Callable[[], bytes]] = {
    "RGB": large(RGB),
    "RGBA": large(RGBA),
    "grey with alpha": large(GREY_ALPHA),
    "grey of 16 bits": large(GREY, 16),
    "RGB of 16 bits": large(RGB, 16),
    "one bit": large(GREY, 1),
    "woven": large(RGB, woven=1, data=squeezed(2**26)),
    "a clear palette": large(
        PALETTE, before=chunk(b"PLTE", bytes(768)) + chunk(b"tRNS", bytes(256))
    ),
    "a strip": partial(png, 65_536, 244, RGBA),
    "a WebP": lambda: encoded(Image.new("RGBA", (2500, 2000), (1, 2, 3, 4)), "WEBP", method=0),
    "a progressive JPEG": partial(jpeg, size=(5712, 4284), progressive=True),
    "a JPEG of 100 million pixels": partial(jpeg, size=(12_000, 8300)),
}
"""What is large and good: it is read, and takes no more memory than any."""

RECIPES: Mapping[str, bytes] = {
    "nested": b"[" * 20_000,
    "nested in a field": b'{"prompt":"a","seed":' + b"[" * 950 + b"]" * 950 + b"}",
    "not a number": b'{"prompt":"a","guidance":NaN}',
    "without end": b'{"prompt":"a","guidance":1e999}',
    "a seed of 5,000 digits": b'{"prompt":"a","seed":' + b"9" * 5000 + b"}",
    "half a letter in a name": b'{"prompt":"a","\\ud800":1}',
    "half a letter in a value": b'{"prompt":"a","solver":"\\ud800"}',
    "a list": b"[]",
    "no recipe": b"null",
    "no letters": b'\xff\xfe{"prompt":"a"}',
    "a path": b'{"prompt":"a","photo":"../../../etc/passwd"}',
    "an edit of a path": b'{"prompt":"a","edits":[{"kind":"photo","image":"../../x"}]}',
}
