/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtio-mmio transport: what only devices and queues need of it. What the machine needs as well is
 * declared in virtio.h.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct virtio_device;

/* Device status (virtio 1.2 section 2.1). */
#define VIRTIO_STATUS_ACKNOWLEDGE 0x01u
#define VIRTIO_STATUS_DRIVER      0x02u
#define VIRTIO_STATUS_DRIVER_OK   0x04u
#define VIRTIO_STATUS_FEATURES_OK 0x08u
#define VIRTIO_STATUS_NEEDS_RESET 0x40u
#define VIRTIO_STATUS_FAILED      0x80u

/* The driver has set DRIVER_OK, and the device has not failed. */
bool virtio_mmio_live(const struct virtio_device *device);

/* What a type's config_read does for a configuration space that lies in memory; zero unless all of it is inside. */
uint64_t virtio_mmio_config(const void *config, uint32_t config_size, uint32_t offset, uint32_t size);
