module github.com/viney-shih/go-lock

go 1.26
