"""The door: an attacker's page, in the same browser or with our own name, gets nothing done."""

import asyncio
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import fake
import pytest
from asking import Client

from pellucid.app.serve import guard
from pellucid.app.serve.guard import HEADERS, UPLOADS, Guard, check_type
from pellucid.app.serve.limits import Limits
from pellucid.app.server import build
from pellucid.errors import MendableError

JSON = (b"content-type", b"application/json")
OURS = (b"host", b"127.0.0.1:8765")


def asked(heads, method="GET", path="/", body=b"", query=b"", **options):
    """What the door answers; 200 and the body if it lets the request in."""
    came, sent = [], []

    async def inside(_scope, receive, send):
        message = await receive() if method == "POST" else {"body": b""}
        came.append(message["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"in"})

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    door = Guard(inside, **options)
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "headers": list(heads),
    }
    awaited(door(scope, receive, send))
    start, answer = sent[0], sent[1]["body"]
    return start["status"], dict(start["headers"]), answer


@pytest.fixture(scope="module")
def url():
    with fake.serving() as address:
        yield address


def awaited(answer):
    """Run a coroutine in a thread of its own: this one may have a browser's event loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, answer).result()


def entered(heads, method="GET", **options):
    return asked(heads, method, **options)[0] == 200


NAMES = ("127.0.0.1", "localhost", "[::1]")
PORTS = ("", ":1", ":80", ":8765", ":9000", ":65535")


@pytest.mark.parametrize("host", [name + port for name in NAMES for port in PORTS])
def test_its_own_names_open_the_door_behind_any_port_that_is_forwarded(host):
    assert entered([(b"host", host.encode())])
    asks = [(b"host", host.encode()), JSON]
    assert entered([*asks, (b"origin", b"http://" + host.encode())], "POST")


FOREIGN = [
    *("evil.com", "evil.com:8765", "localhost:", "127.0.0.1:0", "[::1]:", "", " ", "*", "null"),
    *("localhost.:8765", "127.0.0.1.:8765", "localhost:8765.", "localhost.evil.com:8765"),
    *("localhost:876500", "localhost:08765", "localhost:+8765", "localhost:8765 ", " localhost:1"),
    *("localhost:-1", "localhost:1\n", "localhost:\xb2", "localhost:8e3", "127.0.0.1:8765:8765"),
    *("127.0.0.1:8765/", "127.0.0.1:8765#", "127.0.0.1:"),
    *("user@localhost:8765", "localhost:8765@evil.com", "evil.com@127.0.0.1:8765", "a:b@localhost"),
    *("127.0.0.2:8765", "127.1:8765", "2130706433:8765", "0x7f000001:8765", "0177.0.0.1:8765"),
    *("0.0.0.0:8765", "[::]:8765", "[::ffff:127.0.0.1]:8765", "[0:0:0:0:0:0:0:1]:8765", "::1:8765"),
    *("[::1%25lo]:8765", "[::1]:0", "[::1]8765", "::1", "ip6-localhost:8765"),
    *("LOCALHOST:8765", "Localhost:8765", "localhost\t:8765", "localhost:8765,evil.com"),
    *("localhost:8765;evil.com", "localhost:8765\x00", "evil.com\\localhost:8765"),
    *("127.0.0.1.nip.io:8765", "localtest.me:8765", "lvh.me:8765", "rebind.network:8765"),
    *("http://localhost:8765", "//localhost:8765", "localhost%3A8765", "loc\xe4lhost:8765"),
    *("\u2460localhost:8765".encode().decode("latin-1"), "xn--localhost:8765", "my-machine:8765"),
    *("192.168.1.7:8765", "10.0.0.1:8765", "169.254.169.254", "metadata.google.internal"),
]


@pytest.mark.parametrize("host", FOREIGN)
def test_no_other_name_does(host):
    status, heads, body = asked([(b"host", host.encode("latin-1"))])
    assert status == 403
    assert heads[b"content-type"] == b"application/json"
    said = json.loads(body)
    assert set(said) == {"error", "action"}
    advised = said["action"].removeprefix("Open http://").removesuffix(" itself.")
    assert entered([(b"host", advised.encode())])


def test_there_were_enough_of_them():
    assert len(set(FOREIGN)) >= 60
    assert len(set(OTHERS)) >= 60


def test_a_request_needs_one_name_exactly():
    assert not entered([])
    assert not entered([OURS, OURS])
    assert not entered([OURS, (b"host", b"evil.com")])
    assert not entered([(b"host", b"evil.com"), OURS])


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_that_was_pointed_at_this_machine_is_refused_though_its_origin_agrees(host):
    """DNS rebinding: to the browser both are the attacker's own."""
    name = host.encode("latin-1")
    heads = [(b"host", name), (b"origin", b"http://" + name), JSON]
    assert not entered([*heads, (b"sec-fetch-site", b"same-origin")], "POST")


OTHERS = [  # what `Host` says, and an `Origin` that is not it
    *((host, "null") for host in (*NAMES, "localhost:9000")),
    *((host, "") for host in (*NAMES, "localhost:9000")),
    *((host, f"http://{other}") for host in NAMES for other in NAMES if host != other),
    *((f"{host}:9000", f"http://{host}:8765") for host in NAMES),
    *((f"{host}:9000", f"http://{host}") for host in NAMES),
    *((f"{host}:9000", f"https://{host}:9000") for host in NAMES),
    *((f"{host}:9000", f"http://{host}:9000/") for host in NAMES),
    *((f"{host}:9000", f"http://{host}:9000.evil.com") for host in NAMES),
    *((f"{host}:9000", f"http://{host}:9000@evil.com") for host in NAMES),
    *((f"{host}:9000", f"http://evil.com#{host}:9000") for host in NAMES),
    *((f"{host}:9000", f" http://{host}:9000") for host in NAMES),
    *((f"{host}:9000", f"HTTP://{host}:9000") for host in NAMES),
    *((f"{host}:9000", f"http://{host}:9000 http://evil.com") for host in NAMES),
    *((host, f"http://evil.com{port}") for host in NAMES for port in ("", ":9000")),
    *(("localhost:9000", f"http://localhost{other}:9000") for other in (".", ".evil.com", "%00")),
    *(("localhost:9000", f"http://{other}localhost:9000") for other in ("evil.", "a@", "x")),
    *(("127.0.0.1:80", "http://127.0.0.1"), ("localhost", "http://localhost:80")),
    *(("localhost:9000", "file://"), ("localhost:9000", "chrome-extension://abcdef")),
    *(("localhost:9000", "http://LOCALHOST:9000"), ("localhost:9000", "localhost:9000")),
    *(("127.0.0.1:9000", "http://127.1:9000"), ("127.0.0.1:9000", "http://2130706433:9000")),
    *(("[::1]:9000", "http://::1:9000"), ("[::1]:9000", "http://[0:0:0:0:0:0:0:1]:9000")),
    *(("192.168.1.7:8765", f"http://{each}:8765") for each in ("evil.com", *NAMES, "192.168.1.8")),
]


@pytest.mark.parametrize(("host", "origin"), OTHERS)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_nobody_elses_page_changes_anything(host, origin, method):
    heads, hosts = [(b"host", host.encode()), JSON], ["192.168.1.7:8765"]
    assert not entered([*heads, (b"origin", origin.encode())], method, hosts=hosts)
    own = (b"origin", f"http://{host}".encode())
    assert not entered([*heads, own, (b"origin", origin.encode())], method, hosts=hosts)
    assert entered([*heads, own], method, hosts=hosts)
    assert entered(heads, method, hosts=hosts)  # curl


@pytest.mark.parametrize("site", [b"cross-site", b"same-site", b"what"])
def test_a_browser_that_says_who_asks_is_believed(site):
    assert not entered([OURS, JSON, (b"sec-fetch-site", site)], "POST")
    assert not entered([OURS, (b"sec-fetch-site", site), (b"sec-fetch-mode", b"no-cors")])
    assert entered([OURS, (b"sec-fetch-site", site), (b"sec-fetch-mode", b"navigate")])
    assert not entered(
        [OURS, JSON, (b"sec-fetch-site", site), (b"sec-fetch-mode", b"navigate")], "POST"
    )


@pytest.mark.parametrize(
    "kind",
    [b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=x", b""],
)
def test_a_form_of_another_page_is_no_question(url, kind):
    """These are the kinds that a page may send anywhere without asking first."""
    asking = Client(url)
    for path in ("/api/plan", "/api/frames", "/api/read", "/api/poke", "/jobs/x/focus", *UPLOADS):
        for heads in ({"Content-Type": kind.decode()}, {}):
            assert asking.post(path, b"{}", heads).status == 415


def test_pictures_come_as_pictures_and_questions_as_json(url):
    asking = Client(url)
    for path, kind, wrong in (
        ("/api/photo", "image/png", 422),
        ("/api/photo", "application/json", 415),
        ("/api/read", "image/png", 415),
        ("/api/read", "Application/JSON; charset=utf-8", 422),
    ):
        assert asking.post(path, b"{", {"Content-Type": kind}).status == wrong


def test_every_route_that_takes_a_body_looks_at_its_type():
    """Also one that is not there yet: the check is the application's."""
    assert [each.dependency for each in build({}).router.dependencies] == [check_type]


def test_bodies_end_somewhere():
    limits = Limits(body=100, upload=1000)
    told = (b"content-length", b"101")
    assert asked([OURS, JSON, told], "POST", limits=limits)[0] == 413
    assert asked([OURS, JSON, (b"content-length", b"9" * 30)], "POST", limits=limits)[0] == 413
    assert asked([OURS, JSON, (b"content-length", b"-1")], "POST", limits=limits)[0] == 413
    assert asked([OURS, JSON], "POST", body=b"x" * 101, limits=limits)[0] == 413
    assert asked([OURS, JSON], "POST", body=b"x" * 100, limits=limits)[0] == 200
    picture = (b"content-type", b"image/png")
    assert (
        asked([OURS, picture], "POST", path="/api/photo", body=b"x" * 999, limits=limits)[0] == 200
    )


def test_every_answer_wears_its_coat():
    """Also refusals do."""
    for heads in ([OURS], [], [OURS, (b"origin", b"null")]):
        worn = asked(heads, "DELETE")[1]
        for name, value in HEADERS.items():
            assert worn[name.encode()] == value.encode()
    policy = HEADERS["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'self';")


def test_a_guest_needs_the_key(monkeypatch):
    compared = []
    plain = guard.hmac.compare_digest

    def watched(first, second):
        compared.append(second)
        return plain(first, second)

    monkeypatch.setattr(guard.hmac, "compare_digest", watched)
    token = "secret-of-this-house"
    assert asked([OURS], token=token)[0] == 401
    assert asked([OURS], token=token, query=b"key=wrong")[0] == 401
    assert asked([OURS], token=token, query=b"key=")[0] == 401
    assert asked([OURS], token=token, path="/api/info", query=b"key=secret-of-this-house")[0] == 401
    assert compared  # in constant time
    status, heads, _ = asked([OURS], token=token, query=b"key=secret-of-this-house")
    assert (status, heads[b"location"]) == (303, b"/")
    cookie = heads[b"set-cookie"]
    assert b"HttpOnly" in cookie
    assert b"SameSite=Lax" in cookie
    held = (b"cookie", cookie.split(b";")[0])
    assert asked([OURS, held], token=token)[0] == 200
    for wrong in (
        b"pellucid-8765=",
        b"pellucid-8765=x",
        b"pellucid-80=secret-of-this-house",
        b"=;,\xff",
    ):
        assert asked([OURS, (b"cookie", wrong)], token=token)[0] == 401


def test_addresses_of_the_network_answer_only_where_they_were_given():
    hosts = ["192.168.1.7:8765"]
    assert entered([(b"host", b"192.168.1.7:8765")], hosts=hosts)
    assert not entered([(b"host", b"192.168.1.7:9000")], hosts=hosts)
    assert not entered([(b"host", b"192.168.1.8:8765")], hosts=hosts)


def test_a_server_that_others_can_reach_needs_a_token():
    with pytest.raises(MendableError, match="needs a token"):
        build({"garden": fake.engine}, hosts=["192.168.1.7:8765"])


def test_two_servers_of_one_machine_have_a_cookie_each():
    """A browser sends the cookies of a machine to all of its ports."""
    held = []
    for port in (b"8765", b"9000"):
        heads = [(b"host", b"localhost:" + port)]
        told = asked(heads, token="key-" + port.decode(), query=b"key=key-" + port)[1]
        held.append(told[b"set-cookie"].partition(b";")[0])
    assert held == [b"pellucid-8765=key-8765", b"pellucid-9000=key-9000"]
    assert entered([(b"host", b"localhost:9000"), (b"cookie", b"; ".join(held))], token="key-9000")


def test_what_does_not_say_so_is_kept_by_nobody():
    told = [asked([OURS])[1], asked([])[1], asked([OURS], token="x", query=b"key=x")[1]]
    assert [heads[b"cache-control"] for heads in told] == [b"no-store"] * 3


def test_what_breaks_inside_is_told_in_one_sentence_and_logged_without_words(caplog):
    async def broken(*_):
        raise RuntimeError("a secret prompt")

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [OURS]}
    awaited(Guard(broken)(scope, None, send))
    assert sent[0]["status"] == 500
    assert set(json.loads(sent[1]["body"])) == {"error", "action"}
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


# The same through a socket


def raw(url, words: bytes, wait=5.0) -> bytes:
    """Send bytes and read what comes until the connection is closed."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=wait) as line:
        line.sendall(words)
        heard = b""
        while data := line.recv(65536):
            heard += data
            if b"\r\n\r\n" in heard and b"connection: close" not in words.lower():
                break
        return heard


def test_the_door_stands_in_front_of_the_real_server(url):
    host = urlsplit(url).netloc.encode()
    ask = b"GET /api/info HTTP/1.1\r\n%bConnection: close\r\n\r\n"
    assert raw(url, ask % (b"Host: " + host + b"\r\n")).startswith(b"HTTP/1.1 200")
    assert b" 403 " in raw(url, ask % b"Host: evil.com\r\n").split(b"\r\n")[0]
    for heads in (b"", b"Host: a\r\nHost: b\r\n", (b"Host: " + host + b"\r\n") * 2):
        assert raw(url, ask % heads).split(b" ")[1] in (b"400", b"403")


@pytest.mark.parametrize(
    "path",
    [
        *("/web/../server.py", "/web/%2e%2e/server.py", "/web/..%2fserver.py", "/web//etc/passwd"),
        *("/web/%2fetc%2fpasswd", "/web/..%5cserver.py", "/web/./main.js", "/web/main.js%00.css"),
        *(
            "/web/file:%2f%2f%2fetc%2fpasswd",
            "/web/C:%5cboot.ini",
            "/web/",
            "/web/words",
            "/web/../",
        ),
        *("/w/../../end.png", "/w/%2e%2e/meta.json", "/w/" + "a" * 63 + "/end.png", "/etc/passwd"),
        *("/w/" + "A" * 64 + "/end.png", "/w/" + "a" * 64 + "/..%2fmeta.json", "/w/a/b/c"),
        *("/w/" + "a" * 64 + "/..%2f", "/healthz/", "/w/" + "a" * 64 + "/end.png/"),
        *("/w/" + "a" * 64 + "/damaged", "/jobs/../stream", "/jobs/%00/stream", "//evil.com/"),
    ],
)
def test_no_path_leads_out_of_the_house(url, path):
    place = urlsplit(url)
    ask = f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n"
    answer = raw(url, ask.encode())
    assert answer.split(b" ")[1] == b"404", answer
    assert set(json.loads(answer.split(b"\r\n\r\n")[1])) == {"error", "action"}


def test_a_link_inside_the_page_s_folder_is_not_followed(tmp_path):
    from pellucid.app.page import Site

    (tmp_path / "secret.txt").write_text("secret")
    web = tmp_path / "web"
    web.mkdir()
    (web / "own.txt").write_text("own")
    (web / "link.txt").symlink_to(tmp_path / "secret.txt")
    (web / "key.pem").write_text("key")
    site = Site(web)
    assert site.names() == ["own.txt"]
    assert site.get("link.txt") is site.get("../secret.txt") is site.get("key.pem") is None
    assert site.get("own.txt").read_bytes() == b"own"


def test_one_who_dawdles_keeps_nobody_waiting(url):
    """Two hundred half-sent requests, and somebody who just asks."""
    place = urlsplit(url)
    slow = [socket.create_connection((place.hostname, place.port)) for _ in range(200)]
    try:
        for line in slow:
            line.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        begun = time.perf_counter()
        assert Client(url).get("/healthz").status == 200
        assert time.perf_counter() - begun < 2
    finally:
        for line in slow:
            line.close()


def test_a_body_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(guard, "PATIENCE", 0.05)

    async def receive():
        await asyncio.sleep(10)

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/plan", "headers": [OURS, JSON]}
    awaited(Guard(None)(scope | {"query_string": b""}, receive, send))
    assert sent[0]["status"] == 408


def test_the_server_listens_to_this_machine_alone():
    from pellucid.app.explore import _bound

    with _bound(0, lan=False) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_all_paths_answer_json_errors(url):
    for method, path in (("PUT", "/api/plan"), ("PATCH", "/"), ("POST", "/nowhere"), ("GET", "/x")):
        answer = Client(url).ask(method, path, {} if method == "POST" else None)
        assert answer.status in (404, 405, 415)
        assert set(answer.json) == {"error", "action"}


def test_building_a_server_opens_nothing(tmp_path):
    build({"garden": fake.engine})
    assert not list(tmp_path.iterdir())
