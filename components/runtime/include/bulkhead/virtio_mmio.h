/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers and values of the modern virtio-mmio transport (virtio 1.2, clauses 2.1, 4.2.2, 5). For drivers. */
#pragma once

#define VIRTIO_MMIO_MAGIC                  0x000
#define VIRTIO_MMIO_VERSION                0x004
#define VIRTIO_MMIO_DEVICE_ID              0x008
#define VIRTIO_MMIO_DEVICE_FEATURES        0x010
#define VIRTIO_MMIO_DEVICE_FEATURES_SELECT 0x014
#define VIRTIO_MMIO_DRIVER_FEATURES        0x020
#define VIRTIO_MMIO_DRIVER_FEATURES_SELECT 0x024
#define VIRTIO_MMIO_QUEUE_SELECT           0x030
#define VIRTIO_MMIO_QUEUE_SIZE_MAX         0x034
#define VIRTIO_MMIO_QUEUE_SIZE             0x038
#define VIRTIO_MMIO_QUEUE_READY            0x044
#define VIRTIO_MMIO_QUEUE_NOTIFY           0x050
#define VIRTIO_MMIO_INTERRUPT_STATUS       0x060
#define VIRTIO_MMIO_INTERRUPT_ACKNOWLEDGE  0x064
#define VIRTIO_MMIO_STATUS                 0x070
#define VIRTIO_MMIO_QUEUE_DESCRIPTORS      0x080 /* low half; the high half follows */
#define VIRTIO_MMIO_QUEUE_AVAILABLE        0x090
#define VIRTIO_MMIO_QUEUE_USED             0x0a0

#define VIRTIO_MMIO_MAGIC_VALUE    0x74726976u /* "virt" */
#define VIRTIO_MMIO_VERSION_MODERN 2u
#define VIRTIO_ID_RNG              4u

#define VIRTIO_STATUS_ACKNOWLEDGE 1u
#define VIRTIO_STATUS_DRIVER      2u
#define VIRTIO_STATUS_DRIVER_OK   4u
#define VIRTIO_STATUS_FEATURES_OK 8u

#define VIRTIO_FEATURE_HIGH_VERSION_1 1u
