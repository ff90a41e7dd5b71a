package outbox_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filodiretto/backend/desktop/outbox"
)

// damaged makes an outbox of many acts and drafts, closes it, and lets spoil do its work on the file's bytes.
func damaged(t *testing.T, dir string, acts int, spoil func([]byte)) {
	t.Helper()
	o := open(t, dir)
	for i := range acts {
		add(t, o, act(outbox.KindReply, newID(), fmt.Sprintf("%04d %s", i, strings.Repeat("parole ", 60))))
		if i%10 == 0 {
			ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: fmt.Sprintf("reply:%d", i), Body: json.RawMessage(`{"text":"bozza"}`)}))
		}
	}
	ok(t, o.Put(t.Context(), "me", []byte("anna")))
	ok(t, o.Close())
	file := filepath.Join(dir, outbox.FileName)
	b, err := os.ReadFile(file)
	ok(t, err)
	spoil(b)
	ok(t, os.WriteFile(file, b, 0o600))
}

const pageSize = 4096

func TestOutbox_SalvagesADamagedFileRowByRow(t *testing.T) {
	dir := t.TempDir()
	var original []byte
	damaged(t, dir, 150, func(b []byte) {
		// One page of the acts, far behind the schema, is gone.
		page := 15 * pageSize
		for i := range pageSize {
			b[page+i] = 0xEE
		}
		original = b
	})
	o, salvage, err := outbox.Open(t.Context(), dir, now)
	ok(t, err)
	defer func() { _ = o.Close() }()
	if salvage.Whole || salvage.Acts < 120 || salvage.Acts >= 150 || !strings.Contains(salvage.SetAside, "outbox.db.corrupt-") {
		t.Errorf("salvage %+v", salvage)
	}
	if len(o.Snapshot().Acts()) != salvage.Acts {
		t.Errorf("%d acts, %d salvaged", len(o.Snapshot().Acts()), salvage.Acts)
	}
	aside, err := os.ReadFile(salvage.SetAside)
	ok(t, err)
	if string(aside) != string(original) {
		t.Error("the damaged file is not as it was found")
	}
	// It works on, with the numbering going on.
	a := add(t, o, act(outbox.KindReply, newID(), "dopo"))
	acts := o.Snapshot().Acts()
	if a.Seq <= acts[len(acts)-2].Seq {
		t.Errorf("seq %d after %d", a.Seq, acts[len(acts)-2].Seq)
	}
	o = reopen(t, o, dir)
	if len(o.Snapshot().Acts()) != salvage.Acts+1 {
		t.Error("what was salvaged is not kept")
	}
}

func TestOutbox_SalvagesWhatLiesBehindADestroyedHeader(t *testing.T) {
	for name, destroyed := range map[string]int{"the header": 100, "the first page": pageSize, "the format's name": 16} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			damaged(t, dir, 150, func(b []byte) { copy(b, bytes.Repeat([]byte{0xEE}, destroyed)) })
			o, salvage, err := outbox.Open(t.Context(), dir, now)
			ok(t, err)
			defer func() { _ = o.Close() }()
			if salvage.Acts != 150 || salvage.Drafts != 15 || salvage.SetAside == "" {
				t.Errorf("salvage %+v", salvage)
			}
			for i, a := range o.Snapshot().Acts() {
				if m, err := a.Message(); err != nil || !strings.HasPrefix(m.Text, fmt.Sprintf("%04d ", i)) {
					t.Fatalf("act %d says %q, %v", i, m.Text, err)
				}
			}
			if v, there, err := o.Get(t.Context(), "me"); err != nil || !there || string(v) != "anna" {
				t.Errorf("kept %q, %v", v, err)
			}
		})
	}
}

func TestOutbox_ASalvageThatWasInterruptedIsFinished(t *testing.T) {
	dir := t.TempDir()
	o := open(t, dir)
	a := add(t, o, act(outbox.KindReply, newID(), "a"))
	ok(t, o.Close())
	file := filepath.Join(dir, outbox.FileName)
	// The program died after the damaged file was set aside.
	ok(t, os.Rename(file, file+".salvaged"))
	o = open(t, dir)
	if _, there := o.Snapshot().Act(a.ID); !there {
		t.Error("what was salvaged is not there")
	}
	ok(t, o.Close())
	// It died before: a half-filled new file lies about.
	ok(t, os.WriteFile(file+".salvaged", []byte("half"), 0o600))
	b, err := os.ReadFile(file)
	ok(t, err)
	copy(b[2*pageSize:], bytes.Repeat([]byte{0xEE}, 64))
	ok(t, os.WriteFile(file, b, 0o600))
	again, salvage, err := outbox.Open(t.Context(), dir, now)
	ok(t, err)
	defer func() { _ = again.Close() }()
	if salvage.SetAside == "" {
		t.Error("the damage was not seen")
	}
}

