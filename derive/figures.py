"""Figures in pages, from what `pellucid evaluate` wrote.

Between `<!-- figures: marks -->` and `<!-- /figures -->` stands the table of that name (the keys of
`TABLES`). Each is made from `docs/*-evaluation.json`, and refused where such a file was measured on
other weights than those in the manifest.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from derive.pages import ROOT

WEIGHTS = ROOT / "src" / "pellucid" / "weights"
BLOCK = re.compile(r"(<!-- figures: (?P<name>[\w-]+) -->\n).*?(<!-- /figures -->)", re.DOTALL)
PARTS: Mapping[str, tuple[str, ...]] = {  # an evaluation -> the weights of the engine it marked
    "garden": ("denoiser", "codec"),
    "garden-pixel": ("pixel-denoiser",),
    "styles": ("denoiser", "codec"),
}
OWN_JUDGE = ("styles",)  # marked by a judge that is not shipped
NAMES = {  # how a page names an attribute that could be misread
    "camera": "the camera",
    "dragonfly": "a dragonfly's colour",
    "ladybird": "a ladybird's colour",
    "pose": "wings open or folded",
    "second": "the second animal",
    "shell": "a snail's shell",
    "wet": "`wet`",
}
WEAKEST = 5  # attributes that are named
ROWS = {"objects": "all named objects are there", "everything": "everything stated is right"}
KINDS = {"world": "the judge on the world itself", "codec": "on the codec's reconstructions"}
SMALL = {"codec": "the judge on the world at 64 x 64"}


class StaleError(Exception):
    """An evaluation was made with other weights than the ones that are shipped."""


def evaluation(name: str) -> dict[str, Any]:
    """Read an evaluation of today's weights; raises StaleError if it is of others."""
    path = ROOT / "docs" / f"{name}-evaluation.json"
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    hashes = json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))
    today = "-".join(hashes[f"garden-{part}.safetensors"][:16] for part in PARTS[name])
    if report["engine"]["weights"] != today:
        raise StaleError(
            f"{path.name} was measured on weights {report['engine']['weights']}, and {today} are "
            "shipped; run `pellucid evaluate` again."
        )
    if name not in OWN_JUDGE and report["judge"]["sha256"] != hashes["garden-judge.safetensors"]:
        raise StaleError(f"{path.name} was marked by another judge; run `pellucid evaluate` again.")
    return report


def percent(value: float) -> str:
    """0.988 -> 98.8 %, 1 -> 100 %."""
    return f"{100 * value:.1f}".removesuffix(".0") + " %"


def sure(share: Mapping[str, float]) -> str:
    """A share with its interval of 95 %."""
    low, high = 100 * share["low"], 100 * share["high"]
    return f"{percent(share['share'])} ({low:.0f}-{high:.0f})"


def times(ratio: float) -> str:
    """1.05 -> x1.05, 12.4 -> x12."""
    return f"x{ratio:.0f}" if ratio >= 10 else f"x{ratio:.1f}" if ratio >= 2 else f"x{ratio:.2f}"


