"""The sheet of prompts in the model card: a row for each, four seeds of it.

Writes the sheet of `pellucid evaluate`, three quarters as large, as `docs/pictures/prompts.jpg`.
"""

import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

import pellucid
from derive.pages import ROOT
from pellucid.judge.gallery import PROMPTS, contact_sheet

FILE = ROOT / "docs" / "pictures" / "prompts.jpg"


def main() -> None:
    """Draw every prompt and write the sheet again."""
    drawn = [
        np.asarray(pellucid.draw(prompt, seed=seed).image)
        for prompt in PROMPTS
        for seed in range(4)
    ]
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "prompts.png"
        contact_sheet(PROMPTS, np.stack(drawn), sheet)
        whole = Image.open(sheet)
        size = (whole.width * 3 // 4, whole.height * 3 // 4)
        whole.resize(size, Image.Resampling.LANCZOS).save(FILE, quality=82, optimize=True)
