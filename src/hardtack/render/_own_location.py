"""The Location of an application that writes its own address, as an expression."""

from hardtack.render._names import literal
from hardtack.render._re2 import caseless
from hardtack.render._site import Front

__all__ = ["own_location", "own_location_re2"]


def own_location(site: Front) -> str:
    """A pattern for a Location within the application; what follows the place where it lives is group 1.

    Args:
        site: Where the application is.
    """
    address = rf"(?i:http\x3a//{literal(site.upstream)})"
    if not site.base:
        return rf"^{address}(?=[/?#]|$)/?(.*)$"
    return rf"^(?:{address})?{literal(site.base)}(?=[/?#]|$)/?(.*)$"


def own_location_re2(site: Front) -> str:
    """As `own_location`, for RE2; what follows is group 1 or, if it begins with "?" or "#", group 2.

    Args:
        site: Where the application is.
    """
    address = f"{caseless('http://')}{caseless(site.upstream)}"
    if not site.base:
        return f"^{address}(?:/(.*)|([?#].*))?$"
    return f"^(?:{address})?{literal(site.base)}(?:/(.*)|([?#].*))?$"
