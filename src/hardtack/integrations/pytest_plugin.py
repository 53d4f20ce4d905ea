"""The pytest plugin: the fixtures `hardtack_cookies` and `assert_hardened`; nothing is loaded until a test asks."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Protocol

    from hardtack.cookies import SetCookie

    class AssertHardened(Protocol):
        """`hardtack.integrations.hardened.assert_hardened`."""

        def __call__(
            self,
            response: object,
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


@pytest.fixture(scope="session")
def assert_hardened() -> "AssertHardened":
    """`assert_hardened(response, session=("sid",))`: fails unless the session's cookies are as they should be."""
    from hardtack.integrations.hardened import assert_hardened as function  # noqa: PLC0415 -- as above

    return function
