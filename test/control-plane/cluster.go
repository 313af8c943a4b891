package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
)

// cluster is one running control plane; everything it writes is below its
// directory.
type cluster struct {
	options
	begin    time.Time
	pki      *authority
	etcd     *embed.Etcd
	server   string
	token    string // of a member of system:masters
	client   *http.Client
	api      *child
	first    map[string][]byte // what etcd held once everything was ready
	children []*child
}

func (c *cluster) at(name string) string { return filepath.Join(c.dir, name) }

// start brings up what the options ask for, and returns once it is healthy.
// What it returns is to be stopped, with an error too.
func start(o options) (*cluster, error) {
	c := &cluster{options: o, begin: time.Now()}
	for _, step := range []func() error{c.startEtcd, c.writeFiles, c.startAPIServer, c.startControllers, c.startScheduler, c.startNodes} {
		if err := step(); err != nil {
			return c, err
		}
	}
	if err := c.settle(); err != nil {
		return c, err
	}
	var err error
	c.first, err = c.held()
	return c, err
}

func (c *cluster) stop() {
	for _, child := range append(c.children, c.api) {
		child.stop()
	}
	if c.etcd != nil {
		c.etcd.Close()
	}
}

// writeFiles settles the address, and writes what clients need to reach it.
func (c *cluster) writeFiles() (err error) {
	if c.pki, err = writePKI(c.dir); err != nil {
		return err
	}
	if c.port == 0 {
		if c.port, err = freePort(); err != nil {
			return err
		}
	}
	c.server = fmt.Sprintf("https://127.0.0.1:%d", c.port)
	raw := make([]byte, 16)
	rand.Read(raw)
	c.token = hex.EncodeToString(raw)
	c.client = c.pki.client(c.token)
	table := []byte(c.token + `,admin,admin,"system:masters"` + "\n")
	if c.tokens != "" {
		extra, err := os.ReadFile(c.tokens)
		if err != nil {
			return err
		}
		table = append(table, extra...)
	}
	if err := os.WriteFile(c.at("tokens.csv"), table, 0o600); err != nil {
		return err
	}
	return writeKubeconfig(c.at("kubeconfig"), c.server, c.token, c.pki.ca)
}

func (c *cluster) startAPIServer() (err error) {
	c.api, err = spawn(c.dir, "kube-apiserver", append([]string{
		"--etcd-servers=http://" + c.etcd.Clients[0].Addr().String(),
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", c.port),
		"--endpoint-reconciler-type=none", // a loopback address is no valid endpoint
		"--service-cluster-ip-range=10.0.0.0/16",
		"--tls-cert-file=" + c.at("server.crt"), "--tls-private-key-file=" + c.at("server.key"),
		"--client-ca-file=" + c.at("ca.crt"),
		"--token-auth-file=" + c.at("tokens.csv"),
		"--authorization-mode=RBAC",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + c.at("sa.key"), "--service-account-signing-key-file=" + c.at("sa.key"),
		"--allow-privileged=true",
		"--profiling=false",
		"--shutdown-delay-duration=0s",
	}, c.apiserver...)...)
	if err != nil {
		return err
	}
	if err := c.poll("/readyz", c.api); err != nil {
		return fmt.Errorf("kube-apiserver: %w (see %s)", err, c.at("kube-apiserver.log"))
	}
	return c.poll("/api/v1/namespaces/default", c.api)
}

func (c *cluster) startControllers() error {
	if c.controllers == "" {
		return nil
	}
	manager, err := spawn(c.dir, "kube-controller-manager",
		"--kubeconfig="+c.at("kubeconfig"), "--controllers="+c.controllers, "--leader-elect=false",
		"--service-account-private-key-file="+c.at("sa.key"), "--root-ca-file="+c.at("ca.crt"),
		"--secure-port=0", "--concurrent-deployment-syncs=5", "--controller-start-interval=0s",
		"--use-service-account-credentials=false")
	if err != nil {
		return err
	}
	c.children = append(c.children, manager)
	if err := c.poll("/api/v1/namespaces/default/serviceaccounts/default", manager); err != nil {
		return fmt.Errorf("kube-controller-manager: %w (see %s)", err, c.at("kube-controller-manager.log"))
	}
	return nil
}

func (c *cluster) startScheduler() error {
	if !c.scheduler {
		return nil
	}
	scheduler, err := spawn(c.dir, "kube-scheduler", "--kubeconfig="+c.at("kubeconfig"), "--leader-elect=false", "--secure-port=0")
	if err != nil {
		return err
	}
	c.children = append(c.children, scheduler)
	return nil
}

func (c *cluster) startNodes() error {
	if c.nodes == 0 {
		return nil
	}
	if err := startKubelet(c); err != nil {
		return fmt.Errorf("fake kubelet: %w", err)
	}
	return nil
}
