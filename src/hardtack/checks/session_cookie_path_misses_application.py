"""A session cookie has a Path that none of the application's pages lies below: browsers never send it back.

What it asks:
    Is there a page, form or redirect target of the application that the cookie's Path matches? A server in front that
    renames an application's path and leaves the Path of its cookies as it was breaks the login in this way.

Why it matters:
    The login can't work in a browser. Programs with lax cookie handling don't notice.

Remedy:
    Rename the cookies' Path along with the pages': `ProxyPassReverseCookiePath /examples /shop` (Apache httpd),
    `proxy_cookie_path /examples /shop` (nginx).

Example:
    bad: https://example.org/shop/login answers `Set-Cookie: sid=…; Path=/examples`
    good: `Set-Cookie: sid=…; Path=/shop`

References:
    rfc6265bis-22 5.1.4, 5.6.4 and 5.8.3; WSTG-SESS-02
"""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from hardtack.cookies.matching import path_match
from hardtack.recording.inventory import SeenCookie, inventory
from hardtack.recording.model import Exchange, Recording, Step
from hardtack.verdict import (
    Check,
    Confidence,
    Evidence,
    Failed,
    Finding,
    NotApplicable,
    Question,
    Severity,
    Verdict,
)


def ask(recording: Recording) -> Verdict:
    """Answer from the cookies that are likely the session's, else from all cookies, and the addresses met."""
    if recording.login.proved:
        return NotApplicable("the login works in a browser: the session cookie goes to the pages that need it")
    seen = inventory(recording)
    cookies = tuple(one for one in seen.session or seen.live if one.live is not None)
    if not cookies:
        return NotApplicable("no cookie was set")
    paths = tuple(dict.fromkeys(_paths(recording)))
    reached = {one.id.name for one in cookies if any(path_match(path, one.path) for path in paths)}
    broken = [one for one in cookies if one.id.name not in reached]
    # Of cookies that are not known for the session, one that goes back is enough for a login to work.
    if not broken or (reached and not seen.session):
        return NotApplicable("browsers send the cookies back to pages of the application")
    findings = tuple(_lost(one) for one in broken)
    return Failed(findings[0].message, findings)


def _lost(cookie: SeenCookie) -> Finding:
    return Finding(
        f"The cookie {cookie.name} has Path={cookie.path}, which matches no address of the application:"
        " browsers never send it back.",
        Severity.LOW,
        Confidence.MEDIUM,
        tuple(Evidence(line.exchange, line.line) for line in cookie.judged[-1:]),
        cookie.id,
        "No attacker gains by it; users can't log in.",
    )


def _paths(recording: Recording) -> Iterator[str]:
    """The paths of all addresses of the application that were met or named on its pages."""
    for url in (recording.target.url, recording.target.https, recording.target.http):
        if url is not None:
            yield urlsplit(url).path or "/"
    for exchange in recording.exchanges:
        if exchange.step is not Step.NEIGHBOUR:
            yield from _named_by(exchange)


def _named_by(exchange: Exchange) -> Iterator[str]:
    url = exchange.request.url
    response = exchange.response
    if response is None or response.status == 404:
        return
    yield urlsplit(url).path or "/"
    for value in response.values("location"):
        yield urlsplit(urljoin(url, value)).path or "/"
    if response.page is not None and response.page.login_action is not None:
        yield urlsplit(response.page.login_action).path or "/"


CHECK = Check(
    code="HT602",
    name="session-cookie-path-misses-application",
    question=Question.Q6,
    severity=Severity.LOW,
    cwe=(),
    asvs=(),
    wstg=("WSTG-SESS-02",),
    page=__doc__ or "",
    ask=ask,
)
