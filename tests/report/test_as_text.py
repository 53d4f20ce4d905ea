"""The report that a person reads."""

import re
from dataclasses import replace

import pytest

from hardtack.recording.model import CookieId, CredentialFacts
from hardtack.report.as_text import Look, as_text
from hardtack.report.findings_text import finding_lines
from hardtack.report.tally import Found
from hardtack.verdict import Failed, Finding, Passed, Report, Severity
from tests.report.sample import BEFORE, PASSWORD, SESSION, check, finding, mixed, recording, report

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    "said",
    (
        "Q1   FAILED Is the session cookie different before and after login?\n              The session stays.\n",
        "Q2   open   ",
        "Q3   n/a    ",
        "Q4   ERROR  ",
        "a defect of hardtack: ZeroDivisionError in ask",
        "Q5   passed ",
        "logged in by form; inside and outside were told apart by https://shop.example/account",
        "  sid (session; proved by replay: alone it opens the account): no Secure, no HttpOnly, no SameSite,",
        "Other cookies: lang (preference)",
        "2 findings\n",
        "pattern-ht101\n    The cookie sid lacks something.\n    cookie      sid, for shop.example, path /\n",
        "#1 POST https://shop.example/login?token=‹32 characters› (login): the session's value\n",
        "                Set-Cookie: sid=‹32 characters›; Path=/\n",
        "    gain        A script reads it.\n    remedy      Do this.\n",
        '-H "Cookie: sid=$SID" --data-urlencode "username=$VALUE_USERNAME" --data-urlencode "password=$PASSWORD"',
        "    see         hardtack explain HT101, CWE-614, ASVS 3.3.1, WSTG-SESS-02\n",
        "Notes\n  · HT101 The cookie sid lacks something.\n",
        "  · Q2, Q10 stayed open: no way out was found\n    → Name the way out.\n  · HT1103",
        "\n1 failed, 1 error, 2 open, 5 passed, 1 n/a; 2 findings (1 high, 1 low)\nNext: ",
        "  · HT1103 stayed open: unknown\n    → Say it.\n",
        "  · logout, skipped: no way out was found\n",
    ),
)
def test_what_stands_in_it(said: str) -> None:
    """Verdicts, cookies, findings with their proof and remedy, and what is open."""
    assert said in as_text(mixed(), Look(width=110))


def test_nothing_is_below_an_address() -> None:
    """A cookie with a Domain that is the host's address goes to that host, and is not said to go further."""
    for host, said in (
        ("127.0.0.1", "for 127.0.0.1, path /"),
        ("shop.example", "shop.example and every host under it"),
    ):
        one = replace(finding(), cookie=CookieId("sid", host, host_only=False, path="/"))

        assert said in as_text(report({"Q1": Failed("Bad.", (one,))}), Look())


def test_variables_are_explained_once_and_where_there_are_some() -> None:
    """At the head of the findings, by the name of the first."""
    told = "  In the commands below put the values of your own session into the variables, each called after its\n"
    plain = report({"Q1": Failed("Bad.", (finding(exchange=3),))})

    assert as_text(mixed(), Look()).count(told + "  cookie or field ($SID).\n") == 1
    assert "reproduce   curl" in as_text(plain, Look())
    assert "variables" not in as_text(plain, Look())


def test_the_last_line_is_the_next_command() -> None:
    """After findings, after open questions, and after a clean audit."""
    opened = {f"Q{number}": one.outcome for number, one in enumerate(mixed().questions, 1) if number == 2}
    ends = [as_text(one).splitlines()[-1] for one in (mixed(), report(opened), report())]

    assert ends[:2] == ["Next: hardtack explain HT101", "Next: Name the way out."]
    assert ends[2].startswith("Next: audit shop.example again")


def test_colour_says_nothing_of_its_own() -> None:
    """With colours taken off, the coloured text is the plain one."""
    colored = as_text(mixed(), Look(color=True))

    assert "\x1b[" in colored
    assert ANSI.sub("", colored) == as_text(mixed())
    assert "\x1b" not in as_text(mixed())


@pytest.mark.parametrize("width", (60, 80, 120))
def test_lines_keep_to_the_width(width: int) -> None:
    """No line is longer than asked, save the command that is to be copied and single long words."""
    lines = as_text(mixed(), Look(width=width, explain=True)).splitlines()
    long = [line for line in lines if len(line) > width and "curl" not in line and "  see " not in line]

    assert long == []


def test_explained_verdicts_show_their_controls() -> None:
    """--explain prints the checks asked, and each probe with the control that makes it count."""
    text = as_text(mixed(), Look(width=160, explain=True))

    assert "HT101 pattern-ht101: FAILED. The session stays." in text
    assert "· #2 control: full jar, with lang, sid: inside\n" in text
    assert (
        "· #3 jar frozen before login (after the login), with sid: outside, the live session inside right after it (#2)"
        in text
    )


