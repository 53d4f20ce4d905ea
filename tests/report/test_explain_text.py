"""The explanation for a person."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardtack.cookies import CHROMIUM, FIREFOX
from hardtack.report.explain_text import explain_text
from hardtack.report.paint import Look
from tests.report.explaining import HERE, SECRET, explained

WEAK = f"sid={SECRET}; Path=/; HttpOnly"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def text(*lines: str, url: str = HERE, look: Look | None = None, reveal: bool = False) -> str:
    """What is printed."""
    return explain_text(explained(*lines, url=url), look or Look(), reveal=reveal)


def test_a_stored_line_whole() -> None:
    """What all agree on is said once; where they differ they stand side by side."""
    assert text(WEAK) == (
        "As if sent by https://www.example.com/login (assumed: no --url)\n"
        "\n"
        "Set-Cookie: sid=Canary…‹32 characters›; Path=/; HttpOnly\n"
        "  STORED    draft, Chromium 156, Firefox 153\n"
        "\n"
        "  goes to        www.example.com alone, any port, every path\n"
        "  over           https and plain http, readable on the way\n"
        "  kept           until the browser is closed\n"
        "  scripts        don't see it\n"
        "\n"
        "  From other sites\n"
        "                 draft                       Chromium 156                Firefox 153\n"
        "  SameSite       Lax, by default             Lax, by default             None, by default\n"
        "  link followed  sent\n"
        "  form posted    not sent                    sent for 2 minutes          sent\n"
        "  iframe, image  not sent                    not sent                    not sent (partitioned)\n"
        "\n"
        "  Attributes\n"
        "  Path=/       goes to every path\n"
        "  HttpOnly     scripts don't see it\n"
        "  no Secure    goes over plain http too\n"
        "  no SameSite  each browser has a default of its own\n"
    )


def test_browsers_that_part_are_told_apart() -> None:
    """Who drops it by which rule, what to do about it, and who keeps it."""
    shown = text("__Host-sid=1; Secure; HttpOnly; SameSite=Lax")

    assert (
        "  REJECTED  draft, Chromium 156: the name prefix __Host- needs Secure, Path=/ and no Domain\n"
        "            (rfc6265bis-22 5.7 step 21)\n"
        "            → add Path=/\n"
        "  STORED    Firefox 153\n"
    ) in shown
    assert "  __Host-       kept only with Secure" in shown


def test_a_rule_of_a_browsers_own_is_not_said_to_be_its_own_twice() -> None:
    """Its name stands before it; the other browser's rule is named."""
    shown = text("=a=b")

    assert "  REJECTED  Chromium 156: the cookie has no name and its value holds '='\n" in shown
    assert "  REJECTED  Firefox 153: the name before '=' is empty\n" in shown


def test_a_line_that_nobody_stores() -> None:
    """No word on where it goes; what its attributes would have done."""
    shown = text("sid=1; SameSite=None; Domain=example.com")

    assert "goes to  " not in shown
    assert "\n  Attributes, were it stored\n  SameSite=None       goes with requests" in shown
    assert "no Secure" not in shown


def test_a_line_that_nobody_can_parse() -> None:
    """There are no attributes to explain; nothing is printed that moves the cursor."""
    shown = text("sid=\x1b[2J; Path=/")

    assert "Set-Cookie: sid=\\x1b[2J; Path=/\n" in shown
    assert "Attributes" not in shown


def test_a_line_without_attributes_that_nobody_stores() -> None:
    """Nothing follows the rule and its remedy."""
    told = explained("a=b", url=f"https://www.example.com/{'x' * 1024}/", profiles=(FIREFOX,))

    assert explain_text(told).endswith("\n            → add Path=/\n")


def test_a_deletion_names_what_it_deletes() -> None:
    """Name, host and path have to be those of the cookie that is to go."""
    assert (
        "  DELETES   draft, Chromium 156, Firefox 153: the cookie of that name for www.example.com, Path=/\n"
        in text("sid=; Path=/; Max-Age=0")
    )
    shown = text("sid=; Domain=example.com; Path=/app; Max-Age=0")

    assert "for example.com and the hosts\n            below it, Path=/app\n" in shown
    assert "no Secure" not in shown


def test_a_cookie_without_a_name() -> None:
    """Browsers differ on what it is sent as; what stands there is a value, in Firefox's name too."""
    shown = text(f"{SECRET}; Path=/")

    assert shown.count("  sent as        Canary…‹32 characters›") == 1
    assert "Canary…‹32 characters›=\n" in shown
    assert "Canary0" not in shown
    assert f" {SECRET}=\n" in explain_text(explained(SECRET, profiles=(CHROMIUM, FIREFOX)), reveal=True)


