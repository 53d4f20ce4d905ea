"""How set-cookie lines are written: rows 24 to 37 and 45 to 58 where hosts make no difference."""

from dataclasses import replace

from hardtack.recording.brief import Recipe
from tests.edge_cases.acts import SignOn, Stateless
from tests.edge_cases.row import Row, Says
from tests.edge_cases.scene import GOOD, RIGHT, Scene, beside, cookies, line, session
from tests.recording.site import BRIEF, Gives, Site

_LAX = "Path=/; SameSite=Lax"
_YEARS = "Max-Age=315360000"
_CLEAN = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q7", "Q8", "Q9", "Q10")

ROWS = (
    Row(
        "24",
        "the logout answers with `sid=; Max-Age=0`, without any attribute",
        "no finding about attributes",
        "a deletion needs none",
        (Says("Q3", "passed"), Says("Q10", "passed"), Says("HT1101", "passed")),
        Scene(replace(RIGHT, clears=False), changed=line("sid=; Path=/; Max-Age=0", path="/logout")),
    ),
    Row(
        "25",
        "`Expires` of 1970 and `Max-Age=3600`, no HttpOnly",
        "a live cookie: Q3 failed, medium",
        "Max-Age wins over Expires",
        (Says("Q3", "failed", "medium", "sid"), Says("Q5", "passed")),
        Scene(session("Path=/; Secure; SameSite=Lax; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=3600")),
    ),
    Row(
        "26",
        "`Expires=garbage`, no HttpOnly",
        "a cookie until the browser closes: Q3 failed, medium; Q5 passed",
        "a date that can't be read is none",
        (Says("Q3", "failed", "medium", "sid"), Says("Q5", "passed")),
        Scene(session("Path=/; Secure; SameSite=Lax; Expires=garbage")),
    ),
    Row(
        "27",
        "the logout answers with `sid=deleted; Max-Age=0`, without any attribute",
        "a deletion: no finding",
        "the value of a cookie that is removed says nothing",
        (Says("Q3", "passed"), Says("Q10", "passed")),
        Scene(replace(RIGHT, clears=False), changed=line("sid=deleted; Path=/; Max-Age=0", path="/logout")),
    ),
    Row(
        "28",
        "the deletion has another Path than the cookie",
        "an extra, low (HT1107): the cookie stays",
        "browsers remove only what has the same name, domain and path",
        (Says("HT1107", "failed", "low", "sid"),),
        Scene(replace(RIGHT, clears=False), changed=line("sid=; Path=/shop; Max-Age=0", path="/logout")),
    ),
    Row(
        "29",
        "`SECURE; HTTPONLY ; samesite=LAX`",
        "the attributes are there: Q3 and Q10 passed",
        "attribute names have no case, spaces around them don't count",
        (Says("Q3", "passed"), Says("Q10", "passed"), Says("HT1101", "passed")),
        Scene(session("Path=/; SECURE; HTTPONLY ; samesite=LAX")),
    ),
    Row(
        "30",
        "`Secure=false; HttpOnly=0`",
        "the attributes are there: Q3 and Q10 passed; an extra, low (HT1110)",
        "browsers ignore the value of a flag",
        (Says("Q3", "passed"), Says("Q10", "passed"), Says("HT1110", "failed", "low", "sid")),
        Scene(session("Path=/; Secure=false; HttpOnly=0; SameSite=Lax")),
    ),
    Row(
        "31",
        "a line of its own says `secure; httponly`",
        "an extra (HT1108); `sid` without flags: Q3, Q10 failed",
        "the line sets a cookie called `secure`, or one without a name; it protects nothing",
        (
            Says("HT1108", "failed", "low", "secure"),
            Says("Q3", "failed", "medium", "sid"),
            Says("Q10", "failed", "medium", "sid"),
        ),
        Scene(session(_LAX), changed=line("secure; httponly")),
        beside=("HT1106",),
        correction="Which it is differs by browser (tests/browser): Chromium 156 keeps it without a name, Firefox 153 "
        "under the name `secure`; that is told besides (HT1106).",
    ),
    Row(
        "32",
        "two cookies in one line, with a comma between",
        "one cookie; an extra, low (HT1109)",
        "a comma is part of what stands before it",
        (Says("HT1109", "failed", "low", "lang"),),
        Scene(RIGHT, changed=line("lang=en; Path=/, theme=dark; Path=/")),
    ),
    Row(
        "33",
        "`csrftoken` without HttpOnly, for a script to send back",
        "Q3 passed, with the reason",
        "a token that scripts must read is no session",
        (Says("Q3", "passed", "info", "csrf"),),
        Scene(beside(Gives("csrftoken", attributes="Path=/; Secure; SameSite=Lax"))),
    ),
    Row(
        "34",
        "`csrftoken` without HttpOnly, and it opens the account",
        "Q3 failed, medium",
        "what a cookie is for is proved by replay, not by its name",
        (Says("Q3", "failed", "medium", "csrftoken"),),
        Scene(cookies(Gives("csrftoken", attributes="Path=/; Secure; SameSite=Lax"))),
    ),
    Row(
        "35",
        "`AWSALB` without flags, and `BIGipServer…` with an address in it",
        "Q3 and Q10 passed; an extra, low (HT1149): the address",
        "load balancers' cookies open nothing; an address inside the network is told to everybody",
        (Says("Q3", "passed"), Says("Q10", "passed", "info", "AWSALB"), Says("HT1149", "failed", "low", "BIGip")),
        Scene(
            beside(
                Gives("AWSALB", at="visit", attributes="Path=/; Max-Age=604800"),
                Gives("BIGipServerpool", at="visit", value="1677787402.36895.0000", attributes="Path=/"),
            )
        ),
    ),
    Row(
        "36",
        "`_ga`, `_gid` and a consent cookie without flags",
        "nothing above info",
        "scripts set them for themselves",
        (Says("Q3", "passed"), Says("Q10", "passed", "info", "_ga")),
        Scene(
            beside(
                Gives("_ga", at="visit", attributes=f"Path=/; {_YEARS}"),
                Gives("_gid", at="visit", attributes="Path=/"),
                Gives("cookieconsent_status", at="visit", value="dismiss", attributes=f"Path=/; {_YEARS}"),
            )
        ),
    ),
    Row(
        "37",
        "the sign-on host sets cookies of its own on the way",
        "nothing is said of them",
        "another host's cookies open nothing here",
        (Says("Q3", "passed", never="visits"), Says("Q10", "passed", never="visits")),
        Scene(acted=lambda: SignOn("login.example")),
        replace(BRIEF, allowed_hosts=("login.example",)),
        beside=("HT1151",),
    ),
    Row(
        "48",
        "`SameSite=None` without Secure",
        "an extra (HT1104): browsers drop it",
        "measured in two browsers; tests with laxer clients go on working",
        (Says("HT1104", "failed", "low", "lang"),),
        Scene(RIGHT, changed=line("lang=en; Path=/; SameSite=None")),
    ),
    Row(
        "49",
        "`SameSite=None; Secure` on the session; the user declares it embedded",
        "passed, info: Partitioned",
        "an application in other sites' pages needs it",
        (Says("HT1101", "passed", "info", "Partitioned"),),
        Scene(session("Path=/; Secure; HttpOnly; SameSite=None")),
        replace(BRIEF, recipe=Recipe(embedded=True)),
    ),
    Row(
        "50",
        "no SameSite on the session",
        "an extra, low (HT1101)",
        "what is sent to it from elsewhere differs by browser",
        (Says("HT1101", "failed", "low", "SameSite"),),
        Scene(session("Path=/; Secure; HttpOnly")),
    ),
    Row(
        "51",
        "`SameSite=Strict`",
        "passed, and never asked for",
        "Lax is enough for most",
        (Says("HT1101", "passed"),),
        Scene(session("Path=/; Secure; HttpOnly; SameSite=Strict")),
    ),
    Row(
        "52",
        "`Partitioned` without Secure",
        "an extra (HT1104): browsers drop it",
        "measured",
        (Says("HT1104", "failed", "low", "lang"),),
        Scene(RIGHT, changed=line("lang=en; Path=/; Partitioned")),
    ),
    Row(
        "53",
        "the session cookie has no Max-Age",
        "Q5 passed, saying that the server's side was not measured",
        "it ends with the browser",
        (Says("Q5", "passed", words="not measured"),),
        Scene(),
    ),
    Row(
        "54",
        "Max-Age of 10 years on the session",
        "Q5 failed",
        "a browser that is left stays logged in",
        (Says("Q5", "failed", "low", "sid"),),
        Scene(session(f"{GOOD}; {_YEARS}")),
    ),
    Row(
        "55",
        "Max-Age of 10 years on `lang`",
        "nothing above info",
        "it opens nothing",
        (Says("Q5", "passed"),),
        Scene(beside(Gives("lang", at="visit", value="en", attributes=f"{GOOD}; {_YEARS}"))),
    ),
    Row(
        "56",
        "a cookie of 30 days that logs in again, a short session",
        "Q5 by profile: standard passed",
        "30 days are the limit of the profile standard",
        (Says("Q5", "passed"), Says("HT502", "passed")),
        Scene(
            Site(
                cookies=(
                    *RIGHT.cookies,
                    Gives("remember_token", attributes=f"{GOOD}; Max-Age=2592000", accepts="issued"),
                ),
                opens=(("sid",), ("remember_token",)),
            )
        ),
        beside=("Q2", "HT1145"),
    ),
    Row(
        "57",
        "a cookie of an hour with a token that claims a year",
        "Q5 failed",
        "the token's own end counts, a copy of it lives as long",
        (Says("Q5", "failed", words="token"),),
        Scene(acted=lambda: Stateless(lasts=31_536_000, attributes=f"{GOOD}; Max-Age=3600")),
        beside=("Q2", "HT1145"),
    ),
    Row(
        "58",
        "each answer gives Max-Age anew",
        "Q5 passed, info: no absolute end is known",
        "a session in use may never end",
        (Says("Q5", "passed", "info", "renew"),),
        Scene(replace(session(f"{GOOD}; Max-Age=3600"), rotates=("sid",))),
    ),
    Row(
        "82",
        "a session is set with `Cache-Control: public`",
        "an extra (HT1143)",
        "a shared cache hands one user's session to the next",
        (Says("HT1143", "failed", words="sid"),),
        Scene(fields=(("https", "Cache-Control", "public, max-age=600"),)),
    ),
    Row(
        "83",
        "name and value have 4097 bytes",
        "an extra (HT1105): browsers drop it",
        "measured: 4096 are kept",
        (Says("HT1105", "failed", "low", "prefs"),),
        Scene(RIGHT, changed=line(f"prefs={'x' * 4092}; {GOOD}")),
    ),
    Row(
        "84",
        "`?sId=5` in a link",
        "nothing",
        "five is no session id",
        (Says("HT1142", "passed"),),
        Scene(
            RIGHT,
            changed=lambda _, answer: replace(
                answer, body=answer.body + b'<a href="/orders?sId=5">Orders</a>' if answer.body else b""
            ),
        ),
    ),
    Row(
        "90b",
        "`__Http-sid` without HttpOnly",
        "an extra (HT1103): Chromium drops it",
        "measured in Chromium 156",
        (Says("HT1103", "failed", words="__Http-sid"),),
        Scene(RIGHT, changed=line("__Http-sid=1; Path=/; Secure; SameSite=Lax")),
    ),
    Row(
        "90c",
        "`httponly` and `secure` stand in a cookie's name and value, no attribute does",
        "Q3 and Q10 failed, medium",
        "attributes are read, not text",
        (Says("Q3", "failed", "medium", "httponly"), Says("Q10", "failed", "medium", "httponly")),
        Scene(cookies(Gives("httponly-secure", attributes=_LAX))),
        beside=("HT1108",),
    ),
)
