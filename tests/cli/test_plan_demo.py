"""The demo, weak in all that can be weak beside https, from its audit to a policy: real processes, both schemes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hardtack.cookies import SameSite
from hardtack.demo import RunningDemo, Switches, start_demo
from hardtack.policy import (
    HttpOnlyRule,
    MaxLifetime,
    NamePrefix,
    Redirect,
    Remove,
    SameSiteRule,
    SecureRule,
    When,
    enforce_line,
    from_toml,
    rule_for,
)
from tests.policy.making import HTTPS

pytestmark = pytest.mark.slow

SRC = Path(__file__).resolve().parents[2] / "src"
NAME = "app.demo.test"
DEADLINE = 90
LINE = "demo_session=v; Path=/; Domain=demo.test; Max-Age=31536000"


def hardtack(demo: RunningDemo, home: Path, *arguments: str) -> str:
    """Run hardtack as a user would; what it says on stdout."""
    done = subprocess.run(
        [sys.executable, "-m", "hardtack", *arguments],
        env={"PYTHONPATH": str(SRC), "PATH": os.environ["PATH"], "HOME": str(home), "HARDTACK_PASSWORD": demo.password},
        capture_output=True, encoding="utf-8", timeout=DEADLINE, check=False,
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def seen_and_planned(tmp_path: Path, *, shop: bool) -> str:
    """The plan for the demo, audited with or without the other application of its host."""
    kept = str(tmp_path / "seen.json")
    with start_demo(Switches.parse(right="q8,q9")) as demo:
        urls = [demo.login_url, demo.http_url + demo.login_url[len(demo.https_url or "") :], demo.shop_url]
        login, plain, other = (url.replace("//127.0.0.1:", f"//{NAME}:") for url in urls)
        hardtack(
            demo, tmp_path, "audit", login, "--http-url", plain, *(("--also", other) if shop else ()), "--username",
            demo.username, "--ca", str(demo.ca_file), "--resolve", f"{NAME}:127.0.0.1", "--settle", "0", "--record",
            kept, "--quiet",
        )  # fmt: skip
        return hardtack(demo, tmp_path, "plan", kept, "--quiet")


def test_what_is_weak_in_the_demo_is_planned_for(tmp_path: Path) -> None:
    """Each weakness that a policy can mend is mended as far as it may be, and the rest is told."""
    text = seen_and_planned(tmp_path, shop=False)
    policy = from_toml(text)
    rule = rule_for(policy, "demo_session")

    assert rule is not None
    assert (policy.transport.redirect, policy.defaults.secure) == (Redirect.PERMANENT, SecureRule.REQUIRE)
    assert policy.defaults.same_site == SameSiteRule(SameSite.LAX, When.ABSENT)
    assert rule.treatment.http_only is HttpOnlyRule.REQUIRE
    assert (rule.treatment.domain, rule.treatment.lifetime) == (Remove.REMOVE, MaxLifetime(86400))
    assert rule.treatment.prefix is NamePrefix.SECURE
    assert {"HT301", "HT401", "HT501", "HT1001"} <= set(rule.answers)
    assert "HT201" in text
    hard = "__Secure-demo_session=v; Path=/; Max-Age=86400; Secure; HttpOnly; SameSite=Lax"
    assert enforce_line(policy, LINE, HTTPS) == hard


def test_the_shop_keeps_its_cookie_of_the_same_name(tmp_path: Path) -> None:
    """A narrower Path would send it where the shop is not, and its basket would be lost; the collision is told."""
    text = seen_and_planned(tmp_path, shop=True)
    policy = from_toml(text)
    rule = rule_for(policy, "demo_session")

    assert rule is not None
    assert "HT601" not in rule.answers
    assert text.index("# - HT601: ") < text.index("version = 1")
    assert "rename its own" in " ".join(text.replace("\n#", "").split())
    assert enforce_line(policy, LINE, HTTPS) == f"{LINE}; Secure; SameSite=Lax"
