"""Colour profiles made here, and by formula what their colours are in sRGB."""

import struct

import numpy as np

D50 = (0.9642, 1.0, 0.8249)
TO_XYZ = {  # columns: red, green, blue, adapted to D50
    "sRGB": [[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]],
    "P3": [[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]],
}


def fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def profile(space: bytes, kind: bytes, **tags: bytes) -> bytes:
    """An ICC profile (version 2.4) of these tags."""
    tags = {"wtpt": b"XYZ \0\0\0\0" + fixed(*D50), **tags}
    table, body, start = b"", b"", 132 + 12 * len(tags)
    for name, data in tags.items():
        table += struct.pack(">4sII", name.encode(), start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(
        ">I4xI4s4s4s",
        start + len(body),
        0x02400000,
        kind,
        space,
        b"Lab " if space == b"CMYK" else b"XYZ ",
    )
    head += bytes(12) + b"acsp" + bytes(28) + fixed(*D50)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def curve(gamma: float) -> bytes:
    """The sRGB curve for 0, and a plain power for everything else."""
    levels = np.linspace(0, 1, 1024)
    light = linear(levels) if gamma == 0 else levels**gamma
    return struct.pack(">4s4xI", b"curv", 1024) + (light * 65535).round().astype(">u2").tobytes()


def display_p3() -> bytes:
    """What telephones write: wider primaries, the curve of sRGB."""
    columns = zip("rgb", np.array(TO_XYZ["P3"]).T, strict=True)
    tags = {f"{name}XYZ": b"XYZ \0\0\0\0" + fixed(*column) for name, column in columns}
    return profile(b"RGB ", b"mntr", **tags, **{f"{name}TRC": curve(0) for name in "rgb"})


def grey(gamma: float) -> bytes:
    return profile(b"GRAY", b"mntr", kTRC=curve(gamma))


def inks(corners: dict[tuple[int, int, int, int], tuple[int, int, int]]) -> bytes:
    """A CMYK profile: these corners of its cube have these colours in Lab, all others are black."""
    cells = b""
    for place in np.ndindex(2, 2, 2, 2):
        lightness, a, b = corners.get(place, (0, 0, 0))
        cells += bytes([round(lightness * 2.55), a + 128, b + 128])
    straight = bytes(range(256))
    table = struct.pack(">4s4xBBBx", b"mft1", 4, 3, 2) + fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return profile(b"CMYK", b"prtr", A2B0=table + straight * 4 + cells + straight * 3)


def linear(levels):
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)


def srgb_of_xyz(xyz):
    """Bytes of sRGB for colours (N, 3) seen under D50."""
    light = np.clip(xyz @ np.linalg.inv(TO_XYZ["sRGB"]).T, 0, 1)
    levels = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return (levels * 255).round().astype(int)


def srgb_of_p3(pixels):
    """Bytes of Display P3 (N, 3) in sRGB."""
    return srgb_of_xyz(linear(pixels / 255) @ np.array(TO_XYZ["P3"]).T)


def srgb_of_lab(lab):
    """CIE Lab (N, 3) in sRGB."""
    lightness, a, b = np.asarray(lab, dtype=float).T
    y = (lightness + 16) / 116
    roots = np.stack([y + a / 500, y, y - b / 200], -1)
    return srgb_of_xyz(np.where(roots > 6 / 29, roots**3, (roots - 4 / 29) * 108 / 841) * D50)
