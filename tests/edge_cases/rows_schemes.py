"""HTTP beside HTTPS, and HSTS: rows 69 to 81 and 90d, over real connections."""

from dataclasses import replace

from hardtack.recording.brief import Brief
from hardtack.recording.message import Answer
from tests.edge_cases.acts import FORM
from tests.edge_cases.row import Row, Says
from tests.edge_cases.scene import RIGHT, Scene, session
from tests.recording.site import BRIEF, REFUSED, html, to

_HOST = "a.example.org"
_BARE = "Path=/; HttpOnly; SameSite=Lax"
_BOTH = replace(RIGHT, schemes=("http", "https"))
_PLAIN = replace(RIGHT, schemes=("http",))
_YEAR = "max-age=31536000"


def _at(host: str = _HOST, scheme: str = "https") -> Brief:
    return replace(BRIEF, url=f"{scheme}://{host}/")


def _hsts(value: str, scheme: str = "https") -> tuple[str, str, str]:
    return (scheme, "Strict-Transport-Security", value)


def _silent(path: str) -> Answer:
    del path
    return REFUSED


def _only(path: str, body: str = "ok") -> Scene:
    return Scene(plain=lambda asked: html(body) if asked == path else html("<title>Nothing</title>", 404))


def _redirects(*lines: str) -> Scene:
    fields = tuple(("Set-Cookie", text) for text in lines)

    def plain(path: str) -> Answer:
        answer = to(f"https://{_HOST}{path}", 301)
        return replace(answer, fields=answer.fields + fields)

    return Scene(session(_BARE) if lines else RIGHT, plain=plain)


def _form_in_clear(path: str) -> Answer | None:
    form = FORM.replace("/login", f"https://{_HOST}/login")
    return html(f"<title>Login</title>{form}") if path in {"/", "/login"} else html("", 404)


