"""The places of the world. One line each; whoever adds a place adds a line."""

from pellucid.data.world.city import CITY
from pellucid.data.world.garden import GARDEN
from pellucid.data.world.hills import HILLS
from pellucid.data.world.place import Place
from pellucid.data.world.room import ROOM
from pellucid.data.world.sky import SPACE

PLACES: dict[str, Place] = {
    "garden": GARDEN,
    "hills": HILLS,
    "sky": SPACE,
    "city": CITY,
    "room": ROOM,
}
