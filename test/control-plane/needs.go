package main

import (
	"log"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// needsAnnotation says what the program in the pod cannot live without, so that
// hardening that takes it away breaks the pod as it would in production:
// "root, token, privileged, escalation, cap:NET_RAW, write:/var/cache/app".
const needsAnnotation = "testcluster/needs"

// unmetNeed is the first of them that a container of the pod lacks, or "".
func unmetNeed(pod *corev1.Pod) string {
	for need := range strings.SplitSeq(pod.Annotations[needsAnnotation], ",") {
		need = strings.TrimSpace(need)
		for i := range pod.Spec.Containers {
			if need != "" && !granted(pod, &pod.Spec.Containers[i], need) {
				return need
			}
		}
	}
	return ""
}

// complaint is what a program prints that lacks this; the words of common programs.
func complaint(need string) string {
	kind, value, _ := strings.Cut(need, ":")
	switch kind {
	case "token":
		return "open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory"
	case "privileged":
		return "mount: permission denied (are you root?)"
	case "escalation":
		return "sudo: The \"no new privileges\" flag is set, which prevents sudo from running as root."
	case "cap":
		return "cap_" + strings.ToLower(value) + ": operation not permitted"
	case "write":
		return "open " + value + "/data: read-only file system"
	}
	return "cannot go on without " + need
}

// granted says whether the container still has what its program needs.
func granted(pod *corev1.Pod, c *corev1.Container, need string) bool {
	of := c.SecurityContext
	if of == nil {
		of = &corev1.SecurityContext{}
	}
	kind, value, _ := strings.Cut(need, ":")
	switch kind {
	case "root":
		return mayBeRoot(pod, of)
	case "token":
		return slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool {
			return m.MountPath == "/var/run/secrets/kubernetes.io/serviceaccount"
		})
	case "privileged":
		return of.Privileged != nil && *of.Privileged
	case "escalation":
		return of.AllowPrivilegeEscalation == nil || *of.AllowPrivilegeEscalation
	case "cap": // the runtime's default set holds the capability unless it is dropped
		name := corev1.Capability(value)
		if of.Capabilities == nil || slices.Contains(of.Capabilities.Add, name) {
			return true
		}
		return !slices.Contains(of.Capabilities.Drop, name) && !slices.Contains(of.Capabilities.Drop, "ALL")
	case "write":
		if of.ReadOnlyRootFilesystem == nil || !*of.ReadOnlyRootFilesystem {
			return true
		}
		return slices.ContainsFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool {
			return !m.ReadOnly && (value == m.MountPath || strings.HasPrefix(value, m.MountPath+"/"))
		})
	}
	log.Printf("fake kubelet: %s/%s: unknown need %q", pod.Namespace, pod.Name, need)
	return true
}

func mayBeRoot(pod *corev1.Pod, of *corev1.SecurityContext) bool {
	nonRoot, user := of.RunAsNonRoot, of.RunAsUser
	if p := pod.Spec.SecurityContext; p != nil {
		if nonRoot == nil {
			nonRoot = p.RunAsNonRoot
		}
		if user == nil {
			user = p.RunAsUser
		}
	}
	return (user == nil || *user == 0) && (nonRoot == nil || !*nonRoot)
}