// A program that died leaves in the WAL what it has taken last. Where the file itself is gone, by a disk or by a person, that is all
// there is.
func TestOutbox_SalvagesTheWALOfAFileThatIsGone(t *testing.T) {
	for what, lose := range map[string]func(file string) error{"gone": os.Remove, "empty": func(file string) error { return os.Truncate(file, 0) }} {
		t.Run(what, func(t *testing.T) {
			lived, dir := t.TempDir(), t.TempDir()
			o := open(t, lived)
			a := add(t, o, act(outbox.KindReply, newID(), "a"))
			ok(t, o.SaveDraft(t.Context(), outbox.Draft{Key: outbox.ReplyDraft(a.TicketID), Body: a.Body}))
			// As it lies there when the program dies now.
			ok(t, os.CopyFS(dir, os.DirFS(lived)))
			ok(t, lose(filepath.Join(dir, outbox.FileName)))
			o, salvage, err := outbox.Open(t.Context(), dir, now)
			ok(t, err)
			defer func() { _ = o.Close() }()
			_, draft, err := o.Draft(t.Context(), outbox.ReplyDraft(a.TicketID))
			ok(t, err)
			if _, there := o.Snapshot().Act(a.ID); !there || !draft || salvage.SetAside == "" {
				t.Errorf("act %v, draft %v, %+v", there, draft, salvage)
			}
		})
	}
}

func TestOutbox_OpensWhateverTheDamage(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dir := t.TempDir()
			damaged(t, dir, 20, func(b []byte) {
				random := rand.New(rand.NewPCG(seed, 1))
				for range 1 + random.IntN(200) {
					b[random.IntN(len(b))] ^= byte(1 + random.IntN(255))
				}
			})
			o, salvage, err := outbox.Open(t.Context(), dir, now)
			if err != nil {
				t.Fatalf("%v (%+v)", err, salvage)
			}
			defer func() { _ = o.Close() }()
			add(t, o, act(outbox.KindReply, newID(), "dopo"))
		})
	}
}

func TestOutbox_OpensWhenTheFileIsSomethingElse(t *testing.T) {
	dir := t.TempDir()
	ok(t, os.WriteFile(filepath.Join(dir, outbox.FileName), []byte(strings.Repeat("not a database ", 999)), 0o600))
	o, salvage, err := outbox.Open(t.Context(), dir, now)
	ok(t, err)
	defer func() { _ = o.Close() }()
	if salvage.Whole || salvage.Acts != 0 || salvage.SetAside == "" {
		t.Errorf("salvage %+v", salvage)
	}
	left, err := os.ReadDir(dir)
	ok(t, err)
	for _, entry := range left {
		if strings.HasPrefix(entry.Name(), "salvage-") {
			t.Errorf("%s was left behind", entry.Name())
		}
	}
}

// The child adds acts as fast as it can, each with its draft removed, and says each id once it is committed.
const childEnv = "OUTBOX_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childEnv); dir != "" {
		child(dir)
		return
	}
	os.Exit(m.Run())
}

func child(dir string) {
	ctx := context.Background()
	o, _, err := outbox.Open(ctx, dir, now)
	if err != nil {
		panic(err)
	}
	for {
		a := act(outbox.KindReply, newID(), "testo")
		key := outbox.ReplyDraft(a.ID)
		if err := o.SaveDraft(ctx, outbox.Draft{Key: key, Body: a.Body}); err != nil {
			panic(err)
		}
		fmt.Println("draft", a.ID)
		if _, err := o.Add(ctx, a, key); err != nil {
			panic(err)
		}
		fmt.Println("act", a.ID)
	}
}

func TestOutbox_LosesNothingWhenTheProgramIsKilled(t *testing.T) {
	dir := t.TempDir()
	said := map[string]string{}
	last := ""
	for round := range 6 {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+dir)
		out, err := cmd.StdoutPipe()
		ok(t, err)
		ok(t, cmd.Start())
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); n++ {
			what, id, _ := strings.Cut(lines.Text(), " ")
			said[id], last = what, id
			if n == 7*(round+1) {
				ok(t, cmd.Process.Kill())
			}
		}
		_ = cmd.Wait() // it was killed

		o, salvage, err := outbox.Open(t.Context(), dir, now)
		ok(t, err)
		if salvage != (outbox.Salvage{}) {
			t.Fatalf("round %d: salvage %+v", round, salvage)
		}
		for id, what := range said {
			_, isAct := o.Snapshot().Act(id)
			_, isDraft, err := o.Draft(t.Context(), outbox.ReplyDraft(id))
			ok(t, err)
			if isAct == isDraft {
				t.Errorf("round %d: %s is act %v and draft %v", round, id, isAct, isDraft)
			}
			// Only the last one may be an act that the child did not live to tell.
			if what == "act" && !isAct || what == "draft" && isAct && id != last && o.Snapshot().Acts()[len(o.Snapshot().Acts())-1].ID != id {
				t.Errorf("round %d: %s was said to be a %s", round, id, what)
			}
			if isAct {
				said[id] = "act"
			}
		}
		ok(t, o.Close())
	}
	if len(said) < 6 {
		t.Errorf("only %d acts were tried", len(said))
	}
}
