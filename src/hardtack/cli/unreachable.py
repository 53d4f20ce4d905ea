"""A site that never answered: no audit, but an error that says what to try."""

from hardtack.errors import UnreachableError
from hardtack.probe.connect import Connector, ExchangeFailedError
from hardtack.probe.limits import Clock, Deadline
from hardtack.probe.options import ClientOptions
from hardtack.probe.origin import Unusable, parse_target
from hardtack.recording.message import FailureKind, failure_sentence
from hardtack.recording.model import Recording
from hardtack.report.phrases import shown

_HINTS = {
    FailureKind.UNRESOLVED: "Check the host's name, or give its address with --resolve HOST:ADDRESS.",
    FailureKind.REFUSED: "Check the port, and whether the application is running.",
    FailureKind.TIMEOUT: "Check the address, and that no firewall stands between.",
    FailureKind.NOT_TLS: "Try the same address with http://.",
    FailureKind.CERTIFICATE: "Give the certificate's authority with --ca FILE, or accept any with --insecure.",
    FailureKind.PROTOCOL: "Check that a web server listens there; the address may need https://.",
    FailureKind.TOO_LARGE: "Look at what it sends, with curl -sD - -o /dev/null URL: browsers refuse such a head, too.",
    FailureKind.CLOSED: "Check that a web server listens there; the address may need https://.",
}

_HINTS_BY_WORDS = (
    ("has expired", "Renew the certificate; to audit in spite of it, add --insecure."),
    ("is for another host", "Name the site as its certificate does; to audit in spite of it, add --insecure."),
    ("1.2 is needed", "Switch TLS 1.2 or 1.3 on in the server."),
)
"""Hints that go by the failure's own words, before those of its kind."""


def refuse_unresolved(url: str, wanted: ClientOptions) -> None:
    """Let a site pass whose host has an address, or that a proxy is asked for.

    Args:
        url: the site.
        wanted: how requests are sent.

    Raises:
        UnreachableError: its host has no address.
        UsageError: a file named in the options can't be used.
    """
    connector, target = Connector(wanted), parse_target(url)
    if wanted.proxy is not None or isinstance(target, Unusable):
        return
    try:
        connector.addresses(target.origin, Deadline(Clock(), wanted.limits.request_deadline))
    except ExchangeFailedError as error:
        if error.failure.kind is FailureKind.UNRESOLVED:
            hint = _HINTS[FailureKind.UNRESOLVED]
            raise UnreachableError(f"{shown(url)} did not answer: {error.failure.detail}", hint) from None


def refuse_silence(recording: Recording, *, interrupted: bool = False) -> None:
    """Let a recording pass in which anything answered.

    Args:
        recording: what was seen.
        interrupted: whether the audit was ended by its user.

    Raises:
        UnreachableError: nothing did.
    """
    if any(exchange.response is not None for exchange in recording.exchanges):
        return
    if interrupted:
        raise UnreachableError(
            f"{shown(recording.target.url)} had not answered when the audit was interrupted.", "Run it again."
        )
    first = recording.exchanges[0] if recording.exchanges else None
    failure = (first.failure if first else None) or "nothing was sent"
    told = [text for words, text in _HINTS_BY_WORDS if words in failure]
    told += [text for kind, text in _HINTS.items() if failure.startswith(kind.value)]
    hint = next(iter(told), "Check the address.")
    answered = failure.startswith((FailureKind.PROTOCOL.value, FailureKind.TOO_LARGE.value))
    what = "sent no answer that can be read" if answered else "did not answer"
    raise UnreachableError(f"{shown(recording.target.url)} {what}: {shown(failure_sentence(failure))}", hint)
