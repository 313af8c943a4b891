// Command control-plane runs a real Kubernetes control plane on loopback for
// tests: etcd (embedded in this process) plus kube-apiserver, and on request
// kube-controller-manager, kube-scheduler and a fake kubelet.
//
// It is one multi-call binary: the kube components are the upstream cobra
// commands, linked as libraries and started by re-executing this same binary,
// so each keeps its own feature gates, logging state and signal handling.
//
//	control-plane [-controllers '*'] [-nodes N] [-stdin] [-- more kube-apiserver flags]
//
// When everything is healthy it prints one JSON line {"ready":true,...} on
// stdout; it stops on SIGINT/SIGTERM, or when stdin closes with -stdin.
// SIGHUP kills and restarts kube-apiserver on the same port and data, and
// prints the line again once it is ready. SIGUSR1 makes the cluster as it was
// at the first such line, and prints another one then.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"k8s.io/component-base/cli"
)

func init() { runtime.LockOSThread() } // Pdeathsig follows the thread that forks

func main() {
	if len(os.Args) > 1 {
		if newCommand, ok := components[os.Args[1]]; ok {
			command := newCommand()
			command.SetArgs(os.Args[2:])
			os.Exit(cli.Run(command))
		}
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

// options are the flags; see their descriptions.
type options struct {
	dir         string
	port        int
	tokens      string
	controllers string
	scheduler   bool
	nodes       int
	timeout     time.Duration
	apiserver   []string
}

func run() error {
	o := options{}
	flag.StringVar(&o.dir, "dir", "", "state directory (default: a fresh temporary one, removed at exit)")
	flag.IntVar(&o.port, "port", 0, "kube-apiserver port (0: any free one)")
	flag.StringVar(&o.tokens, "tokens", "", "extra static tokens, a CSV file in kube-apiserver's --token-auth-file form")
	flag.StringVar(&o.controllers, "controllers", "", `kube-controller-manager's --controllers value, e.g. "*"; empty: not started`)
	flag.BoolVar(&o.scheduler, "scheduler", false, "start kube-scheduler")
	flag.IntVar(&o.nodes, "nodes", 0, "number of fake nodes whose pods are reported Running")
	flag.DurationVar(&o.timeout, "timeout", 90*time.Second, "give up when not ready after this long")
	stdin := flag.Bool("stdin", false, "stop when standard input closes")
	flag.Parse()
	o.apiserver = flag.Args()

	if o.dir == "" {
		tmp, err := os.MkdirTemp("", "control-plane-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		o.dir = tmp
	} else if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return err
	}
	c, err := start(o)
	if c != nil {
		defer c.stop()
	}
	if err != nil {
		return err
	}

	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1)
	if *stdin {
		go func() { io.Copy(io.Discard, os.Stdin); signals <- os.Interrupt }()
	}
	return c.serve(signals)
}

// serve announces the cluster and keeps it up until a signal ends it.
func (c *cluster) serve(signals <-chan os.Signal) error {
	for {
		line, err := json.Marshal(map[string]any{
			"ready": true, "server": c.server, "kubeconfig": c.at("kubeconfig"), "caFile": c.at("ca.crt"), "token": c.token,
			"pid": os.Getpid(), "ms": time.Since(c.begin).Milliseconds(),
		})
		if err != nil {
			return err
		}
		fmt.Println(string(line))
		select {
		case <-c.api.done:
			return fmt.Errorf("kube-apiserver ended: %s (see %s)", c.api.ProcessState, c.at("kube-apiserver.log"))
		case s := <-signals:
			if err := c.obey(s); err != nil {
				return err
			}
			if s != syscall.SIGHUP && s != syscall.SIGUSR1 {
				return nil
			}
		}
	}
}

// obey does what a signal asks for, and nothing for one that ends it.
func (c *cluster) obey(s os.Signal) error {
	switch s {
	case syscall.SIGHUP:
		c.api.stop()
		return c.startAPIServer()
	case syscall.SIGUSR1:
		return c.reset()
	}
	return nil
}
