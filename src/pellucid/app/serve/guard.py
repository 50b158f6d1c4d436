"""The guard: who may ask, and how much.

A page on this machine is a target for every other page in the same browser. So only requests for
the server's own names come in (an attacker's name that resolves to this machine is not one of
them), and only the server's own page changes anything. This machine's own names may come with any
port, because a port may be forwarded: a browser writes there the port that it connects to, and
nobody can point those names elsewhere. Bodies are read here, up to a limit in bytes and in seconds.
Every answer forbids scripts in the page's text, frames and strange types, and is kept by nobody
unless it says so. A notebook of this machine may show the page in a frame, if it has the key that
its kernel gave it.
"""

import asyncio
import hmac
import logging
import re
import traceback
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from pellucid.app.serve.limits import LIMITS, Limits, Refusal

LOG = logging.getLogger(__name__)
POLICY = (
    "default-src 'self'; font-src 'self'; img-src 'self' blob: data:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[1-9][0-9]{0,4})?")
NOTEBOOK = re.compile(r"https?://(127\.0\.0\.1|localhost)(:[1-9][0-9]{0,4})?")  # an origin
PORT = re.compile(r":[1-9][0-9]{0,4}$")
SAFE = ("GET", "HEAD")
PICTURES = ("image/png", "image/jpeg", "image/webp")
UPLOADS = ("/api/photo", "/api/restore")
BROKEN = {"error": "Something broke in the server.", "action": "Try again."}
PATIENCE = 10.0  # seconds for a body to arrive
HELD = 64 * 2**20  # bytes of all uploads in hand


