"""`hardtack lint`: what is read, what is printed, how it ends."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from hardtack.cli import lint as lint_module
from hardtack.cli import main
from hardtack.cli.replacing import replacement_of
from hardtack.cli.rule_page import replacements
from hardtack.errors import PolicyError
from hardtack.lint import RULES, Kind, Rule, lint, section
from hardtack.policy import Policy
from hardtack.render import RENDERERS, Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

BLANKET = "Header edit Set-Cookie ^(.*)$ $1;HttpOnly;Secure\n"


def run(*arguments: str, stdin: str | bytes | None = None) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of `hardtack lint`."""
    result = CliRunner().invoke(main, ("lint", *arguments), input=stdin)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with configuration of several servers, and other files."""
    (tmp_path / "a.conf").write_text(BLANKET + "Include other.conf\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("Dear all,\n", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\0\xff")
    (tmp_path / "b.conf").symlink_to(tmp_path / "a.conf")
    (tmp_path / "c.conf").symlink_to(tmp_path / "nowhere")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "nginx.conf").write_text("}", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "nginx.conf").write_text("events {}\n", encoding="utf-8")
    return tmp_path


def test_findings_end_with_1(site: Path) -> None:
    """With one replacement a line on stdout; what was not read, the sum and the next command on stderr."""
    code, out, err = run(str(site / "a.conf"))

    assert code == 1
    assert f"{site / 'a.conf'}:1: HL101 low flags-appended-to-every-set-cookie: " in out
    assert 'Header onsuccess edit Set-Cookie "(?i)^(;(?:0|1)[dsx]*;(?!.*;[ \\t]*secure' in out
    assert out.count("    instead") == 1
    assert f"taken in and were not read; name them as well: {site / 'a.conf'}:2 (other.conf).\n" in err
    assert "1 file read, 3 findings." in err
    assert "`hardtack explain HL101`" in err


def test_no_finding_ends_with_0() -> None:
    """Nothing on stdout, one line on stderr; with --quiet none."""
    assert run("-", "--kind", "apache", stdin="Listen 80\n") == (0, "", "1 file read, 0 findings.\n")
    assert run("-", "--kind", "apache", "--quiet", stdin="Listen 80\n") == (0, "", "")


@pytest.mark.parametrize(("fail_on", "code"), (("info", 1), ("low", 1), ("medium", 0)))
def test_the_least_severity_is_chosen(fail_on: str, code: int) -> None:
    """--fail-on, as in an audit."""
    assert run("-", "--kind", "apache", "--fail-on", fail_on, stdin=BLANKET)[0] == code


def test_stdin_has_no_name() -> None:
    """So its kind has to be said."""
    code, out, err = run("-", stdin=BLANKET)

    assert (code, out) == (2, "")
    assert "--kind" in err


def test_a_file_that_cannot_be_read_hinders_no_other(site: Path) -> None:
    """Exit 2 with one line for it; the others are read."""
    broken = site / "broken.xml"
    broken.write_text("<web-app>\n<a></web-app>", encoding="utf-8")
    code, out, err = run(str(broken), str(site / "a.conf"), str(site / "missing"), str(site / "notes.txt"))

    assert code == 2
    assert "HL101" in out
    assert f"hardtack: {broken}, line 2: mismatched tag.\n  hint: " in err
    assert f"{site / 'missing'} can't be read" in err
    assert f"{site / 'notes.txt'}, line 1: it can't be told what the file configures." in err


def test_a_kind_that_the_file_is_not_of_is_an_error() -> None:
    """What can't be read as what it was said to be."""
    code, out, err = run("-", "--kind", "haproxy", stdin="global\n a 'b\n")

    assert (code, out) == (2, "")
    assert "-, line 2: a quote (') is never closed." in err


def test_a_folder_is_what_is_known_below_it(site: Path) -> None:
    """Files of unknown kind are passed over, hidden folders too."""
    code, out, err = run(str(site), "--format", "json")

    assert code == 1
    assert [Path(file["file"]).name for file in json.loads(out)["files"]] == ["a.conf", "nginx.conf"]
    assert "2 files read" in err


