module github.com/alexflint/go-filemutex

go 1.26
