"""The Cookie field of a request (rfc6265bis-22 5.8.3), as a browser put it together."""

__all__ = ["parse_cookie_header"]

_WSP = " \t"


def parse_cookie_header(text: str) -> tuple[tuple[str, str], ...]:
    """Take a Cookie field value apart as a browser put it together (rfc6265bis-22 5.8.3).

    Args:
        text: The field value, latin-1 isomorphic.

    Returns:
        (name, value) in order, repeats kept, nothing unquoted. A pair without "=" is a nameless cookie: ("", text).
    """
    pairs: list[tuple[str, str]] = []
    for part in text.split(";"):
        pair = part.strip(_WSP)
        if pair:
            name, equals, value = pair.partition("=")
            pairs.append((name.strip(_WSP), value.strip(_WSP)) if equals else ("", pair))
    return tuple(pairs)
