"""The page's server: FastAPI, one model thread, and a guard.

    app = build({"garden": lambda: pellucid.load("garden")})

`/docs` lists the routes, and `docs/explore.md` shows them at work. What is being computed travels
as records (`serve/records.py`). Errors are JSON of one sentence and one thing to do, on every path.
"""

import hashlib
import secrets
import sys
from collections.abc import AsyncIterator, Collection, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager
from html import escape
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from pellucid.app.page import FIGURES, TYPES, alone, render
from pellucid.app.serve.guard import Guard, check_type, has_head
from pellucid.app.serve.limits import LIMITS, Limits, Refusal
from pellucid.app.serve.metrics import Machine, Meter
from pellucid.app.serve.questions import QUESTIONS
from pellucid.app.serve.routes import ROUTES
from pellucid.app.serve.schemas import Alive, Info, Ready, Stored, refusals
from pellucid.app.serve.shares import VISITOR
from pellucid.app.serve.state import ServerState, State
from pellucid.app.serve.worker import RESTART, Load, Worker
from pellucid.engine.engine import Engine
from pellucid.errors import MendableError, PellucidError
from pellucid.files import TargetError
from pellucid.nets.weights import WeightsError
from pellucid.record.cache import SHIPPED, WalkCache

PAGES = APIRouter()


def build(
    engines: Mapping[str, Load],
    *,
    cache: WalkCache | None = None,
    hosts: Collection[str] = (),
    token: str = "",
    frame: str = "",
    limits: Limits = LIMITS,
) -> FastAPI:
    """Make the server's application.

    `engines` says how to load each engine; the first is loaded at the start. `hosts` are the `Host`
    headers it answers to besides this machine's own names; then every visitor must have the
    `token`. A notebook that knows the key `frame` may show the page in a frame.
    """
    if hosts and not token:
        raise MendableError("A server that others can reach needs a token; give it one.")
    state = ServerState(Worker(engines), cache or WalkCache(shipped=SHIPPED), limits=limits)

    @asynccontextmanager
    async def alive(app: FastAPI) -> AsyncIterator[None]:  # noqa: ARG001
        state.worker.start()
        state.first = state.worker.engine(next(iter(engines)))
        state.first.add_done_callback(_say_if_broken)
        yield
        state.worker.stop()

    app = FastAPI(
        title="Pellucid",
        lifespan=alive,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # what is not there is nowhere else
        dependencies=[Depends(check_type)],
        responses=refusals(401, 403, 500, 503),
    )
    app.state.server = state
    for router in (QUESTIONS, ROUTES, PAGES):
        app.include_router(router)
    app.add_middleware(Guard, hosts=hosts, token=token, frame=frame, limits=limits)
    app.add_middleware(Meter, requests=state.requests)
    state.requests.registry.register(Machine(state.worker))
    for kind in (Refusal, MendableError, WeightsError, RequestValidationError, 400, 404, 405):
        app.add_exception_handler(kind, _answer)
    return app


@PAGES.get("/", response_class=HTMLResponse, include_in_schema=False)
def page(request: Request) -> Response:
    """Send the page, and give its browser a name until it is closed."""
    return _named(request, render())


@PAGES.get("/figure/{name}", response_class=HTMLResponse, include_in_schema=False)
def figure(name: str, request: Request) -> Response:
    """Send the page with one figure alone, as a notebook shows it."""
    if name not in FIGURES:
        raise Refusal(404, "The page has no such figure.", "Open / instead.")
    return _named(request, alone(name))


def _named(request: Request, text: str) -> Response:
    answer = HTMLResponse(text, headers={"Cache-Control": "no-cache"})
    if VISITOR not in request.cookies:
        answer.set_cookie(VISITOR, secrets.token_urlsafe(12), httponly=True, samesite="lax")
    return answer


