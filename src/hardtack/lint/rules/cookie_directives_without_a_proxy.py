r"""proxy_cookie_* stands where FastCGI, uWSGI or SCGI answers, and has no effect there.

What it finds:
    `proxy_cookie_flags`, `proxy_cookie_path` or `proxy_cookie_domain` right beside `fastcgi_pass`, `uwsgi_pass` or
    `scgi_pass`.

Why it matters:
    The directives belong to ngx_http_proxy_module and change the cookies of proxy_pass alone. The cookies of PHP pass
    as they are, while the file looks as if they were hardened.

Remedy:
    Set the attributes in the application (php.ini), or edit the lines with njs or Lua.

Example:
    bad (nginx):
        location ~ \.php$ {
            fastcgi_pass unix:/run/php/php-fpm.sock;
            proxy_cookie_flags ~ secure;
        }
    good (nginx):
        location ~ \.php$ {
            fastcgi_pass unix:/run/php/php-fpm.sock;
        }

References:
    ngx_http_proxy_module, `proxy_cookie_flags`
"""

from collections.abc import Iterator

from hardtack.lint.intended import flagged
from hardtack.lint.model import Document, Found, Kind, Rule
from hardtack.lint.walking import levels
from hardtack.verdict import Severity


def find(document: Document) -> Iterator[Found]:
    """Cookie directives of the proxy beside other protocols."""
    for level in levels(document.directives):
        passing = level.named("fastcgi_pass", "uwsgi_pass", "scgi_pass")
        if not passing or level.named("proxy_pass"):
            continue
        for one in level.named("proxy_cookie_flags", "proxy_cookie_path", "proxy_cookie_domain"):
            meant = flagged(one.args[1:]) if one.name == "proxy_cookie_flags" else None
            yield Found(one.line, f"{one.name} has no effect on the cookies that come by {passing[0].name}.", meant)


RULE = Rule(
    code="HL211",
    name="cookie-directives-without-a-proxy",
    severity=Severity.MEDIUM,
    kinds=(Kind.NGINX,),
    basis="read in the documentation of ngx_http_proxy_module",
    page=__doc__ or "",
    find=find,
)
