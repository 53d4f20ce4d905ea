"""The curl command of a finding, run by a real shell."""

import shlex
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardtack.recording.model import RecordedRequest
from hardtack.report.reproduce import curl_for, variable
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
