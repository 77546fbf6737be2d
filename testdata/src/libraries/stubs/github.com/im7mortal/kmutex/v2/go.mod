module github.com/im7mortal/kmutex/v2

go 1.26
