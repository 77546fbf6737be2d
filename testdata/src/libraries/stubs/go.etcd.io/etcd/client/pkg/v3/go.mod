module go.etcd.io/etcd/client/pkg/v3

go 1.26
