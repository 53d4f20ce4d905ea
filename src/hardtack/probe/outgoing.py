"""A request as it goes on the wire: field lines in the order of a browser's navigation, written out by h11."""

from dataclasses import dataclass, field

import h11

from hardtack import __version__
from hardtack.probe.options import FRAMING_FIELDS
from hardtack.probe.origin import Target
from hardtack.recording.message import FieldLines, Request

# Says who is asking, so that a site's owner can find out.
_USER_AGENT = f"hardtack/{__version__} (session cookie audit)"
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# Methods whose content may be empty without a Content-Length (RFC 9110, section 8.6).
_WITHOUT_CONTENT = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class UnsendableError(Exception):
    """The request holds what HTTP/1.1 can't carry: a field line with a line break or NUL, or text that is no bytes."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request ready to be written.

    Attributes:
        request: the request.
        target: its URL, taken apart.
        fields: the field lines, Host and Content-Length not among them.
    """

    request: Request
    target: Target
    fields: FieldLines = field(repr=False)

    def write(self, framing: h11.Connection, for_proxy: FieldLines | None) -> bytes:
        """The bytes of the whole request.

        Args:
            framing: a new h11 connection; afterwards it knows what may follow as content of the response.
            for_proxy: None if the request goes to the server; else field lines owed to the proxy, which also wants the
                whole URL as the request target (RFC 9112, section 3.2.2).

        Raises:
            UnsendableError: see there.
        """
        origin, body = self.target.origin, self.request.body
        lines = (("Host", origin.host_field), *(for_proxy or ()), *self.fields)
        if body or self.request.method not in _WITHOUT_CONTENT:
            lines = (*lines, ("Content-Length", str(len(body))))
        path = self.target.path if for_proxy is None else f"{origin}{self.target.path}"
        try:
            octets = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lines]
            head = framing.send(h11.Request(method=self.request.method, target=path, headers=octets))
            content = framing.send(h11.Data(data=body)) if body else b""
            end = framing.send(h11.EndOfMessage())
        except (h11.LocalProtocolError, UnicodeEncodeError):
            raise UnsendableError from None
        return (head or b"") + (content or b"") + (end or b"")


def field_lines(user_agent: str | None, added: FieldLines, request: Request) -> FieldLines:
    """The field lines of a request in order.

    Args:
        user_agent: the User-Agent, None for hardtack's own.
        added: what the user adds to each request; wins over the client's own lines of the same name.
        request: the request; its field lines win over all.

    Raises:
        ValueError: the request sets a field line that is the client's own.
    """
    taken = FRAMING_FIELDS.intersection(name.lower() for name, _ in request.fields)
    if taken:
        raise ValueError(f"{', '.join(sorted(taken))}: the client's own, not a request's")
    own = (
        ("Connection", "keep-alive"),
        ("User-Agent", user_agent or _USER_AGENT),
        ("Accept", _ACCEPT),
        ("Accept-Encoding", "gzip, deflate"),
        ("Accept-Language", "en"),
    )
    return _overridden(_overridden(own, added), request.fields)


def _overridden(lines: FieldLines, by: FieldLines) -> FieldLines:
    names = {name.lower() for name, _ in by}
    return (*(line for line in lines if line[0].lower() not in names), *by)
