r"""Cookies are written into the log, the session's among them.

What it finds:
    `%{Cookie}i`, `%{Set-Cookie}o` or `%{NAME}C` in a LogFormat or CustomLog; `$http_cookie`, `$cookie_NAME` or
    `$sent_http_set_cookie` in a log_format; `capture cookie`, or the capture of either field in HAProxy.

Why it matters:
    Logs are kept for months, copied to other machines and read by many. Every session in them that is still alive can
    be taken over.

Remedy:
    Leave them out. To follow one user, log a number that the server makes, such as `$request_id`. Nothing is written
    instead: a log format is no matter of a cookie policy.

Example:
    bad (apache):
        LogFormat "%h %t \"%r\" %>s \"%{Cookie}i\"" withcookies
    good (apache):
        LogFormat "%h %t \"%r\" %>s" plain
    bad (nginx):
        log_format withcookies '$remote_addr "$request" $cookie_sid';
    good (nginx):
        log_format plain '$remote_addr "$request" $request_id';
    bad (haproxy):
        frontend web
            capture cookie JSESSIONID len 64
    good (haproxy):
        frontend web
            capture request header Host len 64

References:
    CWE-532; ASVS 5.0 14.2.4, 16.2.5
"""

import re
from collections.abc import Iterator

from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import walk
from hardtack.verdict import Severity

_APACHE = re.compile(r"%[!<>0-9,]*\{(?:cookie2?\}i|set-cookie2?\}o|[^}]{1,200}\}C)", re.IGNORECASE)
_NGINX = re.compile(r"\$\{?(?:http_cookie\b|cookie_\w+|sent_http_set_cookie\b|upstream_http_set_cookie\b)")


def find(document: Document) -> Iterator[Found]:
    """Formats and captures with cookies in them."""
    for one in walk(document.directives):
        match one.name:
            case "logformat" | "customlog" | "globallog":
                logged = any(_APACHE.search(word) and not word.startswith("env=") for word in one.args)
            case "log_format":
                logged = any(_NGINX.search(word) for word in one.args)
            case "capture":
                logged = one.arg(0) == "cookie" or one.arg(2).lower() in {"cookie", "set-cookie"}
            case _:
                logged = False
        if logged:
            yield Found(one.line, "Cookies are written into the log: who reads it has the sessions that are alive.")


RULE = Rule(
    code="HL906",
    name="cookies-written-to-log",
    severity=Severity.MEDIUM,
    kinds=(Kind.APACHE, Kind.NGINX, Kind.HAPROXY),
    basis="read in the documentation of mod_log_config, ngx_http_log_module and HAProxy",
    page=__doc__ or "",
    find=find,
)
