package renamed

func Old() {} // want Old:"old" `^lockleak: Old is old\n\trenamed\.go:3:6: here$`
