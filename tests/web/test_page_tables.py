"""Every curve can be read as a table, and the table says what the server measured."""

import json
import math

import pytest
from asking import Client

from pellucid.app.serve.records import Kind

STEPS = 12
ASKED = {"prompt": "a blue bee", "seed": 9, "steps": STEPS}
LINK = f"p=a+blue+bee&s=9&n={STEPS}&sm=0"
ROWS = """(slug) => {
  const table = document.querySelector(`[data-exhibit=${slug}] pl-plot table`);
  return [...table.querySelectorAll("tbody tr")]
    .map((row) => [...row.children].map((cell) => cell.textContent));
}"""


def of_the_walk(client):
    """The record that the server keeps of the page's walk."""
    plan, _ = client.walk(**ASKED)
    (walk,) = plan["walks"]
    return client.get(f"/w/{walk['key']}/meta.json").json


def result(client, slug, **more):
    """What an exhibit measures for the page's settings, when all is drawn."""
    plan = client.plan(slug, **ASKED, **more)
    told = [one for one in client.stream(plan["job"]) if one.kind == Kind.RESULT]
    return json.loads(told[-1].payload)


def shares(values):
    return [value / max(values) for value in values]


def walk(client):
    told = of_the_walk(client)
    return [told["t"], shares(told["sharpness"]), shares(told["distance"])]


def compass(client):
    told = of_the_walk(client)
    ahead = [math.degrees(math.acos(min(1, max(-1, value)))) for value in told["progress"][:-1]]
    return [told["angle"][:-1], told["turn"][:-1], ahead]


def seeds(client):
    told = result(client, "seeds")
    return [told["guesses"], told["stands"]]


def latent(client):
    return [result(client, "latent")["own"]]


def why(client):
    told = result(client, "why", guidance=1)
    landing = [value / told["landing"][-1] for value in told["landing"]]
    return [landing, [value / told["size"] for value in told["miss"]]]


@pytest.mark.parametrize("measured", [walk, compass, seeds, latent, why])
def test_a_table_says_what_the_server_measured(visit, site, measured):
    slug = measured.__name__
    columns = measured(Client(site))
    page = visit.exhibit(slug, LINK).page
    page.wait_for_selector(f"[data-exhibit={slug}] pl-plot table", state="attached")
    rows = page.evaluate(ROWS, slug)
    assert len(rows) > 4
    assert int(rows[-1][0]) == len(columns[0]) - 1
    for state, *told in rows:
        for said, column in zip(told, columns, strict=True):
            true = column[int(state)]
            if true is None or not math.isfinite(true):
                assert not said.strip("\N{EN DASH}")
            else:
                assert float(said) == pytest.approx(true, abs=0.0051 if abs(true) < 10 else 0.51)