def test_octets_of_another_encoding_do_no_harm(tmp_path: Path) -> None:
    """A comment in Latin-1 is no reason not to read the file; what is no text at all is one."""
    old = tmp_path / "old.conf"
    old.write_bytes(b"# caf\xe9\n" + BLANKET.encode())
    assert run(str(old))[0] == 1
    old.write_bytes(b"\0\1")
    code, _, err = run(str(old))
    assert code == 2
    assert f"{old} is no text." in err


def test_a_file_of_a_folder_that_may_not_be_read_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be the one that matters."""
    opened = Path.open

    def refuse(path: Path, mode: str = "r") -> object:
        if path.name == "nginx.conf":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", refuse)
    code, out, err = run(str(site))

    assert code == 2
    assert "HL101" in out
    assert "nginx.conf can't be read: Permission denied." in err


def test_what_may_not_be_looked_into_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder, a folder whose names alone may be read, and a file in a folder: exit 2, and the rest is read."""
    for name in ("closed", "names"):
        (site / name).mkdir()
        (site / name / "b.conf").write_text(BLANKET, encoding="utf-8")
    refused = PermissionError(13, "Permission denied", str(site / "closed"))
    listed, may, is_folder = os.scandir, os.access, Path.is_dir

    def scandir(place: str) -> object:
        if place == str(site / "closed"):
            raise refused
        return listed(place)

    def is_dir(path: Path) -> bool:
        if path.name == "b.conf":
            raise refused
        return is_folder(path)

    monkeypatch.setattr("os.scandir", scandir)
    monkeypatch.setattr("os.access", lambda place, mode: place != str(site / "names") and may(place, mode))
    monkeypatch.setattr(Path, "is_dir", is_dir)
    code, out, err = run(str(site), str(site / "names" / "b.conf"))

    assert code == 2
    assert out.count("HL101") == 2
    for name in ("closed", "names"):
        assert f"hardtack: {site / name} can't be read: Permission denied.\n  hint: " in err


def test_a_folder_with_nothing_known(tmp_path: Path) -> None:
    """An error with the remedy."""
    (tmp_path / "notes.txt").write_text("Dear all,\n", encoding="utf-8")
    code, _, err = run(str(tmp_path))

    assert code == 2
    assert "has no file that lint knows" in err