def table(head: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    first, *rest = (f"| {' | '.join(row)} |" for row in [head, *rows])
    return "\n".join([first, "|" + "---|" * len(head), *rest])


def two() -> str:
    """All that the README says: named objects and everything, of two sets of captions."""
    report = evaluation("garden")
    sets = {
        "captions of the garden, none of them from training": report["seen"],
        "captions of three combinations that training left out, such as a snail on a sunflower": (
            report["held_out"]
        ),
    }
    rows = [
        [
            f"{part['count']} {words}",
            *(percent(part["marks"]["drawn"][row]["share"]) for row in ROWS),
        ]
        for words, part in sets.items()
    ]
    return table(["one picture for each caption, judged by a small network", *ROWS.values()], rows)


def marks(name: str) -> str:
    """Marks and likeness of an engine, beside the world's and the codec's."""
    report = evaluation(name)
    seen, rare = report["seen"], report["held_out"]
    yardsticks = KINDS if name == "garden" else SMALL
    worlds = tuple(yardsticks)
    rows = [
        [
            words,
            sure(seen["marks"]["drawn"][row]),
            sure(rare["marks"]["drawn"][row]),
            *(percent(seen["marks"][world][row]["share"]) for world in worlds),
        ]
        for row, words in (("objects", "all named objects"), ("everything", "everything stated"))
    ]
    rows += list(_likeness(seen, rare, worlds))
    first = [f"seen combinations ({seen['count']})", f"held-out combinations ({rare['count']})"]
    return table(["right", *first, *yardsticks.values()], rows)


def _likeness(
    seen: Mapping[str, Any], rare: Mapping[str, Any], worlds: tuple[str, ...]
) -> Iterable[list[str]]:
    looks, rares = seen["likeness"], rare["likeness"]
    unit = looks["world"]["saturation"]
    own, unseen = looks["world"]["kid_ours"], rares["world"]["kid_ours"]
    yield [
        "saturation, of the world's",
        times(seen["saturation_ratio"]),
        times(rare["saturation_ratio"]),
        *(times(looks[world]["saturation"] / unit) for world in worlds),
    ]
    yield [
        f"KID-ours (the world against itself: {own:.3f})",
        f"{looks['drawn']['kid_ours']:.3f}",
        f"{rares['drawn']['kid_ours']:.3f} (world: {unseen:.3f})",
        *(f"{looks[world]['kid_ours']:.3f}" for world in worlds),
    ]
    pairs = [looks["drawn"], rares["drawn"], *(looks[world] for world in worlds)]
    yield [
        "density / coverage",
        *(f"{look['density']:.2f} / {look['coverage']:.2f}" for look in pairs),
    ]


def weakest(name: str) -> str:
    """The attributes that are most often wrong, and how varied and how fast pictures are."""
    report = evaluation(name)
    shares = report["seen"]["marks"]["drawn"]["attributes"].items()
    worst = sorted((one["share"], row) for row, one in shares if one["of"])[:WEAKEST]
    named = ", ".join(f"{NAMES.get(row, row)} {percent(right)}" for right, row in worst)
    variety, seconds = report["variety"]["ratio"], report["seconds_a_picture"]
    return (
        f"Right least often: {named}. Variety over seeds is {times(variety)} of the world's. "
        f"A picture took {seconds:.2f} seconds on two cores."
    )


def judged() -> str:
    """How often the judge of the garden is right about the world's own pictures."""
    report = evaluation("garden")["seen"]
    said = []
    for row, words in (("world", "painted pictures"), ("codec", "the codec's reconstructions")):
        wrong = [
            f"{NAMES.get(k, k)} {percent(v)}" for k, v in report["judge"][row].items() if v < 1
        ]
        said.append(f"of {words}, {', '.join(wrong)}, and 100 % of all other attributes")
    return f"How often the judge is right about {report['count']} scenes: {'; '.join(said)}."


def sweep() -> str:
    """What guidance does."""
    swept = evaluation("garden")["sweep"]
    rows = [
        [
            f"{one['guidance']:g}",
            sure(one["attributes"]),
            percent(one["everything"]["share"]),
            times(one["saturation_ratio"]),
            times(one["clipping_ratio"]),
            times(one["variety_ratio"]),
        ]
        for one in swept
    ]
    head = ("attributes right", "everything", "saturation, of the world's")
    more = ("clipping, of the world's", "variety over seeds, of the world's")
    return table([f"guidance ({swept[0]['count']} pictures)", *head, *more], rows)


def styles() -> str:
    """Marks of the two combinations beyond the garden that training left out."""
    part = evaluation("styles")["held_out"]
    asked = {
        "place": "place",
        "style": "style",
        "sky.where": "on the moon, or in space",
        "sky.cat": "which cat, if one",
        "hills.houses": "how many houses",
        "objects": "all named objects",
        "everything": "everything stated",
    }

    def of(kind: str, row: str) -> Mapping[str, float]:
        found = part["marks"][kind]
        share: Mapping[str, float] = found[row] if row in found else found["attributes"][row]
        return share

    rows = [
        [words, sure(of("drawn", row)), *(percent(of(kind, row)["share"]) for kind in KINDS)]
        for row, words in asked.items()
    ]
    first = [f"right, kept from it ({part['count']})", "drawn"]
    return table([*first, *KINDS.values()], rows)


TABLES: Mapping[str, Callable[[], str]] = {
    "two": two,
    "marks": lambda: marks("garden"),
    "weakest": lambda: weakest("garden"),
    "judged": judged,
    "sweep": sweep,
    "styles": styles,
    "pixel-marks": lambda: marks("garden-pixel"),
    "pixel-weakest": lambda: weakest("garden-pixel"),
}


def renewed(page: str) -> str:
    """Return a page with every table of figures as the evaluations are now."""
    return BLOCK.sub(lambda block: f"{block[1]}{TABLES[block['name']]()}\n{block[3]}", page)
