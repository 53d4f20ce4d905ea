"""The first part of the Lua module's functions: set-cookie lines taken apart, cookie dates, what a deletion is."""

from typing import Final

__all__ = ["LUA_LINES"]

LUA_LINES: Final = r"""
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
"""
"""Text that `lua_functions` goes on from."""
