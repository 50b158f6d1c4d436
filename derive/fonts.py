"""The fonts of the page: Source Serif 4 for text and Figtree for all else, both variable.

Copies the Latin subset of each as its npm package has it, with its licence, to
`src/pellucid/web/fonts/`. To be run again when `package.json` names another version; `npm ci` gets
the packages.
"""

import shutil
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules" / "@fontsource-variable"
FOLDER = ROOT / "src" / "pellucid" / "web" / "fonts"
SERIF, SANS = "source-serif-4", "figtree"
FONTS = {  # file -> where it is from, and its SHA-256
    "serif.woff2": (
        f"{SERIF}/files/{SERIF}-latin-wght-normal.woff2",
        "382475f38242c52d42a3e5ff8dc69b5d73f10d0d21e4550b5fe232984688779a",
    ),
    "serif-italic.woff2": (
        f"{SERIF}/files/{SERIF}-latin-wght-italic.woff2",
        "b4f56ddc9873487f1c9a3ad5bbce31982fe89b951f57e4604f62b4c8a540fb19",
    ),
    "sans.woff2": (
        f"{SANS}/files/{SANS}-latin-wght-normal.woff2",
        "4ba7d3d096695818fe0686be4f1e82c6b05134e18a22260336130335027462dd",
    ),
    "serif-licence.txt": (
        f"{SERIF}/LICENSE",
        "18aabf190848725e2576eefb5c29ba06aac1029d02132252a7f312eac2e50cf3",
    ),
    "sans-licence.txt": (
        f"{SANS}/LICENSE",
        "ee23e6c84000126692e112ff067b456470493349f993ceaa8b4d3766dd6fad5d",
    ),
}


def main() -> None:
    """Copy the files, if they are the ones that are named here."""
    if not PACKAGES.is_dir():
        sys.exit("The fonts' packages are not here; run `npm ci` first.")
    FOLDER.mkdir(exist_ok=True)
    for name, (path, digest) in FONTS.items():
        if sha256((PACKAGES / path).read_bytes()).hexdigest() != digest:
            sys.exit(f"{path} is another file than {name}; write its SHA-256 here if you want it.")
        shutil.copyfile(PACKAGES / path, FOLDER / name)
