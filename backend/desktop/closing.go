package desktop

// FirstClosing reports whether a window is closed for the first time on this workstation, and remembers it.
func (d *Desktop) FirstClosing() (bool, error) {
	if d.register.read().ClosedBefore {
		return false, nil
	}
	return true, d.register.change(func(c *registerContent) { c.ClosedBefore = true })
}
