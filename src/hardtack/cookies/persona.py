"""The test user's own data, and the search for it in a decoded cookie value.

Finding what only this user has is proof; a pattern that looks like an address is not. So the search comes first.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from hardtack.cookies.layers import Decoding
from hardtack.cookies.value_kinds import READABLE, Kind, Layer

SHORTEST = 3
"""Data of fewer characters is not searched for: it stands in any value by chance."""
_LONG = 12
_ENCODABLE = 6
_WORD = 8
_BASE64_KINDS = frozenset(
    {Kind.BASE64, Kind.JWT, Kind.JWT_UNSIGNED, Kind.ITSDANGEROUS, Kind.DJANGO_SIGNED, Kind.TORNADO_SIGNED}
)
_IDENTIFIER = re.compile(r"[\w-]+")
# "admin" and "user" are names of users and of roles: under these keys they are the role.
_ROLE_KEYS = frozenset(
    {"role", "roles", "group", "groups", "type", "kind", "scope", "scopes", "permissions", "authorities"}
)


class MatchForm(StrEnum):
    """In which form the user's own data stood in the value."""

    PLAIN = "plain"
    PERCENT = "percent"
    BASE64 = "base64"
    HEX = "hex"
    REVERSED = "reversed"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"


@dataclass(frozen=True, slots=True)
class Persona:
    """The test user's own data. None of it appears in `repr`.

    Attributes:
        username: The login name.
        password: The password.
        email: The e-mail address.
        others: Further data as pairs of label and value, such as `("phone", "+49 …")`; labels may be printed.
    """

    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    others: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Drop data that is too short to be searched for."""
        for name in ("username", "password", "email"):
            if len(getattr(self, name)) < SHORTEST:
                object.__setattr__(self, name, "")
        object.__setattr__(self, "others", tuple(pair for pair in self.others if len(pair[1]) >= SHORTEST))

    @property
    def items(self) -> tuple[tuple[str, str], ...]:
        """What to search for, as pairs of label and value, the gravest first.

        A password that equals the login name or the e-mail address is left out: what is found then proves only the
        lesser of the two.
        """
        told_apart = self.password.lower() not in {self.username.lower(), self.email.lower()}
        password = self.password if told_apart else ""
        named = (("password", password), ("email", self.email), ("username", self.username))
        return tuple((label, value) for label, value in (*named, *self.others) if value)


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a piece of the user's own data was found.

    Attributes:
        label: Which piece: `password`, `email`, `username` or a label of `Persona.others`.
        path: The field it stands in, as the site wrote it.
        form: In which form it stands there.
    """

    label: str
    path: tuple[str, ...] = field(repr=False)
    form: MatchForm


def search(decoding: Decoding, persona: Persona) -> tuple[Sighting, ...]:
    """Find the user's own data in every layer of a value.

    Args:
        decoding: The value's layers.
        persona: What to look for.

    Returns:
        One sighting for each piece, field and form. A login name counts only as a whole token of readable text, and
        not as the local part of the user's own e-mail address.
    """
    found: dict[Sighting, None] = {}
    # Leaves first, then from the inside out: a container also holds what its leaves hold, but they name the field.
    for layer in sorted(decoding.layers, key=lambda layer: (not layer.leaf, -len(layer.chain))):
        for label, value in persona.items:
            for form in _forms(layer, label, value, persona.email):
                if layer.leaf or all(sighting.label != label for sighting in found):
                    found[Sighting(label, layer.path, form)] = None
    return tuple(found)


def _forms(layer: Layer, label: str, value: str, email: str) -> Iterator[MatchForm]:
    if _stands(layer, label, value, email):
        yield _read_form(layer)
    elif layer.kind in READABLE and len(value) >= _ENCODABLE and _token_in(value[::-1], layer.text):
        yield MatchForm.REVERSED
    lower = layer.text.lower()
    for form, text in _encoded(value):
        if text in (layer.text if form is MatchForm.BASE64 else lower):
            yield form


def _stands(layer: Layer, label: str, value: str, email: str) -> bool:
    text = layer.text
    if (label == "username" or value.isalpha()) and _is_role(layer):
        return False
    if text.lower() == value.lower():
        return True
    if label == "password" and value.isalpha() and len(value) < _WORD:
        # A weak password such as "demo" is a word of any text; only as a whole field is it worth a finding.
        return False
    if not layer.leaf:
        # Structures are split at their separators; data that holds a separator is found only before the split.
        return not _IDENTIFIER.fullmatch(value) and _token_in(value, text)
    if label == "username":
        if layer.kind not in READABLE:
            return False
        if email and value.lower() != email.lower():
            text = re.sub(re.escape(email), " ", text, flags=re.IGNORECASE)
        # In front of an @ it is part of an address, which is a finding of its own.
        return _token_in(value, re.sub(rf"{re.escape(value)}@", " ", text, flags=re.IGNORECASE))
    if layer.kind in READABLE:
        return _token_in(value, text) or (label != "email" and len(value) >= _LONG and value.lower() in text.lower())
    return len(value) >= _LONG and value.lower() in text.lower()


def _is_role(layer: Layer) -> bool:
    return any(name.lower() in _ROLE_KEYS for name in layer.path)


def _token_in(value: str, text: str) -> bool:
    pattern = rf"(?<![^\W_]){re.escape(value)}(?![^\W_])"
    return re.search(pattern, text, re.IGNORECASE) is not None


def _read_form(layer: Layer) -> MatchForm:
    for kind in reversed(layer.chain):
        if kind in _BASE64_KINDS:
            return MatchForm.BASE64
        if kind is Kind.HEX:
            return MatchForm.HEX
        if kind is Kind.PERCENT:
            return MatchForm.PERCENT
    return MatchForm.PLAIN


def _encoded(value: str) -> Iterator[tuple[MatchForm, str]]:
    for text in dict.fromkeys((value, value.lower())):
        data = text.encode("utf-8", "surrogatepass")
        for form, digest in (
            (MatchForm.MD5, hashlib.md5(data, usedforsecurity=False)),
            (MatchForm.SHA1, hashlib.sha1(data, usedforsecurity=False)),
            (MatchForm.SHA256, hashlib.sha256(data)),
        ):
            yield form, digest.hexdigest()
        if len(data) >= _ENCODABLE:
            yield MatchForm.HEX, data.hex()
            # Without its padding and the character before it, which depends on what follows.
            whole = len(data) - len(data) % 3
            yield MatchForm.BASE64, base64.b64encode(data[:whole]).decode("ascii")
            yield MatchForm.BASE64, base64.urlsafe_b64encode(data[:whole]).decode("ascii")
