"""What the user brings along in files: a session, the secret of a second factor, a client certificate."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hardtack.cli.options import Options
from hardtack.cli.reading_text import read_text
from hardtack.cookies import InvalidURL, canonical_host, domain_match, parse_target
from hardtack.errors import InputError, UsageError
from hardtack.probe.options import ClientCertificate
from hardtack.recording.cookie_files import parse_cookie_file
from hardtack.recording.curl_command import parse_curl
from hardtack.recording.own_session import OwnSession
from hardtack.recording.totp import Totp, parse_totp

T = TypeVar("T")


def own_session(options: Options) -> OwnSession | None:
    """The session of `--cookie-file` or `--curl`, or None.

    Raises:
        UsageError: options contradict each other, or no cookie of the file is for the site.
        InputError: the file is none.
        HostError: it can't be read.
    """
    if options.cookie_file is None and options.curl is None:
        if options.end_session:
            raise UsageError(
                "--end-session is about a session that was brought along.", "Give --cookie-file or --curl."
            )
        return None
    if options.cookie_file is not None and options.curl is not None:
        raise UsageError("--cookie-file and --curl both bring a session along.", "Give one of them.")
    if options.totp_file is not None:
        raise UsageError("A session is brought along, so nobody logs in.", "Leave out --totp-file, or the session.")
    if options.curl is not None:
        return _parsed(options.curl, "--curl", parse_curl)
    own = _parsed(options.cookie_file or "-", "--cookie-file", parse_cookie_file)
    _refuse_strangers(own, options)
    return own


def totp_of(options: Options) -> Totp | None:
    """What makes one-time codes, or None.

    Raises:
        InputError: the file holds no secret.
        HostError: it can't be read.
    """
    return None if options.totp_file is None else _parsed(options.totp_file, "--totp-file", parse_totp)


def client_certificate(options: Options) -> ClientCertificate | None:
    """What to show to a server that asks for a certificate, or None.

    Raises:
        UsageError: a key is given without its certificate, or its password is empty.
        HostError: the password's file can't be read.
    """
    if options.client_cert is None:
        if options.client_key is not None or options.client_key_password_file is not None:
            raise UsageError(
                "There is a client key, but no certificate.", "Give the certificate with --client-cert FILE."
            )
        return None
    password = None
    if options.client_key_password_file is not None:
        text = read_text(options.client_key_password_file, "--client-key-password-file")
        password = text.partition("\n")[0].removesuffix("\r")
        if not password:
            raise UsageError("The password of the client key is empty.", "Put it into the file's first line.")
    key = None if options.client_key is None else Path(options.client_key)
    return ClientCertificate(Path(options.client_cert), key, password)


def _parsed(place: str, option: str, parse: Callable[[str], T]) -> T:
    text = read_text(place, option)
    try:
        return parse(text)
    except InputError as error:
        raise InputError(f"{option}: {place}: {error.message}.", error.hint) from None


def _refuse_strangers(own: OwnSession, options: Options) -> None:
    """Refuse a file of other sites: it would end as "not inside", which says less than what is wrong."""
    try:
        host = parse_target(options.url or "").host
    except InvalidURL:
        # The URL's own error comes later and says more.
        return
    for cookie in own.cookies:
        if cookie.domain == host if cookie.host_only else domain_match(host, cookie.domain):
            return
    others = ", ".join(dict.fromkeys(cookie.domain for cookie in own.cookies[:5]))
    raise UsageError(
        f"--cookie-file: no cookie in it goes to {canonical_host(host) or host}; they are for {others}.",
        "Export the cookies of the site that is audited, while its page is open.",
    )
