"""Words and a seed of its own for every chapter, until the visitor chooses some."""

import pytest
from playwright.sync_api import expect

from pellucid.exhibits import EXHIBITS

OWN = {slug: [each.prompt, each.seed] for slug, each in EXHIBITS.items()}
PAGE = OWN["walk"]
STORE = """const { DEFAULTS, Store } = await import("/web/store.js");
  const { decode, encode } = await import("/web/link.js");
  const store = new Store();
  const at = (slug) => { const { prompt, seed } = store.at(slug).settings; return [prompt, seed]; };
  const all = () => Object.fromEntries(slugs.map((slug) => [slug, at(slug)]));"""


def everywhere(prompt, seed):
    return {slug: [prompt, seed] for slug in OWN}


@pytest.fixture
def told(visit):
    """Run a script on a store of its own; `slugs` are those of all exhibits."""
    page = visit.open().page
    return lambda script: page.evaluate(f"async (slugs) => {{ {STORE} {script} }}", [*OWN])


def test_every_chapter_has_words_of_its_own():
    assert all(prompt for prompt, _ in OWN.values())
    assert len({prompt for prompt, _ in OWN.values()}) > len(OWN) / 2


def test_chapters_have_their_own_words_until_words_or_a_seed_are_chosen(told):
    first, steps, seed, words, back = told(
        """const seen = [all()];
        store.change({ steps: 9 });
        seen.push([all(), slugs.map((slug) => store.at(slug).settings.steps)]);
        store.change({ seed: 5 });
        seen.push(all());
        store.change({ prompt: "a bee" });
        seen.push(all());
        store.undo();
        store.undo();
        return [...seen, all()];"""
    )
    assert first == OWN
    assert steps == [OWN, [9] * len(OWN)]
    assert seed == everywhere(PAGE[0], 5)
    assert words == everywhere("a bee", 5)
    assert back == OWN


def test_a_pin_comes_before_a_chapter_s_own_words(told):
    pinned, without = told(
        """store.pin("seeds", "a bee");
        const pinned = all();
        store.pin("seeds", "");
        return [pinned, all()];"""
    )
    assert pinned == OWN | {"seeds": ["a bee", PAGE[1]]}
    assert without == OWN


def test_a_figure_that_chooses_a_seed_keeps_its_words_and_the_page_takes_them(told):
    seed, other, page = told(
        """const local = store.at("seeds");
        local.change({ seed: 77 });
        const seen = [all()];
        store.undo();
        local.change({ guidance: 3 });
        return [...seen, all(), [store.settings.prompt, store.settings.guidance]];"""
    )
    assert seed == everywhere(OWN["seeds"][0], 77)
    assert other == OWN
    assert page == [PAGE[0], 3]


def test_settings_stay_one_object_while_nothing_changes_them(told):
    """Figures ask again when their settings are another object."""
    assert told(
        """const local = store.at("seeds");
        const before = local.settings;
        store.show("seeds", { i: 3 });
        return before === local.settings && store.at("walk").settings === store.settings;"""
    )


def test_a_link_that_says_no_words_opens_with_the_same(told):
    link, opened, chosen = told(
        """store.put({ exhibit: "seeds" });
        const link = encode(store.state);
        const open = (hash) => {
          const local = new Store(decode(hash)).at("seeds").settings;
          return [local.prompt, local.seed];
        };
        return [link, open(link), open("#/seeds?p=a+bee")];"""
    )
    assert (link, opened) == ("#/seeds", OWN["seeds"])
    assert chosen == ["a bee", PAGE[1]]


def test_the_line_above_a_figure_says_what_it_draws(visit):
    page = visit.alone("seeds").open("/seeds?n=4&sm=0").mounted("seeds").rest().page
    line, own = page.locator("[data-exhibit=seeds] .pin p"), f"“{OWN['seeds'][0]}”"
    expect(line).to_have_text(f"{own}, until you choose words")
    assert visit.shows("seeds", "4 full", prompt=OWN["seeds"][0], seed=OWN["seeds"][1])
    page.locator("#page-prompt input").fill("a blue tulip")
    page.locator("#page-prompt input").press("Enter")
    expect(line).to_have_text("“a blue tulip”")
    assert visit.shows("seeds", "4 full", prompt="a blue tulip")
    page.locator("[data-exhibit=seeds] input[type=range]").first.focus()
    page.keyboard.press("Control+z")
    expect(line).to_have_text(f"{own}, until you choose words")
