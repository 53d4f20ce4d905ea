"""Writing a set-cookie line: the server's grammar (rfc6265bis-22 4.1), or whatever reads back unchanged."""

import re

from hardtack.cookies.attribute import Attribute, Ignored
from hardtack.cookies.dates import format_cookie_date
from hardtack.cookies.prefixes import Prefix, prefix_of
from hardtack.cookies.profiles import SameSite
from hardtack.cookies.set_cookie import KNOWN_ATTRIBUTES, MAX_ATTRIBUTE, MAX_PAIR, SetCookie

__all__ = ["CookieSyntaxError", "serialize_set_cookie"]

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# cookie-octet: no CTL, whitespace, double quote, comma, semicolon or backslash; a pair of quotes may go around.
_OCTETS = re.compile(r'[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*|"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*"')
_PATH = re.compile(r"/[\x20-\x3a\x3c-\x7e]*")
_HOST = re.compile(r"[A-Za-z0-9_\-.:]+")
# What would not read back as one text, or not at all.
_BREAKING = re.compile(r"[^\t\x20-\x3a\x3c-\x7e\x80-\xff]")


class CookieSyntaxError(ValueError):
    """A cookie that cannot be written as asked.

    Attributes:
        field: What is wrong: "name", "value", "domain", "path", "max_age", "expires", "same_site", "partitioned",
            "attributes" or "prefix".
        reason: Why, in one sentence that does not repeat the value.
    """

    def __init__(self, field: str, reason: str) -> None:
        """Keep the parts apart, so that a caller need not take the message to pieces."""
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def serialize_set_cookie(cookie: SetCookie, *, strict: bool = True) -> str:
    """Write the set-cookie line that means what the cookie's typed fields say.

    The typed fields decide; of the raw attributes only the unknown ones are kept, in order, at the end. Parsing the
    line gives the same typed fields again.

    Args:
        cookie: What to write.
        strict: Keep to the grammar and the rules for servers (rfc6265bis-22 4.1: token, cookie-octets, name prefixes,
            SameSite=None and Partitioned with Secure). Else only refuse what would not read back.

    Raises:
        CookieSyntaxError: With the field and the reason.
    """
    _check_pair(cookie)
    if strict:
        _check_grammar(cookie)
        _check_rules(cookie)
    parts = [_pair(cookie)]
    parts += _scope(cookie)
    parts += _lifetime(cookie)
    parts += [name for name, given in (("Secure", cookie.secure), ("HttpOnly", cookie.http_only)) if given]
    if cookie.same_site is not SameSite.UNSET:
        parts.append(f"SameSite={cookie.same_site.value.capitalize()}")
    if cookie.partitioned:
        parts.append("Partitioned")
    parts += [_unknown(attribute) for attribute in cookie.attributes if attribute.ignored is Ignored.UNKNOWN]
    return "; ".join(parts)


def _unknown(attribute: Attribute) -> str:
    _refuse("attributes", attribute.name)
    _refuse("attributes", attribute.value)
    if "=" in attribute.name or attribute.name.lower() in KNOWN_ATTRIBUTES:
        raise CookieSyntaxError("attributes", "one that is marked unknown would read back as another")
    return f"{attribute.name}={attribute.value}" if attribute.value else attribute.name


def _refuse(field: str, text: str) -> None:
    """Refuse what a parser would cut, trim or drop."""
    if _BREAKING.search(text):
        raise CookieSyntaxError(field, "it holds a semicolon, a control character or a character that is no byte")
    if text != text.strip(" \t"):
        raise CookieSyntaxError(field, "white space at its ends would be trimmed")


def _check_pair(cookie: SetCookie) -> None:
    _refuse("name", cookie.name)
    _refuse("value", cookie.value)
    if "=" in cookie.name:
        raise CookieSyntaxError("name", "it would end at the equals sign")
    if not cookie.name and not cookie.value:
        raise CookieSyntaxError("name", "name and value are both empty")
    if len(cookie.name) + len(cookie.value) > MAX_PAIR:
        raise CookieSyntaxError("value", f"name and value together exceed {MAX_PAIR} bytes")


def _check_grammar(cookie: SetCookie) -> None:
    """Refuse what the server's grammar does not have (rfc6265bis-22 4.1.1)."""
    if not _TOKEN.fullmatch(cookie.name):
        raise CookieSyntaxError("name", "it is not a token")
    if not _OCTETS.fullmatch(cookie.value):
        raise CookieSyntaxError("value", "white space, quotes, commas, backslashes and non-ASCII are not allowed in it")
    if cookie.domain and not _HOST.fullmatch(cookie.domain):
        raise CookieSyntaxError("domain", "it is not a host name in ASCII")
    if cookie.path is not None and not _PATH.fullmatch(cookie.path):
        raise CookieSyntaxError("path", "it does not begin with a slash, or holds more than ASCII")


def _check_rules(cookie: SetCookie) -> None:
    """Refuse what a browser would drop wherever it comes from (rfc6265bis-22 4.1.2, 4.1.3)."""
    if cookie.same_site is SameSite.NONE and not cookie.secure:
        raise CookieSyntaxError("same_site", "None needs Secure")
    if cookie.partitioned and not cookie.secure:
        raise CookieSyntaxError("partitioned", "Partitioned needs Secure")
    prefix = prefix_of(cookie.name)
    if prefix is None:
        return
    if not cookie.secure:
        raise CookieSyntaxError("prefix", f"{prefix.value} needs Secure")
    if prefix in {Prefix.HTTP, Prefix.HOST_HTTP} and not cookie.http_only:
        raise CookieSyntaxError("prefix", f"{prefix.value} needs HttpOnly")
    if prefix in {Prefix.HOST, Prefix.HOST_HTTP} and (cookie.domain or cookie.path != "/"):
        raise CookieSyntaxError("prefix", f"{prefix.value} needs Path=/ and no Domain")


def _pair(cookie: SetCookie) -> str:
    # A nameless cookie whose value holds "=" needs the leading "=" to stay nameless.
    if cookie.name or "=" in cookie.value:
        return f"{cookie.name}={cookie.value}"
    return cookie.value


def _scope(cookie: SetCookie) -> list[str]:
    parts: list[str] = []
    if cookie.domain:
        # A parser trims, then drops one leading dot: behind a dot, another one or white space is safe.
        domain = f".{cookie.domain}" if cookie.domain[0] in ". \t" else cookie.domain
        _refuse("domain", domain)
        if len(domain) > MAX_ATTRIBUTE:
            raise CookieSyntaxError("domain", f"it exceeds {MAX_ATTRIBUTE} bytes")
        parts.append(f"Domain={domain}")
    if cookie.path is not None:
        _refuse("path", cookie.path)
        if not cookie.path.startswith("/") or len(cookie.path) > MAX_ATTRIBUTE:
            raise CookieSyntaxError("path", f"it does not begin with a slash, or exceeds {MAX_ATTRIBUTE} bytes")
        parts.append(f"Path={cookie.path}")
    return parts


def _lifetime(cookie: SetCookie) -> list[str]:
    parts: list[str] = []
    if cookie.max_age is not None:
        parts.append(f"Max-Age={cookie.max_age}")
    if cookie.expires is not None:
        try:
            parts.append(f"Expires={format_cookie_date(cookie.expires)}")
        except ValueError as error:
            raise CookieSyntaxError("expires", str(error)) from error
    return parts
