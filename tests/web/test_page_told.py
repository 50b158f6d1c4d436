"""What the page says of what was measured: no sentence is contradicted by the numbers it is of.

Every sentence that depends on a measurement is a function of its numbers in `words/en/<slug>.js`.
`TRUE` holds what each of its wordings means; a sentence uses exactly one, and that one must be so.
The made numbers reach every wording, the drawn ones are what the real engine gives for many words.
"""

import math
import re
from dataclasses import replace
from itertools import chain, pairwise

import browsing
import numpy as np
import pytest
from watching import walk

from pellucid.app.page import WEB
from pellucid.exhibits import (
    attention,
    between,
    both,
    detail,
    grid,
    guidance,
    seeds,
    steps,
    why,
    words,
)
from pellucid.exhibits import map as map_
from pellucid.recipe.recipe import Recipe
from pellucid.record.sprites import sharpness

SAY = """async ([slug, name, args]) => {
  const { [slug]: words } = await import(`/web/words/en/${slug}.js`);
  const say = name.split(".").reduce((found, part) => found?.[part], words);
  return say?.(...args) ?? null;
}"""
RUNGS = """async (prompt) => {
  const { about } = await import("/web/exhibits/detail.js");
  const { detail } = await import("/web/words/en/detail.js");
  return [about(prompt), prompt, detail.richer(prompt)];
}"""
FEW = 0.06  # a difference that may go unsaid


def ends(rungs):
    return rungs[0]["wobble"], rungs[-1]["wobble"]


def plain_and_last(rows):
    return next(row for row in rows if row["w"] == 1), rows[-1]


def halfway(miss):
    """The places at which a guess has come half of its way."""
    return {f"by state {i} of": gap <= miss[0] / 2 for i, gap in enumerate(miss)}


