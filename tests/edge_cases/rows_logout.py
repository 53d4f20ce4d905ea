"""The logout, and what outlives it: rows 13 to 23."""

import re
from dataclasses import replace
from urllib.parse import urlsplit

from hardtack.recording.message import Answer, Request, Response
from tests.edge_cases.acts import SignOn, Stateless
from tests.edge_cases.row import Row, Says
from tests.edge_cases.scene import GOOD, RIGHT, Scene
from tests.recording.site import BRIEF, Gives, Instead, Server, Site


def _stubborn_cache() -> Instead:
    """Stores the insiders' pages by path, for ever, and gives them to everybody."""
    server, stored = Server(RIGHT), dict[str, Response]()

    def act(number: int, request: Request) -> Answer | None:
        del number
        path = urlsplit(request.url).path
        if path in stored:
            return stored[path]
        answer = server.respond(request, 0.0)
        if isinstance(answer, Response) and answer.status == 200 and path in {"/account", "/orders"}:
            stored[path] = replace(answer, fields=(("Content-Type", "text/html"), ("Age", "60")))
        return answer

    return act


_FORM = re.compile(rb'<form action="/logout".*?</form>')


def _uncooperative(request: Request, response: Response) -> Response:
    """A way out that wants POST and refuses GET."""
    if request.url.endswith("/logout") and request.method == "GET":
        return Response(405, "Method Not Allowed", "1.1", (("Allow", "POST"),), b"")
    return response


def _uncooperative_and_hidden(request: Request, response: Response) -> Response:
    """The same, and a script draws the form: nothing of it stands in the pages."""
    answer = _uncooperative(request, response)
    return replace(answer, body=_FORM.sub(b"", answer.body))


ROWS = (
    Row(
        "13",
        "the logout deletes the cookie; the jar frozen before it is inside",
        "Q2 failed, high",
        "the server ended nothing; what was copied goes on",
        (Says("Q2", "failed", "high"),),
        Scene(replace(RIGHT, ends=False)),
        beside=("HT1145",),
    ),
    Row(
        "14",
        "the logout ends the session in the server and deletes no cookie",
        "Q2 passed, info: not deleted",
        "what the server does counts",
        (Says("Q2", "passed", "info", "leaves the cookie"),),
        Scene(replace(RIGHT, clears=False)),
    ),
    Row(
        "15",
        "after the logout the page answers 302 to /login, as to a stranger",
        "Q2 passed",
        "the answer is held against that of an empty jar, not against a status",
        (Says("Q2", "passed"),),
        Scene(),
    ),
    Row(
        "16",
        "a cache answers with the insiders' page after the logout (Age)",
        "Q2 passed: asked past the cache",
        "what a cache stored says nothing of the session",
        (Says("Q2", "passed"), Says("Q1", "passed")),
        Scene(replace(RIGHT, cached=True)),
        more=(
            Row(
                "16",
                "a cache that looks at the path alone, whatever the query, and obeys no `no-cache`",
                "inconclusive: no page tells inside from outside",
                "behind such a cache nobody's session can be seen",
                (Says("Q1", "inconclusive"), Says("Q2", "inconclusive")),
                Scene(acted=_stubborn_cache),
            ),
        ),
    ),
    Row(
        "17",
        "`sid` is dead after the logout; `remember_token` alone is inside",
        "Q2 failed, high",
        "the account opens with what is left of the session",
        (Says("Q2", "failed", "high", "remember_token"),),
        Scene(
            Site(
                cookies=(
                    *RIGHT.cookies,
                    Gives("remember_token", attributes=f"{GOOD}; Max-Age=86400", accepts="issued"),
                ),
                opens=(("sid",), ("remember_token",)),
            )
        ),
        beside=("HT1145",),
    ),
    Row(
        "18",
        "the session is a token that claims 15 minutes; its replay is inside after the logout",
        "Q2 failed, low: it stands alone and is about to expire; high if it claims longer",
        "the server keeps nothing that it could end; how bad that is depends on how long it lasts",
        (Says("Q2", "failed", "low", "stateless"),),
        Scene(acted=lambda: Stateless(lasts=900)),
        beside=("HT1145",),
        more=(
            Row(
                "18",
                "the same token claims ten hours",
                "Q2 failed, high",
                "it outlives the logout by ten hours",
                (Says("Q2", "failed", "high", "stateless"),),
                Scene(acted=lambda: Stateless(lasts=36_000)),
                beside=("HT1145",),
            ),
        ),
    ),
    Row(
        "19",
        "the access token is good for 5 minutes more, the refresh token is ended",
        "Q2 passed, info with seconds",
        "up to 15 minutes that nobody can renew are the token's design",
        (Says("Q2", "passed", "info", "seconds"),),
        Scene(acted=lambda: Stateless(lasts=300, refresh=True)),
        beside=("HT1145",),
    ),
    Row(
        "20",
        "the logout ends the user's other sessions as well",
        "Q2 passed, info: ends all sessions",
        "thorough, no fault",
        (Says("Q2", "passed", "info", "other session"),),
        Scene(forgets_at="/logout"),
    ),
    Row(
        "21",
        "the logout wants POST and a token; GET answers 405; no page shows the form",
        "Q2 inconclusive; with the form on a page, passed",
        "no logout took place that could be judged",
        (Says("Q2", "inconclusive", words="--logout"),),
        Scene(replace(RIGHT, logout="form"), changed=_uncooperative_and_hidden),
        beside=("HT1141",),
        more=(
            Row(
                "21",
                "the same, with the form and its token on the pages inside",
                "Q2 passed",
                "the form was sent with its token",
                (Says("Q2", "passed"),),
                Scene(replace(RIGHT, logout="form"), changed=_uncooperative),
            ),
        ),
    ),
    Row(
        "22",
        "the logout ends the application's session; the sign-on host logs in again without a password",
        "Q2 passed; an extra, low: the sign-on session lives on",
        "the application did its part; whoever uses the browser next is the user after one click",
        (Says("Q2", "passed"), Says("HT1151", "failed", "low", "login.example")),
        Scene(acted=lambda: SignOn("login.example")),
        replace(BRIEF, allowed_hosts=("login.example",)),
    ),
    Row(
        "23",
        "no page shows a way out",
        "info (HT1141); Q2 inconclusive",
        "users can't leave, and no logout can be judged; a way out that scripts draw can't be ruled out, hence info",
        (Says("HT1141", "not applicable", "info", "No way out"), Says("Q2", "inconclusive", words="no way out")),
        Scene(replace(RIGHT, logout="none")),
        correction="Info, not a fault of its own: a way out that scripts draw is in no markup.",
    ),
)
