"""Who is next: whoever had least of the machine lately.

A client is one browser on this machine, or one other machine of the network. What it had counts
half after `HALF` seconds, so who comes new is served at once. What a client had counts twice while
it has more than `FEW` things waiting, so one who asks for very much slows another by half.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from time import monotonic

from fastapi import Request

VISITOR = "pellucid-visitor"  # the cookie by which browsers of this machine are told apart
HALF = 5.0  # seconds after which what a client had counts half
FEW = 4  # jobs and questions of a client that wait; with more, what it had counts twice
LITTLE = 1e-3  # seconds that are as good as none


@dataclass(slots=True)
class Shares:
    """Seconds of the model thread that each client had lately."""

    clock: Callable[[], float] = monotonic
    used: dict[str, tuple[float, float]] = field(default_factory=dict)  # seconds, counted when

    def of(self, client: str, waiting: int = 1) -> float:
        """Say what a client had: sum of spent 2^(-age / HALF), twice where much is waiting."""
        seconds, since = self.used.get(client, (0.0, 0.0))
        times = 1 if waiting <= FEW else 2
        return float(times * seconds * 0.5 ** ((self.clock() - since) / HALF))

    def charge(self, clients: Iterable[str], seconds: float) -> None:
        """Count seconds that served these clients together, to each of them its part."""
        for client in (served := set(clients)):
            self.used[client] = self.of(client) + seconds / len(served), self.clock()
        for client in [each for each in self.used if self.of(each) < LITTLE]:
            del self.used[client]


def client_of(request: Request) -> str:
    """Name who asks: another machine by its address, a browser of this one by its cookie.

    What has no cookie on this machine, such as `curl`, is one client.
    """
    host = request.client.host if request.client else ""
    return (request.cookies.get(VISITOR, "")[:64] or "none") if loopback(host) else host


def loopback(host: str) -> bool:
    """Tell whether an address is this machine's own."""
    return not host or ip_address(host).is_loopback
