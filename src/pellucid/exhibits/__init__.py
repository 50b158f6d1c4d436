"""The tour: every exhibit of the page, in the order in which a visitor meets them.

An exhibit is one file here that holds one value, `EXHIBIT` (`exhibit.py`); all else follows.
"""

from pellucid.exhibits.exhibit import Exhibit
from pellucid.registry import values

__all__ = ["EXHIBITS"]

EXHIBITS: dict[str, Exhibit] = {
    exhibit.slug: exhibit
    for exhibit in sorted(values(__name__, "EXHIBIT"), key=lambda exhibit: exhibit.place)
}
"""The tour, in order."""
