"""Requests to the page's server, through a socket: odd bodies, paths that climb, broken bytes.

Every answer wears the guard's headers, has a status that its description names, and says what is
wrong in one sentence; no server error comes but those that are meant, and no file from elsewhere.
"""

import os
import re
import socket
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException, HTTPResponse
from random import Random
from typing import Any
from urllib.parse import urlsplit

import fake
from asking import Client

from fuzz import SENTENCE, Target, damaged
from fuzz.odd import either, written
from fuzz.recipes import SETTINGS
from pellucid.app.page import Site
from pellucid.app.serve import state
from pellucid.app.serve.guard import HEADERS
from pellucid.app.serve.schemas import Problem
from pellucid.exhibits import EXHIBITS

SHORT = {"steps": ("1", "2"), "width": ("0",), "height": ("0",), "engine": ('"garden"',)}
PARAMS = {"seeds": ('"1,2"', "2"), "count": ("2",), "photo": ('""',), "strength": ("0.5",)}
NUMBERS = ("0", "1", "2")
KEY = "a" * 64
BODIES = {
    "/api/read": {"prompt": ('"a snail"',), "engine": ('"garden"',)},
    "/api/poke": {
        "key": (f'"{KEY}"',),
        "state": NUMBERS,
        "cell": ("[1, 1]",),
        "channel": NUMBERS,
        "amount": ("1.5",),
    },
    "/jobs/x/focus": {"walk": NUMBERS, "state": NUMBERS},
    "/api/photo": {},
    "/api/restore": {},
}
PATHS = ("/api/info", "/api/cache", "/healthz", "/readyz", "/", "/docs", "/openapi.json", "/jobs/x")
STEPS = ("..", "%2e%2e", "%2E.", "..%2f", "%5c..", ".", "", "%00", "etc", "passwd", "main.js", "~")
STEPS += ("words", "server.py", "pellucid", "C:", "file:", "end.png", "meta.json", KEY, "%ff", "é")
MEANT = (503, 507)  # not ready; a disk that takes nothing
WAIT = 1.0  # s, for what is too broken to be answered


def case(random: Random) -> bytes:
    """Write a request, byte for byte."""
    odd = random.choice((0.0, 0.05, 0.3))
    method, path, body = random.choice((_asked, _asked, _question, _climbing))(random, odd)
    kind = "image/png" if path in ("/api/photo", "/api/restore") else "application/json"
    data = body.encode("utf-8", "surrogatepass")
    data = damaged(random, data) if data and random.random() < 0.1 else data
    heads = [f"Host: {either(random, ['localhost:9000'], odd / 10)}", f"Content-Type: {kind}"]
    heads += [f"Content-Length: {len(data)}", "Connection: close"]
    if random.random() < odd:
        names = ("Origin", "Host", "Cookie", "Sec-Fetch-Site", "Content-Length", "If-None-Match")
        heads.append(f"{random.choice(names)}: {either(random, ['null', 'none'], odd)}")
    head = "\r\n".join([f"{method} {path} HTTP/1.1", *heads, "", ""]).encode("utf-8", "replace")
    return damaged(random, head + data) if random.random() < 0.1 else head + data


def _asked(random: Random, odd: float) -> tuple[str, str, str]:
    """Ask for a plan or for frames."""
    slug = random.choice(list(EXHIBITS))
    names = EXHIBITS[slug].params.RULES
    params = {name: PARAMS.get(name, (*NUMBERS, '"off"')) for name in names}
    fields = {
        "exhibit": (f'"{slug}"',),
        "settings": (written(random, SETTINGS | SHORT, odd),),
        "params": (written(random, params, odd),),
    }
    path = random.choice(("/api/plan", "/api/frames"))
    return "POST", path, written(random, fields, odd)


def _question(random: Random, odd: float) -> tuple[str, str, str]:
    """Ask something else, mostly as it may be asked."""
    path = random.choice((*BODIES, *PATHS))
    usual = "POST" if path in BODIES else "GET"
    others = ("GET", "HEAD", "POST", "DELETE", "PUT", "OPTIONS", "TRACE", "get", "X")
    method = random.choice(others) if random.random() < odd else usual
    return method, path, written(random, BODIES.get(path, {}), odd) if usual == "POST" else ""


def _climbing(random: Random, _odd: float) -> tuple[str, str, str]:
    """Ask for a file by a path that may lead anywhere."""
    start = random.choice(("/web/", "/w/", f"/w/{KEY}/", "/jobs/", "/", "//"))
    steps = "/".join(random.choices(STEPS, k=random.randint(1, 6)))
    return random.choice(("GET", "HEAD")), start + steps, ""


@dataclass(frozen=True, slots=True)
class Served:
    """A server with a fake engine, what it says of itself, and the files that it may send."""

    url: str
    described: Mapping[re.Pattern[str], Mapping[str, Any]]
    files: frozenset[bytes]
    door: AbstractContextManager[str]  # it is open as long as the process lives


@cache
def served() -> Served:
    """Serve the page; nothing is kept on a disk."""
    os.environ["PELLUCID_HOME"] = f"{os.devnull}/home"
    state.UNOPENED = 0.2
    door = fake.serving()
    url, site = door.__enter__(), Site()
    paths = Client(url).get("/openapi.json").json["paths"]
    described = {re.compile(re.sub(r"{\w+}", "[^/]+", path)): told for path, told in paths.items()}
    files = frozenset(site.paths[name].read_bytes() for name in site.names())
    return Served(url, described, files, door)


def read(case: bytes) -> None:
    """Send a request and judge what comes; whoever asked for a job leaves it."""
    server = served()
    place = urlsplit(server.url)
    method, path = (*case.decode("latin-1").split(" ")[:2], "", "")[:2]
    with socket.create_connection((place.hostname, place.port), timeout=WAIT) as line:
        answer = HTTPResponse(line, method=method)
        try:
            line.sendall(case)
            answer.begin()
            data = b"" if path.endswith("/stream") else answer.read()
        except (OSError, HTTPException):  # too broken to be answered, or the rest is awaited
            return
    judge(server, method, path.partition("?")[0], answer, data)
    if job := re.match(rb'{"job":"(\w+)"', data):
        Client(server.url).ask("DELETE", f"/jobs/{job[1].decode()}")


def judge(server: Served, method: str, path: str, answer: HTTPResponse, data: bytes) -> None:
    """Hold an answer to what the server says of itself."""
    status = answer.status
    assert status < 500 or status in MEANT, f"{method} {path}: {status} {data[:200]!r}"
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, f"{method} {path}: {name}"
    if status >= 400 and method != "HEAD":
        problem = Problem.model_validate_json(data)
        assert SENTENCE.fullmatch(problem.error), problem
    if status == 400:
        return  # said by what reads HTTP, before there is a request of any route
    if path.startswith("/web/") and status == 200 and method == "GET":
        assert data in server.files, path
    for pattern, methods in server.described.items():
        if pattern.fullmatch(path) and method.isupper() and method.lower() in methods:
            assert str(status) in methods[method.lower()]["responses"], f"{method} {path}: {status}"
            return


TARGET = Target("api", case, read, seconds=3.0)
