"""Known cookie names: an explanation, and a tie-breaker where evidence is equal; never a reason for a verdict.

What a cookie is for is shown by what happens with and without it; the name only says what to expect.
"""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from hardtack.cookies.known_names import ROWS, Role

__all__ = ["KNOWN", "Known", "Role", "generalise", "lookup"]

_PREFIX = re.compile(r"\A__(?:Host-Http|Http|Host|Secure)-", re.IGNORECASE)
# Large values are cut into chunks: oauth2-proxy appends _0, NextAuth.js .0, ASP.NET C1.
_CHUNK = re.compile(r"(?<=[A-Za-z])(?:[_.]\d{1,2}|(?<=[a-z])C\d{1,2})\Z")
_HASH = re.compile(r"(?<![0-9A-Za-z])(SS?ESS)?[0-9a-f]{16,}(?![0-9A-Za-z])")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PORT = re.compile(r"(?<=[A-Za-z][_.-])(P|port)?([1-9]\d{2,4})\Z")


@dataclass(frozen=True, slots=True)
class Known:
    """A known cookie name.

    Attributes:
        pattern: The name; `*` stands for any text, `<hash>` for a digest.
        owner: The framework or product.
        role: What the cookie is for.
        reads_by_script: Whether the owner's own scripts read it by design, so that HttpOnly would break them.
    """

    pattern: str
    owner: str
    role: Role
    reads_by_script: bool


KNOWN: tuple[Known, ...] = tuple(Known(*row) for row in ROWS)
"""The whole catalog."""

_EXACT = {known.pattern: known for known in KNOWN if "*" not in known.pattern}
_WILD = tuple(known for known in KNOWN if "*" in known.pattern)


def generalise(name: str) -> str:
    """Take out of a cookie name what differs from one installation or response to the next.

    Args:
        name: The cookie's name.

    Returns:
        The name without its name prefix (`__Host-` and the like) and chunk suffix, with `<hash>` for a digest or UUID
        and `<port>` for a port number at the end: `__Host-app_session_P8443` becomes `app_session_P<port>`.
    """
    bare = _CHUNK.sub("", _PREFIX.sub("", name, count=1))
    bare = _HASH.sub(r"\1<hash>", _UUID.sub("<hash>", bare))
    return _PORT.sub(r"\1<port>", bare)


def lookup(name: str) -> Known | None:
    """Find what is known about a cookie name.

    Args:
        name: The cookie's name, as sent; letter case counts, as it does for browsers.

    Returns:
        The row of the exact name, else of the generalised name, else of the pattern that matches; `None` if
        the name is unknown.
    """
    spellings = (_PREFIX.sub("", name, count=1), generalise(name))
    exact = next((_EXACT[spelled] for spelled in spellings if spelled in _EXACT), None)
    if exact:
        return exact
    return next((known for known in _WILD if any(fnmatchcase(spelled, known.pattern) for spelled in spellings)), None)
