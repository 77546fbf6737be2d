module fixtures

go 1.26

require (
	cirello.io/dynamolock/v5 v5.0.0
	github.com/alexflint/go-filemutex v0.0.0
	github.com/bsm/redislock v0.0.0
	github.com/cockroachdb/cockroach v0.0.0
	github.com/containers/storage v0.0.0
	github.com/docker/docker v0.0.0
	github.com/go-co-op/gocron/v2 v2.0.0
	github.com/go-redsync/redsync/v4 v4.0.0
	github.com/go-zookeeper/zk v0.0.0
	github.com/gofrs/flock v0.0.0
	github.com/hashicorp/consul/api v0.0.0
	github.com/hashicorp/vault/sdk v0.0.0
	github.com/im7mortal/kmutex/v2 v2.0.0
	github.com/jackc/pgx/v5 v5.0.0
	github.com/juju/fslock v0.0.0
	github.com/juju/mutex/v2 v2.0.0
	github.com/marusama/semaphore/v2 v2.0.0
	github.com/moby/locker v1.0.1
	github.com/nightlyone/lockfile v0.0.0
	github.com/prometheus/prometheus v0.0.0
	github.com/puzpuzpuz/xsync/v3 v3.0.0
	github.com/puzpuzpuz/xsync/v4 v4.0.0
	github.com/redis/rueidis/rueidislock v0.0.0
	github.com/rogpeppe/go-internal v0.0.0
	github.com/sasha-s/go-deadlock v0.0.0
	github.com/subchen/go-trylock/v2 v2.0.0
	github.com/syndtr/goleveldb v0.0.0
	github.com/viney-shih/go-lock v0.0.0
	github.com/zeromicro/go-zero v0.0.0
	go.etcd.io/etcd/client/pkg/v3 v3.0.0
	go.etcd.io/etcd/client/v3 v3.0.0
	go.temporal.io/sdk v0.0.0
	go.uber.org/zap v0.0.0
	go4.org v0.0.0
	golang.org/x/sync v0.0.0
	gvisor.dev/gvisor v0.0.0
	k8s.io/utils v0.0.0
	tailscale.com v0.0.0
)

// The libraries are stubs: what matters of their API, in our own words.
replace (
	cirello.io/dynamolock/v5 => ./stubs/cirello.io/dynamolock/v5
	github.com/alexflint/go-filemutex => ./stubs/github.com/alexflint/go-filemutex
	github.com/bsm/redislock => ./stubs/github.com/bsm/redislock
	github.com/cockroachdb/cockroach => ./stubs/github.com/cockroachdb/cockroach
	github.com/containers/storage => ./stubs/github.com/containers/storage
	github.com/docker/docker => ./stubs/github.com/docker/docker
	github.com/go-co-op/gocron/v2 => ./stubs/github.com/go-co-op/gocron/v2
	github.com/go-redsync/redsync/v4 => ./stubs/github.com/go-redsync/redsync/v4
	github.com/go-zookeeper/zk => ./stubs/github.com/go-zookeeper/zk
	github.com/gofrs/flock => ./stubs/github.com/gofrs/flock
	github.com/hashicorp/consul/api => ./stubs/github.com/hashicorp/consul/api
	github.com/hashicorp/vault/sdk => ./stubs/github.com/hashicorp/vault/sdk
	github.com/im7mortal/kmutex/v2 => ./stubs/github.com/im7mortal/kmutex/v2
	github.com/jackc/pgx/v5 => ./stubs/github.com/jackc/pgx/v5
	github.com/juju/fslock => ./stubs/github.com/juju/fslock
	github.com/juju/mutex/v2 => ./stubs/github.com/juju/mutex/v2
	github.com/marusama/semaphore/v2 => ./stubs/github.com/marusama/semaphore/v2
	github.com/moby/locker => ./stubs/github.com/moby/locker
	github.com/nightlyone/lockfile => ./stubs/github.com/nightlyone/lockfile
	github.com/prometheus/prometheus => ./stubs/github.com/prometheus/prometheus
	github.com/puzpuzpuz/xsync/v3 => ./stubs/github.com/puzpuzpuz/xsync/v3
	github.com/puzpuzpuz/xsync/v4 => ./stubs/github.com/puzpuzpuz/xsync/v4
	github.com/redis/rueidis/rueidislock => ./stubs/github.com/redis/rueidis/rueidislock
	github.com/rogpeppe/go-internal => ./stubs/github.com/rogpeppe/go-internal
	github.com/sasha-s/go-deadlock => ./stubs/github.com/sasha-s/go-deadlock
	github.com/subchen/go-trylock/v2 => ./stubs/github.com/subchen/go-trylock/v2
	github.com/syndtr/goleveldb => ./stubs/github.com/syndtr/goleveldb
	github.com/viney-shih/go-lock => ./stubs/github.com/viney-shih/go-lock
	github.com/zeromicro/go-zero => ./stubs/github.com/zeromicro/go-zero
	go.etcd.io/etcd/client/pkg/v3 => ./stubs/go.etcd.io/etcd/client/pkg/v3
	go.etcd.io/etcd/client/v3 => ./stubs/go.etcd.io/etcd/client/v3
	go.temporal.io/sdk => ./stubs/go.temporal.io/sdk
	go.uber.org/zap => ./stubs/go.uber.org/zap
	go4.org => ./stubs/go4.org
	golang.org/x/sync => ./stubs/golang.org/x/sync
	gvisor.dev/gvisor => ./stubs/gvisor.dev/gvisor
	k8s.io/utils => ./stubs/k8s.io/utils
	tailscale.com => ./stubs/tailscale.com
)