def thirds(angles):
    """How much of all turning is done in each third of a walk."""
    sums = [0.0, 0.0, 0.0]
    for i, angle in enumerate(angles):
        sums[min(2, 3 * i // len(angles))] += angle
    return sums


TRUE = {  # (slug, function): what its wordings mean, each with whether it is so
    ("walk", "decided"): halfway,
    ("walk", "blur"): lambda sharp: {
        "is a blur": sharp[0] < sharp[-1],
        "as sharp as": sharp[0] >= 0.85 * sharp[-1],
    },
    ("compass", "answer"): lambda angles: {
        "do not turn this walk": max(angles) <= 0,
        "about as much": max(thirds(angles)) < 0.45 * sum(angles),
        "steer most at the beginning": thirds(angles)[0] == max(thirds(angles)),
        "steer most in the middle": thirds(angles)[1] == max(thirds(angles)),
        "steer most at the end": thirds(angles)[2] == max(thirds(angles)),
    },
    ("seeds", "parting"): lambda first, last: {
        "part on the way": last > first,
        "come nearer to one another": last < first,
        "about as far apart as": abs(last - first) < FEW,
    },
    ("why", "jumped"): lambda once, _eight, guided: {
        "a blur": once < 0.8,
        "about as sharp": 0.8 <= once <= 1.1,
        "because guidance overdraws": once > 1.1 and guided,
        "harsher than the end;": once > 1.1 and not guided,
    },
    ("why", "jumped", "eight"): lambda once, eight, _guided: {
        "come nearer": abs(eight - 1) < abs(once - 1),
        "come no nearer": abs(eight - 1) >= abs(once - 1),
    },
    ("why", "undecided"): lambda _state, apart: {
        "the picture was decided": apart < 0.1,
        "most of it was decided": 0.1 <= apart < 0.5,
        "most of it was still open": apart >= 0.4,
    },
    ("steps", "road"): lambda detour, _most: {
        "nearly straight": detour < 1.2,
        "it bends": detour >= 1.2,
    },
    ("steps", "verdict"): lambda guess, enough, _longest, _finest: {
        "end at a picture that can be told": enough is None,
        "Exactly.": guess == enough and guess > 0,
        "That is more than": enough is not None and enough > guess > 0,
        "That is fewer than": enough is not None and enough < guess,
    },
    ("steps", "said"): lambda _n, _evals, error, _s, known: {
        "Hard to tell from": error <= known["enough"],
        "not quite there": known["enough"] < error < 0.35,
        "Not the picture": error >= 0.35,
    },
    ("detail", "learned"): lambda rungs: {
        "more alike:": ends(rungs)[1] < ends(rungs)[0],
        "differ more:": ends(rungs)[1] > ends(rungs)[0],
        "hardly changed": abs(ends(rungs)[1] - ends(rungs)[0]) < FEW,
        "four pictures of these words": len(rungs) == 1,
    },
    ("guidance", "burnt"): lambda plain, strongest, _most: {
        "Too strong a pull burns pictures out": strongest > plain,
        "burns out less": strongest < plain,
        "burns out little": strongest - plain <= 0.01,
    },
    ("guidance", "gains"): lambda rows: {
        f"most at guidance {row['w']:g}.": row["adherence"] == max(r["adherence"] for r in rows)
        for row in rows
    },
    ("guidance", "gains", "variety"): lambda rows: {
        "come nearer to one another": plain_and_last(rows)[1]["variety"]
        < plain_and_last(rows)[0]["variety"],
        "even differ more": plain_and_last(rows)[1]["variety"] > plain_and_last(rows)[0]["variety"],
        "about as different": abs(
            plain_and_last(rows)[1]["variety"] - plain_and_last(rows)[0]["variety"]
        )
        < FEW,
    },
    ("guidance", "gains", "colour"): lambda rows: {
        "grow stronger": plain_and_last(rows)[1]["colour"] > plain_and_last(rows)[0]["colour"],
        "fade": plain_and_last(rows)[1]["colour"] < plain_and_last(rows)[0]["colour"],
        "hardly change": True,
    },
    ("guidance", "best"): lambda best, compromise: {
        "Best region": best is not None,
        "The best that burns out little": best is None and (compromise or {}).get("share", 0) > 0,
        "wherever they lower": best is None and (compromise or {}).get("share", 1) <= 0,
        "At no strength": best is None and compromise is None,
    },
}


def most_and_least(values):
    return max(values), min(values)


def largest(rows):
    """The largest step between neighbours of a row of mixes, as a share of all the change."""
    firsts = [each["first"] for each in rows]
    return max(abs(b - a) for a, b in pairwise(firsts)) / (firsts[-1] or 1)


def change(rows):
    """By what factor the attention to the word that is looked at most changes on the way."""
    spoken = [each for each in rows if re.search(r"\w", each["word"])]
    share = max((each["share"] for each in spoken), key=np.mean)
    return share[-1] / max(share[0], 1e-9)


def breadth(rows):
    """How much wider the widest word is looked at than the narrowest."""
    spoken = [each for each in rows if re.search(r"\w", each["word"])]
    most, least = most_and_least([np.mean(each["width"]) for each in spoken])
    return most - least


TRUE |= {  # the later chapters
    ("words", "told"): lambda _words, moved, _part: {
        "No word moves this picture": max(moved) < 0.02,
        "all words matter about as much": max(moved) >= 0.02 and min(moved) > 0.7 * max(moved),
        " moves it by ": max(moved) >= 0.02 and min(moved) <= 0.7 * max(moved),
    },
    ("words", "told", "most"): lambda words, moved, _part: {
        **{
            f"“{word}” moves the picture most": moved[i] == max(moved)
            for i, word in enumerate(words)
        },
        "No word moves this picture": True,
    },
    ("attention", "told"): lambda rows: {
        "less and less on the way": change(rows) < 0.8,
        "more and more on the way": change(rows) > 1.25,
        "about as much at the end": 0.8 <= change(rows) <= 1.25,
    },
    ("attention", "told", "spread"): lambda rows: {
        "about as much of the picture": breadth(rows) < 0.05,
        "is looked at in the fewest places": breadth(rows) >= 0.05,
    },
    ("attention", "painted.told"): lambda _word, chance: {
        "It is looked for where it is": chance >= 0.895,
        "more than elsewhere": 0.645 <= chance < 0.895,
        "little better or worse than chance": 0.355 <= chance < 0.645,
        "It is looked for elsewhere": chance < 0.355,
    },
    ("between", "told"): lambda rows, _crossing, _way: {
        "almost the same picture": rows[-1]["first"] < 0.1,
        "It jumps there": rows[-1]["first"] >= 0.1 and largest(rows) > 0.5,
        f"the largest of {len(rows) - 1} parts": rows[-1]["first"] >= 0.1 and largest(rows) <= 0.5,
    },
    ("between", "told", "where"): lambda rows, _crossing, way: {
        "almost the same picture": rows[-1]["first"] < 0.1,
        "with the switch after": way == "switch",
        "% of the way.": way != "switch",
    },
    ("colour", "told"): lambda counts: {
        "every colour is on its own thing": all(each["right"] == each["of"] for each in counts),
        "a colour is on the wrong one": sum(each["crossed"] for each in counts) > 0,
        "No colour went to the other thing": sum(each["crossed"] for each in counts) == 0,
    },
    ("both", "place"): lambda triangle: {
        "there is no line": triangle["length"] == 0,
        "lies almost on the line": triangle["length"] > 0 and triangle["off"] < 0.05,
        "is not on the line": triangle["off"] >= 0.05,
    },
    ("both", "counted"): lambda both: {
        "is not to go half way": both["joint"] > max(both["middle"], both["foot"]),
        "a mix has both more often": both["joint"] < max(both["middle"], both["foot"]),
        "about as well": abs(both["joint"] - max(both["middle"], both["foot"])) <= both["of"] / 4,
    },
    ("grid", "told"): lambda apart: {
        "There is one picture": not apart,
        "almost the same": max(apart.values(), default=1) < 0.02,
        "alone lie": len(apart) == 1,
        "about equally": len(apart) > 1
        and most_and_least(apart.values())[0] < 1.15 * most_and_least(apart.values())[1],
        "changes the picture more": len(apart) > 1 and len(set(apart.values())) > 1,
    },
    ("map", "flat"): lambda _variance, kept, of, prompts: {
        "mostly near in meaning": kept > 0.6 * of,
        "which groups are alike": kept > 2 * of * of / (prompts - 1),
        "says almost nothing": kept <= 2 * of * of / (prompts - 1),
    },
    ("map", "answer"): lambda found, prompts: {
        f"is nearest of all {prompts}": found["rank"] == 1,
        f"is number {found['rank']} of {prompts}": found["rank"] > 1,
    },
    ("map", "answer", "moved"): lambda found, _prompts: {
        "Before the sum it was at": found["cosine"] > found["before"],
        "brought it no nearer": found["cosine"] <= found["before"] + 0.005,
    },
    ("map", "answer", "left"): lambda found, _prompts: {
        "are still nearer": found["start"] >= found["cosine"],
        "began with are at": found["start"] < found["cosine"],
    },
    ("paint", "filled"): lambda found: {
        "Every pixel outside is as it was": found["kept"] >= 1 - found["free"] - 1e-3,
        "and yet only": found["kept"] < 1 - found["free"],
    },
    ("paint", "changed"): lambda found, _strength: {
        "Much of it is left": found["likeness"] >= 0.75,
        "Some of it is left": 0.4 <= found["likeness"] < 0.75,
        "Little of it is left": found["likeness"] < 0.4,
    },
    ("paint", "told"): lambda apart: {
        "Nothing is put back here": not apart,
        "comes to agree": bool(apart) and apart[-1] < 0.6 * apart[0],
        "hardly comes nearer": bool(apart) and apart[-1] >= 0.6 * apart[0],
    },
    ("why", "settled"): lambda rows, _states: {
        "More than half decided": any(at is not None for _, at in rows),
        "nothing is more than half decided": all(at is None for _, at in rows),
    },
}


def told(rows):
    """What `measure` says of such curves."""
    return guidance.best(rows), guidance.compromise(rows)


def row(w: float, adherence, clipped=0.0, variety=0.6, colour=0.1):
    found = {"adherence": adherence, "clipped": clipped, "variety": variety, "colour": colour}
    return {"w": w, **found}


KNOWN = {"enough": steps.ENOUGH, "finest": steps.FINEST}
MADE = {
    ("seeds", "parting"): [(0.2, 0.6), (0.6, 0.2), (0.5, 0.52), (0.5, 0.55)],
    ("why", "jumped"): [
        *((0.3, 0.9, False), (1.0, 1.0, True), (1.6, 1.1, True), (1.6, 1.1, False)),
        *((1.6, 1.9, False), (0.79, 0.5, True)),
    ],
    ("why", "undecided"): [(27, 0.02), (12, 0.3), (0, 0.8)],
    ("steps", "road"): [(1.05, 100), (1.6, 100)],
    ("steps", "verdict"): [(8, None, 50, 100), (8, 8, 50, 100), (4, 16, 50, 100), (28, 8, 50, 100)],
    ("steps", "said"): [(8, 16, error, 0.5, KNOWN) for error in (0.1, 0.2, 1.0)],
    ("detail", "learned"): [([{"wobble": 0.5}, {"wobble": last}],) for last in (0.4, 0.6, 0.51)],
    ("guidance", "burnt"): [(0.01, 0.2, 15), (0.2, 0.01, 15), (0.01, 0.015, 15)],
    ("guidance", "gains"): [
        ([row(1, 0.2), row(5, 0.4), row(15, 0.3, variety=0.3, colour=0.2)],),
        ([row(1, 0.5), row(5, 0.4), row(15, 0.3, variety=0.8, colour=0.05)],),
        ([row(1, 0.2), row(5, 0.4), row(15, 0.5)],),
    ],
    ("guidance", "best"): [
        told([row(1, 0.9), row(5, 1.0), row(15, 1.0, 0.3)]),
        told([row(1, 0.5), row(5, 1.0, 0.3), row(15, 1.0, 0.3)]),
        told([row(1, -0.5), row(5, -0.1)]),
        told([row(1, -0.1), row(5, 0.2, 0.3), row(15, 0.1, 0.4)]),
    ],
}
MADE |= {
    ("words", "told"): [
        (["a", "bee"], moved, "length") for moved in ([0.01, 0.01], [0.5, 0.45], [0.1, 0.6])
    ],
    ("attention", "told"): [
        (
            [
                {"word": "bee", "share": s, "width": w},
                {"word": "a", "share": [0.001], "width": [0.9]},
            ],
        )
        for s, w in (([0.1, 0.05], [0.3]), ([0.1, 0.3], [0.88]), ([0.1, 0.1], [0.5]))
    ],
    ("attention", "painted.told"): [("bee", chance) for chance in (0.99, 0.7, 0.5, 0.2)],
    ("between", "told"): [
        ([{"mix": i / 2, "first": first} for i, first in enumerate(firsts)], 0.25, way)
        for firsts, way in (
            *(((0.0, 0.02, 0.05), "words"), ((0.0, 0.1, 0.8), "switch")),
            *(((0.0, 0.3, 0.6), "words"), ((0.0, 0.3, 0.6), "switch")),
        )
    ],
    ("colour", "told"): [
        ([{"of": 4, "right": r, "crossed": c} for r, c in counts],)
        for counts in (((4, 0), (4, 0)), ((1, 2), (4, 0)), ((1, 0), (1, 0)))
    ],
    ("both", "place"): [
        ({"length": length, "share": share, "off": off},)
        for length, share, off in ((0, 0.0, 0), (1.2, 0.4, 0.02), (1.2, 1.3, 0.4), (1.2, -0.1, 0.4))
    ],
    ("both", "counted"): [
        ({"joint": joint, "middle": middle, "foot": 1, "of": 8},)
        for joint, middle in ((8, 0), (0, 6), (3, 3))
    ],
    ("grid", "told"): [
        ({},),
        ({"seed": 0.01},),
        ({"seed": 0.5},),
        ({"seed": 0.5, "steps": 0.48},),
        ({"seed": 0.5, "steps": 0.1},),
    ],
    ("map", "flat"): [(0.2, 7.0, 10, 300), (0.2, 3.0, 10, 300), (0.05, 0.4, 10, 300)],
    ("map", "answer"): [
        ({"prompt": "a bee", "rank": rank, "cosine": c, "before": b, "start": s}, 300)
        for rank, c, b, s in ((1, 0.9, 0.7, 0.8), (4, 0.6, 0.6, 0.8), (9, 0.7, 0.5, 0.7))
    ],
    ("paint", "filled"): [({"kept": 0.8, "free": 0.2},), ({"kept": 0.5, "free": 0.2},)],
    ("paint", "changed"): [({"likeness": each}, 0.4) for each in (0.9, 0.5, 0.1)],
    ("paint", "told"): [([],), ([0.9, 0.2],), ([0.9, 0.8],)],
    ("why", "settled"): [([["snail", 4], ["the rest", None]], [0, 4]), ([["snail", None]], [0, 4])],
}


def numbers(args):
    """Every share among the arguments, as a percentage may be written."""
    found = []
    for each in args:
        if isinstance(each, dict):
            found += numbers(each.values())
        elif isinstance(each, list | tuple):
            found += numbers(each)
        elif isinstance(each, float):
            found += [f"{math.floor(100 * each + 0.5)}", f"{100 * each:.1f}"]
    return found


def derived(slug, name, args):
    """What a sentence works out of its numbers: a share of the end's, the parts of a whole."""
    if (slug, name) == ("walk", "blur"):
        return [args[0][0] / args[0][-1]]
    if (slug, name) == ("between", "told"):
        return [1 - args[1], largest(args[0])]
    if (slug, name) != ("compass", "answer"):
        return []
    return [each / (sum(args[0]) or 1) for each in thirds(args[0])]


def said(page, slug, name, args):
    """The sentence, after it was held against the numbers it is of."""
    sentence = page.evaluate(SAY, [slug, name, list(args)])
    assert sentence, (slug, name)
    for percentage in re.findall(r"([\d.]+) %", sentence):
        assert percentage in numbers([*args, *derived(slug, name, args)]), sentence
    wordings = []
    for key, meaning in TRUE.items():
        if key[:2] == (slug, name):
            used = {words: so for words, so in meaning(*args).items() if words in sentence}
            assert len(used) == 1, (sentence, list(used))
            assert all(used.values()), (sentence, args)
            wordings += used
    return wordings


@pytest.mark.parametrize(("slug", "name"), MADE)
def test_every_wording_of_a_sentence_is_used_where_it_is_true(browser, site, slug, name):
    with browsing.visiting(browser, site) as visit:
        page = visit.open().page
        used = set(chain.from_iterable(said(page, slug, name, args) for args in MADE[slug, name]))
    possible = {
        words
        for key, meaning in TRUE.items()
        if key[:2] == (slug, name)
        for args in MADE[slug, name]
        for words in meaning(*args)
    }
    assert len(used) >= min(len(possible), 2)


PROMPTS = (
    "a monarch butterfly on a purple coneflower, macro close-up, morning dew, soft bokeh",
    "a snail resting on a moss-covered rock, extreme close-up, soft overcast lighting",
    "a hill with houses",
    "a cat astronaut floating in space, oil painting style",
    "a cat astronaut on the moon",
    "an orange tabby cat on a windowsill, soft light",
    "a cyberpunk city at sunset, neon lights, rain",
    "an empty room",
    "a red leather couch in a room",
    "a forest path, morning light",
    "a village by a lake in the style of Van Gogh's Starry Night",
    "a drone shot flying through a forest",
    "a butterfly and a snail",
    "a blue butterfly on a moss-covered rock at night",
    "a cat on the moon, watercolor",
    "a ladybird and a bee on a leaf",
    "a house under a night sky full of stars, pixel art",
    "a portrait of a woman with red hair",
    "the word HELLO in big letters",
    "a village",
)


@pytest.fixture(scope="module")
def engine():
    import pellucid

    return pellucid.load("garden")


@pytest.fixture
def short(monkeypatch):
    """Few looks of the network: what is said must hold of rough pictures, too."""
    for module, name, value in (
        *((steps, "LADDER", (1, 2, 4)), (steps, "FINEST", 6)),
        *((guidance, "COLUMNS", (1, 15)), (guidance, "PLACES", (1, 5, 15))),
        *((guidance, "QUICK", 2), (guidance, "LEVELS", (0.5,))),
    ):
        monkeypatch.setattr(module, name, value)


def drawn(engine, recipe):
    """A walk whose guesses were looked at, as the server's are."""
    walked = walk(engine, recipe)
    guesses = (engine.preview(guess[None].float()) for guess in walked.x0)
    return replace(walked, sharpness=tuple(map(sharpness, guesses)))


def measured(exhibit, engine, settings, **given):
    """What an exhibit measures."""
    params = exhibit.Params(**given)
    walks = drawn if exhibit is why else walk
    walked = [walks(engine, recipe) for recipe in exhibit.walks(settings, params)]
    found = exhibit.measure(walked, settings, params, engine)
    try:
        while not isinstance(found, dict):
            next(found)
    except StopIteration as done:
        found = done.value
    return found


def measurements(page, engine, settings):
    """(slug, function, numbers) of every sentence, as the page would say it of these settings."""
    whole = drawn(engine, replace(settings, steps=6))
    yield "walk", "decided", (list(whole.miss),)
    yield "walk", "blur", (list(whole.sharpness),)
    yield "compass", "answer", (list(whole.angle[:-1]),)
    seen = measured(seeds, engine, settings)["guesses"]
    yield "seeds", "parting", (seen[0], seen[-1])
    guided = len(settings.prompt) % 2 > 0  # each for half of the prompts
    found = measured(why, engine, replace(settings, guidance=5.0 if guided else 1.0))
    once, eight = found["landing"][0], found["sharpness"][-1]
    yield "why", "jumped", (once / found["whole"], eight / found["whole"], guided)
    branches = why.frames(engine, Recipe(settings.prompt, steps=3), why.Params("branch", state=1))
    *_, last = (each for each in branches if isinstance(each, dict))
    yield "why", "undecided", (last["state"], last["apart"])
    found = measured(steps, engine, settings)
    yield "steps", "road", (found["detour"], steps.FINEST)
    for guess in steps.LADDER:
        yield "steps", "verdict", (guess, found["enough"], max(steps.LADDER), steps.FINEST)
    for each in found["rungs"]:
        numbers = (each["steps"], each["evals"], each["error"], each["seconds"], KNOWN)
        yield "steps", "said", numbers
    rungs = tuple(dict.fromkeys(page.evaluate(RUNGS, settings.prompt)))
    yield "detail", "learned", (measured(detail, engine, settings, rungs=rungs)["rungs"],)
    columns = {each["w"]: each for each in measured(guidance, engine, settings)["columns"]}
    yield "guidance", "burnt", (columns[1]["clipped"], columns[15]["clipped"], 15)
    curves = measured(guidance, engine, settings, part="curves")
    yield "guidance", "gains", (curves["rows"],)
    yield "guidance", "best", (curves["best"], curves["compromise"])
    yield from of_words(engine, settings)
    yield from of_pairs(engine, settings)


def of_words(engine, settings):
    """Sentences of the chapters about single words."""
    found = measured(words, engine, settings)
    if len(found["words"]) > 1:
        yield "words", "told", (found["words"], found["moved"], "length")
    found = measured(attention, engine, settings)
    if sum(bool(re.search(r"\w", each["word"])) for each in found["words"]) > 1:
        yield "attention", "told", (found["words"],)
    scene = attention.Params(part="painted", scene=len(settings.prompt))
    *_, found = attention.frames(engine, settings, scene)
    for each in found["painted"]:
        for chance in each["overlap"]:
            yield "attention", "painted.told", (each["word"], chance)
    found = measured(map_, engine, settings, words=settings.prompt, less="a", more="the")
    yield "map", "flat", (found["share"], found["kept"], map_.NEAR, len(found["points"]))
    if "answer" in found:
        yield "map", "answer", (found["answer"], len(found["points"]))


def of_pairs(engine, settings):
    """Sentences of the chapters about two prompts, and about many."""
    for way in between.WAYS:
        found = measured(between, engine, replace(settings, steps=2), way=way)
        yield "between", "told", (found["columns"], found["crossing"], way)
    found = measured(both, engine, replace(settings, steps=2))
    yield "both", "place", (found["summary"],)
    found = measured(grid, engine, settings, x="guidance=1,5", y="seed=1,2")
    yield "grid", "told", (found["apart"],)


@pytest.mark.slow
@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("prompt", PROMPTS)
def test_no_sentence_is_contradicted_by_what_the_engine_draws(browser, site, engine, prompt):
    with browsing.visiting(browser, site) as visit:
        page = visit.open().page
        for slug, name, args in measurements(page, engine, Recipe(prompt, steps=3)):
            if f"  {name.split('.')[-1]}:" in (WEB / f"words/en/{slug}.js").read_text("utf-8"):
                said(page, slug, name, args)
