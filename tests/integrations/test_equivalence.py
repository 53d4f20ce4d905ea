"""Real Python servers with the middleware do what the policies mean, as the servers that renderers write for."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from hardtack.policy import HttpOnlyRule, Policy, Transport
from tests.equivalence import compare
from tests.middleware_servers import MIDDLEWARE, running_middleware
from tests.policy_corpus import policy_files, read_lines, read_policy
from tests.servers import Running

pytestmark = pytest.mark.server
MORE = ("ctl=1\x02; Path=/", "ctl=1\x00", "ctl=\x1f; a\x0b; \x7f", "big8=" + "x" * 8000)
# Both run the same gate, so the second is tried with the policies that differ in how a server is spoken to.
CASES = [("asgi", file) for file in policy_files()]
CASES += [("wsgi", file) for file in policy_files() if file.stem[:2] in {"02", "06", "08", "11", "12"}]


@pytest.mark.parametrize(("kind", "file"), CASES, ids=lambda one: one if isinstance(one, str) else one.stem)
def test_middleware_does_what_the_policy_means(kind: str, file: Path, tmp_path: Path) -> None:
    """Every cookie, Cookie field, plain answer and HSTS field is the policy's, and nothing differs."""
    outcome = compare(kind, read_policy(file), (*read_lines(), *MORE), tmp_path, running_middleware)
    assert outcome.different == []
    assert outcome.declared.total() == 0
    assert outcome.equal > 300


def other(kind: str, policy: Policy, port: int, root: Path) -> AbstractContextManager[Running]:
    """A server with another policy than the one it is held to."""
    defaults = replace(policy.defaults, http_only=HttpOnlyRule.KEEP)
    return running_middleware(kind, replace(policy, defaults=defaults, transport=Transport()), port, root)


@pytest.mark.parametrize("kind", MIDDLEWARE)
def test_one_that_does_otherwise_is_seen(kind: str, tmp_path: Path) -> None:
    """Nearly everything differs."""
    policy = read_policy(next(file for file in policy_files() if file.stem == "06-oracle"))
    assert len(compare(kind, policy, read_lines()[:20], tmp_path, other).different) > 50
