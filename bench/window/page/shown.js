// After the second frame the first one has been painted.
requestAnimationFrame(() => requestAnimationFrame(() => window.go.main.Window.Shown()));
