package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
)

// calm is how long nothing may be written until controllers are taken to be
// done.
const calm = 100 * time.Millisecond

// restless is what the components themselves write on and on. Nodes are among
// it: what they report is theirs.
var restless = []string{"/registry/leases/", "/registry/masterleases/", "/registry/minions/", "/registry/events/", "compact_rev_key"}

func isRestless(key string) bool {
	return slices.ContainsFunc(restless, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}

const namespaces = "/registry/namespaces/"

// held is all that etcd holds, by key.
func (c *cluster) held() (map[string][]byte, error) {
	all, err := c.etcd.Server.Range(context.Background(), &pb.RangeRequest{Key: []byte{0}, RangeEnd: []byte{0}})
	if err != nil {
		return nil, err
	}
	found := map[string][]byte{}
	for _, kv := range all.Kvs {
		found[string(kv.Key)] = kv.Value
	}
	return found, nil
}

// settle returns once nothing is written any more.
func (c *cluster) settle() error {
	last := c.etcd.Server.KV().Rev()
	for deadline := time.Now().Add(c.timeout); time.Now().Before(deadline); {
		time.Sleep(calm)
		now := c.etcd.Server.KV().Rev()
		if now == last {
			return nil
		}
		last = now
	}
	return fmt.Errorf("somebody writes without an end")
}

// restore gives etcd back what it held at the beginning below a prefix, and
// says whether anything was not as then.
func (c *cluster) restore(prefix string) (isOther bool, err error) {
	now, err := c.held()
	if err != nil {
		return false, err
	}
	ctx := context.Background()
	for key := range now {
		if _, isFirst := c.first[key]; isFirst || !strings.HasPrefix(key, prefix) {
			continue
		}
		if _, err := c.etcd.Server.DeleteRange(ctx, &pb.DeleteRangeRequest{Key: []byte(key)}); err != nil {
			return false, err
		}
		isOther = isOther || !isRestless(key)
	}
	for key, value := range c.first {
		if !strings.HasPrefix(key, prefix) || bytes.Equal(now[key], value) || isRestless(key) {
			continue
		}
		if _, err := c.etcd.Server.Put(ctx, &pb.PutRequest{Key: []byte(key), Value: value}); err != nil {
			return false, err
		}
		isOther = true
	}
	return isOther, nil
}

// reset makes the cluster as it was when it was ready for the first time: the
// API server and the controllers see everything go and come as if another API
// server had done it. Namespaces go first, so that nothing can be made in them
// any more; whatever controllers still do elsewhere is taken back too.
func (c *cluster) reset() error {
	if _, err := c.restore(namespaces); err != nil {
		return err
	}
	for isOther := true; isOther; {
		if err := c.settle(); err != nil {
			return err
		}
		var err error
		if isOther, err = c.restore(""); err != nil {
			return err
		}
	}
	return nil
}
