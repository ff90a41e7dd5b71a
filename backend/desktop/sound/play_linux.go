package sound

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
)

// players are what may be there, with their arguments before the file; the first that can play does. Each desktop has
// one, and none of them can be linked against without binding the program to it.
var players = [][]string{{"pw-play"}, {"paplay"}, {"aplay", "-q"}, {"canberra-gtk-play", "-f"}}

var errNoPlayer = errors.New("sound: none of pw-play, paplay, aplay and canberra-gtk-play is here")

// play plays the file to its end.
func play(ctx context.Context, file []byte) error {
	// Not all of them read a sound from a pipe.
	f, err := os.CreateTemp("", "filodiretto-*.wav")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(file)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	failure := errNoPlayer
	for _, player := range players {
		path, err := exec.LookPath(player[0])
		if err != nil {
			continue
		}
		// It may be there without the service that it plays through.
		err = exec.CommandContext(ctx, path, append(player[1:len(player):len(player)], f.Name())...).Run() //nolint:gosec // one of the players above
		if err == nil {
			return nil
		}
		failure = fmt.Errorf("%s: %w", player[0], err)
	}
	return failure
}
