package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

var components = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllermanager.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
}

// child is one component, running as another process of this binary.
type child struct {
	*exec.Cmd
	done chan struct{}
}

// spawn starts a component whose output goes to NAME.log in dir; it dies with
// this process.
func spawn(dir, name string, args ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	out, err := os.OpenFile(filepath.Join(dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	c := &child{Cmd: exec.Command(self, append([]string{name}, args...)...), done: make(chan struct{})}
	c.Stdout, c.Stderr = out, out
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if err := c.Start(); err != nil {
		out.Close()
		return nil, err
	}
	go func() { c.Wait(); out.Close(); close(c.done) }()
	return c, nil
}

// stop kills: the data is thrown away, and a graceful stop waits for watches.
func (c *child) stop() {
	if c == nil {
		return
	}
	c.Process.Kill()
	<-c.done
}
