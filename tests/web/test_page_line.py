"""The line to the server: one banner when nothing answers, quiet figures, and on by itself."""

import socket
import threading
import time
from contextlib import contextmanager

import browsing
import fake
import pytest

from pellucid.app.explore import HERE
from pellucid.app.serve.records import Kind, Record, encode, json_record
from pellucid.app.serve.running import Running
from pellucid.app.server import build

BANNER = "#line"
PROMPT = "#page-prompt input"
STATE = "document.querySelector('[data-exhibit=walk] pl-stage').dataset.drawn"
SENTENCE = "The server has stopped or cannot be reached; what was drawn stays."


@contextmanager
def serving(port: int):
    """The page with a fake engine on one port, so that it can stop and come back there."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind((HERE, port))
    port = door.getsockname()[1]
    server = Running(build({"garden": fake.engine}))
    thread = threading.Thread(target=server.run, args=([door],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(10)
        door.close()


def draw(page, prompt: str) -> None:
    page.locator(PROMPT).fill(prompt)
    page.locator(PROMPT).press("Enter")


def cut(page) -> None:
    page.context.set_offline(True)


def test_a_server_that_stops_is_said_once_and_figures_go_on_when_it_is_back(browser):
    with serving(0) as port:
        opened = browsing.visiting(browser, f"http://{HERE}:{port}")
        visit = opened.__enter__()
        page = visit.open("/walk?n=8&i=8&sm=0").mounted("walk").page
        before = visit.drawn("walk", "8 full")
    draw(page, "a green snail")
    page.locator(BANNER).wait_for()
    assert SENTENCE in page.locator(BANNER).inner_text()
    assert f"pellucid explore --port {port}" in page.locator(BANNER).inner_text()
    visit.frames(30)
    assert page.locator("pl-job > :visible").count() == 0, "a figure says it as well"
    assert page.evaluate(STATE) == before, "the last good picture is gone"
    with serving(port):
        page.locator(BANNER).wait_for(state="hidden")
        page.wait_for_function(f"(old) => !{STATE}.startsWith(old)", arg=before[:20])
        assert visit.drawn("walk", "8 full") != before
        assert "The server is back." in page.locator("#said").inner_text()
        opened.__exit__(None, None, None)


def test_looks_grow_rarer_and_a_button_looks_at_once(visit):
    page = visit.open("/walk?n=8&i=8&sm=0").mounted("walk").page
    visit.drawn("walk", "8 full")
    page.evaluate(
        """async () => {
          const { line } = await import("/web/net/line.js");
          window.waits = [];
          line.addEventListener("wait", (event) => window.waits.push(event.detail));
        }"""
    )
    cut(page)
    draw(page, "a red bee")
    page.locator(BANNER).wait_for()
    for _ in range(7):
        many = page.evaluate("window.waits.length")
        page.locator(BANNER).get_by_role("button").click()
        page.wait_for_function("(many) => window.waits.length > many", arg=many)
    waits = page.evaluate("window.waits")
    pauses = [now for past, now in zip([0, *waits], waits, strict=False) if now >= past]
    assert pauses == [1, 2, 4, 8, 15] + [30] * (len(pauses) - 5)
    assert len(pauses) >= 7
    page.context.set_offline(False)  # the browser says so, and the page looks at once
    page.locator(BANNER).wait_for(state="hidden")


def test_a_figure_that_could_not_be_loaded_is_loaded_when_the_server_is_back(visit):
    page = visit.open("/walk?n=8&i=8&sm=0").mounted("walk").page
    visit.drawn("walk", "8 full")
    cut(page)
    page.evaluate("location.hash = '/steps?n=8&sm=0'")
    page.locator(BANNER).wait_for()
    assert page.locator("[data-exhibit=steps] .trouble").count() == 0
    page.context.set_offline(False)
    page.wait_for_selector("[data-exhibit=steps][data-mounted]")


@pytest.mark.parametrize("times", [1, 2])
def test_a_figure_missed_for_a_moment_is_asked_for_again_and_one_missed_twice_says_so(visit, times):
    missed, page = [], visit.page
    page.route(
        "**/exhibits/paths.js*",
        lambda route: (missed.append(route.request.url), route.abort()),
        times=times,
    )
    visit.open("/paths?n=8&sm=0")
    end = ["[data-mounted]", " .trouble"][times - 1]
    page.locator(f"[data-exhibit=paths]{end}").wait_for()
    assert len(missed) == len(set(missed)) == times
    assert page.locator(BANNER).is_hidden()


def test_nothing_is_said_while_the_server_answers(visit):
    page = visit.open("/walk?n=8&i=8&sm=0").mounted("walk").page
    visit.drawn("walk", "8 full")
    page.route("**/jobs/*/stream", lambda route: route.abort())
    draw(page, "a broken bee")
    page.locator("[data-exhibit=walk] .trouble:visible").wait_for()
    assert page.locator(BANNER).is_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_banner_can_be_read_and_reached_at_any_width(browser, site, width):
    how = {"viewport": {"width": width, "height": 800}}
    with browsing.visiting(browser, site, **how) as visit:
        page = visit.open("/walk?n=8&i=8&sm=0").mounted("walk").page
        visit.drawn("walk", "8 full")
        cut(page)
        draw(page, "a grey bee")
        page.locator(BANNER).wait_for()
        box = page.locator(BANNER).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert page.locator(BANNER).evaluate(
            "(box) => box.contains(document.elementFromPoint(box.clientWidth / 2, "
            "box.getBoundingClientRect().top + 12))"
        ), "something lies over the banner"
        button = page.locator(BANNER).get_by_role("button")
        button.focus()
        assert button.bounding_box()["height"] >= 44


def test_a_sign_of_life_swallows_no_record(visit):
    """It bears the number of the record that comes next, and is none itself."""
    page = visit.alone("about").open().page
    rows = (
        (Record(Kind.BEAT), 0),
        (json_record(Kind.RESULT, {"found": 1}), 0),
        (Record(Kind.END), 1),
    )
    stream = b"".join(encode(record, sequence) for record, sequence in rows)
    page.route("**/api/plan", lambda route: route.fulfill(json={"job": "it", "walks": []}))
    page.route("**/jobs/it/stream", lambda route: route.fulfill(body=stream))
    found = page.evaluate(
        """async () => {
          const { Run } = await import("/web/net/run.js");
          const run = new Run("latent");
          await run.start({});
          return run.result;
        }"""
    )
    assert found == {"found": 1}
