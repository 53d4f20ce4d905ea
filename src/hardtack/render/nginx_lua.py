"""nginx with the Lua module (libnginx-mod-http-lua): every field of a policy, exactly.

Debian and Ubuntu: `apt-get install libnginx-mod-http-lua`; OpenResty has it built in. nginx's own directives
(`proxy_cookie_flags` and its kind) overwrite a stricter SameSite, can't cap a lifetime, rename or drop, and are not
inherited once a location has one of its own. The Lua blocks stand in `server`, and reach every location that has no
`header_filter_by_lua_block` or `rewrite_by_lua_block` of its own. Cookies that nginx itself adds (`add_header
Set-Cookie`) are not seen.

Two files: the policy as a Lua module, and a configuration for the `http` level with one `server` for TLS and one for
plain HTTP (or a single one, if TLS is spoken in front of nginx or nowhere). The upstream's own
Strict-Transport-Security is replaced.
"""

from hardtack.policy import Policy, Tls
from hardtack.render._heading import heading
from hardtack.render._nginx_site import BUFFERS, FOLDER, WEBSOCKET_MAP, servers
from hardtack.render._script_answers import script_answers
from hardtack.render._site import Front, front
from hardtack.render.lua_policy import lua_policy, quote
from hardtack.render.model import FieldAnswer, Rendered, RenderedFile, Renderer, Version

__all__ = ["RENDERER"]

_TARGET = "nginx-lua"

_BODY = """\
{buffers}
  # The way in: what comes by plain HTTP, and the cookies that browsers send.
  rewrite_by_lua_block {{
    local policy = require "hardtack_policy"
    local secure = {secure}
    local target = ngx.var.request_uri
    if not secure then
      local answer = policy.plain(ngx.req.get_method(), string.match(target, "^[^?]*"))
      -- A target that is no path (a whole URL) is not repeated to the browser.
      if answer == "redirect" and string.sub(target, 1, 1) == "/" then
        return ngx.redirect({origin} .. target, {status})
      elseif answer ~= "serve" then
        return ngx.exit(403)
      end
    end
    local cookies = ngx.var.http_cookie
    if cookies then
      cookies = policy.safe_request(cookies)
      if cookies == "" then ngx.req.clear_header("Cookie") else ngx.req.set_header("Cookie", cookies) end
    end
  }}

  # The way out: nginx's own errors pass here too.
  header_filter_by_lua_block {{
    local policy = require "hardtack_policy"
    local secure = {secure}
    if policy.hsts and secure then ngx.header["Strict-Transport-Security"] = policy.hsts end
    local location = ngx.header["Location"]
    if location and ngx.var.upstream_status then ngx.header["Location"] = policy.safe_location(location) end
    -- 0 = all of them; without it those past the hundredth would be lost.
    local lines = ngx.resp.get_headers(0)["set-cookie"]
    if lines then
      if type(lines) == "string" then lines = {{lines}} end
      local sent, refused, notes = policy.safe_response(lines, secure, ngx.time())
      for _, note in ipairs(notes) do ngx.log(ngx.WARN, "hardtack: ", note) end
      ngx.header["Set-Cookie"] = sent
      -- 502 in place of a response that must not pass.
      if refused then return ngx.exit(502) end
    end
  }}

  location / {{
    proxy_pass http://{upstream};
    # Locations are the Lua block's.
    proxy_redirect off;
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For {forwarded};
    proxy_set_header X-Forwarded-Proto {proto};
    # For websockets.
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $hardtack_connection;
  }}
"""


def _answers(policy: Policy) -> tuple[FieldAnswer, ...]:
    return script_answers(
        policy,
        "nginx itself answers 502 to a set-cookie line with a NUL; other control characters are as the policy says.",
        needs="nginx's Lua is a package of its own: libnginx-mod-http-lua, or OpenResty.",
    )


def _body(policy: Policy, site: Front) -> str:
    # nginx knows for itself whether it speaks TLS; what stands in front of it says so in a header field.
    fronted = site.tls is Tls.FRONT
    secure = 'ngx.var.http_x_forwarded_proto == "https"' if fronted else 'ngx.var.scheme == "https"'
    return _BODY.format(
        buffers=BUFFERS,
        secure=secure,
        origin=quote(site.origin),
        status=int(policy.transport.redirect or 308),
        upstream=site.upstream + (f"{site.base}/" if site.base else ""),
        forwarded="$proxy_add_x_forwarded_for" if fronted else "$remote_addr",
        proto="$http_x_forwarded_proto" if fronted else "$scheme",
    )


def _configuration(policy: Policy) -> str:
    site = front(policy)
    body = _body(policy, site)
    lines = [f"# {line}" for line in heading(policy, _TARGET)]
    lines += [
        "# For the http level: nginx's own nginx.conf includes conf.d/*.conf there.",
        "# If a lua_package_path is set already, add this folder to it and delete this line.",
        f'lua_package_path "{FOLDER}/?.lua;;";',
        WEBSOCKET_MAP,
    ]
    return "\n".join(lines) + servers(site, body)


def _render(policy: Policy, version: Version | None) -> Rendered:
    del version
    return Rendered(
        files=(
            RenderedFile(f"{FOLDER}/hardtack_policy.lua", lua_policy(policy, _TARGET)),
            RenderedFile("/etc/nginx/conf.d/hardtack.conf", _configuration(policy)),
        ),
        answers=_answers(policy),
        tested=True,
        install="Put both files in place and set the certificate's paths; nginx needs its Lua module "
        "(apt-get install libnginx-mod-http-lua).",
        validate="nginx -t",
        reload="nginx -s reload",
        undo="Delete /etc/nginx/conf.d/hardtack.conf and the folder /etc/nginx/hardtack, then reload.",
    ).instructing()


RENDERER = Renderer(
    target=_TARGET,
    aliases=("openresty",),
    title="nginx with Lua",
    minimum=(1, 22),
    page=__doc__ or "",
    answers=_answers,
    render=_render,
)
