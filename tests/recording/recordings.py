"""Small recordings for tests, built field by field; their cookie values are taken for masks."""

from collections.abc import Iterable
from dataclasses import replace

from hardtack.recording.model import (
    SCHEMA_VERSION,
    CookieId,
    CredentialFacts,
    Exchange,
    LoginFacts,
    LoginMethod,
    OracleFacts,
    OracleKind,
    Probe,
    Profile,
    Purpose,
    RecordedRequest,
    RecordedResponse,
    Recording,
    Side,
    Step,
    Target,
)

STARTED = 1_795_000_000
TARGET = Target(
    url="https://shop.example/",
    https="https://shop.example/",
    http=None,
    asked=(),
    also=(),
    profile=Profile.STANDARD,
    shared_domain=(),
    embedded=False,
    lab=False,
    authenticated=True,
    settle=0.0,
)
LOGIN = LoginFacts(
    method=LoginMethod.FORM,
    proved=True,
    reason="",
    supply="",
    action="https://shop.example/login",
    remember_me=False,
    logout=None,
    logout_named=False,
    logout_supply="",
    exchange=None,
)
ORACLE = OracleFacts("https://shop.example/account", OracleKind.REFUSAL, "200", "302", sound=True, flaw="")


def cookie(name: str, *, host: str = "shop.example", host_only: bool = True, path: str = "/") -> CookieId:
    """A cookie of the test site."""
    return CookieId(name, host, host_only, path)


def answered(
    *lines: str, url: str = "https://shop.example/", sent: tuple[tuple[str, str], ...] = (), browser: str = "first"
) -> Exchange:
    """An exchange whose response has these field lines, each written `Name: value`."""
    fields = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines))
    request = RecordedRequest("GET", url, (), (), sent)
    return Exchange(
        0, Step.VISIT, browser, 0.0, request, RecordedResponse(200, "1.1", fields, 0, truncated=False, page=None), None
    )


def silent(url: str = "https://shop.example/") -> Exchange:
    """An exchange without a response."""
    return Exchange(0, Step.VISIT, "first", 0.0, RecordedRequest("GET", url, (), (), ()), None, "refused")


def proof(
    *sets: Iterable[CookieId], required: tuple[CookieId, ...] = (), header: bool = False, complete: bool = True
) -> CredentialFacts:
    """What replay has shown."""
    return CredentialFacts(tuple(tuple(one) for one in sets), required, header, complete, ())


def inside(exchange: int) -> Probe:
    """A probe that saw the inside."""
    return Probe(Purpose.FULL_JAR, exchange, Side.INSIDE, Side.INSIDE, None, ())


def recording(
    *exchanges: Exchange, credentials: CredentialFacts | None = None, probes: tuple[Probe, ...] = ()
) -> Recording:
    """A recording of these exchanges, in order; without `credentials` there was no login."""
    return Recording(
        schema_version=SCHEMA_VERSION,
        tool="test",
        started=STARTED,
        target=TARGET,
        exchanges=tuple(replace(exchange, index=index, at=float(index)) for index, exchange in enumerate(exchanges)),
        values=(),
        steps=(),
        login=replace(LOGIN, proved=credentials is not None),
        oracle=None if credentials is None else ORACLE,
        credentials=credentials,
        probes=probes,
        scripts=(),
    )
