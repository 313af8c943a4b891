#!/bin/sh
# pin.sh KUBERNETES_VERSION (such as 1.36.2): rewrites go.mod and go.sum.
# k8s.io/kubernetes requires its staging modules at v0.0.0, which no proxy has,
# so each of them is replaced by the published module of the same release.
set -eu
version=${1:?usage: pin.sh 1.36.2}
upstream=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/^[[:space:]]*"GoMod": "\(.*\)",*$/\1/p')
rm -f go.mod go.sum
go mod init control-plane
go mod edit -go="$(sed -n 's/^go //p' "$upstream")"
go mod edit -require="k8s.io/kubernetes@v$version"
go mod edit -require="go.etcd.io/etcd/server/v3@$(sed -n 's|^[[:space:]]*go.etcd.io/etcd/server/v3 \([^ ]*\).*|\1|p' "$upstream")"
for module in $(sed -n 's|^[[:space:]]*\(k8s.io/[^ ]*\) => ./staging/.*|\1|p' "$upstream"); do
	go mod edit -replace="$module=$module@v0.${version#1.}"
done
go mod tidy
