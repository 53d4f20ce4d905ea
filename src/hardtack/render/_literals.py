"""Literals of languages that write true, false and numbers alike, and texts between double quotes."""

from collections.abc import Callable

from hardtack.render._own_cookies import Value

__all__ = ["literal", "utf16_escape"]


def literal(value: Value, nothing: str, special: str, escape: Callable[[str], str]) -> str:
    """A value as it is written: printable ASCII, in which nothing can end a text.

    Args:
        value: The value; a text may hold any character.
        nothing: How the language writes None.
        special: The characters of printable ASCII that mean something within a text, the double quote among them.
        escape: How it writes one of these, and one beyond printable ASCII.
    """
    if value is None:
        return nothing
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    chars = (char if " " <= char <= "~" and char not in special else escape(char) for char in value)
    return f'"{"".join(chars)}"'


def utf16_escape(char: str) -> str:
    r"""A character as ``\uhhhh``, one or two.

    Args:
        char: One character; a lone surrogate too.
    """
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
