module github.com/lockleak/lockleak/examples/popmessage

go 1.26.0
