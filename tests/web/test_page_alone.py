"""One figure alone: as a notebook frames it, and as nobody else can."""

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlsplit

import browsing
import fake
import pytest
from playwright.sync_api import expect

from derive.serve import served
from pellucid.app.page import FIGURES, WEB
from pellucid.app.server import build
from pellucid.exhibits import EXHIBITS
from pellucid.recipe.recipe import ASKED, LATER, Recipe

KEY = "key-of-the-kernel"
RECIPE = Recipe("a snail", seed=3)
SETTINGS = {name: getattr(RECIPE, name) for name in ASKED if name not in LATER}
HEIGHT = "Math.ceil(document.body.getBoundingClientRect().height)"
# What a notebook does with a widget, in few lines: a model, and a place to draw.
MODEL = """([module, state]) => import(module).then(({ default: { render } }) => {
  const heard = {};
  const told = (name) => (heard[`change:${name}`] ?? []).forEach((each) => each());
  window.model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; told(name); },
    save_changes: () => { window.saved = (window.saved ?? 0) + 1; },
    on: (kind, act) => (heard[kind] ??= []).push(act),
    off: (kind, act) => { heard[kind] = heard[kind].filter((each) => each !== act); },
  };
  window.leave = render({ model: window.model, el: document.body });
})"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def framed(tmp_path_factory):
    """A server as a kernel has it; its address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PELLUCID_HOME", str(tmp_path_factory.mktemp("framed")))
        with served(build({"garden": fake.engine}, frame=KEY)) as url:
            yield url


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A page of another server of this machine, which has the widget's module; its address."""
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "index.html").write_text("<!doctype html><title>A notebook</title>")
    (folder / "notebook.js").write_bytes((WEB / "notebook.js").read_bytes())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def state(url, **more):
    return {"exhibit": "walk", "recipe": SETTINGS, "port": urlsplit(url).port, "key": KEY} | more


def opened(browser, notebook, told):
    page = browser.new_page(reduced_motion="reduce")
    page.set_default_timeout(browsing.PATIENCE)
    page.goto(notebook)
    page.evaluate(MODEL, [f"{notebook}/notebook.js", told])
    return page


@pytest.mark.parametrize("slug", browsing.three(FIGURES))
def test_each_figure_stands_alone_with_the_words_of_its_address(visit, slug):
    page = visit.page
    page.goto(f"{visit.url}/figure/{slug}#{quote(json.dumps(SETTINGS))}")
    page.wait_for_function(browsing.READY)
    visit.mounted(slug).rest()
    assert page.locator("[data-exhibit]").count() == 1
    expect(page.locator("#page-prompt input")).to_have_value("a snail")
    assert page.evaluate("location.hash").startswith(f"#/{slug}?p=a+snail&s=3")
    height = page.evaluate(HEIGHT)
    page.set_viewport_size({"width": 1280, "height": height})  # as its frame does
    assert page.evaluate(HEIGHT) == visit.rest().page.evaluate(HEIGHT) == height
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert visit.wrong == []


def test_a_figure_alone_has_no_words_of_its_own(visit):
    page, own = EXHIBITS["walk"], EXHIBITS["seeds"]
    assert own.prompt not in ("", page.prompt)
    told = {"prompt": page.prompt, "seed": page.seed}
    visit.page.goto(f"{visit.url}/figure/seeds#{quote(json.dumps(told))}")
    visit.shows("seeds", ending="", prompt=page.prompt)


def test_no_other_figure_has_an_address(visit):
    assert visit.page.goto(f"{visit.url}/figure/nothing").status == 404


def test_the_kernel_reads_what_is_chosen_in_the_frame_and_the_frame_follows_the_kernel(
    browser, framed, notebook
):
    page = opened(browser, notebook, state(framed))
    frame = page.frame_locator("iframe")
    prompt = frame.locator("#page-prompt input")
    expect(prompt).to_have_value("a snail")
    page.wait_for_function("document.querySelector('iframe').style.height !== '640px'")
    assert page.evaluate("window.saved") is None  # nobody has chosen anything
    prompt.fill("a bee")
    prompt.press("Enter")
    page.wait_for_function("model.get('recipe').prompt === 'a bee'")
    assert page.evaluate("window.saved") == 1
    assert page.evaluate("model.get('recipe').seed") == 3
    page.evaluate(
        """() => {
          const recipe = model.get("recipe");
          model.set("recipe", { ...recipe, prompt: "a fox", seed: 9 });
          const { contentWindow } = document.querySelector("iframe");
          const late = { source: contentWindow, data: { height: 640, recipe } };  // from before
          window.dispatchEvent(new MessageEvent("message", late));
        }"""
    )
    expect(prompt).to_have_value("a fox")
    expect(frame.locator(".seed input")).to_have_value("9")
    page.evaluate("model.set('exhibit', 'seeds')")
    expect(frame.locator("[data-exhibit=seeds]")).to_have_attribute("data-mounted", "")
    expect(prompt).to_have_value("a fox")
    assert page.evaluate("window.saved") == 1  # the kernel is not told what it said itself
    prompt.fill("a bee")
    prompt.press("Enter")  # what was there before may be chosen again
    page.wait_for_function("model.get('recipe').prompt === 'a bee' && window.saved === 2")
    page.close()


@pytest.mark.parametrize("key", ["", "guessed"])
def test_a_page_that_does_not_know_the_key_frames_nothing(browser, framed, notebook, key):
    page = opened(browser, notebook, state(framed, key=key))
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        pass
    assert page.frames[1].evaluate("document.querySelector('[data-exhibit]')") is None
    page.close()


def test_a_notebook_that_is_elsewhere_is_told_so(browser, framed):
    page = browser.new_page()
    page.route(
        "http://elsewhere.example/**",
        lambda route: route.fulfill(
            body=(WEB / "notebook.js").read_text("utf-8")
            if route.request.url.endswith(".js")
            else "",
            content_type="text/javascript" if route.request.url.endswith(".js") else "text/html",
        ),
    )
    page.goto("http://elsewhere.example/")
    page.evaluate(MODEL, ["http://elsewhere.example/notebook.js", state(framed)])
    expect(page.locator("body")).to_contain_text("localhost")
    assert page.locator("iframe").count() == 0
    page.close()
