"""A file of Traefik's plugin: set-cookie lines taken apart, cookie dates, what a deletion is.

Go, as far as Traefik's interpreter (Yaegi) knows it; the same for every policy. The counterparts are in
`hardtack.policy.attributes` and `hardtack.cookies.dates`; the tests hold the two together.
"""

from typing import Final

__all__ = ["GO_LINES"]

GO_LINES: Final = r"""
package hardtack

import (
	"strconv"
	"strings"
	"time"
)

const blanks = " \t"

// Cookie dates, as leniently as browsers read them, end their tokens at these.
var delimiters = "\t !\"#$%&'()*+,-./;<=>?@[\\]^_`{|}~"

var months = map[string]int{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
	"oct": 10, "nov": 11, "dec": 12}

// Letters of ASCII alone: every other byte stays as it is.
var lowering = strings.NewReplacer("A", "a", "B", "b", "C", "c", "D", "d", "E", "e", "F", "f", "G", "g", "H", "h",
	"I", "i", "J", "j", "K", "k", "L", "l", "M", "m", "N", "n", "O", "o", "P", "p", "Q", "q", "R", "r", "S", "s",
	"T", "t", "U", "u", "V", "v", "W", "w", "X", "x", "Y", "y", "Z", "z")

func lower(text string) string { return lowering.Replace(text) }

func trim(text string) string { return strings.Trim(text, blanks) }

// The text before the first separator, and the text after it.
func cut(text string, separator string) (string, string, bool) {
	at := strings.Index(text, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+1:], true
}

// The parts of a text between its semicolons, trimmed, those left out that are empty.
func split(text string) []string {
	parts := []string{}
	for _, part := range strings.Split(text, ";") {
		part = trim(part)
		if part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// The name of the cookie that a line or a pair sets; "" if it is nameless.
func nameOf(line string) string {
	pair, _, _ := cut(line, ";")
	name, _, named := cut(pair, "=")
	if !named {
		return ""
	}
	return trim(name)
}

type attribute struct {
	key  string
	text string
}

func valueOf(text string) string {
	_, value, _ := cut(text, "=")
	return trim(value)
}

func attributesOf(rest string) []attribute {
	found := []attribute{}
	for _, text := range split(rest) {
		key, _, _ := cut(text, "=")
		found = append(found, attribute{key: lower(trim(key)), text: text})
	}
	return found
}

// As many digits as the text begins with; which comes after them is no digit.
func digits(text string, least int, most int) (int, string, bool) {
	count := 0
	for count < len(text) && text[count] >= '0' && text[count] <= '9' {
		count++
	}
	if count < least || count > most {
		return 0, text, false
	}
	number, _ := strconv.Atoi(text[:count])
	return number, text[count:], true
}

func clock(token string) (int, int, int, bool) {
	hours, rest, found := digits(token, 1, 2)
	if !found || !strings.HasPrefix(rest, ":") {
		return 0, 0, 0, false
	}
	minutes, rest, found := digits(rest[1:], 1, 2)
	if !found || !strings.HasPrefix(rest, ":") {
		return 0, 0, 0, false
	}
	seconds, _, found := digits(rest[1:], 1, 2)
	return hours, minutes, seconds, found
}

func isDelimiter(char rune) bool { return strings.ContainsRune(delimiters, char) }

// Epoch seconds of a date; false if the text is none.
func parseDate(text string) (int64, bool) {
	hours, minutes, seconds, day, month, year := -1, 0, 0, -1, -1, -1
	for _, token := range strings.FieldsFunc(text, isDelimiter) {
		if hours < 0 {
			h, m, s, found := clock(token)
			if found {
				hours, minutes, seconds = h, m, s
				continue
			}
		}
		if day < 0 {
			number, _, found := digits(token, 1, 2)
			if found {
				day = number
				continue
			}
		}
		if month < 0 && len(token) >= 3 && months[lower(token[:3])] > 0 {
			month = months[lower(token[:3])]
			continue
		}
		if year < 0 {
			number, _, found := digits(token, 2, 4)
			if found {
				year = number
			}
		}
	}
	if hours < 0 || day < 0 || month < 0 || year < 0 {
		return 0, false
	}
	if year < 70 {
		year += 2000
	} else if year < 100 {
		year += 1900
	}
	if year < 1601 || hours > 23 || minutes > 59 || seconds > 59 {
		return 0, false
	}
	moment := time.Date(year, time.Month(month), day, hours, minutes, seconds, 0, time.UTC)
	// A day that the month hasn't becomes one of the next.
	if day < 1 || moment.Day() != day {
		return 0, false
	}
	return moment.Unix(), true
}

func formatDate(epoch int64) string {
	return time.Unix(epoch, 0).UTC().Format("Mon, 02 Jan 2006 15:04:05") + " GMT"
}

// The seconds that a Max-Age gives; of more digits than can be counted, more than any limit.
func maxAge(text string) (int64, bool) {
	number := valueOf(text)
	bare := strings.TrimPrefix(number, "-")
	if bare == "" || strings.Trim(bare, "0123456789") != "" {
		return 0, false
	}
	bare = strings.TrimLeft(bare, "0")
	if len(bare) > 18 {
		bare = "1000000000000000000"
	}
	seconds := int64(0)
	if bare != "" {
		seconds, _ = strconv.ParseInt(bare, 10, 64)
	}
	if strings.HasPrefix(number, "-") {
		seconds = -seconds
	}
	return seconds, true
}

// Max-Age of 0 or less, or no valid Max-Age and an Expires that is not after now; of several, the last valid one.
func isDeletion(attributes []attribute, now int64) bool {
	age, aged := int64(0), false
	date, dated := int64(0), false
	for _, one := range attributes {
		if one.key == "max-age" {
			seconds, valid := maxAge(one.text)
			if valid {
				age, aged = seconds, true
			}
		} else if one.key == "expires" {
			epoch, valid := parseDate(valueOf(one.text))
			if valid {
				date, dated = epoch, true
			}
		}
	}
	if aged {
		return age <= 0
	}
	return dated && date <= now
}
"""
"""The text of lines.go, without the comment at its head."""
