"""The curl command of a finding, run by a real shell."""

import shlex
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtack.recording.model import RecordedRequest
from hardtack.report.reproduce import curl_for, telling_request, variable
from hardtack.verdict import Evidence
from tests.report.sample import recording


def request(**parts: object) -> RecordedRequest:
    """A recorded request."""
    whole: dict[str, object] = {
        "method": "GET",
        "url": "https://a.example/",
        "fields": (),
        "parameters": (),
        "cookies": (),
    }
    return RecordedRequest(**(whole | parts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "expected"),
    (
        ({}, 'curl -si "https://a.example/"'),
        ({"cookies": (("sid", "~"),)}, 'curl -si -H "Cookie: sid=$SID" "https://a.example/"'),
        ({"cookies": (("a", "~"), ("", "~"))}, 'curl -si -H "Cookie: a=$A; $COOKIE" "https://a.example/"'),
        ({"cookies": (("LANG", "~"),)}, 'curl -si -H "Cookie: LANG=$VALUE_LANG" "https://a.example/"'),
        ({"cookies": (("7-x", "~"),)}, 'curl -si -H "Cookie: 7-x=$VALUE_7_X" "https://a.example/"'),
        ({"cookies": (("$(id)", "~"),)}, "curl -si -H 'Cookie: ''$(id)='\"$ID\" \"https://a.example/\""),
        ({"method": "DELETE"}, 'curl -si -X DELETE "https://a.example/"'),
        ({"method": "POST"}, 'curl -si -X POST "https://a.example/"'),
        (
            {"method": "POST", "parameters": ("user", "pw")},
            'curl -si --data-urlencode "user=$VALUE_USER" --data-urlencode "pw=$PW" "https://a.example/"',
        ),
        (
            {"fields": (("Authorization", "Basic ~"),)},
            'curl -si -H "Authorization: $AUTHORIZATION" "https://a.example/"',
        ),
        (
            {"url": "https://a.example/;s=~0123456789a~~/x?t=~0123456789a&u=1"},
            'curl -si "https://a.example/;s=$S/x?t=$T&u=1"',
        ),
        ({"url": "https://a.example/~0123456789a"}, 'curl -si "https://a.example/$ID"'),
        ({"url": "https://a.example/~0123456789abc"}, 'curl -si "https://a.example/${ID}bc"'),
    ),
)
def test_the_command(given: dict[str, object], expected: str) -> None:
    """Secrets are variables, which never are those of the shell itself."""
    assert curl_for(request(**given), any_certificate=False) == expected


def test_a_certificate_that_nobody_trusts() -> None:
    """What the audit did not hold to public trust, the command doesn't either."""
    assert curl_for(request(), any_certificate=True).startswith("curl -sik ")


def test_each_sample_request_is_one_line() -> None:
    """A command can be copied whole."""
    commands = [curl_for(one.request, any_certificate=False) for one in recording().exchanges]

    assert [command for command in commands if "\n" in command] == []


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(min_codepoint=1, max_codepoint=126), max_size=20))
def test_no_name_runs_in_the_shell(name: str) -> None:
    """A site can't put a command into the one that a user copies: the shell gives curl the name as it is."""
    plain = "".join(one for one in name if one.isprintable())
    command = curl_for(request(cookies=((plain, "~"),), method="GET"), any_certificate=False)
    environment = {variable(plain or "cookie"): "VALUE", "PATH": "/usr/bin:/bin"}
    shell = subprocess.run(
        ["sh", "-c", command.replace("curl -si", "printf '%s\\n'", 1)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )

    header = f"Cookie: {plain}=VALUE" if plain else "Cookie: VALUE"
    assert shell.stdout == f"-H\n{header}\nhttps://a.example/\n"
    assert len(shlex.split(command)) == 5


def seen_at_login() -> Evidence:
    """The line that the login's answer sets, as the recording has it."""
    answer = recording().exchanges[1].response
    assert answer is not None
    return Evidence(1, answer.values("set-cookie")[0])


@pytest.mark.parametrize("code", ("HT301", "HT401", "HT501", "HT1001"))
def test_what_is_read_off_attributes_needs_no_login(code: str) -> None:
    """The form's own page sets a cookie of that name with those attributes, so it is asked for."""
    assert telling_request(code, seen_at_login(), recording()) == recording().exchanges[0].request


@pytest.mark.parametrize(
    ("code", "evidence"),
    (
        ("HT101", seen_at_login()),
        ("HT702", seen_at_login()),
        ("HT301", Evidence(1)),
        ("HT301", Evidence(1, "sid=x; Path=/; Secure")),
        ("HT301", Evidence(1, "other=x; Path=/")),
        ("HT1108", Evidence(1, "Secure")),
    ),
)
def test_what_is_read_off_anything_else_is_shown_where_it_was_seen(code: str, evidence: Evidence) -> None:
    """A value, a whole answer, or a line that no other answer has."""
    assert telling_request(code, evidence, recording()) == recording().exchanges[1].request


def test_another_host_shows_nothing() -> None:
    """A line of the same shape from elsewhere is another cookie's; neither is there one where nobody answered."""
    kept = recording()
    away = replace(kept.exchanges[0], request=replace(kept.exchanges[0].request, url="https://other.example/login"))
    moved = replace(kept, exchanges=(away, *kept.exchanges[1:]))
    silent = Evidence(4, "sid=x; Path=/")

    assert telling_request("HT301", seen_at_login(), moved) == kept.exchanges[1].request
    assert telling_request("HT301", silent, kept) == kept.exchanges[4].request
