"""TLS as browsers do it, and its failures in plain words."""

import ssl
from collections.abc import Callable

from hardtack.errors import UsageError
from hardtack.probe.options import ClientOptions
from hardtack.recording.message import Failure, FailureKind

# X509_V_ERR_* numbers, from OpenSSL's x509_vfy.h.
_CERTIFICATE_FAULTS = {
    7: "has a signature that isn't its issuer's",
    9: "is not valid yet",
    10: "has expired",
    18: "is self-signed",
    19: "was issued by an authority that isn't trusted here (a self-signed one in the chain)",
    20: "was issued by an authority that isn't trusted here, or an intermediate certificate is missing",
    21: "was issued by an authority that isn't trusted here, or an intermediate certificate is missing",
    23: "has been revoked",
    62: "is for another host",
    64: "is for another host",
    66: "has a key that is too weak",
    67: "was issued with a key that is too weak",
    68: "was signed with a digest that is too weak",
}
_OLD_TLS = frozenset({"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "WRONG_SSL_VERSION"})
_NO_TLS = frozenset(
    {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}
)
_WANTS_CERTIFICATE = frozenset(
    {"TLSV13_ALERT_CERTIFICATE_REQUIRED", "TLSV1_ALERT_UNKNOWN_CA", "SSLV3_ALERT_BAD_CERTIFICATE"}
)
_NOTHING_IN_COMMON = frozenset(
    {
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "TLSV1_ALERT_INSUFFICIENT_SECURITY",
        "NO_PROTOCOLS_AVAILABLE",
        "DH_KEY_TOO_SMALL",
    }
)


def client_context(options: ClientOptions) -> ssl.SSLContext:
    """TLS 1.2 or later, certificate and host checked unless the options say otherwise, ALPN `http/1.1`.

    Raises:
        UsageError: a file named in the options can't be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    if options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif options.ca_file is None:
        context.load_default_certs()
    else:
        path = options.ca_file
        _load(f"The certificate authorities in {path}", "PEM", lambda: context.load_verify_locations(cafile=path))
    shown = options.client_certificate
    if shown is not None:
        # The empty password keeps OpenSSL from asking for one at the terminal.
        _load(
            f"The client certificate in {shown.certificate}",
            "PEM, the key in it or in --client-key, an encrypted one with --client-key-password-file",
            lambda: context.load_cert_chain(shown.certificate, shown.key, password=shown.password or ""),
        )
    return context


def _load(what: str, form: str, load: Callable[[], None]) -> None:
    try:
        load()
    except ssl.SSLError as error:
        raise UsageError(
            f"{what} can't be used: {error.reason or 'not readable as PEM'}.", f"Give a file in {form}."
        ) from None
    except OSError as error:
        raise UsageError(f"{what} can't be read: {error.strerror}.", "Check the path and its permissions.") from None


def explain_handshake(error: ssl.SSLError, authority: str) -> Failure:
    """Why a TLS handshake failed.

    Args:
        error: as raised by the handshake.
        authority: `host:port`.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        fault = _CERTIFICATE_FAULTS.get(error.verify_code, f"is not trusted ({error.verify_message})")
        return Failure(FailureKind.CERTIFICATE, f"The certificate of {authority} {fault}.")
    reason = _reason(error)
    if reason in _NO_TLS:
        return Failure(FailureKind.NOT_TLS, f"{authority} doesn't speak TLS.")
    if reason in _OLD_TLS:
        detail = f"{authority} speaks no TLS that browsers still accept: 1.1 at most, and 1.2 is needed."
        return Failure(FailureKind.NOT_TLS, detail)
    if reason == "TLSV1_ALERT_NO_APPLICATION_PROTOCOL":
        return Failure(FailureKind.PROTOCOL, f"{authority} speaks TLS, but no HTTP/1.1 over it.")
    if reason in _NOTHING_IN_COMMON:
        return Failure(FailureKind.NOT_TLS, f"{authority} and hardtack have no TLS settings in common ({reason}).")
    return explain_late(error, authority)


def explain_late(error: ssl.SSLError, authority: str) -> Failure:
    """Why a TLS connection broke after, or in spite of, its handshake.

    Args:
        error: as raised by a read.
        authority: `host:port`.
    """
    reason = _reason(error)
    if reason in _WANTS_CERTIFICATE:
        detail = f"{authority} asks for a client certificate and didn't accept what it got."
        return Failure(FailureKind.CERTIFICATE, detail)
    return Failure(FailureKind.CLOSED, f"{authority} broke off the TLS connection ({reason}).")


def _reason(error: ssl.SSLError) -> str:
    """OpenSSL's name of the reason; where Python has no name for it, it is made from OpenSSL's text in the same way."""
    text = str(error).partition("] ")[2].partition(" (_ssl")[0]
    return error.reason or text.replace(" ", "_").upper() or type(error).__name__
