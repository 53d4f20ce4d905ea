"""What was likely meant by a word that is no code, no name of a check and no question."""

import re
from difflib import get_close_matches

from hardtack.checks import CHECKS
from hardtack.errors import UsageError
from hardtack.lint import RULES
from hardtack.report.phrases import printable
from hardtack.verdict import Question

_CODE = re.compile(r"h?ht?-?([0-9oil]+)", re.IGNORECASE)
_RULE = re.compile(r"hl-?[0-9oil]+", re.IGNORECASE)
_QUESTION = re.compile(r"q-?[0-9]+", re.IGNORECASE)
_DIGITS = str.maketrans("oil", "011")
_ALL = "`hardtack explain all` lists the checks."
_LINT = "`hardtack explain lint` lists the rules."
_ATTRIBUTES = {
    "domain": ("Domain=example.com", "Q4"),
    "expires": ("Expires=Thu, 01 Jan 2037 00:00:00 GMT", "Q5"),
    "httponly": ("HttpOnly", "Q3"),
    "max-age": ("Max-Age=3600", "Q5"),
    "partitioned": ("Partitioned; Secure; SameSite=None", ""),
    "path": ("Path=/app", "Q6"),
    "samesite": ("SameSite=Lax", "HT1101"),
    "secure": ("Secure", "Q10"),
}


def unknown(what: str) -> UsageError:
    """The error for a word that nothing is called.

    Args:
        what: the word, as it was typed.
    """
    word = what.strip()
    lower = word.lower()
    if lower in _ATTRIBUTES:
        example, asked = _ATTRIBUTES[lower]
        ask = f" `hardtack explain {asked}` says what is asked about it." if asked else ""
        return UsageError(
            f"{word} is an attribute, not a whole line: a set-cookie line begins with a `name=value`.",
            f"Try `hardtack explain 'sid=1; {example}'`.{ask}",
        )
    if _QUESTION.fullmatch(lower):
        listed = "\n".join(f"{one.id}: {one.value}" for one in Question)
        return UsageError(f"There is no question {word}; there are ten.", listed)
    if _RULE.fullmatch(lower):
        return UsageError(f"No rule of `hardtack lint` is called {_said(word)}.", _LINT)
    if (code := _CODE.fullmatch(lower)) is not None:
        return UsageError(f"No check is called {_said(word)}.", f"{_near_code(code[1].translate(_DIGITS))}{_ALL}")
    near = get_close_matches(lower, [*(check.name for check in CHECKS), *(rule.name for rule in RULES)], n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return UsageError(
        f"No check is called {_said(word)}, and a set-cookie line would have a `name=value`.", hint + _ALL
    )


def _said(word: str) -> str:
    return f"'{printable(word)}'"


def _near_code(digits: str) -> str:
    """The code that was meant where letters stand for digits, or else the codes of the same hundred."""
    codes = [check.code for check in CHECKS]
    if f"HT{digits}" in codes:
        return f"Did you mean HT{digits}? "
    hundred = [code for code in codes if code[2:-2] == digits[:-2]]
    return f"The codes there are {', '.join(hundred)}. " if hundred else ""
