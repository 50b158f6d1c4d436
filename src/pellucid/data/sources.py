"""Every source of training pictures, by its name: the world's shares, then `SOURCE` of any file."""

from collections.abc import Mapping

from pellucid.data.source import Source
from pellucid.data.world.source import SHARES
from pellucid.registry import values

SOURCES: Mapping[str, Source] = {
    source.name: source for source in (*SHARES, *values("pellucid.data", "SOURCE"))
}
