"""Cookies whose signature is a cookie of its own: `session` and `session.sig` (cookie-session, Koa: Keygrip)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hardtack.cookies.signing_keys import signed_pair_key

SCHEME = "keygrip"
"""What such a signature is called among the facts of the value that it signs."""
_SUFFIX = ".sig"


@dataclass(frozen=True, slots=True)
class SignedPair:
    """A value that another cookie signs.

    Attributes:
        value: the signed value as it stood on the wire.
        known_key: whether a known key made the signature.
    """

    value: str
    known_key: bool


def signed_pairs(cookies: Iterable[tuple[str, str]], keys: Iterable[str]) -> Iterator[SignedPair]:
    """The values among the cookies of one message that others of them sign.

    Args:
        cookies: (name, value) pairs as they stood on the wire.
        keys: signing keys to try; iterated once for each pair.
    """
    values = dict(cookies)
    for name, signature in values.items():
        signed = name.removesuffix(_SUFFIX)
        if signed != name and values.get(signed):
            known = signed_pair_key(signed, values[signed], signature, keys)
            if known is not None:
                yield SignedPair(values[signed], known)
