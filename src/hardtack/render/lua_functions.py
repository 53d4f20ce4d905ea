"""The functions of the Lua module: `hardtack.policy`'s meaning, once more, for servers that run Lua.

They are the same for every policy; what differs is the table `policy` that stands before them. Lua 5.1 to 5.4 and
LuaJIT. Each line's counterpart is in `enforce`, `attributes`, `resolve`, `response`, `inbound` and `transport`; the
tests hold the two together.
"""

from typing import Final

__all__ = ["LUA_FUNCTIONS"]

LUA_FUNCTIONS: Final = r"""
local lower, find, sub, byte = string.lower, string.find, string.sub, string.byte

-- Without blanks and tabs at both ends.
local function trim(text)
  local first = find(text, "[^ \t]")
  if not first then return "" end
  local last = #text
  while byte(text, last) == 32 or byte(text, last) == 9 do last = last - 1 end
  return sub(text, first, last)
end

local function starts(text, start) return sub(text, 1, #start) == start end

-- The parts of a text between its semicolons, trimmed, those left out that are empty.
local function split(text)
  local parts, from = {}, 1
  while true do
    local at = find(text, ";", from, true)
    local part = trim(sub(text, from, (at or 0) - 1))
    if part ~= "" then parts[#parts + 1] = part end
    if not at then return parts end
    from = at + 1
  end
end

-- The name of the pair that a line begins with; "" if it is nameless.
local function name_of(pair)
  local at = find(pair, "=", 1, true)
  return at and trim(sub(pair, 1, at - 1)) or ""
end

local function value_of(attribute)
  local at = find(attribute, "=", 1, true)
  return at and trim(sub(attribute, at + 1)) or ""
end

-- Attributes as {key, text}, in order.
local function attributes_of(rest)
  local attributes = {}
  for _, text in ipairs(split(rest)) do
    local at = find(text, "=", 1, true)
    attributes[#attributes + 1] = {lower(trim(at and sub(text, 1, at - 1) or text)), text}
  end
  return attributes
end

-- Cookie dates, as leniently as browsers read them: the first time, day, month and year found.
local months = {jan = 1, feb = 2, mar = 3, apr = 4, may = 5, jun = 6, jul = 7, aug = 8, sep = 9, oct = 10, nov = 11,
                dec = 12}
local month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
local day_names = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}
local month_days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

local function days_before(year)
  local y = year - 1
  return y * 365 + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400)
end

local function leap(year) return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) end

local function days_in(year, month) return (month == 2 and leap(year)) and 29 or month_days[month] end

-- Digits at the start of a token that no further digit follows.
local function digits(token, pattern)
  local a, b, c = string.match(token, "^" .. pattern .. "$")
  if not a then a, b, c = string.match(token, "^" .. pattern .. "%D") end
  return a, b, c
end

local function parse_date(text)
  local hours, minutes, seconds, day, month, year
  for token in string.gmatch(text, "[^\9\32-\47\59-\64\91-\96\123-\126]+") do
    local a, b, c
    if not hours then a, b, c = digits(token, "(%d%d?):(%d%d?):(%d%d?)") end
    if a then
      hours, minutes, seconds = tonumber(a), tonumber(b), tonumber(c)
    else
      if not day then a = digits(token, "(%d%d?)") end
      if a then
        day = tonumber(a)
      elseif not month and months[lower(sub(token, 1, 3))] then
        month = months[lower(sub(token, 1, 3))]
      elseif not year then
        a = digits(token, "(%d%d%d?%d?)")
        if a then year = tonumber(a) end
      end
    end
  end
  if not (hours and day and month and year) then return nil end
  if year < 100 then year = year + (year >= 70 and 1900 or 2000) end
  if year < 1601 or hours > 23 or minutes > 59 or seconds > 59 then return nil end
  if day < 1 or day > days_in(year, month) then return nil end
  local days = days_before(year) - days_before(1970) + day - 1
  for before = 1, month - 1 do days = days + days_in(year, before) end
  return days * 86400 + hours * 3600 + minutes * 60 + seconds
end

local function format_date(epoch)
  local days = math.floor(epoch / 86400)
  local rest = epoch - days * 86400
  local day_name = day_names[days % 7 + 1]
  local year, month = 1970, 1
  while true do
    local length = leap(year) and 366 or 365
    if days < length then break end
    days, year = days - length, year + 1
  end
  while days >= days_in(year, month) do
    days, month = days - days_in(year, month), month + 1
  end
  return string.format("%s, %02d %s %04d %02d:%02d:%02d GMT", day_name, days + 1, month_names[month], year,
    math.floor(rest / 3600), math.floor(rest / 60) % 60, rest % 60)
end

-- The seconds that a Max-Age gives, nil if it gives none.
local function max_age(attribute)
  local value = value_of(attribute)
  if not find(value, "^%-?%d+$") then return nil end
  return tonumber(value)
end

-- Max-Age of 0 or less, or no valid Max-Age and an Expires that is not after now; of several, the last valid one.
local function is_deletion(attributes, now)
  local age, expires
  for _, attribute in ipairs(attributes) do
    if attribute[1] == "max-age" then
      age = max_age(attribute[2]) or age
    elseif attribute[1] == "expires" then
      expires = parse_date(value_of(attribute[2])) or expires
    end
  end
  if age then return age <= 0 end
  return expires ~= nil and expires <= now
end

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
      if rule.prefix == prefix and bare ~= "" and not has_prefix(bare) then return rule, "", bare end
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

local function is_exempt(path)
  local plain = string.gsub(lower(path), "%%2e", ".")
  plain = string.gsub(string.gsub(plain, "\\", "/"), "%%2f", "/")
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
"""What follows `local policy = {…}` in the module; it begins with a line break and ends with one."""
