# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of the block port, and of blk between a client and a device that the test plays.

$(eval $(call unit_test,block_port,tests/unit/blk/block_port_test.c,-Icomponents/runtime/include -D_DEFAULT_SOURCE))
$(eval $(call unit_test,blk,tests/unit/blk/blk_test.c components/blk/main.c components/blk/virtio_disk.c,\
	-Itests/unit/blk/fake -Icomponents/blk -Icomponents/runtime/include))
