"""What the README shows is what happens."""

import re
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.training
def test_the_readmes_python_works_as_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PELLUCID_HOME", str(tmp_path / "home"))
    short, loop = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(short.splitlines()) <= 5
    for code in (short, loop):
        script = tmp_path / "snail.py"
        script.write_text(code)
        run_path(str(script))
    picture = np.asarray(Image.open(tmp_path / "snail.png"))
    assert picture.shape == (256, 256, 3)
    assert picture.std() > 10, "the picture is one flat colour"
    assert "28 of 28" in capsys.readouterr().out


def test_every_make_target_in_the_readme_and_the_makefiles_help_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):(?!=)", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"draw", "explore"} <= named <= targets
