"""One who holds a line open and asks nothing: heard out for a while, then let go."""

import json
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import crafted
import fake
import fuzz
import pytest
from asking import Client

from pellucid.app.serve import guard, running
from pellucid.app.serve.guard import HEADERS
from pellucid.app.serve.records import Kind

LONG = 20.0  # seconds after which a test gives up; none takes a tenth of it
SHORT = 0.4  # the server's patience in these tests


@pytest.fixture
def url(monkeypatch):
    monkeypatch.setattr(running, "HEADER", SHORT)
    with fake.serving(fake.engine(fake.FakeModel(pause=0.02))) as address:
        yield address


def connected(url):
    place = urlsplit(url)
    return socket.create_connection((place.hostname, place.port), timeout=LONG)


def said(line) -> bytes:
    """All that the server says before it closes the line."""
    heard = b""
    while data := line.recv(65536):
        heard += data
    return heard


def test_half_a_header_is_answered_in_one_sentence_and_the_line_closed(url):
    with connected(url) as line:
        begun = time.perf_counter()
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        head, _, body = said(line).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert set(json.loads(body)) == {"error", "action"}
    assert SHORT * 0.9 < time.perf_counter() - begun < LONG


def test_what_is_no_request_is_answered_in_one_sentence_under_the_guards_headers(url):
    with connected(url) as line:
        line.sendall(b"What is this?\r\n\r\n")
        head, _, body = said(line).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert all(f"{name}: {value}".encode() in head for name, value in HEADERS.items())
    assert set(json.loads(body)) == {"error", "action"}


def test_one_who_trickles_gains_no_time(url):
    """A byte every now and then is no header: the clock is not wound up again."""
    with connected(url) as line:
        begun = time.perf_counter()
        assert not trickled(line, b"GET / HTTP/1.1\r\nX-Slow: " + b"o" * 2000)
        assert time.perf_counter() - begun < LONG


def trickled(line, words) -> bool:
    """Send a byte every hundredth of a second; says whether all of them were taken."""
    try:
        for letter in words:
            line.sendall(bytes([letter]))
            time.sleep(0.01)
    except OSError:
        return False
    return True


def test_one_who_says_nothing_hears_nothing(url):
    with connected(url) as line:
        assert said(line) == b""


def test_a_second_request_that_does_not_come_to_an_end_is_given_up_too(url):
    host = urlsplit(url).netloc.encode()
    with connected(url) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: " + host + b"\r\n\r\nGET /hea")
        heard = said(line)
    assert heard.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in heard


def test_a_body_that_goes_on_after_its_answer_holds_nothing(url):
    host = urlsplit(url).netloc.encode()
    heads = b"Content-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n"
    with connected(url) as line:
        line.sendall(b"POST /api/plan HTTP/1.1\r\nHost: " + host + b"\r\n" + heads + b"{")
        assert said(line).startswith(b"HTTP/1.1 413 ")


def test_uploads_begun_and_left_hold_so_many_bytes_together_and_the_oldest_ends(url, monkeypatch):
    """Ten of a megabyte where four fit: six are told to send again, and a seventh is read."""
    monkeypatch.setattr(guard, "HELD", 9 * 2**19)
    monkeypatch.setattr(guard, "PATIENCE", 3 * LONG)
    host = urlsplit(url).netloc.encode()
    heads = b"Content-Type: image/png\r\nContent-Length: 2000000\r\n\r\n"
    with ExitStack() as lines, fuzz.taken() as cost:
        begun = [lines.enter_context(connected(url)) for _ in range(10)]
        for line in begun:
            line.sendall(b"POST /api/photo HTTP/1.1\r\nHost: " + host + b"\r\n" + heads)
            line.sendall(bytes(2**20))
        for line in begun[:6]:
            assert said(line).startswith(b"HTTP/1.1 408 ")
        photo = crafted.png(900, 900, data=b"", after=crafted.chunk(b"abCd", bytes(2**20)))
        answer = Client(url).post("/api/photo", photo, {"Content-Type": "image/png"})
        assert answer.status == 422
    assert cost["megabytes"] < 100


def test_an_answer_may_take_longer_than_the_question(url):
    """56 looks of 0.02 s: more than twice the patience with headers."""
    client = Client(url)
    job = client.plan(prompt="a snail", detail="full")["job"]
    begun = time.perf_counter()
    records = list(client.stream(job))
    assert time.perf_counter() - begun > SHORT
    assert records[-1].kind == Kind.END
    assert [record.kind for record in records].count(Kind.GUESS) == 29


def test_when_all_places_are_taken_one_is_told_and_later_let_in(url, monkeypatch):
    monkeypatch.setattr(running, "MOST", 5)
    with ExitStack() as lines:
        for _ in range(5):
            lines.enter_context(connected(url))
        for _ in range(50):  # until the five have come in
            if (answer := Client(url).get("/healthz")).status == 503:
                break
            time.sleep(0.02)
        assert answer.status == 503
        assert set(answer.json) == {"error", "action"}
        assert int(answer.headers["retry-after"]) > 0
        for _ in range(100):
            time.sleep(0.1)
            if Client(url).get("/healthz").status == 200:
                break
        else:
            pytest.fail("The five who said nothing are still there.")


def test_lines_that_were_closed_leave_nothing_behind(url, monkeypatch):
    """Fifty come and go, and five places are enough for them."""
    monkeypatch.setattr(running, "MOST", 5)
    for _ in range(50):
        assert Client(url).get("/healthz").status == 200
