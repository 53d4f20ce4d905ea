"""What stands in the way of a walk: rows 85 to 92."""

from dataclasses import replace

from hardtack.recording.brief import Extraction, NamedLogout, Recipe, RecipeStep, Source
from hardtack.recording.message import Answer, Request
from tests.edge_cases.acts import Bearer, Shell
from tests.edge_cases.row import Row, Says
from tests.edge_cases.scene import GOOD, RIGHT, Scene
from tests.recording.site import BRIEF, Gives, Instead, Site, busy, sent_value, to


def _bound() -> Instead:
    """Takes who comes with another User-Agent than the first one for a stranger, whatever cookies he brings."""
    first: list[str] = []

    def act(number: int, request: Request) -> Answer | None:
        del number
        agent = sent_value(request, "user-agent")
        first.append(agent)
        return to("/login") if agent != first[0] and request.url.endswith("/account") else None

    return act


def _suspicious() -> Instead:
    """Takes another User-Agent for a theft: from then on nobody gets in who was inside."""
    first: list[str] = []

    def act(number: int, request: Request) -> Answer | None:
        del number
        first.append(sent_value(request, "user-agent"))
        return to("/login") if set(first) != {first[0]} and request.url.endswith("/account") else None

    return act


_TOKEN = Recipe(
    login=(
        RecipeStep(
            "POST",
            "/api/login",
            json='{"username": "{username}", "password": "{password}"}',
            extract=(Extraction("token", Source.JSON_PATH, "token"),),
        ),
    ),
    logout=(RecipeStep("POST", "/api/logout", body="{}"),),
    authorization="Bearer {token}",
    inside_url="/api/me",
)


ROWS = (
    Row(
        "85",
        "429 in the middle of the replays",
        "inconclusive, never passed",
        "a busy server says nothing of a session",
        (Says("Q1", "inconclusive"), Says("Q2", "inconclusive")),
        Scene(acted=lambda: busy(429, range(20, 400))),
        correction="An audit that could not find out ends with 0 or, with `--strict`, 3; exit code 2 says that it "
        "could not run at all.",
    ),
    Row(
        "86",
        "every page is one shell that a script fills; an address answers JSON",
        "passed by that address",
        "the shell is the same for everybody, the data is not",
        (Says("Q1", "passed"), Says("Q2", "passed")),
        Scene(acted=Shell),
        replace(BRIEF, inside_url="/api/me", logout=NamedLogout("GET", "https://shop.example/logout")),
        more=(
            Row(
                "86",
                "the same, and no address is named",
                "inconclusive, with what to name",
                "nothing on the shell tells inside from outside",
                (Says("Q1", "inconclusive", words="--inside-url"),),
                Scene(acted=Shell),
            ),
        ),
    ),
    Row(
        "87",
        "a bearer token in the script's own storage, no cookie",
        "Q3 to Q7 not applicable; Q2 asked of the token",
        "there is no cookie to judge",
        (
            Says("Q1", "not applicable"),
            Says("Q3", "not applicable"),
            Says("Q5", "not applicable"),
            Says("Q2", "passed"),
        ),
        Scene(acted=Bearer),
        replace(BRIEF, recipe=_TOKEN),
        beside=("Q10",),
        correction="Where the script keeps the token can't be seen in the traffic: only that it travels in the "
        "Authorization field. Q2 is asked of the token all the same, Q8 to Q10 of the site.",
    ),
    Row(
        "88",
        "HTTP Basic",
        "Q1 and Q2 not applicable",
        "browsers send the password each time; there is no session",
        (Says("Q1", "not applicable"), Says("Q2", "not applicable")),
        Scene(Site(cookies=(), opens=(), basic="each")),
        beside=("Q10",),
    ),
    Row(
        "89",
        "the session is bound to the User-Agent",
        "judged with one User-Agent throughout: Q2 passed, info: bound",
        "a replay by another would be refused for that reason alone",
        (Says("Q1", "passed"), Says("Q2", "passed", "info", "bound to the User-Agent")),
        Scene(acted=_bound),
        more=(
            Row(
                "89",
                "the same, and the server ends the session at once",
                "Q2 passed; nothing is told of the binding",
                "a session that is dead right afterwards may have died of anything",
                (Says("Q2", "passed", never="bound"),),
                Scene(acted=_suspicious),
            ),
        ),
    ),
    Row(
        "90",
        "one session a user: the second login ends the first",
        "Q2 by that session alone: passed; info",
        "a session that is dead before the logout proves nothing of it",
        (Says("Q2", "passed"), Says("HT1147", "passed", "info")),
        Scene(replace(RIGHT, single=True)),
        more=(
            Row(
                "90",
                "the same, and the logout ends nothing",
                "Q2 failed, high",
                "else this would pass unseen",
                (Says("Q2", "failed", "high"),),
                Scene(replace(RIGHT, single=True, ends=False)),
                beside=("HT1145",),
            ),
        ),
    ),
    Row(
        "91",
        "no cookie at all, nothing to log in to",
        "Q3 to Q7 not applicable, exit code 0",
        "nothing was set that could be judged",
        (*(Says(f"Q{number}", "not applicable") for number in (3, 4, 5, 6, 7)), Says("Q1", "inconclusive")),
        Scene(
            Site(cookies=(), opens=()),
            fields=(("https", "Strict-Transport-Security", "max-age=63072000; includeSubDomains"),),
        ),
        replace(BRIEF, username=None, password=None),
        real=True,
        exit_code=0,
        correction="Q1 and Q2 stay open: that there is nothing to log in to can't be seen without credentials, as with "
        "a login behind a link or drawn by script. The exit code is 0 all the same, 3 with `--strict`.",
    ),
    Row(
        "92",
        "24 cookies, of which `sid` or `remember_token` opens",
        "all sets within 200 requests",
        "halves first, so that the search is short",
        (Says("Q1", "passed"), Says("Q2", "passed")),
        Scene(
            Site(
                cookies=(
                    *RIGHT.cookies,
                    Gives("remember_token", attributes=GOOD),
                    *(Gives(f"c{number}", at="visit", attributes=GOOD) for number in range(22)),
                ),
                opens=(("sid",), ("remember_token",)),
            )
        ),
        more=(
            Row(
                "92",
                "the same with no more than 60 requests allowed",
                "Q3 and Q10 open: which cookies carry the session is not known",
                "half a search proves nothing of the rest",
                (Says("Q3", "inconclusive"), Says("Q10", "inconclusive")),
                Scene(
                    Site(
                        cookies=(
                            *RIGHT.cookies,
                            Gives("remember_token", attributes=GOOD),
                            *(Gives(f"c{number}", at="visit", attributes=GOOD) for number in range(22)),
                        ),
                        opens=(("sid",), ("remember_token",)),
                    )
                ),
                replace(BRIEF, max_requests=60),
            ),
        ),
    ),
)
