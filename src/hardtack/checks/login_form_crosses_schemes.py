"""A login form stands on a plain page and posts to HTTPS, or stands on an HTTPS page and posts in clear.

What it asks:
    Of each page with a password field: do the page and the address its login form posts to have different schemes?

Why it matters:
    A form that came in clear can be changed on the way, so that it posts the password elsewhere; HTTPS behind it helps
    nobody. A form that posts in clear shows the password to the network.

Remedy:
    Serve the login page and take its form over HTTPS alone, and redirect the plain side.

Example:
    bad: http://shop.example/login with `<form action="https://shop.example/login">`
    good: https://shop.example/login with `<form action="/login">`

References:
    CWE-319, CWE-523; ASVS 5.0 12.2.1; WSTG-ATHN-01
"""

from hardtack.recording.model import Exchange, Recording
from hardtack.recording.sides import is_https
from hardtack.verdict import Check, Confidence, Evidence, Finding, NotApplicable, Question, Severity, Verdict, judged


def ask(recording: Recording) -> Verdict:
    """Answer from the login forms seen."""
    if recording.target.https is None:
        return NotApplicable("there is no HTTPS side")
    forms: dict[tuple[str, str], Exchange] = {}
    for exchange in recording.exchanges:
        page = exchange.response.page if exchange.response else None
        if page is not None and page.login_action is not None:
            forms.setdefault((exchange.request.url, page.login_action), exchange)
    if not forms:
        return NotApplicable("no login form was seen")
    crossing = tuple(
        _crossing(url, action, exchange)
        for (url, action), exchange in forms.items()
        if is_https(url) != is_https(action)
    )
    return judged("The login form and the address it posts to have one scheme.", crossing)


def _crossing(url: str, action: str, exchange: Exchange) -> Finding:
    down = is_https(url)
    return Finding(
        f"The login form on {url} posts to {action}: {'the password travels' if down else 'the form comes'} in clear.",
        Severity.MEDIUM,
        Confidence.HIGH,
        (Evidence(exchange.index, note=f"the form posts to {action}"),),
        gain="The network reads the password." if down else "The network changes the form and so gets the password.",
    )


CHECK = Check(
    code="HT904",
    name="login-form-crosses-schemes",
    question=Question.Q9,
    severity=Severity.MEDIUM,
    cwe=(319, 523),
    asvs=("12.2.1",),
    wstg=("WSTG-ATHN-01",),
    page=__doc__ or "",
    ask=ask,
)
