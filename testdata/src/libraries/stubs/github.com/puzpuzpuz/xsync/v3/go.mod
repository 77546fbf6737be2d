module github.com/puzpuzpuz/xsync/v3

go 1.26
