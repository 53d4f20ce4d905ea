"""Settings of PHP: which of them somebody has decided."""

import re
from typing import Final

from hardtack.lint.model import Document, Opaque, Setting, Value

__all__ = ["decided", "is_off", "is_on"]

_ON: Final = frozenset({"on", "yes", "true"})
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}")
_SHIPPED: Final[dict[str, Value]] = {
    "session.use_strict_mode": 0,
    "session.use_cookies": 1,
    "session.use_only_cookies": 1,
    "session.cookie_lifetime": 0,
    "session.cookie_domain": "",
    "session.cookie_httponly": "",
    "session.cookie_samesite": "",
    "session.use_trans_sid": 0,
}
"""What php.ini has as PHP ships it; session.cookie_secure is commented out there."""


def decided(document: Document, name: str) -> Setting | None:
    """The setting, None where it is not there, or where the file is PHP's own with nothing about cookies changed."""
    there = {one.name: one.value for one in document.settings}
    untouched = all(name in there and there[name] == value for name, value in _SHIPPED.items())
    return None if untouched and "session.cookie_secure" not in there else document.setting(name)


def is_on(setting: Setting) -> bool:
    """Whether PHP takes it for on: on, yes, true, between quotes too, and every number but 0; what a variable holds."""
    value = setting.value
    if isinstance(value, str):
        number = _NUMBER.match(value)
        return value.lower() in _ON or "${" in value or (number is not None and int(number[0]) != 0)
    return value not in {0, None, Opaque.OPAQUE}


def is_off(setting: Setting) -> bool:
    """Whether PHP takes it for off."""
    return not is_on(setting)
