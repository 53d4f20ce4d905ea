"""What both middlewares are made of, and what they refuse to be made of."""

import time
from pathlib import Path
from typing import Any

import pytest

from hardtack.asgi import CookiePolicyMiddleware as Asgi
from hardtack.errors import HostError, PolicyError
from hardtack.integrations.gate import Gate, system_clock
from hardtack.policy import Hsts, Policy, Site, Transport, from_toml
from hardtack.wsgi import CookiePolicyMiddleware as Wsgi
from tests.integrations.policies import FRONTED, clock, fronted

HELD = FRONTED + "[session]\nidle = 60\n[vault]\n"
KINDS = pytest.mark.parametrize("kind", (Asgi, Wsgi))


def application(*arguments: object) -> Any:  # noqa: ANN401 -- of both interfaces, and never called
    """An application."""
    raise AssertionError(arguments)


@pytest.mark.parametrize("place", (str, Path))
def test_a_policy_may_be_a_file(place: type[str | Path], tmp_path: Path) -> None:
    """The same as the one read from its text."""
    file = tmp_path / "policy.toml"
    file.write_text(f"\ufeff{FRONTED}", encoding="utf-8")
    lines = ["sid=1", "a=2; Expires=Fri, 31 Dec 2099 23:59:59 GMT"]

    read, made = Gate(place(file), (), clock), Gate(fronted(), (), clock)
    assert read.set_cookie_lines(lines, https=True) == made.set_cookie_lines(lines, https=True)


@KINDS
def test_a_policy_that_is_none_is_refused(kind: type[Asgi | Wsgi], tmp_path: Path) -> None:
    """When the program starts, with the file and what is wrong with it."""
    file = tmp_path / "policy.toml"
    with pytest.raises(HostError, match=r"policy\.toml can't be read: No such file") as missing:
        kind(application, file)
    file.write_bytes(b"version = 1\n[site]\norigin = 'ftp://x'\n")
    with pytest.raises(PolicyError, match=r"policy\.toml: policy, line 3, site\.origin: ") as wrong:
        kind(application, str(file))
    file.write_bytes(b"\xff")
    with pytest.raises(PolicyError, match=r"policy\.toml is not UTF-8 text \(octet 0\)"):
        kind(application, file)
    with pytest.raises(PolicyError, match="browsers heed no HSTS of an address"):
        kind(application, Policy(Site("https://127.0.0.1"), Transport(hsts=Hsts(1))))
    assert missing.value.hint
    assert wrong.value.hint


@KINDS
def test_what_a_middleware_cannot_do_is_refused_or_accepted(kind: type[Asgi | Wsgi]) -> None:
    """By name, each of them: nothing of a policy is left out in silence."""
    held = from_toml(HELD)
    with pytest.raises(PolicyError, match="asks for session and vault: a middleware holds no sessions") as both:
        kind(application, held)
    with pytest.raises(PolicyError, match="asks for vault: ") as one:
        kind(application, held, accept="session")
    with pytest.raises(ValueError, match="accept: 'hsts' is no such field; there are session, vault"):
        kind(application, held, accept=("hsts",))
    kind(application, held, accept=("session", "vault"))
    kind(application, fronted(), accept=("vault",))
    assert both.value.hint.endswith("accept=('session', 'vault',)")
    assert one.value.hint.endswith("accept=('vault',)")


def test_the_clock_is_the_systems() -> None:
    """Unless another is given."""
    assert abs(system_clock() - time.time()) < 5  # noqa: TID251 -- the clock is what is under test
