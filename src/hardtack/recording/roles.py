"""What a cookie is for: by replay where that was done, else by its name.

Proof stands above names: a cookie called `sid` that opens nothing is no session cookie, and a `csrftoken` that opens
the protected page alone is one.
"""

from dataclasses import dataclass, replace
from enum import Enum, unique

from hardtack.cookies import catalog
from hardtack.recording.model import CookieId, CredentialFacts, Recording


@unique
class Role(Enum):
    """What a cookie is for.

    SESSION and REMEMBER_ME were proved by replay; REMEMBER_ME logs in again after the session is gone. LIKELY_SESSION
    rests on the name alone. SUPPORT must be sent but opens nothing (a fresh anonymous value does as well).
    """

    SESSION = "session"
    REMEMBER_ME = "remember-me"
    LIKELY_SESSION = "likely session"
    SUPPORT = "needed but no credential"
    CSRF = "CSRF token"
    INFRASTRUCTURE = "infrastructure"
    ANALYTICS = "analytics"
    PREFERENCE = "preference"
    OTHER = "other"

    @property
    def proved(self) -> bool:
        """Whether replay has shown that the cookie opens the account."""
        return self in {Role.SESSION, Role.REMEMBER_ME}

    @property
    def carries_session(self) -> bool:
        """Whether the cookie opens the account, or is likely to."""
        return self.proved or self is Role.LIKELY_SESSION


@dataclass(frozen=True, slots=True)
class Part:
    """What a cookie is for, and how that is known.

    Attributes:
        role: what it is for.
        how: how that is known, as a clause.
        product: what sets cookies of this name, or None if the name is not known.
        reads_by_script: whether the product's own scripts have to read it.
        remembers: whether it logs in again after the session is gone: shown by its role, or said by its name.
        tried: whether replay has tried the protected page with and without it.
    """

    role: Role
    how: str
    product: str | None
    reads_by_script: bool
    remembers: bool
    tried: bool = False

    @property
    def idle(self) -> str:
        """Of a cookie that is not known to carry the session: what is known instead, as a clause."""
        return "the protected page opens without it" if self.tried else "whether it carries the session was not proved"


_BY_NAME = {
    catalog.Role.SESSION: Role.LIKELY_SESSION,
    catalog.Role.REMEMBER_ME: Role.LIKELY_SESSION,
    catalog.Role.CSRF: Role.CSRF,
    catalog.Role.INFRASTRUCTURE: Role.INFRASTRUCTURE,
    catalog.Role.ANALYTICS: Role.ANALYTICS,
    catalog.Role.PREFERENCE: Role.PREFERENCE,
    catalog.Role.CONSENT: Role.PREFERENCE,
}


def proof_of(recording: Recording) -> CredentialFacts | None:
    """What replay has shown of the cookies, or None if it has shown nothing that may be relied on."""
    sound = recording.oracle is None or recording.oracle.sound
    return recording.credentials if recording.login.proved and sound else None


def part_of(cookie: CookieId, proof: CredentialFacts | None, persistent: frozenset[CookieId]) -> Part:
    """What a cookie is for.

    Args:
        cookie: which cookie.
        proof: what replay has shown, or None.
        persistent: the cookies that browsers keep when they are closed.
    """
    known = catalog.lookup(cookie.name)
    by_name = Role.OTHER if known is None else _BY_NAME[known.role]
    remembers = known is not None and known.role is catalog.Role.REMEMBER_ME
    named = "nothing is known of it" if known is None else f"by its name ({known.owner})"
    found = None if proof is None else _by_replay(cookie, proof, persistent, remembers=remembers)
    if found is None:
        role, how = by_name, named
    elif found[0] is Role.SUPPORT and by_name is Role.CSRF:
        role, how = Role.CSRF, f"{named}, and {found[1]}"
    elif found[0] is Role.OTHER and by_name is not Role.LIKELY_SESSION:
        role, how = by_name, found[1] if known is None else f"{named}, and {found[1]}"
    else:
        role, how = found
    return Part(
        role,
        how,
        None if known is None else known.owner,
        reads_by_script=known is not None and known.reads_by_script,
        remembers=role is Role.REMEMBER_ME or (role is Role.LIKELY_SESSION and remembers),
        tried=found is not None,
    )


def copied(part: Part) -> Part:
    """The part of a cookie that carries name and value of a proved session cookie under another scope.

    Args:
        part: what its own scope says.
    """
    how = "proved by replay: it has the name and the value of the cookie that opens the account"
    return replace(part, role=Role.SESSION, how=how)


def _by_replay(
    cookie: CookieId, proof: CredentialFacts, persistent: frozenset[CookieId], *, remembers: bool
) -> tuple[Role, str] | None:
    """The role that replay has shown with its reason, or None where replay says nothing of this cookie."""
    if cookie in proof.cookies:
        mine = [one for one in proof.sets if cookie in one]
        alone = any(len(one) == 1 for one in mine)
        how = "alone it opens the account" if alone else f"{len(mine[0])} cookies together open the account"
        if remembers or (alone and cookie in persistent and _ends_with_browser(proof, persistent)):
            return Role.REMEMBER_ME, f"proved by replay: {how}, and browsers keep it when they are closed"
        return Role.SESSION, f"proved by replay: {how}"
    if cookie in proof.required:
        return Role.SUPPORT, "replay showed that a fresh anonymous value does as well"
    # With HTTP Basic or a bearer token the cookies were never asked to open anything.
    if proof.complete and proof.sets:
        return Role.OTHER, "replay showed that the protected page opens without it"
    return None


def _ends_with_browser(proof: CredentialFacts, persistent: frozenset[CookieId]) -> bool:
    """Whether the account can also be opened by cookies that don't outlive the browser."""
    return any(persistent.isdisjoint(one) for one in proof.sets)
