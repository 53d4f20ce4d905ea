"""Settings of Django and Flask: which of them count, and whether a file is all there is."""

import re
from typing import Final

from hardtack.lint.model import Document, Kind, Setting

__all__ = ["absent", "counting", "is_none_text", "is_off"]

_MOST_CLASSES: Final = 100
"""Of a file whose classes are told apart; settings have a handful."""
_TRIAL: Final = re.compile(r"dev|test|local|debug|ci$", re.IGNORECASE)


def counting(document: Document, *names: str) -> tuple[Setting, ...]:
    """The settings of those names that a live application has: the last of each place, none of a trial's.

    A trial's are those of a class that is called so, and all where DEBUG is True in the same place. Those of a class
    count only if a live class at the end of its line has them.
    """
    trials = {one.where for one in document.settings if one.name == "DEBUG" and one.value is True}
    last = {(one.where, one.name): one for one in document.settings if one.name in names}
    live = [one for one in last.values() if one.where not in trials and not _TRIAL.search(one.where)]
    return tuple(one for one in live if not _is_overridden(document, one, trials))


def is_off(setting: Setting) -> bool:
    """Whether it is False, or 0, which counts as that."""
    return setting.value is False or (isinstance(setting.value, int) and setting.value == 0)


def is_none_text(setting: Setting) -> bool:
    """Whether it is the text `None`, which both frameworks take in upper and in lower case."""
    return isinstance(setting.value, str) and setting.value.lower() == "none"


def _is_overridden(document: Document, setting: Setting, trials: set[str]) -> bool:
    """Whether each live class that takes settings from this one's has its own value."""
    if not setting.where or len(document.bases) > _MOST_CLASSES:
        return False
    own = {one.where for one in document.settings if one.name == setting.name} - {setting.where}
    ends = _heirs(document, setting.where, set()) - {base for _, base in document.bases}
    live = {one for one in ends if one not in trials and not _TRIAL.search(one)}
    # What is reached by no class with its own value has this one's.
    return bool(live) and not live & _heirs(document, setting.where, own)


def _heirs(document: Document, begin: str, but: set[str]) -> set[str]:
    """All classes that take settings from one, by whatever way that leads by none of the others."""
    found = set[str]()
    new = {begin}
    while new:
        new = {one for one, base in document.bases if base in new} - but - found
        found |= new
    return found


def absent(document: Document, name: str) -> int | None:
    """The line to show where a setting is not there and so has its default; None where that can't be told.

    It can be told of a settings module of Django's that takes no names from others and is no trial's, and of Flask's
    settings that have the key, and say something else of the session's cookie.
    """
    if document.names or any(one.name == name for one in document.settings):
        return None
    if document.kind is Kind.DJANGO:
        whole = {"INSTALLED_APPS", "MIDDLEWARE"}
        there = counting(document, *whole)
        return there[-1].line if {one.name for one in there} == whole else None
    if not counting(document, "SECRET_KEY"):
        return None
    said = [one.name for one in document.settings if one.name.startswith("SESSION_COOKIE_")]
    there = counting(document, *said)
    return there[0].line if there else None
