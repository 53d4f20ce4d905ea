"""Before and after the login: rows 1 to 12."""

import re
from dataclasses import replace

from hardtack.recording.message import Answer, Request, Response
from hardtack.recording.totp import Totp
from tests.edge_cases.acts import Factors, Stateless
from tests.edge_cases.row import Row, Says
from tests.edge_cases.scene import GOOD, RIGHT, Scene, only_at_login
from tests.recording.site import BRIEF, Gives, Instead, Server, Site

_ID_IN_PATH = re.compile(";jsessionid=[0-9A-F]+")
_AUTH = Gives("auth", attributes=GOOD)
_WITH_CODE = replace(BRIEF, totp=Totp(b"twenty octets of key"))
"""A user who has a second factor."""


def _rewriting() -> Instead:
    """Writes the id of a session into the address of the login form, as servlet containers do at a first visit."""
    server = Server(RIGHT)

    def act(number: int, request: Request) -> Answer | None:
        place = _ID_IN_PATH.sub("", request.url)
        answer = server.respond(Request(request.method, place, request.fields, request.body), 0.0)
        if not isinstance(answer, Response):
            return answer
        written = f'action="/login;jsessionid={number + 0x1F2E3D4C:08X}0A1B2C3D4E5F607182930A1B"'.encode()
        return replace(answer, body=answer.body.replace(b'action="/login"', written))

    return act


ROWS = (
    Row(
        "1",
        "the login keeps the value of `sid`; the jar from before it is inside",
        "Q1 failed, high",
        "what an attacker planted or read before the login opens the account after it",
        (Says("Q1", "failed", "high", "open the account after it"), Says("HT101", "failed", "high")),
        Scene(replace(RIGHT, keeps_id=True)),
    ),
    Row(
        "2",
        "the login gives `sid` a new value; the old one is inside as well",
        "Q1 failed, high",
        "a changed value is no proof: the old session was upgraded, too",
        (Says("Q1", "failed", "high", "open the account after it"),),
        Scene(also_inside=True),
    ),
    Row(
        "3",
        "the login keeps `sid` and gives `auth`; `sid` alone is outside",
        "Q1 passed, info: sid is not renewed",
        "the identity is in `auth`; a comparison of values would blame a cookie that opens nothing",
        (Says("Q1", "passed", "info", "sid"),),
        Scene(Site(cookies=(Gives("sid", at="visit", attributes=GOOD), _AUTH), opens=(("sid", "auth"),))),
    ),
    Row(
        "4",
        "`sid` has another value in each answer",
        "Q1 by replay alone: passed",
        "that a value changes proves nothing if it always does",
        (Says("Q1", "passed"), Says("Q2", "passed")),
        Scene(replace(RIGHT, rotates=("sid",))),
    ),
    Row(
        "5",
        "no cookie before the login; one that was planted is taken up by it",
        "Q1 failed, high",
        "that no cookie came is no proof: an invented one is planted",
        (Says("Q1", "failed", "high", "invented"), Says("HT102", "failed", "high")),
        Scene(replace(RIGHT, keeps_id=True, adopts=True), changed=only_at_login),
        beside=("HT1145",),
        more=(
            Row(
                "5",
                "no cookie before the login; one that was planted is replaced by it",
                "Q1 passed",
                "the invented value was refused",
                (Says("Q1", "passed", words="invented"),),
                Scene(RIGHT, changed=only_at_login),
            ),
        ),
    ),
    Row(
        "6",
        "any value of `sid` is inside, without a login",
        "an extra, critical (HT1140); Q1 stays open",
        "that a made-up session opens the account has nothing to do with the login",
        (Says("HT1140", "failed", "critical", "garbled"), Says("Q1", "inconclusive")),
        Scene(Site(cookies=(Gives("sid", attributes=GOOD, accepts="any"),))),
        correction="Q1 can't be told there: a garbled session is inside, so inside proves nothing of a login.",
    ),
    Row(
        "7",
        "the password is wrong; the site answers 200 and shows the form again",
        "Q1 inconclusive, with what to check",
        "nothing that rests on a login can be said without one",
        (Says("Q1", "inconclusive", words="Check user name and password"), Says("Q2", "inconclusive")),
        Scene(),
        replace(BRIEF, password="not-the-right-password"),
        real=True,
        exit_code=0,
    ),
    Row(
        "8",
        "the session is a signed token in the cookie; the server keeps nothing",
        "Q1 passed, Q2 failed (high: the token claims no end)",
        "the anonymous value opens nothing; the logout can't end what the server does not keep",
        (Says("Q1", "passed"), Says("Q2", "failed", "high", "stateless")),
        Scene(acted=Stateless),
        beside=("HT1145",),
    ),
    Row(
        "9",
        "`csrftoken` is kept over the login, `sid` is renewed",
        "Q1 passed; an extra, low (HT1148)",
        "a CSRF token that was planted before the login is good after it, but it opens nothing",
        (Says("Q1", "passed"), Says("HT1148", "failed", "low", "csrftoken")),
        Scene(Site(cookies=(*RIGHT.cookies, Gives("csrftoken", at="visit", attributes=GOOD)))),
    ),
    Row(
        "10",
        "`__Host-sid` is kept over the login; the jar from before it is inside",
        "Q1 failed, medium, saying that siblings can't plant it",
        "scripts and whoever sits at the machine still can",
        (Says("Q1", "failed", "medium", "keeps sibling sub-domains"),),
        Scene(
            replace(
                RIGHT,
                cookies=(Gives("__Host-sid", at="both", attributes=GOOD),),
                opens=(("__Host-sid",),),
                keeps_id=True,
            )
        ),
    ),
    Row(
        "11",
        "the login form's address carries `;jsessionid=`, which the server takes",
        "an extra, low (HT1142), saying that ids can be planted by a link",
        "addresses are kept in logs and sent on; a link with an id in it begins that session",
        (Says("HT1142", "failed", "low", "such a link"), Says("Q1", "passed")),
        Scene(acted=_rewriting),
        correction="Q1 itself is judged by the cookies' replay, which finds a kept id wherever it was planted from; "
        "what the link adds is told with HT1142.",
    ),
    Row(
        "12",
        "the password gives a new id, the code after it doesn't: the jar from in between is inside in the end",
        "Q1 failed, high",
        "the login ends with its last step; who had the id before that step is inside after it",
        (Says("Q1", "failed", "high", "before the code"),),
        Scene(acted=lambda: Factors(renews=False)),
        _WITH_CODE,
        more=(
            Row(
                "12",
                "both steps give a new id",
                "Q1 passed",
                "the jar from between the steps opens nothing",
                (Says("Q1", "passed"),),
                Scene(acted=lambda: Factors(renews=True)),
                _WITH_CODE,
            ),
        ),
    ),
)
