package app

import (
	"context"
	"path/filepath"
	goruntime "runtime"
	"time"

	"filodiretto/backend/api"
	"filodiretto/backend/desktop/diagnosis"
)

// Diagnosis is how the workstation stands, for whoever helps from afar.
type Diagnosis struct{ program *Program }

// Look is how it stands now.
func (d *Diagnosis) Look() (DiagnosisFacts, error) {
	engine, err := d.program.desktop()
	if err != nil {
		return DiagnosisFacts{}, err
	}
	facts := engine.Diagnosis(d.program.window, d.program.about(), d.program.logs())
	return factsForm(&facts), nil
}

// Save asks in a dialog of the system where, and writes the archive there. File is empty when it was given up.
func (d *Diagnosis) Save() (SavedDiagnosis, error) {
	engine, err := d.program.desktop()
	if err != nil {
		return SavedDiagnosis{}, err
	}
	texts, language := d.program.texts, d.program.language()
	name := texts.text(language, "diagnosis.file", "time", time.Now().Format("2006-01-02-1504")) + ".zip"
	file, err := d.program.askWhere(texts.text(language, "diagnosis.save"), name)
	if err != nil || file == "" {
		return SavedDiagnosis{}, err
	}
	if err := engine.SaveDiagnosis(context.Background(), file, d.program.about(), d.program.logs()); err != nil {
		return SavedDiagnosis{}, err
	}
	return SavedDiagnosis{File: file}, nil
}

// about is what runs here.
func (p *Program) about() diagnosis.Program {
	return diagnosis.Program{
		Version: api.Version, Go: goruntime.Version(), Window: diagnosis.ModuleVersion("github.com/wailsapp/wails/v2"),
		WebView: webView(), System: diagnosis.System(), Started: started,
	}
}

// logs is the folder of the logs.
func (p *Program) logs() string { return filepath.Join(p.options.folder(), logsDir) }

func factsForm(f *diagnosis.Facts) DiagnosisFacts {
	out := DiagnosisFacts{
		At:      millis(f.At),
		Way:     DiagnosisWay{Proxy: f.Way.Proxy, Through: f.Way.Through, Authorities: f.Way.Authorities},
		People:  make([]DiagnosisPerson, 0, len(f.People)),
		Acts:    make([]DiagnosisAct, 0, len(f.Acts)),
		Disk:    DiagnosisDisk(f.Disk),
		Notices: f.Notices,
		Program: DiagnosisProgram{
			Version: f.Program.Version, Go: f.Program.Go, Wails: f.Program.Window, WebView: f.Program.WebView,
			System: f.Program.System, Started: millis(f.Program.Started),
		},
		SetAside: make([]DiagnosisAside, 0, len(f.SetAside)),
	}
	if l := f.Line; l != nil {
		out.Line = &DiagnosisLine{
			Phase: l.Phase, Since: millis(l.Since), FreshAt: millis(l.FreshAt), RetryAt: millis(l.RetryAt),
			Reason: string(l.Reason), LastFailure: string(l.LastFailure), LastFailureAt: millis(l.LastFailureAt),
			ClockAhead: (time.Duration(l.ClockAhead) * time.Second).Milliseconds(),
			Address:    l.Address, ServerName: l.ServerName, ServerVersion: l.ServerVersion, Epoch: l.Epoch, SessionKept: l.SessionKept,
		}
	}
	for i := range f.People {
		p := &f.People[i]
		out.People = append(out.People, DiagnosisPerson{
			Key: p.Key, Front: p.Front, Open: p.Open, Phase: p.Phase, Disabled: p.Disabled,
			Begun: p.Begun, Filled: p.Filled, Renewing: p.Renewing, OpenTickets: p.OpenTickets, ClosedTickets: p.ClosedTickets,
			NewestAt: millis(p.NewestAt), Waiting: p.Waiting, Stuck: p.Stuck, Refused: p.Refused,
			FilesGoing: p.FilesGoing, FilesFailed: p.FilesFailed, OldestAt: millis(p.OldestAt),
			CacheSchema: p.CacheSchema, OutboxSchema: p.OutboxSchema, Failed: string(p.Failed),
		})
	}
	for _, a := range f.Acts {
		out.Acts = append(out.Acts, DiagnosisAct{
			ID: a.ID, Kind: a.Kind, TicketNumber: a.TicketNumber, WrittenAt: millis(a.WrittenAt), Why: string(a.Why),
			Attempts: a.Attempts, RetryAt: millis(a.RetryAt), Refusal: string(a.Refusal),
		})
	}
	for _, s := range f.SetAside {
		out.SetAside = append(out.SetAside, DiagnosisAside{What: s.What, Why: s.Why, At: millis(s.At)})
	}
	return out
}
