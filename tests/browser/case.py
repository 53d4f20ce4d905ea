"""What a case of the browser table is: requests and scripts in order, written once for browsers and model alike."""

from dataclasses import dataclass, replace
from typing import Literal

from hardtack.cookies import format_cookie_date

__all__ = ["DAY", "Case", "Step", "hosts_of", "resolve"]

DAY = 86_400

Kind = Literal["top", "iframe", "subresource"]


@dataclass(frozen=True, slots=True)
class Step:
    """One request for a page, and what its answer sets.

    Text holds placeholders: ``LABEL`` is a host label of the case's own, ``SITE`` and ``OTHER`` are two registrable
    domains of its own, ``SOON`` is a cookie-date thirty days ahead. URLs have no port and no query.

    Attributes:
        url: URL asked for, after all redirects.
        lines: Set-cookie lines of the answer, latin-1 isomorphic.
        scripts: What the page then gives to document.cookie, in order, as the bytes of UTF-8, latin-1 isomorphic.
        kind: "top" = navigation, "iframe" = navigation of a frame, "subresource" = fetch.
        method: GET or POST.
        initiator: URL of the document that navigates or fetches; None = the address bar. Unused by iframes.
        ancestors: URLs of the documents around an iframe, the top-level one first.
        redirects: URLs that redirect here, in order, with status 307.
        wait: Seconds to let pass before it.
    """

    url: str
    lines: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    kind: Kind = "top"
    method: str = "GET"
    initiator: str | None = None
    ancestors: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()
    wait: float = 0

    @property
    def urls(self) -> tuple[str, ...]:
        """Every URL the step names."""
        initiator = () if self.initiator is None else (self.initiator,)
        return (self.url, *initiator, *self.ancestors, *self.redirects)


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario that shows one rule.

    Attributes:
        rule: The group of rules it belongs to.
        name: Stable name, unique in the table.
        reason: What it shows, in one line.
        steps: What happens, in order.
        shared_host: It plays on a host other cases play on too (an address, a public suffix); they are told apart by
            path or name.
    """

    rule: str
    name: str
    reason: str
    steps: tuple[Step, ...]
    shared_host: bool = False

    @property
    def full_name(self) -> str:
        """Rule and name."""
        return f"{self.rule}/{self.name}"

    @property
    def third_party(self) -> bool:
        """Whether a document of it is inside another, or fetches from another page."""
        return any(step.kind != "top" and step.initiator != step.url for step in self.steps)


def resolve(case: Case, number: int, now: int) -> Case:
    """Fill in the placeholders: host names that no case of another number has, and the date.

    Args:
        case: The case.
        number: Its number in the table.
        now: Epoch seconds.
    """
    label = f"c{number:03}-hardtack"
    soon = format_cookie_date(now + 30 * DAY)

    def fill(text: str) -> str:
        text = text.replace("SITE", f"{label}.com").replace("OTHER", f"{label}-other.com")
        return text.replace("LABEL", label).replace("SOON", soon)

    def all_of(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(fill, texts))

    return replace(
        case,
        steps=tuple(
            replace(
                step,
                url=fill(step.url),
                lines=all_of(step.lines),
                scripts=all_of(step.scripts),
                initiator=None if step.initiator is None else fill(step.initiator),
                ancestors=all_of(step.ancestors),
                redirects=all_of(step.redirects),
            )
            for step in case.steps
        ),
    )


def hosts_of(case: Case) -> frozenset[str]:
    """The hosts a resolved case plays on."""
    return frozenset(url.split("/")[2] for step in case.steps for url in step.urls)
