# SPDX-License-Identifier: BSD-2-Clause
Blk_SOURCES := components/blk/main.c components/blk/virtio_disk.c
