module github.com/juju/mutex/v2

go 1.26
