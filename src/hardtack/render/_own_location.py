"""The Location of an application that writes its own address, as an expression."""

from hardtack.render._names import literal
from hardtack.render._site import Front

__all__ = ["own_location"]


def own_location(site: Front) -> str:
    """A pattern for a Location within the application; what follows the place where it lives is group 1.

    Args:
        site: Where the application is.
    """
    address = rf"(?i:http\x3a//{literal(site.upstream)})"
    if not site.base:
        return rf"^{address}/?(.*)$"
    return rf"^(?:{address})?{literal(site.base)}(?=[/?#]|$)/?(.*)$"
