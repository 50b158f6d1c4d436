"""The tour: every exhibit of the page, in the order in which a visitor meets them.

An exhibit is one file here that holds one value, `EXHIBIT` (`exhibit.py` says what such a value
has). Its routes, its sheets, what the cache keeps of it and its place in the tour follow.
"""

from pellucid.exhibits.exhibit import Exhibit
from pellucid.registry import values

__all__ = ["EXHIBITS"]

EXHIBITS: dict[str, Exhibit] = {
    exhibit.slug: exhibit
    for exhibit in sorted(values(__name__, "EXHIBIT"), key=lambda exhibit: exhibit.place)
}
"""The tour, in order."""
