"""A page that came over HTTPS loads parts over plain HTTP.

What it asks:
    Do the pages seen over HTTPS name scripts, styles, frames, images or other parts with http addresses?

Why it matters:
    The network changes what comes in clear: a script so changed runs in the page and acts as the user. Browsers block
    most such parts, so that the page is broken instead, and ask for images over HTTPS first.

Remedy:
    Name parts by https addresses or by path alone; `Content-Security-Policy: upgrade-insecure-requests` meanwhile.

Example:
    bad: `<script src="http://cdn.example/app.js">` in an https page
    good: `<script src="https://cdn.example/app.js">`

References:
    W3C Mixed Content; CWE-319; ASVS 5.0 12.2.1; WSTG-CONF-07
"""

from collections.abc import Iterator

from hardtack.recording.model import Exchange, PageFacts, Recording
from hardtack.recording.sides import is_https
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Question, Severity, Verdict, judged

# Parts that can't act in the page: W3C Mixed Content calls them upgradeable.
_IDLE = frozenset({"img", "image", "audio", "video", "source", "input"})


def ask(recording: Recording) -> Verdict:
    """Answer from the parts that the https pages name."""
    if recording.target.https is None:
        return NotApplicable("there is no HTTPS side")
    pages = tuple(_pages(recording))
    if not pages:
        return NotApplicable("no page was seen over HTTPS")
    parts: dict[tuple[str, str], Exchange] = {}
    for exchange, page in pages:
        for part in page.insecure_parts:
            parts.setdefault(part, exchange)
    findings = tuple(_loaded(kind, url, exchange) for (kind, url), exchange in parts.items())
    return judged("The pages seen over HTTPS load nothing over plain HTTP.", findings)


def _pages(recording: Recording) -> Iterator[tuple[Exchange, PageFacts]]:
    for exchange in recording.exchanges:
        page = exchange.response.page if exchange.response else None
        if page is not None and is_https(exchange.request.url):
            yield exchange, page


def _loaded(kind: str, url: str, exchange: Exchange) -> Finding:
    idle = kind.lower() in _IDLE
    return Finding(
        f"The page {exchange.request.url} loads {url} ({kind}) over plain HTTP.",
        Severity.LOW if idle else Severity.MEDIUM,
        Confidence.HIGH,
        (Evidence(exchange.index, note=f"{kind}: {url}"),),
        gain="The network sees who reads the page and changes what is shown."
        if idle
        else "The network changes what runs in the page, and acts as the user.",
    )


CHECK = Check(
    code="HT903",
    name="https-page-loads-plain-parts",
    question=Question.Q9,
    severity=Severity.MEDIUM,
    cwe=(319,),
    asvs=("12.2.1",),
    wstg=("WSTG-CONF-07",),
    page=__doc__ or "",
    ask=ask,
)
