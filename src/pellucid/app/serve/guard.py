"""The door: who may ask, and how much.

A page on this machine is a target for every other page in the same browser. So the door lets in
only requests for the server's own names (an attacker's name that resolves to this machine is not
one of them), and lets only the server's own page change anything. Bodies are read here, up to a
limit in bytes and in seconds, before anybody looks at them. Every answer forbids what a page of
ours never needs: scripts in the page's text, frames, strange types.
"""

import asyncio
import hmac
import json
import logging
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from pellucid.app.serve.limits import LIMITS, Limits, Refusal

__all__ = ["COOKIE", "HEADERS", "Guard", "names_of"]

LOG = logging.getLogger(__name__)
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
COOKIE = "pellucid"
SAFE = ("GET", "HEAD")
PICTURES = ("image/png", "image/jpeg", "image/webp")
UPLOADS = ("/api/photo", "/api/restore")
BROKEN = {"error": "Something broke in the server.", "action": "Try again."}
PATIENCE = 10.0  # seconds for a body to arrive


def names_of(port: int, addresses: Iterable[str] = ()) -> frozenset[str]:
    """List the exact `Host` headers of a server: this machine's names and others that are given."""
    hosts = ["127.0.0.1", "localhost", "[::1]", *addresses]
    return frozenset(f"{host}:{port}" for host in hosts) | (
        frozenset(hosts) if port == 80 else frozenset()
    )


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """ASGI middleware: checks, then hands on with the whole body in hand."""

    app: Any
    hosts: frozenset[str]
    token: str = ""
    limits: Limits = LIMITS

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            self._check(scope)
            if self.token and (entry := self._entered(scope)):
                await _sent(send, 303, b"", {"location": "/", "set-cookie": entry})
                return
            body = await self._body(scope, receive)
        except Refusal as refusal:
            after = {"retry-after": f"{max(1, round(refusal.after))}"} if refusal.after else {}
            data = json.dumps(refusal.data).encode()
            await _sent(send, refusal.status, data, {"content-type": "application/json", **after})
            return

        async def replay() -> Any:
            nonlocal body
            if body is None:
                return await receive()
            whole, body = body, None
            return {"type": "http.request", "body": whole, "more_body": False}

        begun = False

        async def sealed(message: Any) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = [pair for pair in message["headers"] if pair[0].decode() not in HEADERS]
                added = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message = message | {"headers": own + added}
            await send(message)

        try:
            await self.app(scope, replay, sealed)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            LOG.error("%s in %s, line %s", type(error).__name__, where.name, where.lineno)
            if not begun:
                heads = {"content-type": "application/json"}
                await _sent(send, 500, json.dumps(BROKEN).encode(), heads)

    def _check(self, scope: Any) -> None:
        """Check names, origin and kind of a request; raises Refusal."""
        heads = scope["headers"]
        host = _one(heads, b"host")
        if host not in self.hosts:
            raise Refusal(403, "This server does not answer to that name.", self._where())
        site = _one(heads, b"sec-fetch-site") or "none"
        visit = scope["method"] in SAFE and _one(heads, b"sec-fetch-mode") == "navigate"
        if site not in ("same-origin", "none") and not visit:
            raise Refusal(403, "Only the page itself may ask for this.", self._where())
        if scope["method"] in SAFE:
            return
        origins = [value for name, value in heads if name == b"origin"]
        if origins and [f"http://{host}".encode()] != origins:
            raise Refusal(403, "Only the page itself may change anything.", self._where())
        if scope["method"] == "POST":
            self._check_kind(scope["path"], _one(heads, b"content-type") or "")

    def _check_kind(self, path: str, kind: str) -> None:
        media = kind.partition(";")[0].strip().lower()
        allowed = PICTURES if path in UPLOADS else ("application/json",)
        if media not in allowed:
            sentence = f"The body must be {' or '.join(allowed)}."
            raise Refusal(415, sentence, "Send it with that Content-Type.")

    def _where(self) -> str:
        return f"Open http://{min(self.hosts)} itself."

    def _entered(self, scope: Any) -> str:
        """Look at the token of a guest: the cookie to set if it is in the link; or raise.

        The cookie is Lax, for a link may be clicked on another site, in a message say; whatever
        changes something is held to this page's own origin before.
        """
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("key", [""])
        if scope["path"] == "/" and _same(asked[0], self.token):
            return f"{COOKIE}={self.token}; HttpOnly; SameSite=Lax; Path=/; Max-Age=86400"
        try:
            cookies = SimpleCookie(_one(scope["headers"], b"cookie") or "")
        except CookieError:
            cookies = SimpleCookie()
        held = cookies[COOKIE].value if COOKIE in cookies else ""
        if not _same(held, self.token):
            raise Refusal(
                401,
                "This page is for those who have its link.",
                "Open the link, or scan the code, that the server printed.",
            )
        return ""

    async def _body(self, scope: Any, receive: Any) -> bytes | None:
        """Read a body within its limits; None where there is none to read."""
        if scope["method"] in SAFE:
            return None
        most = self.limits.upload if scope["path"] in UPLOADS else self.limits.body
        try:
            async with asyncio.timeout(PATIENCE):
                return await _collected(scope, receive, most)
        except TimeoutError:
            raise Refusal(408, "The request took too long to arrive.", "Send it again.") from None


async def _collected(scope: Any, receive: Any, most: int) -> bytes:
    length = _one(scope["headers"], b"content-length") or "0"
    large = Refusal(413, f"At most {most:,} bytes may be sent.", "Send something smaller.")
    if not length.isdigit() or len(length) > 12 or int(length) > most:
        raise large
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "The request broke off.", "Send it again.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > most:
            raise large
        chunks.append(chunk)
        if not message.get("more_body"):
            return b"".join(chunks)


def _one(heads: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    """Take the value of a header that appears exactly once, else None."""
    values = [value for key, value in heads if key == name]
    return values[0].decode("latin-1") if len(values) == 1 else None


def _same(given: str, token: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())


async def _sent(send: Any, status: int, data: bytes, heads: Mapping[str, str]) -> None:
    whole = {**HEADERS, **heads, "content-length": str(len(data)), "cache-control": "no-store"}
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in whole.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": data})