@PAGES.get("/web/{name:path}", response_class=Response, include_in_schema=False)
async def file(name: str, request: Request, state: State) -> Response:
    """Send a file of the page; its name is looked up in a list, never opened."""
    path = state.site.get(name)
    if path is None:
        raise Refusal(404, "The page has no such file.", "Open / instead.")
    data = path.read_bytes()
    heads = {"ETag": f'"{hashlib.sha256(data).hexdigest()[:32]}"', "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == heads["ETag"]:
        return Response(status_code=304, headers=heads)
    return Response(data, media_type=TYPES[path.suffix], headers=heads)


@PAGES.get("/api/info", tags=["info"], response_model=Info)
async def info(state: State) -> dict[str, Any]:
    """Say what this server is and has: engines, exhibits, limits, measured rate."""
    return state.info()


@PAGES.get("/api/cache", tags=["info"], response_model=Stored)
def cache(state: State) -> dict[str, int]:
    """Say how much is kept of walks, in bytes, of how much at most."""
    entries = state.cache.entries()
    held = sum(entry.size for entry in entries)
    return {"bytes": held, "limit": state.cache.limit, "walks": len(entries)}


@PAGES.get("/healthz", tags=["info"], response_model=Alive)
async def healthz() -> dict[str, bool]:
    """Say that the server is alive."""
    return {"alive": True}


@PAGES.get("/readyz", tags=["info"], response_model=Ready)
async def readyz(state: State) -> dict[str, bool]:
    """Say whether an engine is loaded; 503 before that, 500 where it cannot be."""
    if not state.worker.engines:
        if broken := _broken(state.first):
            raise Refusal(500, broken, RESTART)
        raise Refusal(503, "The engine is being loaded.", "Try again in a moment.", after=1)
    return {"ready": True}


@PAGES.get("/metrics", tags=["info"], response_class=PlainTextResponse)
async def metrics(state: State) -> Response:
    """Say what was counted since the start, as text for Prometheus."""
    return Response(generate_latest(state.requests.registry), media_type=CONTENT_TYPE_LATEST)


@PAGES.get("/docs", response_class=HTMLResponse, include_in_schema=False)
async def docs(request: Request) -> str:
    """List the routes, from the same description that `/openapi.json` holds."""
    rows = []
    for path, methods in request.app.openapi()["paths"].items():
        for method, facts in methods.items():
            sentence = escape(facts.get("description", ""))
            rows.append(f"<dt><code>{method.upper()} {escape(path)}</code></dt><dd>{sentence}</dd>")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Pellucid: routes</title>'
        '<link rel="stylesheet" href="/web/page.css"><main><h1>Routes</h1>'
        '<p>The same for programs: <a href="/openapi.json">openapi.json</a>.</p>'
        f"<dl>{''.join(rows)}</dl></main></html>"
    )


def _broken(engine: Future[Engine]) -> str:
    """Say why an engine cannot be loaded; nothing while it may still be."""
    error = engine.exception() if engine.done() and not engine.cancelled() else None
    if error is None or isinstance(error, PellucidError):
        return str(error or "")
    why = getattr(error, "strerror", None) or error  # without the path of a file
    return f"The engine could not be loaded ({type(error).__name__}: {why})."


def _say_if_broken(engine: Future[Engine]) -> None:
    """Tell whoever started the server that its first engine cannot be loaded, and why."""
    if broken := _broken(engine):
        print(f"pellucid: {broken} {RESTART}", file=sys.stderr)


async def _answer(request: Request, error: Exception) -> Response:
    match error:
        case Refusal():
            return error.answer()
        case TargetError():  # it names a folder of this machine, which is no guest's business
            sentence = "The server cannot write to its disk, so this cannot be kept."
            refusal = Refusal(507, sentence, "Free some space on its machine, then try again.")
        case MendableError():
            refusal = Refusal(422, str(error), "Change it and try again.")
        case WeightsError():
            refusal = Refusal(500, str(error), RESTART)
        case RequestValidationError():
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"][1:])[:100] or "the body"
            refusal = Refusal(422, f"{where}: {first['msg']}.", "See /docs.", where)
        case _:
            status = getattr(error, "status_code", 500)
            allowed = _allowed(request, error)
            said = {404: "There is nothing here.", 405: f"This address takes {allowed} only."}
            sentence = said.get(status, "This cannot be read as JSON.")
            answer = Refusal(422 if status == 400 else status, sentence, "See /docs.").answer()
            if status == 405:
                answer.headers["Allow"] = allowed
            return answer
    return refusal.answer()


def _allowed(request: Request, error: Exception) -> str:
    """List what an address takes; the guard answers HEAD where GET can be asked twice."""
    allowed = (getattr(error, "headers", None) or {}).get("Allow", "")
    return f"{allowed}, HEAD" if allowed == "GET" and has_head(request.scope) else allowed
