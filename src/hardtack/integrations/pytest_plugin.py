"""The pytest plugin: the fixtures `hardtack_cookies`, `hardtack_policy` and `assert_hardened`.

Nothing is loaded until a test asks.
"""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Protocol

    from hardtack.cookies import SetCookie
    from hardtack.integrations.policy_files import PolicySource
    from hardtack.policy import Policy

    class AssertHardened(Protocol):
        """`hardtack.integrations.hardened.assert_hardened`."""

        def __call__(
            self,
            response: object,
            policy: PolicySource | None = None,
            *,
            session: Collection[str] = (),
            url: str | None = None,
            allow: Collection[str] = (),
        ) -> None:
            """Assert that cookies of a response are hardened."""


@pytest.fixture(scope="session")
def hardtack_cookies() -> "Callable[[object], tuple[SetCookie, ...]]":
    """`hardtack_cookies(response)`: the cookies that a response of any test client sets, as records, one a line."""
    from hardtack.integrations.responses import hardtack_cookies as function  # noqa: PLC0415 -- pytest starts at once

    return function


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tell pytest of the plugin's setting."""
    parser.addini("hardtack_policy", "The cookie policy's TOML file, for hardtack's fixture of that name.", default="")


@pytest.fixture(scope="session")
def hardtack_policy(pytestconfig: pytest.Config) -> "Policy":
    """The cookie policy whose file pytest's configuration names: `hardtack_policy = policy.toml`."""
    from hardtack.integrations.policy_files import policy_from  # noqa: PLC0415 -- as above

    name: str = pytestconfig.getini("hardtack_policy")
    if not name:
        raise pytest.UsageError("hardtack_policy: name the policy's file in pytest's configuration")
    place = pytestconfig.rootpath if pytestconfig.inipath is None else pytestconfig.inipath.parent
    return policy_from(place / name)


@pytest.fixture(scope="session")
def assert_hardened() -> "AssertHardened":
    """`assert_hardened(response, session=("sid",))`: fails unless the session's cookies are as they should be.

    Or, with a policy, as `assert_hardened(response, hardtack_policy)`: unless all are as the policy makes them.
    """
    from hardtack.integrations.hardened import assert_hardened as function  # noqa: PLC0415 -- as above

    return function
