package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

// kubelet plays the kubelets of all fake nodes.
type kubelet struct {
	client kubernetes.Interface
	nodes  int
	bind   bool // unscheduled pods too, round robin
	serial atomic.Uint32
	played sync.Map // pod UIDs whose status was sent: the informer may still show the old one
}

// startKubelet registers the nodes and reports every pod bound to them.
func startKubelet(c *cluster) error {
	config, err := clientcmd.BuildConfigFromFlags("", c.at("kubeconfig"))
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 1000, 2000
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	k := &kubelet{client: client, nodes: c.nodes, bind: !c.scheduler}
	ctx := context.Background()
	for i := range k.nodes {
		if err := k.register(ctx, c, nodeName(i)); err != nil {
			return err
		}
	}
	go k.heartbeat(ctx)

	react := func(obj any) {
		pod, ok := obj.(*corev1.Pod)
		if !ok {
			return
		}
		if err := k.react(ctx, pod); err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) {
			log.Printf("fake kubelet: %s/%s: %v", pod.Namespace, pod.Name, err)
		}
	}
	factory := informers.NewSharedInformerFactory(client, 30*time.Second)
	informer := factory.Core().V1().Pods().Informer()
	if _, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: react, UpdateFunc: func(_, obj any) { react(obj) }}); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return nil
}

// react takes the next step of a pod's life: bound, started, gone.
func (k *kubelet) react(ctx context.Context, pod *corev1.Pod) error {
	pods := k.client.CoreV1().Pods(pod.Namespace)
	switch {
	case pod.Spec.NodeName == "":
		if !k.bind || len(pod.Spec.SchedulingGates) > 0 {
			return nil
		}
		return pods.Bind(ctx, &corev1.Binding{
			ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, UID: pod.UID},
			Target:     corev1.ObjectReference{Kind: "Node", Name: nodeName(int(k.serial.Add(1)) % k.nodes)},
		}, metav1.CreateOptions{})
	case !strings.HasPrefix(pod.Spec.NodeName, nodePrefix):
		return nil
	case pod.DeletionTimestamp != nil:
		zero := int64(0)
		return pods.Delete(ctx, pod.Name, metav1.DeleteOptions{GracePeriodSeconds: &zero, Preconditions: &metav1.Preconditions{UID: &pod.UID}})
	case pod.Status.Phase == corev1.PodPending && len(pod.Status.ContainerStatuses) == 0:
		if _, done := k.played.LoadOrStore(pod.UID, true); done {
			return nil
		}
		n := k.serial.Add(1)
		patch, err := json.Marshal(map[string]any{"status": playStatus(pod, fmt.Sprintf("10.2.%d.%d", n>>8&255, n&255))})
		if err != nil {
			return err
		}
		_, err = pods.Patch(ctx, pod.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
		return err
	}
	return nil
}
