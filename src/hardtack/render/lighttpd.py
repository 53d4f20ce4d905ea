"""lighttpd with mod_magnet (its Lua, package lighttpd-modules-lua): every field of a policy, exactly.

lighttpd's own directives replace all set-cookie lines by one, so none of them is used. mod_magnet runs one script on
each request and one when a response starts, for lighttpd's own errors too.

Four files: the policy as a Lua module, the two scripts, and a configuration with one socket for TLS and one for plain
HTTP. Packages: lighttpd-modules-lua, and lighttpd-mod-openssl where lighttpd speaks TLS itself.
"""

from typing import assert_never

from hardtack.policy import Policy, Tls
from hardtack.render._heading import heading
from hardtack.render._script_answers import script_answers
from hardtack.render._site import BODY_502, CERTIFICATE, KEY, Front, front
from hardtack.render.lua_policy import lua_policy, quote
from hardtack.render.model import FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER"]

_TARGET = "lighttpd"
_FOLDER = "/etc/lighttpd/hardtack"

_REQUEST = """\
-- The way in: what comes by plain HTTP, and the cookies that browsers send.
local policy = dofile("{folder}/policy.lua")
local r = lighty.r
{secure}local target = r.req_attr["request.orig-uri"] or "/"
if not secure then
  local answer = policy.plain(r.req_attr["request.method"], string.match(target, "^[^?]*"))
  -- A target that is no path (a whole URL) is not repeated to the browser.
  if answer == "redirect" and string.sub(target, 1, 1) == "/" then
    r.resp_header["Location"] = {origin} .. target
    r.req_env["HARDTACK_ANSWERED"] = "1"
    return {status}
  elseif answer ~= "serve" then
    return 403
  end
end
local cookies = r.req_header["Cookie"]
if cookies then
  cookies = policy.safe_request(cookies)
  r.req_header["Cookie"] = cookies ~= "" and cookies or nil
end
{base}return 0
"""
_BASE = """\
-- The application lives below this path.
r.req_attr["request.uri"] = {base} .. target
"""

_SECURE = """\
local secure = r.req_attr["uri.scheme"] == "https"
"""
# mod_proxy tells the application the scheme that stands here.
_SECURE_FRONTED = """\
-- What stands in front says whether it spoke TLS.
local secure = r.req_header["X-Forwarded-Proto"] == "https"
r.req_attr["uri.scheme"] = secure and "https" or "http"
"""

_RESPONSE = """\
-- The way out.
local policy = dofile("{folder}/policy.lua")
local r = lighty.r
local secure = r.req_attr["uri.scheme"] == "https"
if policy.hsts and secure then r.resp_header["Strict-Transport-Security"] = policy.hsts end
local location = r.resp_header["Location"]
-- What lighttpd redirects by itself is right already.
if location and not r.req_env["HARDTACK_ANSWERED"] then r.resp_header["Location"] = policy.safe_location(location) end
local field = r.resp_header["Set-Cookie"]
if field then
  -- lighttpd keeps all lines in one text, joined like this.
  local join = "\\r\\nSet-Cookie: "
  local lines, from = {{}}, 1
  while true do
    local at = string.find(string.lower(field), string.lower(join), from, true)
    lines[#lines + 1] = string.sub(field, from, (at or 0) - 1)
    if not at then break end
    from = at + #join
  end
  local sent, refused, notes = policy.safe_response(lines, secure, os.time())
  for _, note in ipairs(notes) do print("hardtack: " .. note) end
  r.resp_header["Set-Cookie"] = #sent > 0 and table.concat(sent, join) or nil
  -- 502 in place of a response that must not pass.
  if refused then
    for name, _ in pairs(r.resp_header) do r.resp_header[name] = nil end
    if policy.hsts and secure then r.resp_header["Strict-Transport-Security"] = policy.hsts end
    r.resp_header["Content-Type"] = "text/plain"
    r.resp_body.set({refused})
    return 502
  end
end
return 0
"""

_CONFIGURATION = """\
server.modules += ("mod_magnet", "mod_proxy"{openssl})
{sockets}
# Room for long Cookie fields.
server.max-request-field-size = 65536
magnet.attract-raw-url-to = ("{folder}/request.lua")
magnet.attract-response-start-to = ("{folder}/response.lua")
proxy.header = ("upgrade" => "enable")
proxy.server = ("" => (("host" => "{host}", "port" => {port})))
"""


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return script_answers(
        policy,
        None,
        needs="mod_magnet is a package of its own in most distributions: lighttpd-modules-lua.",
    )


def _sockets(site: Front) -> str:
    match site.tls:
        case Tls.HERE:
            return (
                "# Put your certificate chain and key here.\n"
                f'$SERVER["socket"] == ":{site.port}" {{\n'
                f'  ssl.engine = "enable"\n  ssl.pemfile = "{CERTIFICATE}"\n  ssl.privkey = "{KEY}"\n}}\n'
                f'$SERVER["socket"] == ":{site.plain_port}" {{\n}}'
            )
        case Tls.FRONT:
            return (
                "# Only what speaks TLS may reach this port: X-Forwarded-Proto is believed here.\n"
                f'$SERVER["socket"] == ":{site.port}" {{\n}}'
            )
        case Tls.NONE:
            return f'$SERVER["socket"] == ":{site.port}" {{\n}}'
        case _:
            assert_never(site.tls)


def _configuration(policy: Policy) -> str:
    site = front(policy)
    text = _CONFIGURATION.format(
        openssl=', "mod_openssl"' if site.tls is Tls.HERE else "",
        sockets=_sockets(site),
        folder=_FOLDER,
        host=site.upstream_host.strip("[]"),
        port=site.upstream_port,
    )
    return "".join(f"# {line}\n" for line in heading(policy, _TARGET)) + text


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    site = front(policy)
    head = "".join(f"-- {line}\n" for line in heading(policy, _TARGET))
    request = _REQUEST.format(
        folder=_FOLDER,
        secure=_SECURE_FRONTED if site.tls is Tls.FRONT else _SECURE,
        origin=quote(site.origin),
        status=int(policy.transport.redirect or 308),
        base=_BASE.format(base=quote(site.base)) if site.base else "",
    )
    return Rendered(
        files=(
            RenderedFile(f"{_FOLDER}/policy.lua", lua_policy(policy, _TARGET)),
            RenderedFile(f"{_FOLDER}/request.lua", head + request),
            RenderedFile(
                f"{_FOLDER}/response.lua", head + _RESPONSE.format(folder=_FOLDER, refused=quote(f"{BODY_502}\n"))
            ),
            RenderedFile("/etc/lighttpd/conf-enabled/99-hardtack.conf", _configuration(policy)),
        ),
        answers=_answers(policy),
        tested=True,
        install="Put the files in place and set the certificate's paths; lighttpd needs mod_magnet (apt-get install "
        "lighttpd-modules-lua) and, where it speaks TLS itself, mod_openssl (lighttpd-mod-openssl).",
        validate="lighttpd -tt -f /etc/lighttpd/lighttpd.conf",
        reload="systemctl reload lighttpd",
        undo="Delete /etc/lighttpd/conf-enabled/99-hardtack.conf and the folder /etc/lighttpd/hardtack, then reload.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=("lighttpd-magnet",),
    title="lighttpd with mod_magnet",
    minimum=(1, 4, 69),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
