package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// logsAnnotation is what the containers of the pod print; without it, a line
// about how they are.
const logsAnnotation = "testcluster/logs"

// configzAnnotation on a node holds fields of its KubeletConfiguration as
// JSON; they stand over the defaults.
const configzAnnotation = "testcluster/configz"

// listen serves the parts of a kubelet's API that tools read through the API
// server, and returns the port.
func (k *kubelet) listen(c *cluster, node, address string) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		return 0, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", k.serveLogs)
	mux.HandleFunc("GET /configz", func(w http.ResponseWriter, r *http.Request) { k.serveConfigz(w, r, node) })
	go http.ServeTLS(listener, mux, c.at("server.crt"), c.at("server.key"))
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func (k *kubelet) serveLogs(w http.ResponseWriter, r *http.Request) {
	pod, err := k.client.CoreV1().Pods(r.PathValue("namespace")).Get(r.Context(), r.PathValue("pod"), metav1.GetOptions{})
	if err != nil {
		fail(w, err)
		return
	}
	lines := strings.Split(strings.TrimSuffix(logsOf(pod, r.PathValue("container")), "\n"), "\n")
	if n, err := strconv.Atoi(r.URL.Query().Get("tailLines")); err == nil && n < len(lines) {
		lines = lines[len(lines)-n:]
	}
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
}

func logsOf(pod *corev1.Pod, container string) string {
	if text, ok := pod.Annotations[logsAnnotation]; ok {
		return text
	}
	if need := unmetNeed(pod); need != "" {
		return fmt.Sprintf("%s: %s", container, complaint(need))
	}
	return container + ": ready"
}

func (k *kubelet) serveConfigz(w http.ResponseWriter, r *http.Request, name string) {
	node, err := k.client.CoreV1().Nodes().Get(r.Context(), name, metav1.GetOptions{})
	if err != nil {
		fail(w, err)
		return
	}
	config := map[string]any{
		"authentication":     map[string]any{"anonymous": map[string]any{"enabled": false}, "webhook": map[string]any{"enabled": true}},
		"authorization":      map[string]any{"mode": "Webhook"},
		"readOnlyPort":       0,
		"rotateCertificates": true,
	}
	if text := node.Annotations[configzAnnotation]; text != "" {
		if err := json.Unmarshal([]byte(text), &config); err != nil {
			fail(w, err)
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"kubeletconfig": config})
}

func fail(w http.ResponseWriter, err error) {
	code := http.StatusInternalServerError
	if apierrors.IsNotFound(err) {
		code = http.StatusNotFound
	}
	http.Error(w, err.Error(), code)
}
