"""Plays a case on hardtack's cookie store."""

from hardtack.cookies import Cookie, CookieStore, Profile, PublicSuffixes, Request, SameSite
from tests.browser.case import Case, Step
from tests.browser.outcome import Held, Outcome, Seen, sort_key

__all__ = ["play"]


def play(case: Case, profile: Profile, suffixes: PublicSuffixes, times: tuple[int, ...]) -> Outcome:
    """Play a resolved case on an empty store.

    Args:
        case: The case.
        profile: Whose rules.
        suffixes: Public suffix list.
        times: Epoch seconds at which each step was answered, and at which the cookies held were asked for.
    """
    store = CookieStore(suffixes, profile)
    seen = tuple(_step(store, step, now) for step, now in zip(case.steps, times, strict=False))
    return Outcome(seen, () if case.shared_host else tuple(sorted(map(_held, store.live(times[-1])), key=sort_key)))


def _step(store: CookieStore, step: Step, now: int) -> Seen:
    chain = (*step.redirects, step.url)
    sent = tuple(store.header_for(_request(step, chain[: place + 1]), now) for place in range(len(chain)))
    store.receive(_request(step, chain), step.lines, now)
    if step.kind == "subresource":
        return Seen(sent, None)
    document = Request(step.url, kind=step.kind, via="script", ancestors=step.ancestors)
    for line in step.scripts:
        store.receive(document, (line,), now)
    return Seen(sent, store.header_for(document, now))


def _request(step: Step, chain: tuple[str, ...]) -> Request:
    ancestors, initiator = step.ancestors, step.initiator
    if step.kind == "iframe":
        initiator = ancestors[-1]
    elif step.kind == "subresource" and initiator is not None:
        ancestors = (initiator,)
    return Request(chain[-1], initiator, step.kind, step.method, "http", chain[:-1], ancestors)


def _held(cookie: Cookie) -> Held:
    return Held(
        name=cookie.name,
        value=cookie.value,
        domain=cookie.domain if cookie.host_only else f".{cookie.domain}",
        path=cookie.path,
        secure=cookie.secure,
        http_only=cookie.http_only,
        same_site="unset" if cookie.same_site is SameSite.UNSET else cookie.same_site.value,
        partitioned=cookie.partition is not None,
        expires=-1 if cookie.expires is None else cookie.expires,
    )
