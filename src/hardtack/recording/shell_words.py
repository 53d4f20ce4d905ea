"""The words of a pasted command line, as a POSIX shell or the command prompt of Windows would cut them.

Browsers offer "Copy as cURL" for both. Of bash they use plain words, '…', "…", $'…' and a backslash at the line's end;
of the command prompt "…" with ^ before what it would read itself, and a ^ at the line's end.
"""

import re

_ANSI_C = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b", "E": "\x1b"}
_NUMBERED = re.compile(r"x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})")
_CARET = re.compile(r"\^(\r?\n|.)", re.DOTALL)
_ENDS_WITH_CARET = re.compile(r"\^[ \t]*\r?\n")


class UnclosedQuoteError(ValueError):
    """A quotation mark is open at the end of the text."""


def shell_words(text: str) -> tuple[str, ...]:
    """Cut a command line into words.

    Args:
        text: the command as it was copied.

    Raises:
        UnclosedQuoteError: a quote is not closed.
    """
    if '^"' in text:
        return _Cutter(_CARET.sub(_uncareted, text), windows=True).words()
    if _ENDS_WITH_CARET.search(text):
        return _Cutter(_ENDS_WITH_CARET.sub(" ", text), windows=True).words()
    return _Cutter(text, windows=False).words()


def _uncareted(match: re.Match[str]) -> str:
    # A caret takes the line end after it along, which is how a command goes on in the next line.
    return "" if match[1] in {"\n", "\r\n"} else match[1]


class _Cutter:
    """Goes over a text once; `_word` is the word that is being read, None between words."""

    def __init__(self, text: str, *, windows: bool) -> None:
        self._text = text
        self._windows = windows
        # What a backslash between double quotes takes its meaning from: the shell's rule, and that of C programs.
        self._escapable = frozenset('"\\' if windows else '"\\$`')
        self._at = 0
        self._word: str | None = None
        self._done: list[str] = []

    def words(self) -> tuple[str, ...]:
        while self._at < len(self._text):
            self._step(self._take())
        self._end_word()
        return tuple(self._done)

    def _step(self, character: str) -> None:
        if character in " \t\r\n":
            self._end_word()
        elif character == '"':
            self._double()
        elif self._windows:
            self._add(self._take() if character == "\\" and self._next() == '"' else character)
        elif character == "'":
            self._add(self._until_quote())
        elif character == "$" and self._next() == "'":
            self._take()
            self._ansi_c()
        elif character == "\\":
            following = self._take() if self._at < len(self._text) else ""
            if following == "\r" and self._next() == "\n":
                following = self._take()
            if following != "\n":
                self._add(following)
        else:
            self._add(character)

    def _double(self) -> None:
        self._add("")
        while (character := self._take()) != '"' or (self._windows and self._next() == '"'):
            if character == '"' or (character == "\\" and self._next() in self._escapable):
                self._add(self._take())
            elif character == "\\" and not self._windows and self._next() == "\n":
                self._take()
            else:
                self._add(character)

    def _until_quote(self) -> str:
        end = self._text.find("'", self._at)
        if end < 0:
            raise UnclosedQuoteError
        found, self._at = self._text[self._at : end], end + 1
        return found

    def _ansi_c(self) -> None:
        self._add("")
        while (character := self._take()) != "'":
            self._add(self._escaped() if character == "\\" else character)

    def _escaped(self) -> str:
        numbered = _NUMBERED.match(self._text, self._at)
        if numbered is None:
            character = self._take()
            return _ANSI_C.get(character, character)
        self._at = numbered.end()
        octal = numbered[4]
        number = int(octal, 8) if octal else int(next(one for one in numbered.groups()[:3] if one), 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"

    def _take(self) -> str:
        if self._at >= len(self._text):
            raise UnclosedQuoteError
        self._at += 1
        return self._text[self._at - 1]

    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _add(self, text: str) -> None:
        self._word = (self._word or "") + text

    def _end_word(self) -> None:
        if self._word is not None:
            self._done.append(self._word)
        self._word = None
