module github.com/juju/fslock

go 1.26