def test_a_folder_with_too_much(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody means all of a disk."""
    monkeypatch.setattr(lint_module, "_MOST_FILES", 1)
    code, _, err = run(str(site))

    assert code == 2
    assert "has more than 1 files" in err


def test_the_result_goes_to_a_file(tmp_path: Path) -> None:
    """--output, as in an audit."""
    place = tmp_path / "result.json"
    code, out, _ = run("-", "--kind", "apache", "--format", "json", "--output", str(place), stdin=BLANKET)

    assert (code, out) == (1, "")
    found = json.loads(place.read_text(encoding="utf-8"))["files"][0]["findings"]
    assert [one["code"] for one in found] == ["HL101", "HL102", "HL103"]
    assert found[0]["replacement"]["target"] == "apache"
    assert 'secure = "require"' in found[0]["replacement"]["policy"]


def test_configuration_is_not_written_over(site: Path) -> None:
    """Named or met below a folder, it is no place for the result."""
    code, out, err = run(str(site), "--output", str(site / "b.conf"))

    assert (code, out) == (2, "")
    assert err == f"hardtack: --output would write over {site / 'a.conf'}.\n  hint: Give it another file.\n"
    assert (site / "a.conf").read_text(encoding="utf-8").startswith(BLANKET)


def test_no_secret_is_shown() -> None:
    """A key in the source is found and never printed, nor is a cookie's value."""
    settings = "SECRET_KEY = SESSION_SECRET = 'Canary0123456789'\nSESSION_COOKIE_DOMAIN = 'example.com'\n"
    for form in ("text", "json"):
        code, out, err = run("-", "--kind", "flask", "--format", form, stdin=settings)
        assert code == 1
        assert "HL610" in out
        assert "Canary" not in out + err
    for word in ("set", "edit ^.*$"):
        action, _, pattern = word.partition(" ")
        line = f'Header always {action} Set-Cookie {pattern} "sid=Canary0123456789; Path=/"\n'
        out = run("-", "--kind", "apache", stdin=line)[1]
        assert "-:1: HL10" in out
        assert "Canary" not in out


def test_kinds_on_the_command_line_are_those_there_are() -> None:
    """The list is written out, so that --help imports nothing."""
    assert tuple(kind.value for kind in Kind) == lint_module._KINDS  # noqa: SLF001 -- the two lists are to be one


@pytest.mark.parametrize("what", ("HL101", "hl101", "flags-appended-to-every-set-cookie"))
def test_a_rule_is_explained(what: str) -> None:
    """By code or name: the page, and what a renderer writes instead."""
    result = CliRunner().invoke(main, ("explain", what))

    assert result.exit_code == 0
    assert result.stdout.startswith("HL101 flags-appended-to-every-set-cookie\nfound by `hardtack lint` in: Apache")
    assert "\nWhy it matters:\n" in result.stdout
    assert "\nInstead, as `hardtack render apache` writes it:\n    # " in result.stdout
    assert max(map(len, result.stdout.partition("\nInstead")[0].splitlines())) <= 120


def test_rules_are_listed_and_guessed() -> None:
    """`explain lint` has a line each; a slip of the pen is told what was likely meant."""
    listed = CliRunner().invoke(main, ("explain", "lint")).stdout
    guessed = CliRunner().invoke(main, ("explain", "httponly-forced-on-all-cookies"))

    assert len(listed.splitlines()) == len(RULES)
    assert guessed.exit_code == 2
    assert "Did you mean httponly-forced-on-every-cookie?" in guessed.stderr


@pytest.mark.parametrize("what", ("HL999", "hl-1", "HL1O1"))
def test_a_code_that_no_rule_has_is_told_where_they_are_listed(what: str) -> None:
    """Not among the checks of an audit."""
    told = CliRunner().invoke(main, ("explain", what))

    assert told.exit_code == 2
    assert f"No rule of `hardtack lint` is called '{what}'." in told.stderr
    assert "hint: `hardtack explain lint` lists the rules." in told.stderr


def test_every_target_of_a_finding_is_a_renderer_or_none_yet() -> None:
    """Where a renderer is there, its replacement is shown, and its lines are no more than a screen's."""
    there = {renderer.target for renderer in RENDERERS}
    shown = {one.target for rule in RULES for one in replacements(rule)}

    assert {"apache", "haproxy"} <= shown <= there
    assert [one.target for rule in RULES for one in replacements(rule) if not 0 < len(one.lines) <= 80] == []


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_rule_has_a_replacement_or_says_why_none(rule: Rule) -> None:
    """What `render` would write stands on each page, or the reason why nothing can be written."""
    assert ("Nothing is written instead: " in section(rule, "Remedy").replace("\n", " ")) is (replacements(rule) == ())


def renderer(target: str, *, exact: bool = True, text: str = "", fails: bool = False) -> Renderer:
    """A renderer that writes the text after a line that every policy has."""

    def answers(policy: Policy) -> tuple[FieldAnswer, ...]:
        asked = policy.defaults != Policy(policy.site).defaults
        return (FieldAnswer("domain", None, Exactness.APPROXIMATE, "Not quite."),) if asked and not exact else ()

    def render(policy: Policy, _version: Version | None) -> Rendered:
        if fails:
            raise PolicyError("no", "no")
        asked = policy.defaults != Policy(policy.site).defaults
        file = RenderedFile("/a", f"always\n{text if asked else ''}")
        return Rendered((file,), answers(policy), tested=True, install="", validate="", reload="", undo="")

    return Renderer(target, (), target, (1,), "", answers, render)


def test_the_first_renderer_that_is_exact_is_taken() -> None:
    """Else the first that is there; none at all is no error, nor is one that writes nothing for it."""
    flags = "location / {\n  proxy_cookie_flags sid nosecure;\n}\n"
    (finding,) = lint(flags, Kind.NGINX).findings
    inexact = renderer("nginx", exact=False, text="secure")
    flags_only = renderer("nginx", text="secure")
    script = renderer("nginx-lua", text="secure")

    assert [
        None if one is None else (one.target, one.lines, one.notes)
        for one in (
            replacement_of(finding, (script, inexact)),
            replacement_of(finding, (script, flags_only)),
            replacement_of(finding, (inexact,)),
            replacement_of(finding, ()),
            replacement_of(finding, (renderer("nginx", fails=True),)),
            replacement_of(finding, (renderer("nginx"),)),
        )
    ] == [
        ("nginx-lua", ("secure",), ()),
        ("nginx", ("secure",), ()),
        ("nginx", ("secure",), ("Not quite.",)),
        None,
        None,
        None,
    ]


def test_of_a_framework_the_settings_are_shown() -> None:
    """Neither the policy's own file nor the middleware that belongs to a whole policy."""
    (finding,) = lint("app.config['SESSION_COOKIE_SAMESITE'] = 'None'\n", Kind.FLASK).findings
    replaced = replacement_of(finding)

    assert replaced is not None
    assert 'SESSION_COOKIE_SAMESITE = "Lax"' in replaced.lines
    assert [line for line in replaced.lines if "import" in line or "version" in line] == []


@pytest.mark.parametrize(
    ("kind", "text", "lines"),
    (
        (Kind.DJANGO, "SESSION_COOKIE_HTTPONLY = False", ("SESSION_COOKIE_HTTPONLY = True",)),
        (Kind.DJANGO, 'SESSION_COOKIE_DOMAIN = ".example.com"', ("SESSION_COOKIE_DOMAIN = None",)),
        (Kind.DJANGO, "SESSION_COOKIE_AGE = 31536000", ("SESSION_COOKIE_AGE = 28800",)),
        (Kind.DJANGO, "SESSION_COOKIE_SAMESITE = None", ('SESSION_COOKIE_SAMESITE = "Lax"',)),
        (Kind.DJANGO, "SESSION_COOKIE_SECURE = False", ("SESSION_COOKIE_SECURE = True",)),
        (Kind.DJANGO, "CSRF_COOKIE_SECURE = False", ("CSRF_COOKIE_SECURE = True",)),
        (Kind.DJANGO, "CSRF_COOKIE_HTTPONLY = True", ("CSRF_COOKIE_HTTPONLY = False",)),
        (Kind.FLASK, "app.config['SESSION_COOKIE_HTTPONLY'] = False", ("SESSION_COOKIE_HTTPONLY = True",)),
        (Kind.FLASK, "app.config['PERMANENT_SESSION_LIFETIME'] = 31536000", ("PERMANENT_SESSION_LIFETIME = 28800",)),
        (Kind.PHP, "session.cookie_secure = 0", ("session.cookie_secure = 1",)),
        (Kind.HTACCESS, "php_flag session.cookie_httponly off", ("session.cookie_httponly = 1",)),
        (
            Kind.PHP,
            "session.use_trans_sid = 1",
            ("session.use_strict_mode = 1", "session.use_only_cookies = 1", "session.use_trans_sid = 0"),
        ),
        (
            Kind.WEB_XML,
            (
                "<web-app><session-config><cookie-config><http-only>true</http-only><secure>false</secure></cookie-config>"
                "<tracking-mode>COOKIE</tracking-mode></session-config></web-app>"
            ),
            (
                "<session-config>",
                "  <cookie-config>",
                "    <secure>true</secure>",
                "  </cookie-config>",
                "</session-config>",
            ),
        ),
        (
            Kind.WEB_XML,
            (
                "<web-app><session-config><tracking-mode>URL</tracking-mode><cookie-config><http-only>true</http-only>"
                "<secure>true</secure></cookie-config></session-config></web-app>"
            ),
            ("<session-config>", "  <tracking-mode>COOKIE</tracking-mode>", "</session-config>"),
        ),
    ),
)
def test_a_setting_is_replaced_and_no_other(kind: Kind, text: str, lines: tuple[str, ...]) -> None:
    """Not the same of another cookie (scripts must read that of CSRF), and no note about what is not shown."""
    (finding,) = lint(text + "\n", kind).findings
    replaced = replacement_of(finding)

    assert replaced is not None
    assert tuple(line for line in replaced.lines if not line.strip().startswith(("#", ";", "<!--"))) == lines
    assert replaced.notes == ()


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    (
        (Kind.DJANGO, "SESSION_COOKIE_NAME = 'sid'\nSESSION_COOKIE_SECURE = False\n", "sid"),
        (Kind.DJANGO, "SESSION_COOKIE_SECURE = False\n", "sessionid"),
        (Kind.FLASK, "app.config['SESSION_COOKIE_SECURE'] = False\n", "session"),
        (Kind.PHP, "session.cookie_secure = 0\n", "PHPSESSID"),
        (
            Kind.WEB_XML,
            (
                "<web-app><session-config><cookie-config><name>sid</name><http-only>false</http-only></cookie-config>"
                "</session-config></web-app>"
            ),
            "sid",
        ),
        (Kind.TOMCAT, '<Context useHttpOnly="false"/>\n', "JSESSIONID"),
    ),
)
def test_what_was_meant_is_meant_for_one_cookie(kind: Kind, text: str, name: str) -> None:
    """The policy names it as the file does, or as it is called where the file says nothing."""
    meant = [finding.intended for finding in lint(text, kind).findings if finding.intended is not None]

    assert meant
    assert {policy.cookies[0].match.text for policy in meant if policy.cookies} == {name}


