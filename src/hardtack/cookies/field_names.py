"""Field names that a redacted recording may keep.

A field name is written by the site and may itself be a secret (a token as the key of a JSON object). So a name is kept
only if it is short, or made of words of a fixed vocabulary; a name that holds the user's own data never is.
"""

import re
from collections.abc import Iterable

REPLACED = "*"
"""What stands for a name that is not kept."""
MAX_NAMES = 8
"""The most components of one path that are kept."""
_SHORT = 7
_PLACE = 2
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*|\d{1,3}")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

_VOCABULARY = frozenset(
    re.findall(
        r"[a-z]+",
        """
        a access accesstoken account accounts active activity actor additional address admin agent alert algorithm
        amount anonymous api app application at attributes audience auth authenticated authentication authorities
        authority authorization authorized avatar back backend bank basket billing birth birthdate birthday body
        branch browser build by callback campaign card cart category cell challenge channel checkout city claims
        class client code collapsed color company complete confirmed connection consent contact content context
        cookie cookies count country created credential credentials credit csrf csrftoken currency current customer
        dark dashboard data database date day default delivery department description device digest display
        displayname django domain edition editor email emailaddress emails employee enabled encoding encrypted error
        errors event exp expire expired expires expiry external factor failed family familyname features fingerprint
        first firstname flag flags flash flashes folder font for format fresh from full fullname gender given
        givenname group groups has hash header headers hidden history holder home host http iban id identifier
        identity idtoken image impersonated impersonator in index info initial initials instance internal invalid
        invite ip is issued issuer item items itsdangerous jwt key keys kind label lang language last lastname
        latest layout level lifetime limit link list locale location locked logged login logout mail manager max
        member members menu message messages meta method middle mobile mode model modified month msisdn mx name
        names navigation new next nick nickname nonce not notice notification notifications number object of on open
        option options order orders organisation organization origin original owner page panel parameters parent
        partner pass passport password path patient payload payment pending permanent permission permissions
        persistent person personal phone phonenumber picture plan platform point policy position postal postcode
        preference preferences preferred previous price principal privacy private privileges product products
        profile project properties protected provider public query rails random recent redirect referer referrer
        refresh refreshtoken region registered remember remote request required reset response result return role
        roles root route salt scheme scope scopes screen search secret security seen selected sequence server
        service session sessionid sessions setting settings shared shipping show sidebar sign signature signed size
        social sort source staff start state status step store strategy street subject subscription superuser
        surname switch system tab table tags team telephone temporary tenant terms test theme time timeout timestamp
        timezone title to token tokens tornado total tracking type uid unread update updated url used user userid
        username users uuid valid value values vendor verification verified verifier version view viewed visit
        visited visitor visits wallet warning web website width window workspace xsrf year zip zone zoneinfo
        """,
    )
)


def safe_name(name: str, secrets: Iterable[str]) -> str:
    """Keep a field name, or replace it.

    Args:
        name: A name as the site wrote it.
        secrets: The user's own data, in small letters.

    Returns:
        The name if it is at most seven characters of an identifier or made of vocabulary words only, and holds none of
        the secrets; else `REPLACED`.
    """
    lower = name.lower()
    if not _PLAIN.fullmatch(name) or any(secret in lower for secret in secrets):
        return REPLACED
    words = _WORDS.findall(name)
    # One number of at most two digits, as in "address2": more digits could spell something.
    numbers = [word for word in words if word.isdecimal()]
    numbered = not numbers or (len(numbers) == 1 and len(numbers[0]) <= _PLACE)
    spelled = numbered and all(word.isdecimal() or word.lower() in _VOCABULARY for word in words)
    return name if len(name) <= _SHORT or spelled else REPLACED


def safe_path(names: Iterable[str], secrets: tuple[str, ...]) -> str:
    """Join field names with dots, each kept or replaced, at most `MAX_NAMES` of them."""
    return ".".join(safe_name(name, secrets) for name in tuple(names)[:MAX_NAMES])
