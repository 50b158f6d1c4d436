"""The page: one piece of HTML, a shell with a chapter for every partial there is; and its files.

Chapters are files, `web/chapters/<slug>.html`, in the order of the exhibits; the contents are read
from their headings. Nothing is templated but three comments in `web/index.html`, and two in
`web/alone.html`, the shell of one figure alone.

No name that a visitor sends is made into a path: it is looked up in a list of one folder's files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pellucid.exhibits import EXHIBITS

WEB = Path(__file__).resolve().parent.parent / "web"
PLACES: Mapping[str, int] = {
    "opening": 0,
    **{slug: each.place for slug, each in EXHIBITS.items()},
    "learn": 120,
    "recap": 1000,
    "about": 1010,
}
"""Where chapters stand in the tour; those that ask the model for nothing are named here."""

CHAPTERS = tuple(
    slug
    for slug in sorted(PLACES, key=PLACES.__getitem__)
    if (WEB / "chapters" / f"{slug}.html").is_file()
)
"""The tour, in order: an exhibit without such a file has no chapter."""

FIGURE = re.compile(r'<figure [^>]*data-exhibit="(\w+)"[^>]*></figure>')
FIGURES: Mapping[str, str] = {
    slug: chapter
    for chapter in CHAPTERS
    for slug in FIGURE.findall((WEB / "chapters" / f"{chapter}.html").read_text("utf-8"))
}
"""Every figure, and the chapter it stands in."""

TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
"""What kinds of file the page has; others are not sent."""

HEADING = re.compile(r'<h2 id="[\w-]+"[^>]*>(.*?)</h2>', re.DOTALL)
IMPORT = re.compile(r'^(?:import|.*\bfrom) "(\.{1,2}/[\w/.-]+\.js)";$', re.MULTILINE)


@dataclass(slots=True)
class Site:
    """The files of one folder that may be sent, listed again when one is asked for in vain."""

    folder: Path = WEB
    paths: dict[str, Path] = field(default_factory=dict)

    def names(self) -> list[str]:
        """List every file that may be sent."""
        self.paths = {
            path.relative_to(self.folder).as_posix(): path
            for path in self.folder.rglob("*")
            if path.suffix in TYPES and path.is_file() and not path.is_symlink()
        }
        return sorted(self.paths)

    def get(self, name: str) -> Path | None:
        """Find a file by the name it has in the list; None if it is not there."""
        if name not in self.paths or not self.paths[name].is_file():
            self.names()
        return self.paths.get(name)


def render() -> str:
    """Write the page."""
    chapters = [(slug, _text(slug)) for slug in CHAPTERS]
    titles = [(slug, HEADING.search(text)) for slug, text in chapters]
    items = (f'<li><a href="#{slug}">{found[1]}</a></li>' for slug, found in titles if found)
    page = _filled("index.html", "\n".join(text for _, text in chapters))
    return page.replace("<!-- contents -->", "<ol>\n" + "\n".join(items) + "\n</ol>")


def alone(figure: str) -> str:
    """Write the page with one figure alone; its words are those of the bar."""
    kept = (" data-pin", "")
    text = FIGURE.sub(
        lambda each: each[0].replace(*kept) if each[1] == figure else "", _text(FIGURES[figure])
    )
    return _filled("alone.html", text)


def _text(chapter: str) -> str:
    return (WEB / "chapters" / f"{chapter}.html").read_text("utf-8")


def _filled(shell: str, chapters: str) -> str:
    """Fill a shell with chapters, and with the modules that the page starts with."""
    links = (f'<link rel="modulepreload" href="/web/{name}">' for name in modules("main.js"))
    page = (WEB / shell).read_text("utf-8").replace("<!-- preload -->", "\n".join(links))
    return page.replace("<!-- chapters -->", chapters)


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
