module github.com/nightlyone/lockfile

go 1.26
