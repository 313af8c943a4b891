package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// poll waits until the API server answers 200 at path, the child ends or time
// is up.
func (c *cluster) poll(path string, child *child) error {
	last := fmt.Errorf("no answer")
	for deadline := time.Now().Add(c.timeout); time.Now().Before(deadline); {
		select {
		case <-child.done:
			return fmt.Errorf("ended: %s", child.ProcessState)
		case <-time.After(50 * time.Millisecond):
		}
		resp, err := c.client.Get(c.server + path)
		if err != nil {
			last = err
			continue
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode == http.StatusOK {
			return nil
		}
		last = fmt.Errorf("%s: %s", resp.Status, strings.TrimSpace(string(body)))
	}
	return fmt.Errorf("timed out: %w", last)
}

type bearer struct {
	http.RoundTripper
	token string
}

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return b.RoundTripper.RoundTrip(r)
}

func (a *authority) client(token string) *http.Client {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(a.ca)
	return &http.Client{Timeout: 5 * time.Second, Transport: bearer{&http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}, token}}
}

func writeKubeconfig(path, server, token string, ca []byte) error {
	type m = map[string]any
	data, err := json.MarshalIndent(m{ // JSON is YAML
		"apiVersion": "v1", "kind": "Config", "current-context": "test",
		"clusters": []m{{"name": "test", "cluster": m{"server": server, "certificate-authority-data": ca}}},
		"users":    []m{{"name": "admin", "user": m{"token": token}}},
		"contexts": []m{{"name": "test", "context": m{"cluster": "test", "user": "admin"}}},
	}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o600)
}
