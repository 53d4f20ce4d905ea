"""Real servers, run with what the renderers wrote, do what the policies mean."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from hardtack.policy import HttpOnlyRule, Policy, Transport
from hardtack.render import RENDERERS
from tests.absence import absent
from tests.equivalence import compare
from tests.policy_corpus import policy_files, read_lines, read_policy
from tests.servers import ENGINES, Running, missing, running

pytestmark = pytest.mark.server
TARGETS = tuple(renderer.target for renderer in RENDERERS if renderer.target in ENGINES)
# What a file of lines can't hold, or what some servers answer by themselves.
MORE = ("ctl=1\x02; Path=/", "ctl=1\x00", "ctl=\x1f; a\x0b; \x7f", "big8=" + "x" * 8000)


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
@pytest.mark.parametrize("target", TARGETS)
def test_server_does_what_the_policy_means(target: str, file: Path, tmp_path: Path) -> None:
    """Every cookie, Cookie field, plain answer and HSTS field is the policy's; what differs was declared."""
    if missing(target):
        absent(f"{target} is not installed")
    outcome = compare(target, read_policy(file), (*read_lines(), *MORE), tmp_path)
    assert outcome.different == []
    assert outcome.equal > 600


@pytest.mark.parametrize("target", TARGETS)
def test_a_server_that_does_otherwise_is_seen(target: str, tmp_path: Path) -> None:
    """A server that runs another policy than the one it is held to differs in nearly everything."""
    if missing(target):
        absent(f"{target} is not installed")

    def other(name: str, policy: Policy, port: int, root: Path) -> AbstractContextManager[Running]:
        defaults = replace(policy.defaults, http_only=HttpOnlyRule.KEEP)
        return running(name, replace(policy, defaults=defaults, transport=Transport()), port, root)

    policy = read_policy(next(file for file in policy_files() if file.stem == "06-oracle"))
    outcome = compare(target, policy, read_lines()[:20], tmp_path, other)
    assert len(outcome.different) > 50
