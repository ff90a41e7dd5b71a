package planted

import (
	"strings"
	"testing"
)

// figures are the simulation's, each with a fault that must not leave it at zero.
var figures = []struct {
	name  string
	fault fault
}{
	{"lost", named("an act is done once it was posted, whatever the answer")},
	{"doubled", fault{
		name: "each try of an act has an id of its own",
		changes: []change{
			{syncer + "/carry.go", "\t\tm, err := to.Post(ctx, a.TicketID, body)\n", "\t\tbody.ID = uuid.Must(uuid.NewV7()).String()\n\t\tm, err := to.Post(ctx, a.TicketID, body)\n"},
			{syncer + "/carry.go", "\t\"filodiretto/backend/desktop/client\"\n", "\t\"github.com/google/uuid\"\n\n\t\"filodiretto/backend/desktop/client\"\n"},
		},
	}},
	{"out of order", named("acts of one ticket overtake each other")},
	{"seen by the wrong person", fault{
		name: "a note is everybody's",
		changes: append(named("a note is put into the customers' feed").changes,
			named("a note is seen by whoever sees the ticket").changes...),
	}},
	{"seen differently", named("what came is applied without its cursor")},
	{"notification missed", named("it is written down before it is shown")},
	{"shown twice", named("what was notified is not written down")},
	{"stale draft", named("a draft is not kept")},
}

func named(name string) fault {
	for _, f := range faults {
		if f.name == name {
			return f
		}
	}
	panic("no such fault: " + name)
}

// A zero is worth what its counter is: a shift of a program that loses something must say so under "lost".
func TestPlanted_EachFigureOfTheSimulationCanBeOtherThanZero(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the simulation once a figure")
	}
	for _, figure := range figures {
		t.Run(figure.name, func(t *testing.T) {
			t.Parallel()
			f := figure.fault
			f.in, f.tests, f.with, f.waits = "internal/simulation", "^TestShift", []string{"-short", "-seeds", "12"}, false
			o := f.run(t, false)
			o.mustBeAFailure(t, f)
			if strings.Contains(o.output, figure.name+" 0") || !strings.Contains(o.output, figure.name+" ") {
				t.Errorf("what was noticed where %s is something else:\n%s", f.name, o.output)
			}
		})
	}
}
