"""The policy as Envoy's Lua filter runs it: the module, and the two functions that Envoy calls."""

from hardtack.policy import Policy, Tls
from hardtack.render._site import BODY_502, front
from hardtack.render.lua_policy import lua_policy, quote

__all__ = ["envoy_lua"]

_HOOKS = """
local function secure_of(handle) return {secure} end

-- The way in: what comes by plain HTTP, and the cookies that browsers send.
function envoy_on_request(handle)
  local headers = handle:headers()
  local target = headers:get(":path") or "/"
  local secure = secure_of(handle)
  handle:streamInfo():dynamicMetadata():set("hardtack", "secure", secure)
  if not secure then
    local done, answer = pcall(M.plain, headers:get(":method"), string.match(target, "^[^?]*"))
    if done and answer == "redirect" and string.sub(target, 1, 1) == "/" then
      handle:respond({{[":status"] = "{status}", ["location"] = {origin} .. target}}, "")
      return
    elseif not done or answer ~= "serve" then
      handle:respond({{[":status"] = "403"}}, "")
      return
    end
  end
  local fields = {{}}
  for index = 0, headers:getNumValues("cookie") - 1 do
    fields[#fields + 1] = headers:getAtIndex("cookie", index)
  end
  if #fields > 0 then
    local field = M.safe_request(table.concat(fields, "; "))
    headers:remove("cookie")
    if field ~= "" then headers:add("cookie", field) end
  end
end

-- The way out.
function envoy_on_response(handle)
  local headers = handle:headers()
  local location = headers:get("location")
  -- What Envoy answers by itself came from no upstream, and its Location is right already.
  if location and headers:get("x-hardtack-upstream") then
    headers:replace("location", M.safe_location(location))
  end
  headers:remove("x-hardtack-upstream")
  local count = headers:getNumValues("set-cookie")
  if count == 0 then return end
  local lines = {{}}
  for index = 0, count - 1 do lines[#lines + 1] = headers:getAtIndex("set-cookie", index) end
  headers:remove("set-cookie")
  local known = handle:streamInfo():dynamicMetadata():get("hardtack")
  local secure = known ~= nil and known["secure"] == true
  local sent, refused, notes = M.safe_response(lines, secure, os.time())
  for _, note in ipairs(notes) do handle:logWarn("hardtack: " .. note) end
  for _, line in ipairs(sent) do headers:add("set-cookie", line) end
  if refused then
    -- 502 in place of a response that must not pass.
    local names = {{}}
    for name, _ in pairs(headers) do names[#names + 1] = name end
    for _, name in ipairs(names) do
      if string.sub(name, 1, 1) ~= ":" then headers:remove(name) end
    end
    headers:replace(":status", "502")
    headers:add("content-type", "text/plain")
    local body = handle:body(true)
    if body then
      headers:replace("content-length", tostring(body:setBytes({refused})))
    end
  end
end
"""


def envoy_lua(policy: Policy, target: str) -> str:
    """The filter's source.

    Args:
        policy: A policy that `check_policy` has nothing against.
        target: The name of the renderer that it is made for.
    """
    site = front(policy)
    secure = 'handle:headers():get("x-forwarded-proto") == "https"'
    if site.tls is not Tls.FRONT:
        secure = "handle:streamInfo():downstreamSslConnection() ~= nil"
    hooks = _HOOKS.format(
        secure=secure,
        status=int(policy.transport.redirect or 308),
        origin=quote(site.origin),
        refused=quote(BODY_502 + "\n"),
    )
    return lua_policy(policy, target).removesuffix("return M\n") + hooks
