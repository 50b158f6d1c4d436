"""The page as plain files: sent by a server that knows nothing, from a folder of its own."""

import json
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import browsing
import fake
import pytest

import pellucid
from derive.walks import FIGURES
from pellucid.app.site import situations, write_file, write_site
from pellucid.exhibits import EXHIBITS
from pellucid.recipe.engines import engines
from pellucid.recipe.recipe import fill

MOST, ONE = 40 * 2**20, 12 * 2**20  # bytes of a site, and of one file
OWN = {"prompt": EXHIBITS["walk"].prompt, "seed": EXHIBITS["walk"].seed}
JOBS = """(slug) => [...document.querySelectorAll(`[data-exhibit=${slug}] pl-job`)]
  .map((job) => job.dataset.state).filter((state) => state && state !== "done")"""


class Quiet(SimpleHTTPRequestHandler):
    """Python's plain file server, which writes down what was asked in vain."""

    lost: list[str]

    def log_message(self, *_):
        pass

    def send_error(self, code, *rest):
        self.lost.append(f"{code} {self.path}")
        super().send_error(code, *rest)


class Patient(ThreadingHTTPServer):
    """One that says nothing when a browser hangs up."""

    def handle_error(self, *_):
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*_)


@pytest.fixture(scope="module")
def files():
    """Serve folders as plain files; yields a way to get (address, what was asked in vain)."""
    servers = []

    def serve(folder):
        handler = type("Handler", (Quiet,), {"lost": []})
        server = Patient(("127.0.0.1", 0), partial(handler, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}", handler.lost

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def plain(tmp_path_factory, files):
    """A site of two walks of the fake engine, in a folder below the server's own."""
    folder = tmp_path_factory.mktemp("host")
    wanted = [fill(OWN), fill(OWN | {"prompt": "a bee"})]
    made = write_site(folder / "of" / "mine", {"garden": fake.engine}, wanted)
    assert made.answers == 2
    url, lost = files(folder)
    return f"{url}/of/mine/", lost, folder / "of" / "mine"


def _loads():
    return {name: partial(pellucid.load, name) for name in engines()}


def test_a_walk_that_was_drawn_beforehand_is_shown(browser, plain):
    url, lost, _ = plain
    with browsing.visiting(browser, url, reduced_motion="reduce") as visit:
        visit.exhibit("walk")
        assert visit.page.evaluate(JOBS, "walk") == []
        visit.page.wait_for_function(browsing.DRAWN, arg=["[data-exhibit=walk] pl-stage", "full"])
        visit.page.locator("pl-prompt input").first.fill("a bee")
        visit.page.keyboard.press("Enter")
        stage = ["[data-exhibit=walk] pl-stage", "full", {"prompt": "a bee"}]
        visit.page.wait_for_function(browsing.SHOWS, arg=stage)
        assert visit.wrong == lost == []


def test_what_was_not_drawn_is_said_in_a_sentence_with_a_way_back(browser, plain):
    url, lost, _ = plain
    with browsing.visiting(browser, url, reduced_motion="reduce") as visit:
        visit.exhibit("walk")
        visit.page.locator("pl-prompt input").first.fill("a snail nobody drew")
        visit.page.keyboard.press("Enter")
        trouble = visit.page.locator("[data-exhibit=walk] .trouble")
        trouble.get_by_text("This was not drawn beforehand").wait_for()
        shown = visit.page.locator("[data-exhibit=walk] pl-stage canvas").first
        assert float(shown.evaluate("(canvas) => getComputedStyle(canvas).opacity")) < 0.5
        trouble.get_by_role("button").click()
        visit.page.wait_for_function(browsing.READY)
        visit.mounted("walk").rest()
        visit.page.wait_for_function(browsing.DRAWN, arg=["[data-exhibit=walk] pl-stage", "full"])
        assert visit.wrong == lost == []


@pytest.mark.parametrize("name", ["*.bin", "answers.json", "info.json"])
@pytest.mark.parametrize("fault", ["missing", "damaged"])
def test_a_broken_file_is_said_in_a_sentence(browser, tmp_path, files, name, fault):
    write_site(tmp_path / "site", {"garden": fake.engine}, [fill(OWN)])
    for path in (tmp_path / "site").glob(f"answers-*/{name}"):
        path.unlink() if fault == "missing" else path.write_bytes(path.read_bytes()[:-20])
    url, _ = files(tmp_path / "site")
    with browsing.visiting(browser, f"{url}/", reduced_motion="reduce") as visit:
        visit.alone("walk").page.goto(f"{visit.url}#/walk?sm=0")
        said = visit.page.get_by_text("A file of this site is missing or damaged. Load the page")
        said.first.wait_for()


def test_whatever_changes_has_another_name(plain):
    _, _, folder = plain
    page = (folder / "index.html").read_text()
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 3
    assert all(f"{name}/" in page for name in names if name != "index.html")
    assert "unsafe-inline" not in page
    assert '"/web/' not in page


def test_answers_are_those_of_the_server(plain):
    """What was planned beforehand has the fields of a plan, and the stream its records."""
    *_, folder = plain
    (path,) = folder.glob("answers-*/answers.json")
    for each in json.loads(path.read_text()):
        (walk,) = each["plan"]["walks"]
        assert walk["cached"]
        assert (path.parent / "walks" / walk["key"] / "meta.json").is_file()
        assert (path.parent / f"{each['plan']['job']}.bin").stat().st_size > 0


def test_one_file_holds_all_that_the_page_needs(browser, tmp_path):
    """Opened from the disk, it asks nobody for anything, and finds what it has inside."""
    path = tmp_path / "page.html"
    made = write_file(path, {"garden": fake.engine}, [fill(OWN)])
    assert (made.files, made.size) == (1, path.stat().st_size)
    with browsing.visiting(browser, path.as_uri(), reduced_motion="reduce") as visit:
        visit.alone("walk").open().mounted("walk").rest()
        visit.page.wait_for_function(browsing.DRAWN, arg=["[data-exhibit=walk] pl-stage", "full"])
        visit.until("[...document.fonts].some((face) => face.status === 'loaded')")
        visit.page.locator("pl-prompt input").first.fill("a snail nobody drew")
        visit.page.keyboard.press("Enter")
        visit.page.get_by_text("This was not drawn beforehand").first.wait_for()
        assert visit.wrong == []


@pytest.fixture(scope="module")
def one_file(tmp_path_factory):
    """The page as one file, with the first reading of every chapter; its address."""
    path = tmp_path_factory.mktemp("one") / "page.html"
    made = write_file(path, _loads(), [])
    assert made.answers >= 12
    assert made.size <= ONE
    return path.as_uri()


@pytest.fixture(scope="module")
def ours(tmp_path_factory, files):
    """The site that `make site` builds: its address, and what was asked in vain."""
    folder = tmp_path_factory.mktemp("host") / "pellucid"
    made = write_site(folder, _loads(), situations())
    assert made.answers >= 60
    assert made.size <= MOST
    url, lost = files(folder.parent)
    return f"{url}/pellucid/", lost


@pytest.mark.slow
@pytest.mark.training
@pytest.mark.parametrize("slug", FIGURES)
def test_in_one_file_every_figure_has_its_first_reading(browser, one_file, slug):
    with browsing.visiting(browser, one_file, reduced_motion="reduce") as visit:
        visit.exhibit(slug)
        assert visit.page.evaluate(JOBS, slug) == []
        assert visit.wrong == []


@pytest.mark.slow
@pytest.mark.training
@pytest.mark.parametrize("slug", FIGURES)
def test_on_our_site_every_figure_has_its_first_reading(browser, ours, slug):
    url, lost = ours
    with browsing.visiting(browser, url, reduced_motion="reduce") as visit:
        visit.exhibit(slug)
        assert visit.page.evaluate(JOBS, slug) == []
        assert visit.wrong == lost == []


@pytest.mark.slow
@pytest.mark.training
def test_on_our_site_every_picture_of_the_gallery_can_be_walked(browser, ours):
    url, lost = ours
    with browsing.visiting(browser, url, reduced_motion="reduce") as visit:
        visit.open("/walk?sm=0").mounted("walk").rest()
        visit.mounted("about")
        tiles = visit.page.locator("[data-exhibit=about] .tile")
        for number in range(tiles.count()):
            tiles.nth(number).click()
            prompt = tiles.nth(number).inner_text()
            stage = ["[data-exhibit=walk] pl-stage", "full", {"prompt": prompt}]
            visit.page.evaluate("document.querySelector('[data-exhibit=walk]').scrollIntoView()")
            visit.page.wait_for_function(browsing.SHOWS, arg=stage)
        assert number == 15
        assert visit.wrong == lost == []
