"""The plugin in a pytest of its own."""

import re
import subprocess
import sys
from pathlib import Path

from tests.integrations.policies import FRONTED

SRC = Path(__file__).resolve().parents[2] / "src"
TESTS = """
import flask
import pytest


@pytest.fixture
def client():
    app = flask.Flask("shop")

    @app.get("/login")
    def login():
        response = flask.Response()
        response.set_cookie("sid", "Canary0123456789abcdef0123456789", httponly=True)
        return response

    return app.test_client()


def test_cookies(client, hardtack_cookies):
    (sid,) = hardtack_cookies(client.get("/login"))
    assert (sid.name, sid.http_only, sid.secure) == ("sid", True, False)


def test_login(client, assert_hardened):
    assert_hardened(client.get("/login"), session=("sid",))
"""


def pytest_of_its_own(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest in a folder, with hardtack's plugin and no other."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "hardtack.integrations.pytest_plugin",
            "-p",
            "no:cacheprovider",
            *arguments,
        ],
        cwd=folder,
        env={"PYTHONPATH": str(SRC), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_fixtures_work_and_the_failure_says_what_to_do(tmp_path: Path) -> None:
    """One test passes, one fails with the message and without hardtack's own source."""
    (tmp_path / "test_shop.py").write_text(TESTS, encoding="utf-8")
    done = pytest_of_its_own(tmp_path)

    assert "1 failed, 1 passed" in done.stdout
    assert "E       AssertionError: 1 of 1 cookie not hardened" in done.stdout
    assert "E         plain       it goes over plain http too → add Secure (hardtack explain HT1001)" in done.stdout
    assert "hardened.py" not in done.stdout
    assert "Canary0123456" not in done.stdout.partition("= FAILURES =")[2].partition("Set-Cookie: ")[2]


OF_POLICY = """
import flask


def test_login(assert_hardened, hardtack_policy):
    response = flask.Response(headers={"Set-Cookie": "sid=1; HttpOnly; Secure"})
    assert_hardened(response, hardtack_policy)
"""


def test_the_policy_of_the_configuration_is_a_fixture(tmp_path: Path) -> None:
    """From beside the file that names it, wherever pytest runs; without one it is said what to write."""
    (tmp_path / "policy.toml").write_text(FRONTED, encoding="utf-8")
    below = tmp_path / "tests"
    below.mkdir()
    (below / "test_shop.py").write_text(OF_POLICY, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    without = pytest_of_its_own(below).stdout
    (tmp_path / "pytest.ini").write_text("[pytest]\nhardtack_policy = policy.toml\n", encoding="utf-8")
    with_one = pytest_of_its_own(below).stdout

    assert "hardtack_policy: name the policy's file in pytest's configuration" in without
    assert 'E         policy      __Host-sid: was sid: prefix = "__Host-" (cookies[1])' in with_one


def test_the_transcript_of_the_documentation_is_true(tmp_path: Path) -> None:
    """The tests that docs/pytest.md shows fail with the messages that it shows."""
    page = (SRC.parent / "docs" / "pytest.md").read_text(encoding="utf-8")
    (code, by_policy, *_) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    first, second = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (ini,) = re.findall(r"^```ini\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    policies = (SRC.parent / "docs" / "policy.md").read_text(encoding="utf-8")
    (policy,) = re.findall(r"^```toml\n(.*?)^```$", policies, re.MULTILINE | re.DOTALL)
    (tmp_path / "policy.toml").write_text(policy, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(ini, encoding="utf-8")
    (tmp_path / "test_shop.py").write_text(code, encoding="utf-8")
    said = pytest_of_its_own(tmp_path).stdout
    (tmp_path / "test_shop.py").write_text(code.replace(', domain="shop.example"', "") + by_policy, encoding="utf-8")

    assert first in said
    assert second in pytest_of_its_own(tmp_path).stdout


def test_the_fixtures_are_listed_with_what_they_do(tmp_path: Path) -> None:
    """`pytest --fixtures` tells them."""
    said = pytest_of_its_own(tmp_path, "--fixtures").stdout

    assert "assert_hardened [session scope]" in said
    assert "hardtack_cookies [session scope]" in said
    assert "fails unless the session's cookies" in said


def test_the_plugin_loads_nothing_until_a_test_asks() -> None:
    """Every pytest of the environment imports it: no list, no parser, no framework."""
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, hardtack.integrations.pytest_plugin; print(*sorted(sys.modules))"],
        env={"PYTHONPATH": str(SRC)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.split()

    assert {name for name in loaded if name.startswith("hardtack")} == {
        "hardtack", "hardtack.errors", "hardtack.integrations", "hardtack.integrations.pytest_plugin",
    }  # fmt: skip
    assert not {"publicsuffixlist", "idna", "click", "django", "flask"} & set(loaded)


def test_the_plugin_is_registered() -> None:
    """Installed with hardtack, it is there without a word in anybody's configuration."""
    text = (SRC.parent / "pyproject.toml").read_text(encoding="utf-8")

    assert '[project.entry-points.pytest11]\nhardtack = "hardtack.integrations.pytest_plugin"\n' in text
