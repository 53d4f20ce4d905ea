"""PHP (7.3 and newer): its session cookie, in php.ini or .user.ini.

The lines reach PHP's own session cookie, of every application that PHP runs with this file; cookies that an application
sets by `setcookie` stay as they are. `.user.ini` holds for the folder it lies in and below, under FastCGI and FPM; an
application that calls `session_set_cookie_params` or `session_name` for itself has its own way. `use_strict_mode` and
the like are written in any case: without them PHP takes an id that an attacker made up.
"""

from hardtack.policy import CookieRole, Policy
from hardtack.render._own_answers import answer_of, own_answers
from hardtack.render._own_cookies import OwnCookie, Setting, Slot, Value, own_cookies, settings
from hardtack.render._own_files import ELSEWHERE, head
from hardtack.render._unwritable import unwritable
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "php"
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:!#%&*+,<=>?@ ()[]{}|~^`;")

_SLOT = Slot(
    CookieRole.SESSION,
    "PHPSESSID",
    "path=/",
    {
        "prefix": "session.name",
        "secure": "session.cookie_secure",
        "httponly": "session.cookie_httponly",
        "samesite": "session.cookie_samesite",
        "domain": "session.cookie_domain",
        "path": "session.cookie_path",
    },
)


def quote(value: Value) -> str:
    r"""A value of an .ini file.

    Grammar of what is returned: ``1*DIGIT``, or a text between double quotes of printable ASCII without ``"``, ``'``,
    ``\`` and ``$``. Texts that have others are refused: no escape means the same to every version and place.

    Args:
        value: What is to be written; None is "".

    Raises:
        PolicyError: The text can't be written.
    """
    if isinstance(value, bool | int):
        return str(int(value))
    text = value or ""
    if not _PLAIN.issuperset(text):
        raise unwritable(text, "a PHP configuration")
    return f'"{text}"'


def _owns(policy: Policy) -> tuple[OwnCookie, ...]:
    return own_cookies(policy, (_SLOT,))


def _transport(policy: Policy) -> tuple[FieldAnswer, ...]:
    if policy.session is None or policy.session.idle is None:
        return ()
    sentence = "session.gc_maxlifetime ends idle sessions some time after; the rest is the application's."
    return (answer_of("session", Exactness.APPROXIMATE, sentence),)


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return own_answers(policy, _owns(policy), ELSEWHERE, _transport(policy))


def _line(one: Setting) -> list[str]:
    return [f"; {one.why}", f"{one.name} = {quote(one.value)}"]


def _text(policy: Policy) -> str:
    lines = head(policy, _TARGET, ";")
    lines += [line for own in _owns(policy) for one in settings(own) for line in _line(one)]
    lines += [
        "; An id that PHP did not make is answered by a new one.",
        "session.use_strict_mode = 1",
        "; Ids come in cookies alone, never in addresses.",
        "session.use_only_cookies = 1",
        "session.use_trans_sid = 0",
    ]
    if policy.session is not None and policy.session.idle is not None:
        lines += ["; Seconds without a request after which a session may be cleared away.", _idle(policy.session.idle)]
    return "\n".join(lines) + "\n"


def _idle(seconds: int) -> str:
    return f"session.gc_maxlifetime = {seconds}"


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/etc/php/conf.d/99-hardtack.ini", _text(policy)),),
        answers=_answers(policy),
        tested=True,
        install="Put the file where `php --ini` says additional files are read from, for the SAPI that serves the site "
        "(Debian: /etc/php/VERSION/fpm/conf.d), or its lines into the site's .user.ini.",
        validate="php -c FILE -r 'print_r(ini_get_all(\"session\", false));'",
        reload="Reload PHP-FPM (or the web server that holds PHP); .user.ini is read again within five minutes.",
        undo="Delete the file (or the lines) and reload.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="PHP",
    minimum=(7, 3),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
