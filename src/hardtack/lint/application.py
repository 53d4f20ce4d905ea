"""Settings of Django and Flask: which of them count, and whether a file is all there is."""

import re
from typing import Final

from hardtack.lint.model import Document, Kind, Setting

__all__ = ["absent", "counting"]

_TRIAL: Final = re.compile(r"dev|test|local|debug|ci$", re.IGNORECASE)


def counting(document: Document, *names: str) -> tuple[Setting, ...]:
    """The settings of those names that a live application has: the last of each place, none of a trial's.

    A trial's are those of a class that is called so, and all where DEBUG is True in the same place.
    """
    trials = {one.where for one in document.settings if one.name == "DEBUG" and one.value is True}
    last = {(one.where, one.name): one for one in document.settings if one.name in names}
    return tuple(one for one in last.values() if one.where not in trials and not _TRIAL.search(one.where))


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