def test_probes_of_one_answer_share_a_line() -> None:
    """Three samples of a control are one line with three numbers."""
    made = recording()
    thrice = tuple(replace(one, exchange=3, control=5) for one in made.probes if one.control) * 3
    text = as_text(Report(replace(made, probes=thrice), report().questions, ()), Look(width=160, explain=True))

    assert text.count("· #3, #3, #3 jar frozen before login (after the login), with sid: outside, the live") == 1


def test_without_credentials_it_says_why() -> None:
    """An audit from outside names the reason and no session cookie as proved."""
    text = as_text(report(proved=False))

    assert "not logged in: no login form was found" in text
    assert "Cookies that carry the session: none found" in text
    assert "login, failed: no login form was found" in text
    assert "\nNo findings\n" in text


def test_an_authorization_field_may_be_the_credential() -> None:
    """Where no cookie opens the account, the report says what does."""
    made = recording()
    facts = CredentialFacts((), (), header=True, complete=True, destructive=())
    bare = tuple(replace(one, response=None, failure="gone") for one in made.exchanges)
    text = as_text(Report(replace(made, credentials=facts, exchanges=bare), report().questions, ()))

    assert "The Authorization field opens the account, no cookie does." in text
    assert "Other cookies" not in text


def test_likely_cookies_are_called_so() -> None:
    """A cookie known by its name alone is shown as a guess."""
    made = recording(proved=False)
    page = made.exchanges[0].response
    assert page is not None
    fields = (("Set-Cookie", "PHPSESSID=~0123456789a~~; path=/; SameSite=lax"),)
    first = replace(made.exchanges[0], response=replace(page, fields=fields))
    text = as_text(Report(replace(made, exchanges=(first, *made.exchanges[1:])), report().questions, ()))

    assert "Cookies that may carry the session (by their names alone: nothing is proved)\n  PHPSESSID (likely" in text
    assert "SameSite=Lax" in text


def test_cookies_that_were_only_deleted_are_not_listed() -> None:
    """Taking away what was never given makes no cookie."""
    made = recording()
    page = made.exchanges[2].response
    assert page is not None
    fields = (("Set-Cookie", "old=; Max-Age=0"), ("Set-Cookie", "new=~0123456789a"))
    third = replace(made.exchanges[2], response=replace(page, fields=fields))
    exchanges = (*made.exchanges[:2], third, *made.exchanges[3:])
    text = as_text(Report(replace(made, exchanges=exchanges), report().questions, ()))

    assert "Other cookies: lang (preference), new (other)\n" in text


def test_nothing_open_is_nothing_said() -> None:
    """A report without open ends has no such part."""
    made = report()
    text = as_text(Report(replace(made.recording, steps=()), made.questions, ()))

    assert "Not asked" not in text


def test_a_finding_may_know_less() -> None:
    """Without gain and cookie the labels are left out; without a remedy of its own the page's stands there."""
    one = Finding("Bad.", Severity.LOW, finding().confidence, finding().evidence)
    text = as_text(report({"Q1": Failed("Bad.", (one,))}))

    assert "gain" not in text
    assert "\n    cookie" not in text
    assert "remedy      Set the flag in the framework.\n" in text


def test_a_page_may_have_no_remedy() -> None:
    """Then neither has the finding, and no label stands alone."""
    bare = replace(check("HT301", None, Passed("Fine.")).check, page="Nothing.")

    assert "remedy" not in "\n".join(finding_lines(Found(bare, finding()), recording(), Look()))


def test_no_secret_and_no_mask_is_printed() -> None:
    """Neither values nor what stands for them is in the text."""
    text = as_text(mixed(), Look(explain=True))

    assert [canary for canary in (PASSWORD, SESSION, BEFORE, "~") if canary in text] == []


def test_many_places_are_counted() -> None:
    """A finding seen everywhere shows three places."""
    one = finding(Severity.LOW)
    many = Finding(one.message, one.severity, one.confidence, one.evidence * 5)
    text = as_text(report({"Q1": Failed("Bad.", (many,))}))

    assert text.count("seen in") == 3
    assert "and in 2 more places" in text


def test_a_site_cannot_paint() -> None:
    """Escape sequences in what a site sent arrive as text."""
    hostile = Finding("cookie \x1b[31mred\x07", Severity.LOW, finding().confidence, finding().evidence)
    text = as_text(Report(report().recording, report({"Q1": Failed("\x1b]0;x\x07", (hostile,))}).questions, ()))

    assert "\x1b" not in text
    assert "\\x1b[31mred\\x07" in text
