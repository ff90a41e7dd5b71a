package main

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// asGroup has a command and all that it starts end together when its time is over, and has the command end when testrun
// itself is killed.
func asGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		if errors.Is(err, syscall.ESRCH) {
			return os.ErrProcessDone
		}
		time.AfterFunc(10*time.Second, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
		return err
	}
	cmd.WaitDelay = 15 * time.Second
}