ROWS = (
    Row(
        "69",
        "nothing listens for http",
        "Q8 and Q9 passed; HSTS or Secure is asked all the same",
        "no page of the application travels in clear",
        (Says("Q8", "passed"), Says("Q9", "passed"), Says("Q10", "passed")),
        Scene(plain=_silent),
        _at(),
        real=True,
    ),
    Row(
        "70",
        "http redirects to https, and the redirect sets the session cookie without Secure",
        "Q10 and Q9 (HT905) failed, medium",
        "the session is told before the redirect is obeyed",
        (Says("Q10", "failed", "medium", "sid"), Says("HT905", "failed", "medium", "sid")),
        _redirects(f"sid=0123456789abcdef0123456789abcdef; {_BARE}"),
        _at(),
        real=True,
        correction="The missing Secure is Q10's fault as well as Q9's.",
    ),
    Row(
        "71",
        "http and https answer with the same pages",
        "Q9 failed, medium",
        "users stay where they began",
        (Says("Q9", "failed", "medium", "http"),),
        Scene(_BOTH),
        _at(),
        real=True,
        beside=("HT1104",),
    ),
    Row(
        "72",
        "http answers to a health check and nothing else",
        "Q9 passed",
        "nothing of the application is there",
        (Says("Q9", "passed"),),
        _only("/healthz"),
        _at(),
        real=True,
    ),
    Row(
        "73",
        "the login form stands on an http page and posts to https",
        "Q9 failed",
        "who changes the page has the password sent to himself",
        (Says("Q9", "failed", words="form"),),
        Scene(plain=_form_in_clear),
        _at(scheme="http"),
        real=True,
    ),
    Row(
        "74",
        "http sets a cookie with Secure",
        "an extra, low (HT1104): browsers drop it",
        "the application works in tests with laxer clients alone",
        (Says("HT1104", "failed", "low", "lang"),),
        Scene(
            plain=lambda path: replace(
                to(f"https://{_HOST}{path}", 301),
                fields=(("Location", f"https://{_HOST}{path}"), ("Set-Cookie", "lang=en; Path=/; Secure")),
            )
        ),
        _at(),
        real=True,
    ),
    Row(
        "75",
        "no Secure; HSTS of a year with includeSubDomains and preload",
        "Q10 passed, info: Secure is wanted besides",
        "browsers that know the site send nothing in clear",
        (Says("Q10", "passed", "info", "3.3.1"),),
        Scene(session(_BARE), fields=(_hsts(f"{_YEAR}; includeSubDomains; preload"),), plain=_silent),
        _at(),
        real=True,
    ),
    Row(
        "76",
        "no Secure, HSTS without includeSubDomains, `Domain=` the parent",
        "Q10 failed, medium",
        "http://other.example.org gets it",
        (Says("Q10", "failed", "medium", "every host"),),
        Scene(session(f"{_BARE}; Domain=example.org"), fields=(_hsts(_YEAR),), plain=_silent),
        _at(),
        real=True,
        beside=("Q4", "HT1113"),
    ),
    Row(
        "77",
        "HSTS over http alone",
        "Q10 failed, medium (no Secure); an extra (HT1112)",
        "browsers ignore it there",
        (Says("HT1112", "failed", "low", "plain"), Says("Q10", "failed", "medium", "sid")),
        Scene(replace(session(_BARE), schemes=("http", "https")), fields=(_hsts(_YEAR, "http"),)),
        _at(),
        real=True,
        beside=("Q9",),
    ),
    Row(
        "78",
        "HSTS with max-age=0",
        "an extra, low (HT1112); Q10 failed without Secure",
        "it makes browsers forget",
        (Says("HT1112", "failed", "low", "max-age=0"), Says("Q10", "failed", "medium", "max-age=0")),
        Scene(session(_BARE), fields=(_hsts("max-age=0"),), plain=_silent),
        _at(),
        real=True,
    ),
    Row(
        "79",
        "two HSTS fields",
        "an extra, low (HT1112); the first counts",
        "browsers take the first",
        (Says("HT1112", "failed", "low", "more than once"), Says("Q10", "passed")),
        Scene(session(_BARE), fields=(_hsts(f"{_YEAR}; includeSubDomains"), _hsts("max-age=0")), plain=_silent),
        _at(),
        real=True,
    ),
    Row(
        "80",
        "HSTS from an address",
        "info (HT1112); Q10 failed without Secure",
        "browsers ignore it for addresses",
        (Says("HT1112", "passed", "info", "address"), Says("Q10", "failed", "medium", "address")),
        Scene(session(_BARE), fields=(_hsts(_YEAR),), plain=_silent),
        _at("127.0.0.1"),
        real=True,
        more=(
            Row(
                "80",
                "HSTS behind a certificate of one's own (`--ca`, `--insecure`)",
                "Q10 passed, info",
                "judged as for a site with a certificate that is trusted",
                (Says("Q10", "passed", "info", "certificate"),),
                Scene(session(_BARE), fields=(_hsts(f"{_YEAR}; includeSubDomains"),), plain=_silent),
                replace(_at(), lab=True),
                real=True,
            ),
        ),
        correction="A certificate that is not trusted ends the audit unless `--insecure` or `--ca` is given; then HSTS "
        "is judged as for a trusted one, with an info. From an address it is info: its owner can't have HSTS.",
    ),
    Row(
        "81",
        "localhost sets Secure over http",
        "Q10 passed, info",
        "browsers differ; those measured keep it there",
        (Says("Q10", "passed", "info", "this machine"),),
        Scene(_PLAIN),
        _at("localhost", "http"),
        real=True,
        beside=("Q8", "Q9"),
        correction="The browsers measured agree: Chromium 156 and Firefox 153 keep it from localhost and 127.0.0.1.",
    ),
    Row(
        "90d",
        "`Secure` on the session of a site that speaks http alone",
        "HT1104: the login can't work in a browser",
        "browsers drop it; a program with a lax jar does not notice",
        (Says("HT1104", "failed", words="sid"), Says("Q8", "failed"), Says("Q1", "inconclusive")),
        Scene(_PLAIN),
        _at(scheme="http"),
        real=True,
        beside=("Q10",),
    ),
)
