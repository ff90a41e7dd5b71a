package httpapi

import (
	"net/http"
	"net/netip"
	"strings"
)

// clientAddress is where a request comes from, for counting failed sign-ins: of the addresses in X-Forwarded-For the
// last that no trusted proxy has, and only if a trusted proxy asks. An IPv6 client counts by its /64, which is one
// subscriber's.
func clientAddress(r *http.Request, trusted []netip.Prefix) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address := peer.Addr().Unmap()
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(forwarded) - 1; i >= 0 && isTrusted(address, trusted); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		address = next.Unmap()
	}
	if address.Is6() {
		if subnet, err := address.WithZone("").Prefix(64); err == nil {
			return subnet.String()
		}
	}
	return address.String()
}

func isTrusted(address netip.Addr, trusted []netip.Prefix) bool {
	for _, p := range trusted {
		if p.Contains(address) {
			return true
		}
	}
	return false
}
