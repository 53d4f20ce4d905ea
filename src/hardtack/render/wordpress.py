"""WordPress (5.2 and newer): HTTPS for its login, the lifetime of its cookies and HSTS, as a must-use plugin.

WordPress names its cookies after the site's address (`wordpress_logged_in_…`), always adds HttpOnly to those that log
in, and has no setting for SameSite: that, and every other field, is for a server in front. The plugin makes its login
cookies Secure, caps their lifetime, and sends HSTS from PHP. Where TLS is spoken in front, it also lets WordPress know,
from X-Forwarded-Proto; without that, WordPress redirects to itself for ever.
"""

from hardtack.policy import MaxLifetime, Policy, Remove, SecureRule, Tls, hsts_field, rule_for
from hardtack.render._own_answers import answer_of, own_answers
from hardtack.render._own_cookies import asked
from hardtack.render._own_files import ELSEWHERE, head
from hardtack.render.model import Exactness, FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER", "quote"]

_TARGET = "wordpress"
_COOKIE = "wordpress_logged_in_"
_LONGEST = 14 * 86400
"""How long a login that is remembered lasts if nothing is set; others end with the browser."""


def quote(value: int | str) -> str:
    r"""A PHP literal.

    Grammar of what is returned: ``1*DIGIT`` or a text between single quotes, in which ``'`` and ``\`` have a backslash
    before them.

    Args:
        value: The value; a text may hold any character.
    """
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    transport: list[FieldAnswer] = []
    if policy.transport.redirect is not None and policy.site.tls is not Tls.NONE:
        sentence = "FORCE_SSL_ADMIN redirects the login and the administration alone, by 302."
        transport.append(answer_of("transport.redirect", Exactness.APPROXIMATE, sentence))
    if policy.transport.hsts is not None and policy.site.tls is not Tls.NONE:
        sentence = "On what PHP answers by TLS; files that the web server answers by itself have none."
        transport.append(answer_of("transport.hsts", Exactness.APPROXIMATE, sentence))
    answers = own_answers(policy, (), ELSEWHERE, transport)
    return tuple(_login_answer(policy, answer) for answer in answers)


def _login_answer(policy: Policy, answer: FieldAnswer) -> FieldAnswer:
    """What the plugin does for the rule that the login cookies fall under."""
    rule = rule_for(policy, _COOKIE)
    if rule is None or answer.rule != rule.match.text:
        return answer
    sentences = {
        "secure": "The plugin makes the login cookies Secure.",
        "httponly": "WordPress always adds HttpOnly to its login cookies.",
        "lifetime": "The plugin caps how long a login lasts.",
    }
    if answer.field not in sentences or answer.field not in set(_done(policy)):
        return answer
    return answer_of(answer.field, Exactness.EXACT, sentences[answer.field], rule)


def _done(policy: Policy) -> list[str]:
    """The fields of the login cookies that the plugin or WordPress itself does."""
    treatment = policy.treatment(rule_for(policy, _COOKIE))
    fields = set(asked(treatment))
    done = ["secure"] if treatment.secure is SecureRule.REQUIRE else []
    if "httponly" in fields and treatment.http_only.value == "require":
        done.append("httponly")
    return [*done, "lifetime"] if isinstance(treatment.lifetime, MaxLifetime | Remove) else done


def _plugin(policy: Policy) -> list[str]:
    done = _done(policy)
    lines: list[str] = []
    if policy.site.tls is Tls.FRONT:
        lines += [
            "// What speaks TLS before WordPress says so; it must take this field out of what browsers send.",
            "if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {",
            "    $_SERVER['HTTPS'] = 'on';",
            "}",
        ]
    if "secure" in done:
        lines += [
            "// The login cookies never go by plain HTTP, whatever page sets them.",
            "add_filter('secure_auth_cookie', '__return_true');",
            "add_filter('secure_logged_in_cookie', '__return_true');",
        ]
    lifetime = policy.treatment(rule_for(policy, _COOKIE)).lifetime
    if isinstance(lifetime, MaxLifetime):
        lines += [
            "// Seconds that a login lasts, at most.",
            "add_filter('auth_cookie_expiration', function ($seconds) {",
            f"    return min((int) $seconds, {quote(min(lifetime.seconds, _LONGEST))});",
            "}, PHP_INT_MAX);",
        ]
    if isinstance(lifetime, Remove):
        lines += [
            "// Nobody is remembered: a login ends with the browser.",
            "add_action('login_init', function () {",
            "    unset($_POST['rememberme'], $_REQUEST['rememberme']);",
            "});",
        ]
    return [*lines, *_transport(policy)]


def _transport(policy: Policy) -> list[str]:
    transport = policy.transport
    lines: list[str] = []
    if policy.site.tls is Tls.NONE:
        return lines
    if transport.redirect is not None:
        lines += ["// The login and the administration by TLS alone.", "force_ssl_admin(true);"]
    if transport.hsts is not None:
        field = quote(f"Strict-Transport-Security: {hsts_field(transport.hsts)}")
        lines += [
            "// On every answer of PHP by TLS.",
            "foreach (['send_headers', 'login_init', 'admin_init'] as $hook) {",
            "    add_action($hook, function () {",
            "        if (is_ssl() && !headers_sent()) {",
            f"            header({field});",
            "        }",
            "    });",
            "}",
        ]
    return lines


def _text(policy: Policy) -> str:
    name = ["/*", " * Plugin Name: hardtack", " */", ""]
    return "\n".join(["<?php", *head(policy, _TARGET, "//", tested=False), *name, *_plugin(policy)]) + "\n"


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(RenderedFile("/var/www/html/wp-content/mu-plugins/hardtack.php", _text(policy)),),
        answers=_answers(policy),
        tested=False,
        install="Put the file into wp-content/mu-plugins, and make that folder if it isn't there.",
        validate="php -l hardtack.php",
        reload="None is needed: must-use plugins are read at each request.",
        undo="Delete the file.",
    )


RENDERER = Renderer(
    target=_TARGET,
    aliases=(),
    title="WordPress",
    minimum=(5, 2),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
