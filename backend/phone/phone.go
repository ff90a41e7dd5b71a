// Package phone reads and writes telephone numbers by libphonenumber's data, the same on the workstation, offline, and on
// the server. Numbers are kept in E.164.
package phone

import (
	"errors"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers/v2"

	"filodiretto/backend/support"
)

// Location is the field that Parse's errors name.
const Location = "body.phone"

// longest is how many bytes of a text are read at all; no number with its punctuation is longer.
const longest = 60

// Parse reads a number as people of the country (ISO 3166-1 alpha-2) write it, or with an international prefix, and
// returns it in E.164. What is not a number that can be called from anywhere is a [support.Error] with CodeInvalid at
// [Location]: required, too_short, too_long or bad_phone. Letters and extensions are bad_phone: they have no E.164.
func Parse(text, country string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", support.Invalid(Location, support.ReasonRequired)
	}
	digits := 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case !punctuation(r):
			return "", support.Invalid(Location, support.ReasonBadPhone)
		}
	}
	switch {
	case digits == 0:
		return "", support.Invalid(Location, support.ReasonBadPhone)
	case digits < 3:
		return "", support.Invalid(Location, support.ReasonTooShort)
	case digits > 20 || len(text) > longest:
		return "", support.Invalid(Location, support.ReasonTooLong)
	}
	number, err := phonenumbers.Parse(text, strings.ToUpper(country))
	if err != nil {
		return "", support.Invalid(Location, reasonOf(err))
	}
	switch phonenumbers.IsPossibleNumberWithReason(number) {
	case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return "", support.Invalid(Location, support.ReasonTooShort)
	case phonenumbers.TOO_LONG:
		return "", support.Invalid(Location, support.ReasonTooLong)
	}
	if number.GetExtension() != "" || !phonenumbers.IsValidNumber(number) {
		return "", support.Invalid(Location, support.ReasonBadPhone)
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}

// KnownCountry reports whether numbers can be read as of the country (ISO 3166-1 alpha-2, in capitals).
func KnownCountry(country string) bool { return phonenumbers.GetSupportedRegions()[country] }

// punctuation is what may stand between digits.
func punctuation(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("+＋-‐‑–./()", r)
}

func reasonOf(err error) support.Reason {
	switch {
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return support.ReasonTooLong
	case errors.Is(err, phonenumbers.ErrTooShortNSN), errors.Is(err, phonenumbers.ErrTooShortAfterIDD):
		return support.ReasonTooShort
	default:
		return support.ReasonBadPhone
	}
}

// National is how a number in E.164 is written for people of the country: in the national form if it is one of theirs,
// else in the international one. What is not in E.164 comes back as it is.
func National(e164, country string) string {
	number, err := phonenumbers.Parse(e164, "ZZ")
	if err != nil {
		return e164
	}
	if phonenumbers.GetRegionCodeForNumber(number) == strings.ToUpper(country) {
		return phonenumbers.Format(number, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}

// AsYouType groups the digits of a number that is still being typed as people of the country write it. What it cannot
// group comes back as it was typed, and nothing typed gets lost: a text with anything but digits and punctuation is
// not touched.
func AsYouType(text, country string) string {
	formatter := phonenumbers.GetAsYouTypeFormatter(strings.ToUpper(country))
	shown, digits := text, 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r), r == '+' && digits == 0:
			digits++
			if digits > longest {
				return text
			}
			shown = formatter.InputDigit(r)
		case !punctuation(r):
			return text
		}
	}
	if digits == 0 {
		return text
	}
	return shown
}
