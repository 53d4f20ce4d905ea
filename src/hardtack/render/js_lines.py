"""The first part of the JavaScript module's functions: set-cookie lines taken apart, cookie dates, deletions."""

from typing import Final

__all__ = ["JS_LINES"]

JS_LINES: Final = r"""
function isBlank(code) {
  return code === 32 || code === 9;
}

// Without blanks and tabs at both ends.
function trim(text) {
  let first = 0;
  let last = text.length;
  while (first < last && isBlank(text.charCodeAt(first))) first++;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
  return text.slice(first, last);
}

// The parts of a text between its semicolons, trimmed, those left out that are empty.
function split(text) {
  return text.split(";").map(trim).filter(function (part) { return part !== ""; });
}

// What stands before the first "=" of a text, trimmed; null where there is none.
function nameIn(text) {
  const at = text.indexOf("=");
  return at < 0 ? null : trim(text.slice(0, at));
}

function valueOf(attribute) {
  const at = attribute.indexOf("=");
  return at < 0 ? "" : trim(attribute.slice(at + 1));
}

function pairOf(line) {
  return trim(line.split(";", 1)[0]);
}

// The name of the cookie of a line or a pair; "" if it is nameless.
function nameOf(line) {
  return nameIn(pairOf(line)) || "";
}

// Attributes as {key, text}, in order.
function attributesOf(line) {
  const at = line.indexOf(";");
  return (at < 0 ? [] : split(line.slice(at + 1))).map(function (text) {
    const name = nameIn(text);
    return {key: (name === null ? text : name).toLowerCase(), text: text};
  });
}

// Cookie dates, as leniently as browsers read them: the first time, day, month and year found.
const monthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function monthOf(token) {
  const start = token.slice(0, 3).toLowerCase();
  return monthNames.map(function (name) { return name.toLowerCase(); }).indexOf(start);
}

function parseDate(text) {
  const tokens = text.split(/[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/);
  let time = null, day = null, month = -1, year = null;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    let found = time ? null : /^([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[^0-9]|$)/.exec(token);
    if (found) {
      time = found.slice(1).map(Number);
      continue;
    }
    found = day === null ? /^([0-9]{1,2})(?:[^0-9]|$)/.exec(token) : null;
    if (found) {
      day = Number(found[1]);
    } else if (month < 0 && monthOf(token) >= 0) {
      month = monthOf(token);
    } else if (year === null) {
      found = /^([0-9]{2,4})(?:[^0-9]|$)/.exec(token);
      if (found) year = Number(found[1]);
    }
  }
  if (!time || day === null || month < 0 || year === null) return null;
  if (year < 100) year += year >= 70 ? 1900 : 2000;
  if (year < 1601 || time[0] > 23 || time[1] > 59 || time[2] > 59) return null;
  const date = new Date(Date.UTC(year, month, day, time[0], time[1], time[2]));
  // A day that the month does not have leads into the next one.
  return date.getUTCDate() === day ? Math.floor(date.getTime() / 1000) : null;
}

function padded(number, width) {
  return ("0000" + number).slice(-width);
}

function formatDate(epoch) {
  const date = new Date(epoch * 1000);
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  return dayNames[date.getUTCDay()] + ", " + padded(date.getUTCDate(), 2) + " " + monthNames[date.getUTCMonth()] + " " +
    padded(date.getUTCFullYear(), 4) + " " + time.map(function (part) { return padded(part, 2); }).join(":") + " GMT";
}

// The seconds that a Max-Age gives, null if it gives none.
function maxAge(attribute) {
  const value = valueOf(attribute);
  return /^-?[0-9]+$/.test(value) ? Number(value) : null;
}

// Max-Age of 0 or less, or no valid Max-Age and an Expires that is not after now; of several, the last valid one.
function isDeletion(attributes, now) {
  let age = null, expires = null;
  attributes.forEach(function (attribute) {
    const found = attribute.key === "max-age" ? maxAge(attribute.text) : null;
    if (found !== null) age = found;
    const date = attribute.key === "expires" ? parseDate(valueOf(attribute.text)) : null;
    if (date !== null) expires = date;
  });
  if (age !== null) return age <= 0;
  return expires !== null && expires <= now;
}
"""
"""Text that `js_functions` goes on from."""
