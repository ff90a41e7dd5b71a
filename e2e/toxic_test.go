//go:build e2e

package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
)

// network is a bad one between one workstation and the server: toxiproxy, which does to a connection what a mobile network,
// a cheap switch or a proxy does.
type network struct {
	t                 *testing.T
	address, upstream string
	proxy             *toxiproxy.Proxy
}

func startNetwork(t *testing.T, upstream string) *network {
	t.Helper()
	n := &network{t: t, address: steadyAddress(t), upstream: upstream}
	n.mend()
	t.Cleanup(func() { n.proxy.Stop() })
	return n
}

// zero makes what a pointer may point to, of a type that need not be named.
func zero[T any](*T) *T { return new(T) }

func (n *network) url() string { return "http://" + n.address }

// fault is something that a network does, and with what.
type fault struct {
	// name is how it is counted.
	name string
	kind string
	// set draws the toxic's attributes; nil is a cut, which is none of the toxics.
	set func(random *rand.Rand) attributes
}

type attributes map[string]int

// faults are all kinds, with what is drawn for each of its times.
var faults = []fault{
	{name: "cut"},
	{"reset", "reset_peer", func(r *rand.Rand) attributes { return attributes{"timeout": r.IntN(100)} }},
	{"latency", "latency", func(r *rand.Rand) attributes { return attributes{"latency": 20 + r.IntN(150), "jitter": r.IntN(100)} }},
	{"half-open", "timeout", func(*rand.Rand) attributes { return attributes{"timeout": 0} }},
	{"slow close", "slow_close", func(r *rand.Rand) attributes { return attributes{"delay": 100 + r.IntN(900)} }},
	{"byte limit", "limit_data", func(r *rand.Rand) attributes { return attributes{"bytes": r.IntN(3000)} }},
	{"bandwidth", "bandwidth", func(r *rand.Rand) attributes { return attributes{"rate": 1 + r.IntN(20)} }},
	{"slices", "slicer", func(r *rand.Rand) attributes {
		return attributes{"average_size": 2 + r.IntN(60), "size_variation": 1, "delay": r.IntN(2000)}
	}},
}

// suffers a fault in one of the directions, or both, until it is mended.
func (n *network) suffers(f fault, random *rand.Rand) {
	n.t.Helper()
	if f.set == nil {
		n.proxy.Stop()
		return
	}
	directions := [][]string{{"upstream"}, {"downstream"}, {"upstream", "downstream"}}
	for _, stream := range directions[random.IntN(len(directions))] {
		n.add(f.kind, stream, f.set(random))
	}
}

func (n *network) add(kind, stream string, with attributes) {
	n.t.Helper()
	b, err := json.Marshal(map[string]any{"type": kind, "stream": stream, "attributes": with})
	if err != nil {
		n.t.Fatal(err)
	}
	if _, err := n.proxy.Toxics.AddToxicJson(strings.NewReader(string(b))); err != nil {
		n.t.Fatal(err)
	}
}

// mend puts a good one in the place of the bad one. What is under way is cut off: a toxic that is taken from a connection
// that it holds up can wait for it for ever.
func (n *network) mend() {
	n.t.Helper()
	if n.proxy != nil {
		n.proxy.Stop()
	}
	server := &toxiproxy.ApiServer{Metrics: toxiproxy.NewMetricsContainer(nil)}
	server.Logger = zero(server.Logger) // which says nothing
	n.proxy = toxiproxy.NewProxy(server, n.t.Name(), n.address, n.upstream)
	if err := n.proxy.Start(); err != nil {
		n.t.Fatal(err)
	}
}
