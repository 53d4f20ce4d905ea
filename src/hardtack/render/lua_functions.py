"""The functions of the Lua module: `hardtack.policy`'s meaning, once more, for servers that run Lua.

They are the same for every policy; what differs is the table `policy` that stands before them. Lua 5.1 to 5.4 and
LuaJIT. Each line's counterpart is in `enforce`, `attributes`, `resolve`, `response`, `inbound` and `transport`; the
tests hold the two together.
"""

from typing import Final

from hardtack.render.lua_lines import LUA_LINES

__all__ = ["LUA_FUNCTIONS"]

LUA_FUNCTIONS: Final = (
    LUA_LINES
    + r"""
-- Whether a pattern (a row of {characters or true for any, at least, at most}) matches the whole name. Linear: for each
-- atom, reached[i] says whether the atoms before it can end after i - 1 characters.
local function matches(atoms, name)
  local reached = {true}
  for _, atom in ipairs(atoms) do
    local chars, low, high = atom[1], atom[2], atom[3] or #name
    local after, run, last, any = {}, 1, nil, false
    for i = 1, #name + 1 do
      if i > 1 and chars ~= true and not chars[byte(name, i - 1)] then run = i end
      if i - low >= 1 and reached[i - low] then last = i - low end
      if last and last >= run and last >= i - high then
        after[i], any = true, true
      end
    end
    if not any then return false end
    reached = after
  end
  return reached[#name + 1] == true
end

local function first_rule(name)
  for _, rule in ipairs(policy.rules) do
    if rule.name then
      if rule.name == name then return rule end
    elseif rule.start then
      if starts(name, rule.start) then return rule end
    elseif matches(rule.pattern, name) then
      return rule
    end
  end
  return policy.others
end

local function has_prefix(name)
  local start = lower(sub(name, 1, 9))
  return starts(start, "__host-") or starts(start, "__http-") or start == "__secure-"
end

-- What is done to a cookie, what is put before its name, and its name without the prefix that the policy gives it.
local function resolve(name)
  for _, prefix in ipairs({"__Host-", "__Secure-"}) do
    if starts(name, prefix) then
      local bare = sub(name, #prefix + 1)
      local rule = first_rule(bare)
      if rule.prefix == prefix and find(bare, "^[^ \t]") and not has_prefix(bare) then return rule, "", bare end
    end
  end
  local rule = first_rule(name)
  if rule.prefix and name ~= "" and not has_prefix(name) then return rule, rule.prefix, name end
  return rule, "", name
end

local function within(path, prefix)
  return sub(path, 1, 1) == "/" and (path == prefix or starts(path, prefix .. "/"))
end

local function change_once(changes, path)
  for _, change in ipairs(changes) do
    local old, new = change[1], change[2]
    if within(path, old) then
      if within(new ~= "" and new or "/", old) and within(path, new) then return path end
      local changed = new .. sub(path, #old + 1)
      return changed ~= "" and changed or "/"
    end
  end
  return path
end

-- By whole segments, once: a path that may have been changed before is left.
local function change_path(changes, path)
  local once = change_once(changes, path)
  if once ~= path and change_once(changes, once) ~= once then return path end
  return once
end

local ranks = {none = 1, lax = 2, strict = 3}

-- What every SameSite of the line is to say from now on, nil if they stay.
local function same_site_of(attributes, rule)
  if not rule then return nil end
  local last = ""
  for _, attribute in ipairs(attributes) do
    if attribute[1] == "samesite" then last = lower(value_of(attribute[2])) end
  end
  local given, wanted = ranks[last] or 0, ranks[lower(rule.value)]
  local changes = given ~= wanted
  if rule.when == "absent" then
    changes = given == 0
  elseif rule.when == "weaker" then
    changes = given < wanted
  end
  return changes and "SameSite=" .. rule.value or nil
end

local function capped_age(text, cap)
  local seconds = max_age(text)
  return (seconds and seconds > cap) and string.format("Max-Age=%d", cap) or text
end

local function capped_date(text, cap, now)
  local epoch = parse_date(value_of(text))
  local latest = math.min(now + cap, 253402300799)
  return (epoch and epoch > latest) and "Expires=" .. format_date(latest) or text
end

local function changed_domain(text, change)
  local value = value_of(text)
  if sub(value, 1, 1) == "." then value = sub(value, 2) end
  return lower(value) == change[1] and "Domain=" .. change[2] or text
end

-- What becomes of the attributes that stand in a line.
local function treat(attributes, rule, now)
  local lives = rule.lifetime and not is_deletion(attributes, now)
  local same_site = same_site_of(attributes, rule.same_site)
  local kept = {}
  for _, attribute in ipairs(attributes) do
    local key, text = attribute[1], attribute[2]
    if key == "domain" and rule.domain then
      text = rule.domain ~= "remove" and changed_domain(text, rule.domain) or nil
    elseif key == "path" and rule.prefix == "__Host-" then
      text = "Path=/"
    elseif key == "path" and rule.path then
      local path = value_of(text)
      local changed = change_path(rule.path, path)
      if changed ~= path then text = "Path=" .. changed end
    elseif key == "httponly" and rule.http_only == "forbid" then
      text = nil
    elseif key == "samesite" then
      text = same_site or text
    elseif key == "max-age" and lives then
      text = rule.lifetime ~= "session" and capped_age(text, rule.lifetime) or nil
    elseif key == "expires" and lives then
      text = rule.lifetime ~= "session" and capped_date(text, rule.lifetime, now) or nil
    end
    if text then kept[#kept + 1] = {key, text} end
  end
  return kept
end

-- The line as it goes out; nil if it is dropped; nil and why if it can't be enforced.
local function treat_line(line, secure, now)
  if find(line, "[%z\1-\8\10-\31\127]") then
    return nil, "a set-cookie line holds a control character"
  end
  local at = find(line, ";", 1, true)
  local pair = trim(sub(line, 1, (at or 0) - 1))
  local rule, prefix = resolve(name_of(pair))
  local attributes = attributes_of(at and sub(line, at + 1) or "")
  if rule.drop and not is_deletion(attributes, now) then return nil end
  attributes = treat(attributes, rule, now)
  local parts, has = {prefix .. pair}, {}
  for _, attribute in ipairs(attributes) do
    parts[#parts + 1] = attribute[2]
    has[attribute[1]] = true
  end
  if rule.prefix == "__Host-" and not has.path then parts[#parts + 1] = "Path=/" end
  if (rule.secure == "require" or (rule.secure == "if_tls" and secure)) and not has.secure then
    parts[#parts + 1] = "Secure"
  end
  if rule.http_only == "require" and not has.httponly then parts[#parts + 1] = "HttpOnly" end
  if rule.same_site and not has.samesite then parts[#parts + 1] = "SameSite=" .. rule.same_site.value end
  local out = table.concat(parts, "; ")
  if policy.set_cookie_bytes and #out > policy.set_cookie_bytes and not is_deletion(attributes, now) then
    return nil, "a set-cookie line is longer than limits.set_cookie_bytes"
  end
  return out
end

local M = {hsts = policy.hsts}

-- The lines that go out in place of one line (deletions of what the cookie was come first), or nil.
-- secure: whether the browser's request came by TLS. now: epoch seconds.
function M.rewrite(line, secure, now)
  local out, fault = treat_line(line, secure, now)
  if not out then return nil, fault end
  local rule = resolve(name_of(sub(line, 1, (find(line, ";", 1, true) or 0) - 1)))
  local lines = {}
  for _, farewell in ipairs(rule.was or {}) do lines[#lines + 1] = farewell end
  lines[#lines + 1] = out
  return lines
end

-- All set-cookie lines of a response: the lines that go out, whether the response must be refused, notes for the log.
function M.response(given, secure, now)
  local sent, seen, notes, noted, refused = {}, {}, {}, {}, false
  local lines_left, bytes_left = policy.set_cookies, policy.headers_bytes
  for _, line in ipairs(given) do
    local lines, fault = M.rewrite(line, secure, now)
    local rule, _, name = resolve(name_of(sub(line, 1, (find(line, ";", 1, true) or 0) - 1)))
    local out = lines and lines[#lines]
    if out and not is_deletion(attributes_of(sub(out, (find(out, ";", 1, true) or #out) + 1)), now) then
      if lines_left == 0 then
        fault = "the response has more set-cookie lines than limits.set_cookies"
      elseif bytes_left and bytes_left < #out then
        fault = "the set-cookie lines of the response are longer than limits.headers_bytes"
      else
        lines_left = lines_left and lines_left - 1
        bytes_left = bytes_left and bytes_left - #out
      end
    end
    if fault then
      notes[#notes + 1] = "a cookie did not pass: " .. fault
      refused = refused or policy.refuse or rule.session or false
    elseif lines then
      for i = 1, #lines do
        if i == #lines or not seen[lines[i]] then
          sent[#sent + 1] = lines[i]
          seen[lines[i]] = true
        end
      end
      if rule == policy.others and policy.report and not noted[name] then
        notes[#notes + 1] = "no rule names the cookie " .. name
        noted[name] = true
      end
    end
  end
  if refused then sent = {} end
  return sent, refused, notes
end

-- As M.response, but an error in it is caught: then no cookie passes, and what may hold a session is refused.
function M.safe_response(given, secure, now)
  local done, sent, refused, notes = pcall(M.response, given, secure, now)
  if done then return sent, refused, notes end
  return {}, policy.refuse_on_failure, {"the policy failed, so no cookie passes: " .. tostring(sent)}
end

-- The Cookie field as upstream is to get it; "" = none.
function M.request(cookie_header)
  local pairs_kept = {}
  for _, pair in ipairs(split(cookie_header)) do
    local name = name_of(pair)
    local rule, prefix, bare = resolve(name)
    if policy.drop_inbound[bare] then
      pair = nil
    elseif bare ~= name then
      pair = sub(pair, #rule.prefix + 1)
    elseif prefix ~= "" and policy.strip_bare_renamed then
      pair = nil
    end
    if pair then pairs_kept[#pairs_kept + 1] = pair end
  end
  return table.concat(pairs_kept, "; ")
end

-- As M.request, but if it fails no cookie goes on.
function M.safe_request(cookie_header)
  local done, field = pcall(M.request, cookie_header)
  return done and field or ""
end

-- A Location of the application as browsers see it: without the path below which the application lives upstream.
function M.location(value)
  local rest = value
  for _, place in ipairs(policy.upstream) do
    if starts(lower(value), place) then rest = sub(value, #place + 1) break end
  end
  if rest == value and sub(value, 1, 1) ~= "/" then return value end
  if sub(rest, 1, 1) ~= "/" then rest = "/" .. rest end
  if policy.base == "" then return rest end
  local after = sub(rest, #policy.base + 1)
  if not starts(rest, policy.base) or not (after == "" or find(after, "^[/?#]")) then return value end
  return sub(after, 1, 1) == "/" and after or "/" .. after
end

-- As M.location, but if it fails the value stays.
function M.safe_location(value)
  local done, changed = pcall(M.location, value)
  return done and changed or value
end

local function is_exempt(path)
  local plain = string.gsub(lower(path), "%%2e", ".")
  plain = string.gsub(string.gsub(string.gsub(plain, "\\", "/"), "%%2f", "/"), "%%5c", "/")
  for segment in string.gmatch(plain, "[^/]+") do
    if segment == "." or segment == ".." then return false end
  end
  for _, exempt in ipairs(policy.exempt) do
    if path == exempt or (sub(exempt, -1) == "/" and starts(path, exempt)) then return true end
  end
  return false
end

-- What a request that came by plain HTTP is answered: "serve", "redirect" or "forbid". path: without the query.
function M.plain(method, path)
  if not policy.redirect or is_exempt(path) then return "serve" end
  return (method == "GET" or method == "HEAD") and "redirect" or "forbid"
end

return M
"""
)
"""What follows `local policy = {…}` in the module; it begins with a line break and ends with one."""
