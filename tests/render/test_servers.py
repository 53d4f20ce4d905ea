"""Real servers, run with what the renderers wrote, do what the policies mean; the matrix is what they did."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from hardtack.policy import HttpOnlyRule, Policy, Transport
from hardtack.render import Exactness
from tests import matrix
from tests.absence import absent
from tests.equivalence import compare
from tests.policy_corpus import policy_files, read_lines, read_policy
from tests.servers import Running, running

pytestmark = pytest.mark.server

_ATTRIBUTES: Final = (
    "Secure, never twice",
    "HttpOnly, with exceptions",
    "SameSite where absent",
    "SameSite always",
    "Domain taken out",
    "Domain changed",
    "Path changed, by segments",
    "Max-Age capped",
    "lifetime taken out, deletions spared",
    "renamed on the way out",
)
_WHOLE: Final = (
    "renamed on the way in, bare name dropped",
    "HSTS once, on its own errors too",
    "http to https, path and query kept",
)
_SCRIPTED: Final = (*_ATTRIBUTES, *_WHOLE, "dates compared", "a cookie dropped")
# What was measured to be exact on these servers before there was a renderer.
PROMISED: Final = {
    "apache": (*_ATTRIBUTES, *_WHOLE),
    "caddy": (*_ATTRIBUTES, *_WHOLE),
    "envoy": _SCRIPTED,
    "haproxy": (*_ATTRIBUTES, *_WHOLE),
    "haproxy-lua": _SCRIPTED,
    "lighttpd": _SCRIPTED,
    # Its names can be changed on the way in, but not on the way out: it changes neither, or logins would fail.
    "nginx": ("SameSite always", "Domain changed", "Path changed, by segments", *_WHOLE[1:]),
    "nginx-lua": _SCRIPTED,
    "nginx-njs": _SCRIPTED,
    "traefik": _SCRIPTED,
    "varnish": (*_ATTRIBUTES, *_WHOLE, "a cookie dropped"),
}
# nginx can change these for all cookies, and not for one.
_FOR_ALL_ALIKE: Final = frozenset({"Domain changed", "Path changed, by segments"})
# What only a log shows, and the order of lines, which is free where lines are compared.
_UNSEEN: Final = frozenset({"unknown cookies reported", "old identities deleted"})


@pytest.mark.parametrize("file", policy_files(), ids=lambda file: file.stem)
@pytest.mark.parametrize("target", matrix.TARGETS)
def test_server_does_what_the_policy_means(target: str, file: Path) -> None:
    """Every cookie, Cookie field, plain answer and HSTS field is the policy's; what differs was declared."""
    if matrix.lacking(target):
        absent(f"{target} is not installed")
    outcome = matrix.outcome_of(target, file)
    assert outcome.different == []
    assert outcome.equal > (30 if target in matrix.HOSTED else 300)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("target", matrix.IN_FRONT)
def test_what_is_declared_is_what_differs(target: str) -> None:
    """No field is declared inexact in vain: each one that is differs somewhere; what was promised is exact."""
    if matrix.lacking(target):
        absent(f"{target} is not installed")
    cells = matrix.cells_of(target)
    exact = {Exactness.EXACT, Exactness.NEEDS}
    vain = {name for name, cell in cells.items() if cell.worst not in exact and not cell.seen}
    assert vain <= _UNSEEN
    broken = {name for name in PROMISED.get(target, ()) if {cells[name].best, cells[name].worst} - exact}
    assert broken <= (_FOR_ALL_ALIKE if target == "nginx" else set())
    assert {name for name in broken if cells[name].best not in exact} == set()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("target", matrix.TARGETS)
def test_the_document_is_what_was_seen(target: str) -> None:
    """The matrix in the documents has the column that this run gives; the servers' versions may be others."""
    if matrix.lacking(target):
        absent(f"{target} is not installed")
    written = matrix.columns_of(matrix.MATRIX.read_text(encoding="utf-8"))
    assert written[target] == matrix.words_of(matrix.cells_of(target))


@pytest.mark.parametrize("target", matrix.IN_FRONT)
def test_a_server_that_does_otherwise_is_seen(target: str, tmp_path: Path) -> None:
    """A server that runs another policy than the one it is held to differs in nearly everything."""
    if matrix.lacking(target):
        absent(f"{target} is not installed")

    def other(name: str, policy: Policy, port: int, root: Path) -> AbstractContextManager[Running]:
        defaults = replace(policy.defaults, http_only=HttpOnlyRule.KEEP)
        return running(name, replace(policy, defaults=defaults, transport=Transport()), port, root)

    policy = read_policy(next(file for file in policy_files() if file.stem == "06-oracle"))
    outcome = compare(target, policy, read_lines()[:20], tmp_path, other)
    assert len(outcome.different) > 50
