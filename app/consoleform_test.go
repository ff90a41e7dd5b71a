package app

import (
	"testing"

	"filodiretto/backend/support"
)

func TestCriteria_AnAgeThatNoTicketCanHaveIsRefused(t *testing.T) {
	// 2^64 nanoseconds, and a few minutes.
	const hours = 5_124_096
	f := support.Filter{ID: "019b0000-0000-7000-8000-000000000001", Name: "Vecchi", Criteria: criteriaIn(Criteria{OlderThanHours: hours})}
	if err := f.Check(); support.CodeOf(err) != support.CodeInvalid {
		t.Errorf("older than %d hours is taken as %v: %v", hours, f.Criteria.OlderThan, err)
	}
}
