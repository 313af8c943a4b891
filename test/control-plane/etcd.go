package main

import (
	"fmt"
	"net/url"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
)

func (c *cluster) startEtcd() (err error) {
	cfg := embed.NewConfig()
	cfg.Dir = c.at("etcd")
	cfg.LogLevel, cfg.LogOutputs = "warn", []string{c.at("etcd.log")}
	cfg.UnsafeNoFsync = true      // throw-away data: durability would only cost time
	cfg.EnableGRPCGateway = false // it would dial the port 0 below
	cfg.WarningUnaryRequestDuration = 5 * time.Second
	any := []url.URL{{Scheme: "http", Host: "127.0.0.1:0"}}
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = any, any
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = any, any
	cfg.InitialCluster = cfg.InitialClusterFromName(cfg.Name)
	if c.etcd, err = embed.StartEtcd(cfg); err != nil {
		return fmt.Errorf("etcd: %w", err)
	}
	select {
	case <-c.etcd.Server.ReadyNotify():
		return nil
	case err := <-c.etcd.Err():
		return fmt.Errorf("etcd: %w", err)
	case <-time.After(30 * time.Second):
		return fmt.Errorf("etcd: not ready after 30s")
	}
}
