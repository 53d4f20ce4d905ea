"""Several applications on a host, and what stands in cookies: rows 59 to 68."""

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

from hardtack.cookies.persona import Persona
from hardtack.recording.message import Request, Response
from tests.edge_cases.acts import Stateless
from tests.edge_cases.row import Row, Says
from tests.edge_cases.scene import GOOD, RIGHT, Scene, beside, line
from tests.recording.site import BRIEF, PASSWORD, USERNAME, Gives, Site, html

_WIKI = replace(BRIEF, also=("https://shop.example/wiki/",))
_EMAIL = "baker.of.ships@mail.example"
_KNOWN = replace(BRIEF, persona=Persona(USERNAME, PASSWORD, _EMAIL))
_OPAQUE = b64encode(sha256(b"nothing to read").digest()).decode().rstrip("=")


def _wiki(cookie: str) -> Site:
    return replace(RIGHT, pages={"/wiki/": html("<title>Wiki</title>", 200, ("Set-Cookie", cookie))})


def _under(path: str) -> str:
    return GOOD.replace("Path=/", f"Path={path}")


def _below(request: Request, response: Response) -> Response:
    """The same application in the folder /shop, its cookies with that Path."""
    del request

    def moved(name: str, value: str) -> str:
        if name == "Location" and value.startswith("/"):
            return f"/shop{value}"
        return value.replace("Path=/;", "Path=/shop;") if name == "Set-Cookie" else value

    body = response.body.replace(b'="/', b'="/shop/')
    return replace(response, fields=tuple((name, moved(name, value)) for name, value in response.fields), body=body)


ROWS = (
    Row(
        "59",
        "two applications on one host, both with `sid` on `/`",
        "Q6 failed: the second overwrites the first",
        "a visit to the second one, in a copy of the browser that is inside the first, ends up outside",
        (Says("Q6", "failed", words="sid"),),
        Scene(_wiki(f"sid=5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e; {GOOD}")),
        _WIKI,
    ),
    Row(
        "60",
        "the session cookie keeps to the application's own Path",
        "Q6 passed, info: a Path guards against no script",
        "scripts of one origin read each other's pages",
        (Says("Q6", "passed", "info", "scripts"),),
        Scene(changed=_below, below="/shop"),
        replace(BRIEF, url="https://shop.example/shop/"),
    ),
    Row(
        "61",
        "`sid` on `/app` and `sid` on `/application`",
        "passed: no request gets both",
        "a Path matches whole segments only",
        (Says("HT1150", "passed"),),
        Scene(RIGHT, changed=line(f"pref=1; {_under('/app')}", f"pref=2; {_under('/application')}")),
    ),
    Row(
        "62",
        "`sid` on `/` and on `/app`",
        "an extra, low (HT1150)",
        "servers differ in which of the two they take",
        (Says("HT1150", "failed", "low", "sid"),),
        Scene(RIGHT, changed=line(f"sid=0123456789abcdef; {_under('/app')}")),
        beside=("HT1107",),
    ),
    Row(
        "63",
        "base64 of JSON with the user's e-mail address",
        "Q7 failed, medium",
        "decoded, it is the user's own",
        (Says("Q7", "failed", "medium", "email"),),
        Scene(beside(Gives("prefs", value=b64encode(f'{{"email":"{_EMAIL}"}}'.encode()).decode(), attributes=GOOD))),
        _KNOWN,
    ),
    Row(
        "64",
        "base64 of random octets",
        "Q7 passed",
        "that something is random is no finding",
        (Says("Q7", "passed"),),
        Scene(beside(Gives("blob", value=_OPAQUE, attributes=GOOD))),
        _KNOWN,
    ),
    Row(
        "65",
        "a token with sub, exp and jti alone",
        "Q7 passed, info: readable",
        "a number tells nobody anything",
        (Says("Q7", "passed", "info", "read"),),
        Scene(acted=lambda: Stateless(lasts=3600)),
        _KNOWN,
        beside=("Q2", "HT1145"),
    ),
    Row(
        "66",
        "an encrypted token (JWE)",
        "Q7 passed",
        "nobody reads it",
        (Says("Q7", "passed"),),
        Scene(
            beside(
                Gives(
                    "jwe",
                    attributes=GOOD,
                    value=(
                        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..c2l4dGVlbm9jdGV0cw.b3BhcXVlIG9jdGV0cyB0aGF0IG5vYm9keSByZWFkcw"
                        ".dGFnLXRhZy10YWctdGFn"
                    ),
                )
            )
        ),
        _KNOWN,
    ),
    Row(
        "67",
        "`user=NAME` alone opens the account, without a session",
        "Q1 failed, critical",
        "shown with the user's own name alone: whoever writes another name is that user",
        (Says("Q1", "failed", "critical", "user"),),
        Scene(
            Site(
                cookies=(*RIGHT.cookies, Gives("user", value=USERNAME, attributes=GOOD, accepts="issued")),
                opens=(("sid",), ("user",)),
            )
        ),
        _KNOWN,
        beside=("Q2", "Q7", "HT1144", "HT1145", "HT1111"),
        more=(
            Row(
                "67",
                "`user_id=17` alone opens the account",
                "Q1 failed, critical",
                "a number of two digits is guessed, and the next user's is the next number",
                (Says("Q1", "failed", "critical", "user_id"),),
                Scene(
                    Site(
                        cookies=(*RIGHT.cookies, Gives("user_id", value="17", attributes=GOOD, accepts="issued")),
                        opens=(("sid",), ("user_id",)),
                    )
                ),
                _KNOWN,
                beside=("Q2", "Q7", "HT1144", "HT1145", "HT1111"),
            ),
        ),
    ),
    Row(
        "68",
        "the session is a token signed with a key out of a tutorial",
        "Q7 failed, critical",
        "whoever knows the key writes sessions of his own",
        (Says("HT704", "failed", "critical", "key"),),
        Scene(acted=lambda: Stateless(lasts=3600, key=b"secret")),
        _KNOWN,
        beside=("Q2", "HT1145"),
    ),
)
