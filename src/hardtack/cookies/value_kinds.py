"""The vocabulary of decoded cookie values: what one layer is, and what peeling a layer gives."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What one layer of a cookie value is.

    The values are stable names: recordings and reports print them.
    """

    TEXT = "text"
    NUMBER = "number"
    OPAQUE = "opaque"
    QUOTED = "quoted"
    PERCENT = "percent"
    BASE64 = "base64"
    HEX = "hex"
    GZIP = "gzip"
    ZLIB = "zlib"
    DEFLATE = "deflate"
    JSON = "json"
    EXPRESS_JSON = "express-json"
    FORM = "form"
    FIELDS = "fields"
    JWT = "jwt"
    JWT_UNSIGNED = "jwt-unsigned"
    JWE = "jwe"
    FERNET = "fernet"
    ITSDANGEROUS = "itsdangerous"
    DJANGO_SIGNED = "django-signed"
    EXPRESS_SIGNED = "express-signed"
    RAILS_SIGNED = "rails-signed"
    RAILS_ENCRYPTED = "rails-encrypted"
    LARAVEL_ENCRYPTED = "laravel-encrypted"
    TORNADO_SIGNED = "tornado-signed"
    PHP_SERIALISED = "php-serialised"
    JAVA_SERIALISED = "java-serialised"
    DOTNET_SERIALISED = "dotnet-serialised"
    VIEW_STATE = "view-state"
    PICKLE = "pickle"
    RUBY_MARSHAL = "ruby-marshal"
    BIG_IP_IPV4 = "BIG-IP IPv4"
    BIG_IP_IPV6 = "BIG-IP IPv6"
    BIG_IP_ENCRYPTED = "BIG-IP encrypted"
    NETSCALER_IPV4 = "NetScaler IPv4"


SIGNED = frozenset(
    {
        Kind.JWT,
        Kind.ITSDANGEROUS,
        Kind.DJANGO_SIGNED,
        Kind.EXPRESS_SIGNED,
        Kind.RAILS_SIGNED,
        Kind.TORNADO_SIGNED,
    }
)
"""Containers that end in a signature or message authentication code."""

SEALED = frozenset(
    {
        Kind.OPAQUE,
        Kind.JWE,
        Kind.FERNET,
        Kind.RAILS_ENCRYPTED,
        Kind.LARAVEL_ENCRYPTED,
        Kind.BIG_IP_ENCRYPTED,
    }
)
"""Leaves that are encrypted or random: nobody reads anything in them."""

SERIALISED = frozenset(
    {
        Kind.PHP_SERIALISED,
        Kind.JAVA_SERIALISED,
        Kind.DOTNET_SERIALISED,
        Kind.VIEW_STATE,
        Kind.PICKLE,
        Kind.RUBY_MARSHAL,
    }
)
"""Serialised objects, recognised by their header and never unserialised."""

READABLE = frozenset({Kind.TEXT, Kind.NUMBER}) | SERIALISED
"""Leaves whose text a person could read."""

ADDRESSES = frozenset({Kind.BIG_IP_IPV4, Kind.BIG_IP_IPV6, Kind.NETSCALER_IPV4})
"""Load-balancer values that give away the address of a server behind it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One piece that peeling a layer laid bare.

    Attributes:
        names: What to add to the field path; empty for a mere encoding.
        data: The piece: text (decoded), or bytes that still need to be understood.
    """

    names: tuple[str, ...] = field(repr=False)
    data: str | bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Peeled:
    """What one layer turned out to be.

    Attributes:
        kind: The layer's kind.
        parts: The pieces inside; empty for a leaf.
        text: For a leaf, the text to search in place of the layer's own; `None` keeps the layer's own.
    """

    kind: Kind
    parts: tuple[Part, ...] = field(default=(), repr=False)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a value; its text and path are kept out of `repr`, for they hold the value.

    Attributes:
        kind: What the layer is.
        path: Field names from the outside in, as the site wrote them.
        text: For a leaf its decoded text (hexadecimal digits for bytes that are no text, the printable runs of a
            binary serialisation, the address of a load-balancer value); for a container the text it was decoded from.
        chain: Kinds of the enclosing layers, outermost first.
        leaf: Whether nothing more was peeled from it.
    """

    kind: Kind
    path: tuple[str, ...] = field(repr=False)
    text: str = field(repr=False)
    chain: tuple[Kind, ...]
    leaf: bool
