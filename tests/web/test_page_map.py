"""The map of meanings as a visitor has it: words typed, prompts chosen, sums, two ends to walk."""

import json

import pytest
from asking import Client
from playwright.sync_api import expect

from pellucid.app.serve.records import Kind

MAP = "[data-exhibit=map]"
NAME = f"{MAP} .card h3"


def measured(client, **params):
    """What the server says of words."""
    plan = client.plan("map", prompt="a blue bee", params={"part": "place", **params})
    told = [one for one in client.stream(plan["job"]) if one.kind == Kind.RESULT]
    return json.loads(told[-1].payload)


def test_words_are_placed_while_they_are_typed_and_their_neighbours_are_listed(visit, site):
    page = visit.exhibit("map", "p=a+blue+bee&sm=0").page
    expect(page.locator(NAME)).to_have_text("“a blue bee”")
    field, words = page.locator(f"{MAP} .placing input").first, "a blue bee at night"
    field.press("End")
    field.press_sequentially(" at night")
    expect(page.locator(NAME)).to_have_text(f"“{words}”")
    told = measured(Client(site), words=words)["placed"]
    shown = page.locator(f"{MAP} .near .cosine").all_inner_texts()
    assert shown == [f"{cosine:.2f}" for cosine in told["cosines"]]
    said = page.locator(f"{MAP} .card .aside").inner_text()
    assert said.startswith({0: "None", 10: "All"}.get(told["kept"], str(told["kept"])))
    visit.linked(f"q={words.replace(' ', '+')}")
    assert visit.wrong == []


def test_a_neighbour_is_chosen_by_keys_and_the_map_says_what_is_in_view(visit):
    page = visit.exhibit("map", "p=a+blue+bee&sm=0").page
    first = page.locator(f"{MAP} .near button").first
    prompt = first.inner_text().strip()
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(NAME)).to_have_text(f"“{prompt}”")
    expect(page.locator(f"{MAP} canvas").first).to_have_accessible_name(
        f"A map of 300 prompts. In view: “{prompt}”; nearest: "
        + ", ".join(page.locator(f"{MAP} .near button").all_inner_texts()[:3])
    )
    expect(page.locator(NAME)).to_be_focused()  # the button is gone


def test_a_press_on_the_map_chooses_what_lies_there_also_brought_closer(visit):
    page = visit.exhibit("map", "p=a+blue+bee&sm=0").page
    canvas = page.locator(f"{MAP} .atlas canvas")
    canvas.click()
    page.wait_for_function("() => location.hash.includes('k=')")
    chosen = page.locator(NAME).inner_text()
    page.get_by_role("button", name="Closer").click()
    canvas.click()
    expect(page.locator(NAME)).to_have_text(chosen)  # what was chosen is in the middle now
    page.get_by_role("button", name="Whole map").click()
    expect(page.locator(f"{MAP} canvas").first).to_have_attribute("data-drawn", "300 1.00")


def test_what_is_in_view_is_drawn(visit):
    page = visit.exhibit("map", "p=a+blue+bee&n=6&sm=0").page
    page.locator(f"{MAP} .near button").first.click()
    prompt = page.locator(NAME).inner_text().strip("“”")
    page.get_by_role("button", name="Draw this").click()
    visit.shows("map", ending=" 6 full", prompt=prompt)
    page.locator(f"{MAP} .near button").first.click()
    expect(page.locator(f"{MAP} pl-stage")).to_have_count(0)  # it is of other words


@pytest.mark.parametrize("pinned", ["", "&between.p=a+cat"])
def test_the_last_two_in_view_are_the_ends_of_the_chapter_of_two_prompts(visit, pinned):
    page = visit.open(f"/map?p=a+blue+bee&n=6{pinned}&sm=0").mounted("map").rest().page
    page.locator(f"{MAP} .near button").first.click()
    chosen = page.locator(NAME).inner_text().strip("“”").replace(" ", "+")
    page.get_by_role("button", name="Walk here from “a blue bee”").click()
    visit.linked("#/between", "p=a+blue+bee", "between.p=a+blue+bee", f"q={chosen}", "n=6")
    between = visit.mounted("between").rest().page.locator("[data-exhibit=between]")
    expect(between.locator(".side pl-prompt input")).to_have_value(chosen.replace("+", " "))
    assert visit.wrong == []


def test_a_sum_says_the_measured_rank_of_its_answer(visit, site):
    page = visit.exhibit("map", "p=a+blue+bee&v=sum&q=a+blue+bee&a=blue&b=red&sm=0").page
    answer = measured(Client(site), words="a blue bee", less="blue", more="red")["answer"]
    said = page.locator(f"{MAP} .said")
    expect(said).to_contain_text("“a red bee” is n")
    expect(said).to_contain_text(f"with a cosine of {answer['cosine']:.2f}")
    expect(page.locator(NAME)).to_have_text("“a blue bee” \N{MINUS SIGN} “blue” + “red”")
    page.locator(f"{MAP} .placing input").nth(1).fill("snail")
    expect(said).to_contain_text("no answer to expect")


def test_the_table_holds_every_prompt_with_its_nearest(visit):
    page = visit.exhibit("map", "p=a+blue+bee&sm=0").page
    page.locator(f"{MAP} summary").click()
    rows = page.locator(f"{MAP} tbody tr")
    expect(rows).to_have_count(300)
    page.locator(f"{MAP} .near button").first.click()
    prompt = page.locator(NAME).inner_text().strip("“”")
    cells = page.locator(f"{MAP} tbody tr", has=page.get_by_role("rowheader", name=prompt))
    first = page.locator(f"{MAP} .near li").first
    assert cells.first.locator("td").first.inner_text() == first.locator("button").inner_text()
