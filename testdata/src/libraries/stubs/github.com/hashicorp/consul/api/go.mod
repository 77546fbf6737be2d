module github.com/hashicorp/consul/api

go 1.26
