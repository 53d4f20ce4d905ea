"""Other applications on the host of the one that was audited, as the user named them."""

from urllib.parse import urlsplit

from hardtack.cookies.matching import path_match
from hardtack.recording.model import VISITOR, Exchange, Recording, Step
from hardtack.recording.sides import origin

__all__ = ["visits_named"]


def visits_named(recording: Recording) -> tuple[Exchange, ...]:
    """The answered visits to the other applications that the user named.

    A visit may be redirected, also into the audited application: an exchange is of the application in whose folder it
    lies, the deepest one if there are several. Questions to the oracle in between are no visits.

    Args:
        recording: all that was seen.
    """
    target = recording.target
    own = _place(target.https or target.url)
    named = {_place(url) for url in target.also} - {own}
    asked = {probe.exchange for probe in recording.probes}
    return tuple(
        exchange
        for exchange in recording.exchanges
        if exchange.step is Step.NEIGHBOUR and exchange.browser == VISITOR and exchange.response is not None
        if exchange.index not in asked and _home(exchange.request.url, named | {own}) in named
    )


def _place(url: str) -> tuple[str, str]:
    """Origin and folder of an application, as its user names it: `/wiki`, `/wiki/` and `/wiki/index.php` are one."""
    folder, _, page = (urlsplit(url).path or "/").rpartition("/")
    return origin(url), (folder if "." in page or not page else f"{folder}/{page}") or "/"


def _home(url: str, places: set[tuple[str, str]]) -> tuple[str, str] | None:
    path = urlsplit(url).path or "/"
    around = [place for place in places if place[0] == origin(url) and path_match(path, place[1])]
    return max(around, key=lambda place: len(place[1]), default=None)
