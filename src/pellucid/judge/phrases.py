"""What captions of the places contain when they say something, as patterns.

Place -> attribute -> value -> a pattern of small letters. A pattern that is found is true of the
scene, and a dense caption contains one for every value that has one.
"""

from collections.abc import Mapping

from pellucid.data.world import PLACES

HILLS, SKY, CITY, ROOM = (PLACES[name].attributes for name in ("hills", "sky", "city", "room"))
HOURS = {
    "morning": "morning",
    "day": "daylight|midday|bright day",
    "golden": "golden",
    "sunset": "sunset",
    "night": "night",
}
PHRASES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "hills": {
        "land": {
            "hills": r"^(?!.*\blake).*\bhill",
            "lake": r"\blake",
            "path": r"\bpath\b",
            "flight": "drone|aerial|from above",
        },
        "houses": {
            "one": r"\ba (house|cottage)|with a house",
            "several": r"houses",
            "village": "village",
        },
        "roof": {tone: rf"{tone} roof" for tone in HILLS["roof"][1:]},
        "mountains": {"yes": "mountain"},
        "trees": {
            "leafy": "leafy|bare trees|bare branches",
            "pine": r"\bpine|\bfir\b",
            "birch": "birch",
        },
        "season": {"summer": "summer", "autumn": "autumn", "winter": "winter|snow on the ground"},
        "sheep": {"one": r"\b(a|one) (white )?sheep", "several": "several (white )?sheep|flock"},
        "boat": {"rowing": "rowing|rowboat", "sailing": "sailing|sailboat"},
        "flowers": {"yes": "flowers"},
        "moon": {"crescent": "crescent", "full": "full moon"},
        "hour": {**HOURS, "night": r"\bnight\b|starry|full of stars|moonlight"},
        "weather": {
            "fog": r"\bfog|mist\b",
            "rain": r"\brain",
            "snow": "falling snow|snowing|snowfall|snowflakes",
        },
    },
    "sky": {
        "where": {"moon": "moon", "orbit": "orbit|above the earth|from space"},
        "cat": {
            "tabby": "(brown|striped) tabby|(^|a )tabby cat",
            "orange": "orange (tabby )?cat|ginger",
            "grey": "gr[ae]y cat",
            "black": "black cat",
            "white": "white cat",
        },
        "suit": {tone: rf"{tone} (space ?suit|astronaut suit)" for tone in SKY["suit"][1:]},
        "pose": {"floating": "floating|drifting", "sitting": "sitting"},
        "rocket": {tone: rf"{tone} rocket" for tone in SKY["rocket"][1:]},
        "planet": {tone: rf"{tone} (ringed )?planet" for tone in SKY["planet"][1:]},
        "rings": {"yes": r"\brings\b|ringed"},
        "comet": {"yes": "comet"},
        "nebula": {tone: rf"{tone} nebula" for tone in SKY["nebula"][1:]},
        "flag": {"yes": r"\bflag"},
        "stars": {"few": "few stars", "many": "(many|countless) stars|full of stars|starry"},
        "earth": {"yes": r"\bearth\b"},
    },
    "city": {
        "shot": {"skyline": "skyline|from afar", "street": "street(?!car)"},
        "look": {"modern": "modern", "cyberpunk": "cyberpunk", "old": r"\bold\b"},
        "front": {"river": "river", "park": "park"},
        "neon": {tone: f"{tone} neon" for tone in CITY["neon"] if tone != "none"},
        "vehicle": {"car": r"\bcar\b", "tram": r"\btram\b|streetcar"},
        "paint": {tone: rf"{tone} (car|tram|streetcar)\b" for tone in CITY["paint"][1:]},
        "umbrella": {tone: f"{tone} umbrella" for tone in CITY["umbrella"][1:]},
        "trees": {"yes": "trees"},
        "hour": HOURS,
        "weather": {"fog": "fog|mist", "rain": r"\brain", "snow": "snow"},
    },
    "room": {
        "shot": {"windowsill": "windowsill|at the window"},
        "cat": {
            "tabby": "(orange|ginger) tabby",
            "grey": "gr[ea]y (tabby )?cat",
            "black": "black (house )?cat",
            "white": "white (house )?cat",
        },
        "pose": {"sitting": "sitting", "lying": r"\blying|resting"},
        "perch": {
            "windowsill": "(cat|tabby) .*(on (a|the) windowsill|at the window)",
            "couch": "(cat|tabby) .*on an? [a-z- ]*(couch|sofa)",
            "floor": "on the floor",
        },
        "couch": {
            tone: rf"\b{tone}(-coloured)? (leather |fabric )?(couch|sofa)"
            for tone in ROOM["couch"][1:]
        },
        "material": {"leather": "leather", "fabric": "fabric"},
        "lamp": {"yes": "lamp"},
        "plant": {"yes": "plant"},
        "picture": {"yes": "picture|painting"},
        "rug": {tone: f"{tone} (rug|carpet)" for tone in ROOM["rug"][1:]},
        "walls": {tone: f"{tone} walls" for tone in ROOM["walls"][1:]},
        "floor": {"wood": "wooden floor|hardwood", "tiles": "tile"},
        "view": {
            "city": "city",
            "garden": "garden",
            "hills": "hills",
            "sky": "view of the sky|open sky",
        },
        "hour": {**HOURS, "day": "soft light|daylight"},
        "weather": {"rain": r"\brain", "snow": "snow"},
        "bokeh": {"yes": "bokeh"},
    },
}
