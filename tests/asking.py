"""A plain client for tests of the server: one connection for each question, nothing hidden."""

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pellucid.app.serve.records import Kind, Record, split


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def json(self):
        return json.loads(self.data)


@dataclass(frozen=True, slots=True)
class Client:
    """Ask a server at `url`; `heads` go with every request."""

    url: str
    heads: tuple[tuple[str, str], ...] = ()

    def line(self) -> http.client.HTTPConnection:
        place = urlsplit(self.url)
        return http.client.HTTPConnection(place.hostname, place.port, timeout=30)

    def ask(self, method, path, body=None, headers=None) -> Answer:
        line = self.line()
        heads = dict(self.heads)
        if isinstance(body, dict | list):
            body, heads["Content-Type"] = json.dumps(body), "application/json"
        line.request(method, path, body, heads | (headers or {}))
        answer = line.getresponse()
        data = answer.read()
        told = {name.lower(): value for name, value in answer.getheaders()}
        line.close()
        return Answer(answer.status, told, data)

    def get(self, path, headers=None) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path, body, headers=None) -> Answer:
        return self.ask("POST", path, body, headers)

    def plan(self, exhibit="walk", params=None, detail="both", **settings):
        body = {"exhibit": exhibit, "settings": settings, "params": params or {}}
        answer = self.post("/api/plan", body | {"detail": detail})
        assert answer.status == 200, answer.data
        return answer.json

    def stream(self, job) -> Iterator[Record]:
        """Yield a job's records as they come; closing the generator closes the connection."""
        line = self.line()
        line.request("GET", f"/jobs/{job}/stream", headers=dict(self.heads))
        answer = line.getresponse()
        assert answer.status == 200, answer.read()
        rest = b""
        try:
            while data := answer.read1(65536):
                found, rest = split(rest + data)
                yield from (record for record, _ in found)
        finally:
            answer.close()
            line.close()

    def walk(self, **settings):
        """Walk to the end; returns the plan and every record."""
        plan = self.plan(**settings)
        records = list(self.stream(plan["job"]))
        assert records[-1].kind == Kind.END
        return plan, records
