"""The page as one piece of HTML: the shell, and a chapter for every partial that is there.

Chapters are files, `web/chapters/<slug>.html`, in the order of the tour; one whose file does not
exist is left out, and the contents are read from the chapters' own headings. Nothing is built and
nothing is templated but three comments in `web/index.html`.
"""

import re
from pathlib import Path

__all__ = ["CHAPTERS", "WEB", "modules", "render"]

WEB = Path(__file__).resolve().parent.parent / "web"
CHAPTERS = (
    "opening",
    "noise",
    "walk",
    "forward",
    "latent",
    "compass",
    "why",
    "seeds",
    "steps",
    "detail",
    "guidance",
    "recap",
    "about",
)
"""The tour, in order."""

HEADING = re.compile(r'<h2 id="[\w-]+"[^>]*>(.*?)</h2>', re.DOTALL)
IMPORT = re.compile(r'^(?:import|.*\bfrom) "(\.{1,2}/[\w/.-]+\.js)";$', re.MULTILINE)


def render() -> str:
    """Write the page."""
    parts = [(slug, WEB / "chapters" / f"{slug}.html") for slug in CHAPTERS]
    chapters = [(slug, file.read_text("utf-8")) for slug, file in parts if file.is_file()]
    shell = (WEB / "index.html").read_text("utf-8")
    shell = shell.replace("<!-- preload -->", _preload())
    shell = shell.replace("<!-- chapters -->", "\n".join(text for _, text in chapters))
    return shell.replace("<!-- contents -->", _contents(chapters))


def _contents(chapters: list[tuple[str, str]]) -> str:
    """A list of links to every chapter that has a heading."""
    titles = [(slug, HEADING.search(text)) for slug, text in chapters]
    items = "\n".join(
        f'<li><a href="#{slug}">{found.group(1)}</a></li>' for slug, found in titles if found
    )
    return f"<ol>\n{items}\n</ol>"


def modules(name: str) -> list[str]:
    """Name a module of the page and whatever it imports before it can run, each once."""
    found, waiting = [name], [name]
    while waiting:
        file = WEB / waiting.pop()
        for path in IMPORT.findall(file.read_text("utf-8")):
            other = (file.parent / path).resolve().relative_to(WEB).as_posix()
            if other not in found:
                found.append(other)
                waiting.append(other)
    return found


def _preload() -> str:
    """Name the modules before the browser finds them one by one."""
    links = (f'<link rel="modulepreload" href="/web/{name}">' for name in modules("main.js"))
    return "\n".join(links)