def test_no_finding_about_the_session_touches_the_token() -> None:
    """Whatever is found of Django's session cookie, no replacement sets the CSRF cookie's, nor the reverse."""
    text = (
        "SESSION_COOKIE_SECURE = False\nSESSION_COOKIE_SAMESITE = 'None'\nSESSION_COOKIE_HTTPONLY = False\n"
        "CSRF_COOKIE_SECURE = False\nCSRF_COOKIE_HTTPONLY = True\n"
    )
    found = lint(text, Kind.DJANGO).findings
    lines = {(one.rule.code, one.text[:4]): replacement_of(one) for one in found}

    assert {code for code, _ in lines} == {"HL601", "HL602", "HL603", "HL604", "HL609", "HL901"}
    assert all(
        replaced is not None and {line[:4] for line in replaced.lines if not line.startswith("#")} == {begin}
        for (_, begin), replaced in lines.items()
    )


@pytest.mark.parametrize(
    ("name", "text", "taken", "unread"),
    (
        ("nginx.conf", "include /etc/nginx/conf.d/*.conf;\n", "conf.d/a.conf", False),
        ("nginx.conf", "include conf.d/*.conf;\n", "sites/a.conf", True),
        ("nginx.conf", 'include "mime.types";\n', "a.conf", True),
        ("httpd.conf", "IncludeOptional conf.d\n", "conf.d/a.conf", False),
        ("httpd.conf", "Include\n", "a.conf", True),
        ("Caddyfile", "import ./sites/*\n", "sites/a.caddy", False),
        (
            "app/settings.py",
            "from .base_settings import *\nDEBUG = False\nCSRF_COOKIE_AGE = 1\n",
            "app/base_settings.py",
            False,
        ),
    ),
)
def test_only_what_is_unread_is_called_unread(name: str, text: str, taken: str, unread: bool, tmp_path: Path) -> None:  # noqa: FBT001 -- a table's column
    """A file of the folder that another one takes in was read with it."""
    for path, content in ((name, text), (taken, "CSRF_COOKIE_AGE = 1\n" if taken.endswith("py") else "Listen 80\n")):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    _, _, err = run(str(tmp_path))

    assert "2 files read" in err
    assert ("were not read" in err) is unread
    assert (f"{tmp_path / name}:1" in err) is unread


def test_what_was_not_read_is_listed_to_an_end(tmp_path: Path) -> None:
    """Five names, and how many more there are."""
    (tmp_path / "nginx.conf").write_text("".join(f"include {one}.inc;\n" for one in range(7)), encoding="utf-8")
    _, _, err = run(str(tmp_path))

    assert ":5 (4.inc) and 2 more.\n" in err
    assert ":6" not in err


def test_a_binary_file_of_a_folder_gets_a_word(site: Path) -> None:
    """It is passed over, which is no error."""
    (site / "dump.conf").write_bytes(b"\0\1")
    code, _, err = run(str(site))

    assert code == 1
    assert f"No text, and passed over: {site / 'dump.conf'}.\n" in err
    assert "No text" not in run(str(site), "--quiet")[2]


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    """Not one of which it can't be told what it is."""
    (tmp_path / "a.conf").write_text(" \n", encoding="utf-8")
    code, _, err = run(str(tmp_path / "a.conf"))

    assert code == 2
    assert err.startswith(f"hardtack: {tmp_path / 'a.conf'} is empty.\n  hint: Name configuration files.\n")
