"""Real servers do with the cases of others' suites what the policy means, or what their renderer says they do."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from hardtack.policy import RequestFacts
from tests.absence import absent
from tests.differences import Declared, cookies_apart
from tests.matrix import IN_FRONT
from tests.policy.others import Together, together
from tests.raw_http import ask, upstream
from tests.servers import find_renderer, missing, running, served

pytestmark = pytest.mark.server

_REQUEST: Final = "HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n"
_DECLARED: Final = {"nginx": {"domain": 5, "path": 2, "prefix": 1, "samesite": 2, "secure": 3}}
"""How often a server differs in which declared field; the others never do."""
_EMPTY: Final[dict[str, tuple[str, ...]]] = {"lighttpd": (), "nginx": ("",)}
"""What becomes of a set-cookie field without text, where flags don't: browsers take nothing from it either way."""


def outcomes(target: str, group: Together, root: Path) -> Iterator[tuple[str, list[str] | str]]:
    """Each row's name and line, and what is wrong with its cookie: the declared fields, or what nothing explains."""
    root.mkdir()
    policy = served(target, group.policy)
    declared = Declared.of(policy, find_renderer(target).answers(policy))
    request = RequestFacts(https=True, now=0)
    with (
        upstream([[line] for _, line, _ in group.rows]) as application,
        running(target, policy, application.port, root) as server,
    ):
        for number, (name, line, _) in enumerate(group.rows):
            answer = ask(("127.0.0.1", server.port), f"GET /200/{number} {_REQUEST}", tls=server.tls)
            came = (answer.status, answer.all("set-cookie"))
            wrong = cookies_apart(declared, [line], request, 200, came)
            known = not line and came == (200, _EMPTY.get(target))
            yield f"{name}: {line}", [] if known else wrong


@pytest.mark.parametrize("target", IN_FRONT)
def test_server_agrees_with_others_as_the_policy_does(target: str, tmp_path: Path) -> None:
    """Each row's cookie is as the policy has it, but for as many as the renderer declares otherwise."""
    if missing(target):
        absent(f"{target} is not installed")

    found = dict(
        one for number, group in enumerate(together()) for one in outcomes(target, group, tmp_path / f"{number}")
    )

    assert {name: wrong for name, wrong in found.items() if isinstance(wrong, str)} == {}
    assert Counter(field for wrong in found.values() for field in wrong) == _DECLARED.get(target, {})
