module github.com/docker/docker

go 1.26

require github.com/moby/locker v1.0.1
