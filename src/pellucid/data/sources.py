"""Every source of training pictures, by its name."""

from collections.abc import Mapping

from pellucid.data.source import Source
from pellucid.data.world.source import SHARES

SOURCES: Mapping[str, Source] = {share.name: share for share in SHARES}
