"""Which kind of configuration a file is: by its name where that says it, else by what stands in it."""

import re
from typing import Final

from hardtack.errors import LintError
from hardtack.lint.model import Kind
from hardtack.lint.syntax.markup import root_of

__all__ = ["kind_of", "may_configure"]

_PLAIN: Final = re.compile(r"[^.]*|.*\.(?:conf|cfg|xml|ini|load|caddy|caddyfile|vhost|site|inc|htaccess|tmpl|template)")
_MORE: Final = re.compile(r"\.htaccess|\.user\.ini|caddyfile\..*|php\.ini-.*")
_PYTHON: Final = re.compile(
    r"(?:.*/)?(?:[^/]*(?:settings|config)[^/]*|(?:settings|config)/[^/]*|(?:app|application|wsgi))\.py"
)


def may_configure(name: str) -> bool:
    """Whether a file of a folder is worth a look: other files hold examples of configuration, and programs do.

    Args:
        name: the file's path.
    """
    path = name.replace("\\", "/").lower()
    base = path.rpartition("/")[2]
    return any((_PLAIN.fullmatch(base), _MORE.fullmatch(base), _PYTHON.fullmatch("/".join(path.split("/")[-2:]))))


_NAMES: Final = {
    ".htaccess": Kind.HTACCESS,
    "htaccess": Kind.HTACCESS,
    "httpd.conf": Kind.APACHE,
    "apache2.conf": Kind.APACHE,
    "nginx.conf": Kind.NGINX,
    "haproxy.cfg": Kind.HAPROXY,
    "caddyfile": Kind.CADDY,
    "php.ini": Kind.PHP,
    ".user.ini": Kind.PHP,
}
_ROOTS: Final = {
    "web-app": Kind.WEB_XML,
    "web-fragment": Kind.WEB_XML,
    "Context": Kind.TOMCAT,
    "Server": Kind.TOMCAT,
    "Configure": Kind.JETTY,
}
_FOLDERS: Final = {
    ("apache2", "conf"): Kind.APACHE,
    ("httpd", "conf"): Kind.APACHE,
    ("nginx", "conf"): Kind.NGINX,
    ("php", "ini"): Kind.PHP,
}
_HAPROXY: Final = re.compile(r"^(?:global|defaults|(?:frontend|backend|listen)[ \t]+\S+)[ \t]*(?:#.*)?$", re.MULTILINE)
_APACHE: Final = re.compile(
    r"^[ \t]*(?:<(?:VirtualHost|IfModule|IfVersion|IfDefine|Directory(?:Match)?|Location(?:Match)?|Files(?:Match)?"
    r"|Proxy|If)\b[^>\n]*>"
    r"|Header[ \t]+(?:always[ \t]+|onsuccess[ \t]+)?(?:set|append|merge|add|unset|edit\*?|setifempty)\b"
    r"|(?:RequestHeader|ProxyPass(?:Reverse\w*|Match)?|LoadModule|ServerName|DocumentRoot|Rewrite(?:Engine|Rule|Cond)"
    r"|SSLEngine|php_(?:admin_)?(?:value|flag)|Listen|SessionCookieName2?|LogFormat|CustomLog|IncludeOptional)[ \t])",
    re.MULTILINE | re.IGNORECASE,
)
_NGINX: Final = re.compile(
    r"^[ \t]*(?:(?:server|http|events|stream)\s{0,9}\{|(?:upstream|location|map)[ \t][^{;\n]*\{"
    r"|(?:proxy_\w+|fastcgi_\w+|add_header|ssl_\w+|listen|server_name|sticky|log_format|include|root)[ \t][^;\n]*;)",
    re.MULTILINE,
)
_CADDY: Final = re.compile(
    r"^[ \t]*(?:reverse_proxy|header_down|header_up|header|file_server|php_fastcgi|handle(?:_path)?|redir|respond)"
    r"(?:[ \t][^;\n]*)?$",
    re.MULTILINE,
)
_PHP: Final = re.compile(
    r"^[ \t]*(?:;[ \t]*)?(?:session\.\w+[ \t]*=|php_(?:admin_)?(?:value|flag)\[)|^\[PHP\]", re.MULTILINE
)
_DJANGO: Final = re.compile(
    r"^(?:INSTALLED_APPS|MIDDLEWARE|ROOT_URLCONF|CSRF_\w+|SECURE_\w+|WSGI_APPLICATION)\b", re.MULTILINE
)
_FLASK: Final = re.compile(
    r"^[ \t]*(?:SESSION_COOKIE_\w+|PERMANENT_SESSION_LIFETIME|SECRET_KEY)\b|\.config(?:\[|\.update|\.from_)|\bflask\b",
    re.MULTILINE,
)


def kind_of(name: str, text: str) -> Kind:
    """Tell the kind.

    Args:
        name: the file's name, with or without its folders; may be empty.
        text: all of it.

    Raises:
        LintError: it is none that is known; or XML that can't be read.
    """
    base = name.replace("\\", "/").rpartition("/")[2]
    lower = base.lower()
    if lower in _NAMES:
        return _NAMES[lower]
    if lower.endswith((".caddyfile", ".caddy")) or lower.startswith("caddyfile."):
        return Kind.CADDY
    if lower.endswith(".xml") or text.lstrip("\ufeff \t\r\n").startswith(("<?xml", "<!DOCTYPE")):
        return _xml(text)
    if lower.endswith(".py"):
        return _python(text)
    found = _by_text(text, php_first=lower.endswith(".ini")) or _by_folder(name)
    if found is None:
        raise LintError(
            "line 1: it can't be told what the file configures.",
            f"Say it: --kind, one of {', '.join(kind.value for kind in Kind)}.",
        )
    return found


def _by_text(text: str, *, php_first: bool) -> Kind | None:
    """The kind whose words come most often, each as only it writes them."""
    if php_first and _PHP.search(text):
        return Kind.PHP
    if _HAPROXY.search(text):
        return Kind.HAPROXY
    # Apache's directives end with no semicolon, nginx's all do; Caddy has neither.
    counted = ((Kind.APACHE, _APACHE), (Kind.NGINX, _NGINX), (Kind.PHP, _PHP), (Kind.CADDY, _CADDY))
    counts = [(len(pattern.findall(text)), kind) for kind, pattern in counted]
    most, kind = max(counts, key=lambda pair: pair[0])
    return kind if most else None


def _by_folder(name: str) -> Kind | None:
    """What a folder's name says, for a piece of configuration that is about something else altogether."""
    *folders, base = name.replace("\\", "/").split("/")
    ending = base.rpartition(".")[2]
    return next((kind for part in reversed(folders) if (kind := _FOLDERS.get((part, ending))) is not None), None)


def _xml(text: str) -> Kind:
    root = root_of(text.removeprefix("\ufeff")).name
    if root in _ROOTS:
        return _ROOTS[root]
    raise LintError(
        f"line 1: <{root[:40]}> begins no file of a servlet container's that lint knows.",
        f"It reads the elements {', '.join(f'<{name}>' for name in _ROOTS)}.",
    )


def _python(text: str) -> Kind:
    if _DJANGO.search(text):
        return Kind.DJANGO
    if _FLASK.search(text):
        return Kind.FLASK
    raise LintError(
        "line 1: the file holds no settings of Django's or Flask's that lint knows.",
        "If it does, say which: --kind django or --kind flask.",
    )