@pytest.mark.parametrize(
    ("line", "url", "row"),
    (
        ("a=b; Secure", HERE, "over           https only"),
        ("a=b; Secure", "http://127.0.0.1/", "over           https, and plain http within this machine"),
        ("a=b; Secure", "http://[::1]/", "over           https, and plain http within this machine"),
        ("a=b", HERE, "over           https and plain http, readable on the way"),
        ("a=b", HERE, "scripts        see it (document.cookie)"),
        (
            "a=b; Domain=example.com; Path=/x",
            HERE,
            "goes to        example.com and every host below it, any port, /x and below",
        ),
        ("a=b; Max-Age=60", HERE, "kept           1 minute"),
    ),
)
def test_where_it_goes(line: str, url: str, row: str) -> None:
    """Hosts, paths, schemes, scripts and time."""
    assert f"\n  {row}\n" in text(line, url=url)


def test_an_attribute_on_which_browsers_differ() -> None:
    """Each browser is named with what it makes of it; who deletes has no column."""
    shown = text("sid=1; max-age=0; max-age=x")

    assert "max-age=0    draft: removed at once; Chromium 156, Firefox 153: no effect: lost to max-age=x" in shown
    assert "                 Chromium 156                              Firefox 153\n" in shown


def test_long_attributes_do_not_push_the_others_away() -> None:
    """Their effect follows them, the rest stays aligned."""
    shown = text("a=b; Expires=Fri, 31 Dec 2038 23:59:59 GMT; Path=/")

    assert "\n  Expires=Fri, 31 Dec 2038 23:59:59 GMT  kept 400 days" in shown
    assert "\n  Path=/       goes to every path\n" in shown


def test_several_lines_have_a_tally() -> None:
    """Each line by itself, and how many are rejected."""
    assert text("a=b", "a=b; Partitioned").startswith(
        "As if sent by https://www.example.com/login (assumed: no --url); 2 lines, each by itself, 1 rejected\n"
    )
    assert "2 lines, each by itself, none\nrejected\n" in text("a=b", "a=c")


def test_a_named_url_is_no_assumption() -> None:
    """Nor are its secrets told."""
    shown = text("a=b", url="http://u:p@h.example/x?sid=secret")

    assert shown.startswith("As if sent by http://h.example/x\n\n")


def test_columns_fit_a_narrow_terminal() -> None:
    """Sixty columns hold three browsers, and no word is cut."""
    lines = text("a=b; SameSite=None; Secure", look=Look(width=60)).splitlines()

    assert max(map(len, lines)) <= 60
    assert any(line.endswith("  not sent") for line in lines)
    assert any(line.endswith("(partitioned)") for line in lines)


def test_one_browser_has_no_columns() -> None:
    """What it does is said without its name."""
    shown = explain_text(explained(WEAK, profiles=(CHROMIUM,)))

    assert "  STORED    Chromium 156\n" in shown
    assert "  form posted    sent for 2 minutes\n" in shown


def test_colours_say_nothing_that_words_do_not() -> None:
    """Without its colours the text is the plain one."""
    lines = (WEAK, "a=b; SameSite=None", "a=; Max-Age=0", "a=b; HttpOnyl; Path=/a; Path=/b; max-age=0; max-age=x")
    colored = text(*lines, look=Look(color=True))

    assert {"\x1b[32mSTORED", "\x1b[1;31mREJECTED", "\x1b[33mDELETES"} <= set(
        re.findall(r"\x1b\[[0-9;]+m[A-Z]+", colored)
    )
    assert ESCAPE.sub("", colored) == text(*lines)


@pytest.mark.parametrize(
    "line",
    (
        WEAK,
        f"sid={SECRET}; Domain=.example.com; Path=/app; Expires=Fri, 31 Dec 2038 23:59:59 GMT; Max-Age=99999; Secure",
        f"__Host-sid={SECRET}; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=3600",
    ),
)
def test_a_usual_line_fits_one_screen(line: str) -> None:
    """At most thirty lines of at most a hundred columns."""
    lines = text(line).splitlines()

    assert len(lines) <= 30
    assert max(map(len, lines)) <= 100


@given(st.lists(st.text(alphabet=st.characters(max_codepoint=255), max_size=60), min_size=1, max_size=3))
def test_whatever_a_site_sends_is_explained(lines: list[str]) -> None:
    """Nothing raises, and nothing unprintable comes out."""
    assert text(*lines).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    "form",
    (
        "a={}", "{}", "={}", "a=b; x={}", "a=b; Path=/, c={}", "a=b; Secure={}; Secure", "{}; Path=/",
        "a=b; Domain={}=",
        "a=; Path=/, {}; Max-Age=0", "a=b; Expires=Fri, 31 Dec 2038 23:59:59 GMT, {}", "a=b; Path=/x,{}; Path=/y",
    ),
)  # fmt: skip
def test_no_form_of_a_line_tells_a_value(form: str) -> None:
    """Wherever the secret stands, no more than twelve characters of it are printed."""
    assert SECRET[:13] not in text(form.format(SECRET))
    assert SECRET in text(form.format(SECRET), reveal=True)