@dataclass(slots=True, eq=False)
class Uploads:
    """Uploads in hand: where they become too large together, the oldest that still arrives ends."""

    arriving: dict[asyncio.Timeout, int] = field(default_factory=dict)  # the oldest first
    whole: int = 0  # bytes of those that have arrived and are being read

    def grow(self, clock: asyncio.Timeout, size: int) -> None:
        """Note how large an upload is by now."""
        self.arriving[clock] = size
        while self.arriving and self.whole + sum(self.arriving.values()) > HELD:
            oldest = next(iter(self.arriving))
            del self.arriving[oldest]
            oldest.reschedule(0)


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """ASGI middleware: checks, then hands on with the whole body in hand."""

    app: Any
    hosts: Collection[str] = ()  # `Host` headers to answer to, besides this machine's own
    token: str = ""
    frame: str = ""  # the key with which a notebook of this machine may show the page in a frame
    limits: Limits = LIMITS
    uploads: Uploads = field(default_factory=Uploads)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        begun = False
        request = Request(scope, receive)

        async def seal(message: Any) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                coat = self._coat(request).items()
                added = {name.encode(): value.encode() for name, value in coat}
                heads = {b"cache-control": b"no-store"} | dict(message["headers"]) | added
                message = message | {"headers": list(heads.items())}
            await send(message)

        try:
            self._check(request)
            if self.token and (cookie := self._cookie(request)):
                heads = {"location": "/", "set-cookie": cookie}
                await Response(status_code=303, headers=heads)(scope, receive, seal)
                return
            messages = await self._body(request)
            size = len(messages[0]["body"]) if request.scope["path"] in UPLOADS and messages else 0
        except Refusal as refusal:
            await refusal.answer()(scope, receive, seal)
            return

        async def replay() -> Any:
            return messages.pop() if messages else await receive()

        if request.method == "HEAD" and has_head(scope):
            scope = scope | {"method": "GET"}  # uvicorn leaves the body out
        try:
            await self.app(scope, replay, seal)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            LOG.error("%s in %s, line %s", type(error).__name__, where.name, where.lineno)
            if not begun:
                await JSONResponse(BROKEN, 500)(scope, receive, seal)
        finally:
            self.uploads.whole -= size

    def _check(self, request: Request) -> None:
        host = _only(request, "host") or ""
        if not LOOPBACK.fullmatch(host) and host not in self.hosts:
            where = f"Open http://localhost{_port(host)} itself."
            raise Refusal(403, "This server does not answer to that name.", where)
        where = f"Open http://{host} itself."
        site = _only(request, "sec-fetch-site") or "none"
        visit = request.method in SAFE and _only(request, "sec-fetch-mode") == "navigate"
        if site not in ("same-origin", "none") and not visit:
            raise Refusal(403, "Only the page itself may ask for this.", where)
        if request.method in SAFE:
            return
        if request.headers.getlist("origin") not in ([], [f"http://{host}"]):
            raise Refusal(403, "Only the page itself may change anything.", where)

    def _coat(self, request: Request) -> Mapping[str, str]:
        """Choose the headers of an answer: with the right key, one origin may frame it."""
        given, origin = (request.query_params.get(name, "") for name in ("frame", "within"))
        if not (self.frame and _same(given, self.frame) and NOTEBOOK.fullmatch(origin)):
            return HEADERS
        policy = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {origin}")
        heads = {name: value for name, value in HEADERS.items() if name != "x-frame-options"}
        return heads | {"content-security-policy": policy}

    def _cookie(self, request: Request) -> str:
        """Look at the token of a guest: the cookie to set if it is in the link; or raise.

        The cookie is Lax, for a link may be clicked on another site, in a message say; whatever
        changes something is held to this page's own origin before. It is named by the port, for a
        browser has one jar for all servers of a machine.
        """
        given = request.query_params.get("key", "")
        name = f"pellucid{_port(request.headers['host'])}".replace(":", "-")
        if request.scope["path"] == "/" and _same(given, self.token):
            return f"{name}={self.token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=86400"
        if not _same(request.cookies.get(name, ""), self.token):
            raise Refusal(
                401,
                "This page is for those who have its link.",
                "Open the link, or scan the code, that the server printed.",
            )
        return ""

    async def _body(self, request: Request) -> list[Any]:
        """Read a body within its limits, as one message; none where there is none to read."""
        if request.method in SAFE:
            return []
        upload = request.scope["path"] in UPLOADS
        most = self.limits.upload if upload else self.limits.body
        large = Refusal(413, f"At most {most:,} bytes may be sent.", "Send something smaller.")
        length = _only(request, "content-length") or "0"
        if not length.isdigit() or len(length) > 12 or int(length) > most:
            raise large
        body = bytearray()
        message: Any = {"more_body": True}
        try:
            async with asyncio.timeout(PATIENCE) as clock:
                while message.get("more_body"):
                    message = await request.receive()
                    if message["type"] == "http.disconnect":
                        raise Refusal(400, "The request broke off.", "Send it again.")
                    body += message.get("body", b"")
                    if len(body) > most:
                        raise large
                    if upload:
                        self.uploads.grow(clock, len(body))
        except TimeoutError:
            raise Refusal(408, "The request took too long to arrive.", "Send it again.") from None
        finally:
            self.uploads.arriving.pop(clock, None)
        if upload:
            self.uploads.whole += len(body)
        return [{"type": "http.request", "body": bytes(body), "more_body": False}]


async def check_type(request: Request) -> None:
    """Refuse a body that is no JSON, or for an upload no picture; raises Refusal.

    A form of another page has neither type; a browser asks before it sends one of these elsewhere.
    """
    media = (_only(request, "content-type") or "").partition(";")[0].strip().lower()
    allowed = PICTURES if request.scope["path"] in UPLOADS else ("application/json",)
    if request.method == "POST" and media not in allowed:
        sentence = f"The body must be {' or '.join(allowed)}."
        raise Refusal(415, sentence, "Send it with that Content-Type.")


def has_head(scope: Any) -> bool:
    """Say whether HEAD is answered as GET is: not of a stream, which has one reader."""
    return not scope["path"].endswith("/stream")


def _only(request: Request, name: str) -> str | None:
    """Take the value of a header that appears exactly once, else None."""
    values = request.headers.getlist(name)
    return values[0] if len(values) == 1 else None


def _port(host: str) -> str:
    """Take ":port" off the end of a `Host`; nothing where it names none."""
    found = PORT.search(host)
    return found[0] if found else ""


def _same(given: str, token: str) -> bool:
    """Compare in a time that does not depend on what is given."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())
