"""The two sides of a site: what its plain side answers."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from hardtack.recording.model import Exchange, Recording

# What is served in clear on purpose: certificates' challenges (RFC 8555 8.3) and load balancers' questions.
_MEANT = re.compile(r"/\.well-known/|/(?:health|healthz|livez|readyz|ping|status)/?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlainSide:
    """What an origin answered over plain HTTP.

    Attributes:
        answers: every exchange that was answered.
        serving: those with content, or that ask for credentials, which would travel in clear.
        meant: those of them at addresses that are served in clear on purpose.
    """

    answers: tuple[Exchange, ...]
    serving: tuple[Exchange, ...]
    meant: tuple[Exchange, ...]

    @property
    def redirects(self) -> bool:
        """Whether any answer leads to https."""
        return any(_redirects_up(one) for one in self.answers)

    @property
    def refuses(self) -> bool:
        """Whether any answer is an error."""
        return any(one.response is not None and one.response.status >= 400 for one in self.answers)


def plain_side(recording: Recording, base: str) -> PlainSide:
    """What the plain side answered.

    Args:
        recording: all that was seen.
        base: its base URL.
    """
    answers = served(recording, base)
    plain = tuple(one for one in answers if _serves(one))
    meant = tuple(one for one in plain if _MEANT.search(urlsplit(one.request.url).path))
    return PlainSide(answers, tuple(one for one in plain if one not in meant), meant)


def served(recording: Recording, base: str) -> tuple[Exchange, ...]:
    """The exchanges answered by the origin of a base URL."""
    wanted = origin(base)
    return tuple(one for one in recording.exchanges if one.response is not None and origin(one.request.url) == wanted)


def origin(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def is_https(url: str) -> bool:
    """Whether a URL is an https one."""
    return url.lower().startswith("https:")


def _serves(exchange: Exchange) -> bool:
    status = exchange.response.status if exchange.response else 0
    return 200 <= status < 300 or status == 401


def _redirects_up(exchange: Exchange) -> bool:
    targets = exchange.response.values("location") if exchange.response else ()
    return any(is_https(urljoin(exchange.request.url, to)) for to in targets)
