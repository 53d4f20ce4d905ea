"""`hardtack plan`: from what an audit saw to a policy, on the command line."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hardtack.audit import audit
from hardtack.cli import main
from hardtack.policy import NamePrefix, PathChange, Tls, from_toml
from hardtack.recording.codec import to_json
from hardtack.recording.model import Profile
from hardtack.report.as_json import as_json
from tests.policy.planning import ASKED, PLAIN, Site

SITE = Site(("sid=~1111111111111111; Path=/; Secure; Max-Age=864000",), target=ASKED)


def run(*arguments: str, text: str | None = None) -> Result:
    """What `hardtack plan` does; the recording is on stdin."""
    return CliRunner().invoke(main, ("plan", *arguments), input=to_json(SITE.recording()) if text is None else text)


def test_a_recording_is_planned_for() -> None:
    """The policy goes to stdout; what was not chosen, and what to do next, to stderr."""
    done = run("-")

    assert done.exit_code == 0
    assert from_toml(done.stdout).cookies[0].treatment.prefix is NamePrefix.HOST
    assert done.stdout.startswith("# Planned by hardtack ")
    assert "not chosen: defaults: HttpOnly for every cookie" in done.stderr
    assert "add upstream to [site]" in done.stderr
    assert "render nginx-lua POLICY" in done.stderr


def test_a_report_holds_what_is_needed() -> None:
    """The same recording in a report gives the same policy."""
    report = as_json(audit(SITE.recording()))

    assert run("-", text=report).stdout == run("-").stdout


def test_a_har_file_is_judged_first() -> None:
    """It proves no session cookie, so nothing is hidden or renamed."""
    entry = {
        "startedDateTime": "2026-11-22T00:00:00Z",
        "request": {"method": "GET", "url": "https://shop.example/", "headers": []},
        "response": {"status": 200, "headers": [{"name": "Set-Cookie", "value": "PHPSESSID=0123456789; Path=/"}]},
    }
    done = run("-", text=json.dumps({"log": {"entries": [entry]}}))
    rule = from_toml(done.stdout).cookies[0]

    assert (rule.match.text, rule.treatment.http_only, rule.treatment.prefix) == ("PHPSESSID", None, None)
    assert "0123456789" not in done.stdout + done.stderr


def test_a_report_of_old_says_what_to_do() -> None:
    """It has no recording."""
    report = json.loads(as_json(audit(SITE.recording())))
    del report["recording"]
    done = run("-", text=json.dumps(report))

    assert done.exit_code == 2
    assert "an older hardtack wrote it" in done.stderr
    assert "--record FILE" in done.stderr


def test_the_user_says_where_it_will_be() -> None:
    """Origin, upstream, who speaks TLS, paths and the profile are taken from the options."""
    bare = to_json(
        Site(("sid=~1111111111111111; Path=/app",), target=PLAIN, path="/app", login="/app/login").recording()
    )
    where = ("--origin", "https://new.example/", "--upstream", "http://127.0.0.1:8080", "--tls", "front")
    done = run("-", *where, "--path", "/app=/shop", "--profile", "strict", "--plain-closed", text=bare)
    policy = from_toml(done.stdout)

    assert (policy.site.origin, policy.site.upstream) == ("https://new.example", "http://127.0.0.1:8080")
    assert (policy.site.tls, policy.defaults.path) == (Tls.FRONT, (PathChange("/app", "/shop"),))
    assert "add upstream" not in done.stderr


def test_the_profile_is_the_recordings_unless_told() -> None:
    """A lifetime is held against it."""
    strict = replace(SITE, target=replace(ASKED, profile=Profile.STRICT))

    assert 'lifetime = "session"' in run("-", text=to_json(strict.recording())).stdout
    assert 'lifetime = "session"' in run("-", "--profile", "strict").stdout
    assert "lifetime = { max = 86400 }" in run("-").stdout


def test_a_file_is_not_written_over(tmp_path: Path) -> None:
    """A policy may hold what its user has added: --force is asked for."""
    place = tmp_path / "hardtack.toml"
    first = run("-", "-o", str(place))
    place.write_text("mine", encoding="utf-8")
    second = run("-", "-o", str(place))

    assert (first.exit_code, first.stdout) == (0, "")
    assert f"render nginx-lua {place}" in first.stderr
    assert (second.exit_code, place.read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in second.stderr
    assert run("-", "-o", str(place), "--force", "--quiet").stderr == ""
    assert from_toml(place.read_text(encoding="utf-8")).site.origin == "https://shop.example"


OPTIONS = """\
# the shop's
[audit]
url = "https://shop.example/"
also = [
  "https://shop.example/wiki/", # [site]
]
"""


def test_options_of_audits_stay_in_the_file(tmp_path: Path) -> None:
    """A file may be both: its [audit] table stands below the policy as it was, however often that is planned."""
    place = tmp_path / "hardtack.toml"
    place.write_text(f"# mine\n\n{OPTIONS}", encoding="utf-8")
    first = run("-", "-o", str(place))
    once = place.read_text(encoding="utf-8")
    place.write_text(f"{OPTIONS}\n# the place\n[site]\norigin = 'https://old.example'\n", encoding="utf-8")
    refused = run("-", "-o", str(place))
    second = run("-", "-o", str(place), "--force")
    twice = place.read_text(encoding="utf-8")
    shown = CliRunner().invoke(main, ("audit", "--config", str(place), "--show-config"))

    assert (first.exit_code, refused.exit_code, second.exit_code) == (0, 2, 0)
    assert once == f"{run('-').stdout}\n# mine\n\n{OPTIONS}"
    assert twice == f"{run('-').stdout}\n{OPTIONS}"
    assert from_toml(twice) == from_toml(run("-").stdout)
    assert any(line.split()[:2] == ["also", "https://shop.example/wiki/"] for line in shown.stdout.splitlines())


@pytest.mark.parametrize(
    "text",
    ("audit = { url = 'https://shop.example/' }\n", "audit.url = 'https://shop.example/'\n[site]\n"),
    ids=("inline", "dotted"),
)
def test_options_that_have_no_header_are_not_lost(tmp_path: Path, text: str) -> None:
    """Below a policy they would be something else, so the file stays as it is."""
    place = tmp_path / "hardtack.toml"
    place.write_text(text, encoding="utf-8")
    done = run("-", "-o", str(place), "--force")

    assert (done.exit_code, place.read_text(encoding="utf-8")) == (2, text)
    assert "below a line that says [audit]" in done.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    (
        (("--origin", "shop.example"), "--origin shop.example is no origin"),
        (("--origin", "https://shop.example/app"), "is no origin"),
        (("--origin", "https://shop.example", "--tls", "none"), "--tls none contradicts"),
        (("--origin", "http://shop.example", "--tls", "here"), "--tls here contradicts"),
        (("--tls", "none"), "tls = 'none' contradicts"),
        (("--upstream", "127.0.0.1:8080"), "is no address"),
        (("--path", "/a"), "is no pair of paths"),
        (("--path", "a=b"), "is no pair of paths"),
        (("--path", "/a=/b", "--path", "/a=/c"), "never reached"),
    ),
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_makes_no_policy_is_refused(options: tuple[str, ...], says: str) -> None:
    """With the option that is to blame."""
    done = run("-", *options)

    assert done.exit_code == 2
    assert says in done.stderr


def test_what_is_no_recording_is_refused() -> None:
    """The message names the file."""
    done = run("-", text="{}")

    assert done.exit_code == 2
    assert "RECORDING: -: The file is JSON, but not a recording" in done.stderr
