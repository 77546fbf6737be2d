module github.com/hashicorp/vault/sdk

go 1.26
