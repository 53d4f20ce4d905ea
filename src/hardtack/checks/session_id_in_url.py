"""A session id stands in a URL.

What it asks:
    Do links, forms, redirects or requests carry a session id (`;jsessionid=`, `?PHPSESSID=` and the like, of 16 and
    more characters)?

Why it matters:
    URLs are kept in histories and logs, sent on as Referer and shared by copying; who opens a link with an id in it is
    in that session, so ids can be planted with it, too.

Remedy:
    Let sessions travel in cookies alone: `<tracking-mode>COOKIE</tracking-mode>` in web.xml,
    `session.use_only_cookies=1` and `session.use_trans_sid=0` in php.ini.

Example:
    bad: `<form action="j_security_check;jsessionid=…">`
    good: `<form action="j_security_check">`

References:
    CWE-598; ASVS 5.0 14.2.1; WSTG-SESS-04
"""

import re
from collections.abc import Iterator

from hardtack.recording.model import Exchange, Recording
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Severity, Verdict, judged

# Sixteen characters and more: `sid=5` is a number of a page, not an id (and masks keep the length).
_SESSION_ID = re.compile(
    r"(?:;|[?&])(?:jsessionid|phpsessid|sessionid|session_id|sid|aspsessionid\w*|cfid|cftoken)=[^&;#/?]{16,}",
    re.IGNORECASE,
)


def ask(recording: Recording) -> Verdict:
    """Answer from the URLs seen, one finding for the first of each kind of place."""
    if all(exchange.response is None for exchange in recording.exchanges):
        return NotApplicable("nothing answered")
    found: dict[str, Finding] = {}
    for exchange in recording.exchanges:
        for place, url in _urls(exchange):
            if _SESSION_ID.search(url):
                found.setdefault(place, _carried(place, url, exchange))
    return judged("No session id stands in a URL.", tuple(found.values()))


def _urls(exchange: Exchange) -> Iterator[tuple[str, str]]:
    yield "request", exchange.request.url
    if exchange.response is None:
        return
    for value in exchange.response.values("location"):
        yield "redirect", value
    if exchange.response.page is not None:
        for url in exchange.response.page.session_ids_in_urls:
            yield "page", url


def _carried(place: str, url: str, exchange: Exchange) -> Finding:
    return Finding(
        f"A {place} carries a session id in a URL: {url}.",
        Severity.LOW,
        Confidence.HIGH,
        (Evidence(exchange.index, note=url),),
        gain="Whoever sees the URL, in a history, a log or a Referer, has the session; whoever sends such a link"
        " to others plants its id.",
    )


CHECK = Check(
    code="HT1142",
    name="session-id-in-url",
    question=None,
    severity=Severity.LOW,
    cwe=(598,),
    asvs=("14.2.1",),
    wstg=("WSTG-SESS-04",),
    page=__doc__ or "",
    ask=ask,
)
