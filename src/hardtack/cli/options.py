"""The options of `hardtack audit` as one record."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardtack.recording.brief import Revisit


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked for, as click has read it; each field is the option of its name.

    Attributes:
        form: `--format`.
        source: `--from`.
        password: the password, where a command that starts an audit knows it; no option of the command line.
        revisit: pages of an earlier recording to ask again, for `hardtack verify`; no option of the command line.
        repeatable: whether a failed login may be tried however recent the last is: an application that locks nobody.
    """

    url: str | None = None
    username: str | None = None
    password_file: str | None = None
    login_url: str | None = None
    inside_url: str | None = None
    logout_url: str | None = None
    logout: str | None = None
    recipe: str | None = None
    http_url: str | None = None
    https_url: str | None = None
    also: tuple[str, ...] = ()
    allow_host: tuple[str, ...] = ()
    ca: str | None = None
    insecure: bool = False
    resolve: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    proxy: str | None = None
    max_requests: int = 200
    rate: float | None = None
    settle: float = 2.0
    max_time: float | None = None
    timeout: float = 30.0
    profile: str | None = None
    dry_run: bool = False
    form: str = "text"
    output: str | None = None
    fail_on: str = "low"
    strict: bool = False
    record: str | None = None
    source: str | None = None
    explain: bool = False
    reveal: bool = False
    no_input: bool = False
    quiet: bool = False
    no_color: bool = False
    cookie_file: str | None = None
    curl: str | None = None
    end_session: bool = False
    totp_file: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    client_key_password_file: str | None = None
    measure_idle: str | None = None
    measure_absolute: str | None = None
    measure_state: str | None = None
    sample_ids: int = 0
    keys: str | None = None
    keys_seconds: float = 5.0
    password: str | None = field(default=None, repr=False)
    repeatable: bool = False
    revisit: "tuple[Revisit, ...]" = ()
