"""`hardtack plan`: from what an audit saw to a policy, on the command line."""

import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hardtack.audit import audit
from hardtack.cli import main
from hardtack.cli.program import program
from hardtack.policy import NamePrefix, PathChange, Tls, from_toml
from hardtack.recording.codec import to_json
from hardtack.recording.model import Profile, Target
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
    assert following(done) == "plan RECORDING --upstream http://HOST:PORT"


def test_a_place_that_can_not_be_looked_at_is_said() -> None:
    """A name too long for the file system ends with 2 and the remedy."""
    done = run("-", "-o", "x" * 300)

    assert (done.exit_code, done.stdout) == (2, "")
    assert "can't be written: File name too long.\n  hint: " in done.stderr


def test_the_recording_is_not_written_over(tmp_path: Path) -> None:
    """Not even with --force: it took logins, and is what `verify` compares with. An empty name is not stdin."""
    seen = tmp_path / "seen.json"
    seen.write_text(to_json(SITE.recording()), encoding="utf-8")
    done = run(str(seen), "-o", str(seen), "--force")

    assert (done.exit_code, done.stderr.splitlines()[0]) == (2, "hardtack: --output would write over RECORDING.")
    assert seen.read_text(encoding="utf-8") == to_json(SITE.recording())
    assert "can't be read" in run("").stderr


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
    assert following(done).startswith("render nginx-lua POLICY --accept ")


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
    assert (second.exit_code, place.read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in second.stderr
    assert run("-", "-o", str(place), "--force", "--quiet").stderr == ""
    assert from_toml(place.read_text(encoding="utf-8")).site.origin == "https://shop.example"


def following(done: Result) -> str:
    """The command that is printed as the next one."""
    line = next(line for line in done.stderr.splitlines() if line.startswith("hardtack: next"))
    return line.partition(f": {program()} ")[2]


def test_the_next_command_works_as_it_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a bare application on a port of its own: plan with a server in front, then render for it, all done."""
    monkeypatch.chdir(tmp_path)
    target = replace(PLAIN, url="http://shop.example:8080/", http="http://shop.example:8080/")
    Path("my seen.json").write_text(to_json(Site(SITE.lines, target=target).recording()), encoding="utf-8")
    first = run("my seen.json", "-o", "hardtack.toml", "--profile", "strict")
    again = following(first)
    second = CliRunner().invoke(main, shlex.split(again))
    last = CliRunner().invoke(main, shlex.split(following(second)))

    assert again == (
        "plan 'my seen.json' --origin https://shop.example --upstream http://shop.example:8080 --profile strict"
        " -o hardtack.toml --force"
    )
    assert following(second) == ("render nginx-lua hardtack.toml --accept cookies --accept on_error --write nginx")
    assert (first.exit_code, second.exit_code, last.exit_code) == (0, 0, 0)
    assert from_toml(Path("hardtack.toml").read_text(encoding="utf-8")).site.tls is Tls.HERE
    assert any(Path("nginx").rglob("hardtack.conf"))


@pytest.mark.parametrize(
    ("target", "options", "says"),
    (
        (PLAIN, (), "--origin https://shop.example --upstream http://HOST:PORT"),
        (replace(PLAIN, url="http://[::1]:81/"), (), "--origin 'https://[::1]' --upstream 'http://[::1]:81'"),
        (PLAIN, ("--tls", "none"), "--upstream http://HOST:PORT --tls none"),
        (PLAIN, ("--origin", "http://shop.example"), "--origin http://shop.example --upstream http://HOST:PORT"),
        (ASKED, ("--tls", "front", "--plain-closed", "--path", "/a=/b"),
         "--upstream http://HOST:PORT --tls front --plain-closed --path /a=/b"),
    ),
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_is_not_known_of_the_server_in_front_is_left_to_fill_in(
    target: Target, options: tuple[str, ...], says: str
) -> None:
    """Port 80 and the origin itself are that server's own; what was said stays said."""
    done = run("-", *options, text=to_json(replace(SITE, target=target).recording()))

    assert following(done) == f"plan RECORDING {says}"


def test_a_site_that_the_server_cannot_be_told_of_has_other_targets() -> None:
    """It asks applications by plain HTTP alone: no command is printed that fails."""
    done = run("-", "--upstream", "https://127.0.0.1:8443")

    assert following(done).startswith("render --list (nginx-lua can't be told of this site: site.upstream is https://")


def test_a_file_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """The next command holds it, printable."""
    done = run("-", "-o", str(tmp_path / "a\x07b.toml"))

    assert done.exit_code == 0
    assert "\x07" not in done.stderr


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
        (("--tls", "none"), "--tls none contradicts https://shop.example/, which was audited"),
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
