"""What a policy makes of the cookies that a browser sends: the way in, which undoes the renaming of the way out."""

from hardtack.policy.enforce import name_of
from hardtack.policy.model import Policy
from hardtack.policy.resolve import resolver

__all__ = ["inbound"]

_WSP = " \t"


def inbound(policy: Policy, cookie_header: str) -> str:
    """The Cookie field as upstream is to get it.

    Of the request this is all that is looked at. A cookie that the policy gave a prefix gets its own name back, and one
    that bears that own name from outside does not pass: any host of the site could have set it, and the prefix would
    protect nothing. Names are compared with regard to case and as a whole. Order and values stay, byte for byte.

    Args:
        policy: A policy that `check_policy` has nothing against.
        cookie_header: The field value, latin-1 isomorphic; several Cookie lines (HTTP/2 sends such) joined by "; ".

    Returns:
        The field value, pairs separated by "; "; "" = send no Cookie field.
    """
    resolve = resolver(policy)
    rules = policy.inbound
    pairs: list[str] = []
    for part in cookie_header.split(";"):
        pair = part.strip(_WSP)
        if not pair:
            continue
        name = name_of(pair)
        found = resolve(name)
        if found.upstream in rules.drop:
            continue
        if found.upstream != name:
            # Its name begins with the prefix, and what follows is as it came, blanks around "=" too.
            pair = pair[len(found.treatment.prefix.value) :]
        elif found.added_prefix and rules.strip_bare_renamed:
            continue
        pairs.append(pair)
    return "; ".join(pairs)
