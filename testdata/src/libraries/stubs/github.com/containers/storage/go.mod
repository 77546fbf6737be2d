module github.com/containers/storage

go 1.26
