"""Peel a cookie value, layer by layer, as anybody who holds the value could.

Breadth first and bounded: a value is written by a server that may be hostile, so depth, number of layers and octets
that come out are all limited, and nothing is ever unserialised or verified.
"""

import re
from collections import deque
from dataclasses import dataclass
from itertools import pairwise

from hardtack.cookies.encodings import as_text, peel_base64, peel_bytes, peel_hex, peel_percent, peel_quotes, wire_text
from hardtack.cookies.infrastructure import peel_address
from hardtack.cookies.structures import peel_express_json, peel_fields, peel_form, peel_json, peel_php
from hardtack.cookies.token_formats import (
    peel_django,
    peel_express,
    peel_fernet,
    peel_itsdangerous,
    peel_jwe,
    peel_jwt,
    peel_rails,
    peel_tornado,
)
from hardtack.cookies.value_kinds import Kind, Layer, Peeled

MAX_DEPTH = 8
"""The most layers inside one another."""
MAX_LAYERS = 512
"""The most layers of one value."""
MAX_OCTETS = 256 * 1024
"""The most octets that all layers of one value may hold together."""

# The order decides: a format with marks of its own comes before a format that is only an alphabet, and a structure
# before percent-encoding, because the encoding then protects the separators inside one field.
_PEELERS = (
    peel_address,
    peel_quotes,
    peel_json,
    peel_express_json,
    peel_php,
    peel_express,
    peel_jwt,
    peel_jwe,
    peel_fernet,
    peel_tornado,
    peel_itsdangerous,
    peel_django,
    peel_rails,
    peel_form,
    peel_fields,
    peel_percent,
    peel_hex,
    peel_base64,
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?|true|false")
_RANDOM_MIN = 16
_RANDOM_SHAPE = re.compile(r"[A-Za-z0-9+/=_.~-]+")
_RANDOM_SEPARATORS = re.compile(r"[+/=_.~-]")
_RANDOM_TURNS = 0.22


@dataclass(frozen=True, slots=True)
class Decoding:
    """All layers of one value.

    Attributes:
        layers: The layers, outermost first, breadth first; never empty.
    """

    layers: tuple[Layer, ...]

    @property
    def leaves(self) -> tuple[Layer, ...]:
        """The layers that nothing more was peeled from."""
        return tuple(layer for layer in self.layers if layer.leaf)


@dataclass(frozen=True, slots=True)
class _Pending:
    data: str | bytes
    path: tuple[str, ...]
    chain: tuple[Kind, ...]


def decode(value: str) -> Decoding:
    """Peel every layer of a cookie value.

    Args:
        value: The cookie value as it stood on the wire (one character = one byte).

    Returns:
        The tree of layers, flattened; a value that wears no layer gives one leaf. Never raises.
    """
    layers: list[Layer] = []
    pending = deque([_Pending(wire_text(value), (), ())])
    room = MAX_OCTETS
    while pending and len(layers) < MAX_LAYERS:
        node = pending.popleft()
        room -= len(node.data)
        text, peeled = _peel(node.data, room if len(node.chain) < MAX_DEPTH else 0)
        shown = text if peeled.text is None else peeled.text
        layers.append(Layer(peeled.kind, node.path, shown, node.chain, not peeled.parts))
        chain = (*node.chain, peeled.kind)
        pending += [_Pending(part.data, (*node.path, *part.names), chain) for part in peeled.parts]
    return Decoding(tuple(layers))


def looks_random(text: str) -> bool:
    """Tell a random identifier from words, by how often it turns between digits, small and capital letters.

    Args:
        text: One field without any layer.

    Returns:
        Whether it is at least 16 characters of a token alphabet that turn about as often as random ones do; words,
        slugs and plain numbers turn rarely. Only explains a value; no verdict rests on it.
    """
    body = _RANDOM_SEPARATORS.sub("", text)
    if len(text) < _RANDOM_MIN or not _RANDOM_SHAPE.fullmatch(text):
        return False
    classes = [char.isdecimal() + 2 * char.isupper() for char in body]
    turns = sum(left != right for left, right in pairwise(classes))
    return turns >= _RANDOM_TURNS * (len(classes) - 1)


def _peel(data: str | bytes, room: int) -> tuple[str, Peeled]:
    text = as_text(data) if isinstance(data, bytes) else data
    if isinstance(data, bytes) and text is None:
        return "", peel_bytes(data, max(room, 0))
    text = text or ""
    if room > 0:
        for peel in _PEELERS:
            if (peeled := peel(text)) is not None:
                return text, peeled
    return text, Peeled(_leaf_kind(text))


def _leaf_kind(text: str) -> Kind:
    if _NUMBER.fullmatch(text):
        return Kind.NUMBER
    return Kind.OPAQUE if looks_random(text) else Kind.TEXT
