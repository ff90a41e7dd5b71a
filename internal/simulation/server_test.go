package simulation_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"filodiretto/backend/server"
	"filodiretto/backend/server/service"
	"filodiretto/backend/support"
)

// cheap hashing keeps a seed quick.
var cheap = &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// host is the maker's machine with the server.
type host struct {
	w *world

	mu    sync.Mutex
	lives int
	dir   string
	life  *serving
	// restoredAt is when a backup was restored; zero if none was.
	restoredAt time.Time
}

// serving is one process of the server.
type serving struct {
	*server.Server

	web  *http.Server
	disk *disk
}

func (h *host) folder() string { return filepath.Join(h.w.dir, fmt.Sprintf("server-%d", h.lives)) }

// up starts the server in its folder.
func (h *host) up() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := os.MkdirAll(h.dir, 0o700); err != nil {
		return err
	}
	d := h.w.hold(h.w.t, h.dir, "server", h.lives)
	s, err := server.Open(context.Background(), server.Config{Data: h.dir, Name: "Marzaghi Confezionamento", Password: cheap})
	if err != nil {
		d.Kill()
		return err
	}
	d.suffer()
	l := &serving{Server: s, disk: d, web: &http.Server{
		Handler: between{h.w.network, s.Handler()}, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: log.New(io.Discard, "", 0),
	}}
	h.life = l
	listening := h.w.network.listen()
	h.w.behind.Go(func() { _ = l.web.Serve(listening) })
	return nil
}

// die ends the server at this instant, whatever it is doing. It leaves the folder as it is now.
func (h *host) die(powerCut bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l := h.life
	if l == nil {
		return
	}
	h.life = nil
	h.lives++
	before := h.dir
	h.dir = h.folder()
	l.disk.dieInto(h.dir, powerCut)
	h.w.network.unplug()
	h.w.behind.Go(func() {
		_ = l.web.Close()
		_ = l.Close()
		h.w.remove(before)
	})
}

// backup copies the store while it works.
func (h *host) backup(file string) error {
	h.mu.Lock()
	l := h.life
	h.mu.Unlock()
	if l == nil {
		return errGone
	}
	return l.Backup(context.Background(), file)
}

// restore begins anew from a backup, on an empty disk.
func (h *host) restore(file string) error {
	h.die(false)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lives++
	h.dir = h.folder()
	h.restoredAt = time.Now()
	_, err := server.Restore(context.Background(), file, h.dir, false)
	return err
}

// now is the running server; nil while there is none.
func (h *host) now() *serving {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.life
}

// unplug ends what listens, and cuts all connections.
func (n *network) unplug() {
	n.mu.Lock()
	listening, links := n.listener, n.links
	n.listener = nil
	n.mu.Unlock()
	if listening != nil {
		_ = listening.Close()
	}
	for _, l := range links {
		l.cutAll()
	}
}

// cast is who works there, and with what.
type cast struct {
	companies  []support.Company
	machines   map[string][]support.Machine
	categories []support.Category
	causes     []support.Cause
	people     map[string]support.Person
}

const password = "ventose VS-40 nuove"

// words that tell whose a text is: they are in every text, and looked for where they must not be.
const noteMark = "xqnota"

func companyMark(i int) string { return []string{"xqalfa", "xqbeta"}[i] }

// furnish sets the companies up.
func furnish(ctx context.Context, s *service.Service, stations int) (cast, error) {
	c := cast{machines: map[string][]support.Machine{}, people: map[string]support.Person{}}
	for _, name := range []string{"Biscotti Tremolino", "Caseificio Valmora"} {
		company, err := s.AddCompany(ctx, name, "IT")
		if err != nil {
			return c, err
		}
		c.companies = append(c.companies, company)
	}
	for n := range stations {
		for _, login := range peopleAt(n, stations) {
			if _, there := c.people[login]; there {
				continue
			}
			p := service.NewPerson{
				Login: login, Name: "Persona " + login, Role: support.RoleTechnician, Password: password, KnowsPassword: true,
			}
			if !isConsole(n, stations) {
				p.Role, p.Company = support.RoleOperator, c.companies[n%2].Name
			}
			person, err := s.AddPerson(ctx, p)
			if err != nil {
				return c, err
			}
			c.people[p.Login] = person
		}
	}
	for _, name := range []string{"Guasto meccanico", "Guasto elettrico"} {
		category, err := s.AddCategory(ctx, name)
		if err != nil {
			return c, err
		}
		c.categories = append(c.categories, category)
	}
	for _, name := range []string{"Guarnizione", "Taratura"} {
		cause, err := s.AddCause(ctx, name)
		if err != nil {
			return c, err
		}
		c.causes = append(c.causes, cause)
	}
	if err := s.SetResponseTimes(ctx, responseTimes(time.Hour)); err != nil {
		return c, err
	}
	for i, company := range c.companies {
		for k := range 3 {
			e := service.MachineEntry{
				Company: company.Name, Name: fmt.Sprintf("Astucciatrice %d", k), Model: "AV-120", Serial: fmt.Sprintf("2%d-011%d", i, k), Site: "Linea 2",
			}
			if k == 0 {
				e.DefaultTechnician, e.WithDefaultTechnician = loginOf(stations-1, "a"), true
			}
			m, err := s.AddMachine(ctx, e)
			if err != nil {
				return c, err
			}
			c.machines[company.ID] = append(c.machines[company.ID], m)
		}
	}
	return c, nil
}

// responseTimes are those of a maker who works day and night: whoever waits with a stopped machine is answered within half of
// that time, others within more.
func responseTimes(within time.Duration) support.ResponseTimes {
	return support.ResponseTimes{Zone: time.UTC, Targets: map[support.Severity]support.Target{
		support.SeverityStopped:  {First: within / 2, Next: within},
		support.SeverityDegraded: {First: within, Next: 2 * within},
		support.SeverityQuestion: {First: 2 * within, Next: 4 * within},
	}}
}

// rule is the maker, who thinks better of the response times and of a cause in the middle of the day. A restore undoes it.
func (h *host) rule(end time.Time) {
	d := h.w.chance.of("maker")
	if !sleepUntil(end, d.between(h.w.plan.shift/4, h.w.plan.shift*3/4)) {
		return
	}
	if l := h.now(); l != nil {
		// On a disk that fails, or in a server that dies, all stays as it was.
		_ = l.Service().SetResponseTimes(context.Background(), responseTimes(d.between(10*time.Minute, 3*time.Hour).Round(time.Minute)))
		_ = l.Service().DisableCause(context.Background(), h.w.cast.causes[1].Name)
	}
}

// The last two workstations are the support's, or more.
func isConsole(n, stations int) bool { return n >= stations-max(2, stations/5) }

// peopleAt are the two who work at a workstation. One of the last is at all of the support's, at times at several at once.
func peopleAt(n, stations int) []string {
	if isConsole(n, stations) {
		return []string{loginOf(n, "a"), loginOf(stations-1, "b")}
	}
	return []string{loginOf(n, "a"), loginOf(n, "b")}
}

func loginOf(n int, which string) string { return fmt.Sprintf("w%d%s", n, which) }
