package main

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// stateAnnotation on a pod template makes the fake kubelet play a failure:
// its value is the waiting reason of every container (CrashLoopBackOff,
// ImagePullBackOff, ContainerCreating ...).
const stateAnnotation = "testcluster/waiting"

// restartsAnnotation is how often every container has restarted.
const restartsAnnotation = "testcluster/restarts"

// waitingReason is why the containers of the pod do not run, or "". Missing
// root is CreateContainerConfigError, as for an image without a numeric
// non-root USER; without any other need the program crashes in a loop.
func waitingReason(pod *corev1.Pod) string {
	if reason := pod.Annotations[stateAnnotation]; reason != "" {
		return reason
	}
	switch unmetNeed(pod) {
	case "":
		return ""
	case "root":
		return "CreateContainerConfigError"
	}
	return "CrashLoopBackOff"
}

// playStatus is the status of a pod once its kubelet has tried to start it:
// running, waiting for what it lacks, or done when it belongs to a Job.
func playStatus(pod *corev1.Pod, ip string) corev1.PodStatus {
	now := metav1.Now()
	reason := waitingReason(pod)
	phase, state, ready := corev1.PodRunning, corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: now}}, true
	switch {
	case reason == "CrashLoopBackOff":
		state, ready = waiting(reason), false
	case reason != "":
		phase, state, ready = corev1.PodPending, waiting(reason), false
	case ofJob(pod):
		phase, state, ready = corev1.PodSucceeded, ended(0, "Completed", now), false
	}
	status := corev1.PodStatus{Phase: phase, PodIP: ip, PodIPs: []corev1.PodIP{{IP: ip}}, HostIP: "10.1.0.1", StartTime: &now}
	for _, c := range pod.Spec.InitContainers {
		status.InitContainerStatuses = append(status.InitContainerStatuses, containerStatus(pod, c, ended(0, "Completed", now), true))
	}
	for _, c := range pod.Spec.Containers {
		s := containerStatus(pod, c, state, ready)
		if reason == "CrashLoopBackOff" {
			s.RestartCount = max(s.RestartCount, 3)
			s.LastTerminationState = ended(1, "Error", now)
		}
		status.ContainerStatuses = append(status.ContainerStatuses, s)
	}
	for kind, isTrue := range map[corev1.PodConditionType]bool{
		corev1.PodInitialized: true, corev1.PodScheduled: true, corev1.ContainersReady: ready,
		corev1.PodReady: ready && len(pod.Spec.ReadinessGates) == 0} { // nobody here meets a gate
		value := corev1.ConditionFalse
		if isTrue {
			value = corev1.ConditionTrue
		}
		status.Conditions = append(status.Conditions, corev1.PodCondition{Type: kind, Status: value, LastTransitionTime: now})
	}
	return status
}

func containerStatus(pod *corev1.Pod, c corev1.Container, state corev1.ContainerState, ready bool) corev1.ContainerStatus {
	restarts, _ := strconv.Atoi(pod.Annotations[restartsAnnotation])
	return corev1.ContainerStatus{
		Name: c.Name, Image: c.Image, ImageID: imageID(c.Image), ContainerID: "fake://" + string(pod.UID) + "/" + c.Name,
		State: state, Ready: ready, Started: &ready, RestartCount: int32(restarts)}
}

// imageID is the image by a digest: its own, or one made from its name.
func imageID(image string) string {
	if strings.Contains(image, "@sha256:") {
		return image
	}
	repository := image
	if colon := strings.LastIndex(image, ":"); colon > strings.LastIndex(image, "/") {
		repository = image[:colon]
	}
	return fmt.Sprintf("%s@sha256:%x", repository, sha256.Sum256([]byte(image)))
}

func waiting(reason string) corev1.ContainerState {
	message := "played by the fake kubelet"
	if reason == "CreateContainerConfigError" {
		message = "container has runAsNonRoot and image will run as root"
	}
	return corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
}

func ended(code int32, reason string, at metav1.Time) corev1.ContainerState {
	return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: code, Reason: reason, StartedAt: at, FinishedAt: at}}
}

func ofJob(pod *corev1.Pod) bool {
	owner := metav1.GetControllerOf(pod)
	return owner != nil && owner.Kind == "Job"
}
