# SPDX-License-Identifier: BSD-2-Clause
VIRTIO_UNIT_CFLAGS := -Itests/unit/virtio -Icomponents/vmm -Icomponents/runtime/include -Ikernel/api
VIRTIO_UNIT_COMMON := tests/unit/virtio/guest.c components/vmm/virtqueue.c components/vmm/virtio_mmio.c
VIRTIO_UNIT_GATEWAY := $(addprefix components/vmm/,gateway.c gateway_service.c gateway_payload.c gateway_auth.c \
	gateway_wallet.c gateway_billing.c) tests/unit/virtio/services.c

$(eval $(call unit_test,virtio_virtqueue,$(VIRTIO_UNIT_COMMON) tests/unit/virtio/virtqueue_test.c,$(VIRTIO_UNIT_CFLAGS)))
$(eval $(call unit_test,virtio_console,$(VIRTIO_UNIT_COMMON) components/vmm/virtio_console.c components/runtime/ring.c \
	tests/unit/virtio/console_test.c,$(VIRTIO_UNIT_CFLAGS)))
$(eval $(call unit_test,virtio_blk,$(VIRTIO_UNIT_COMMON) components/vmm/virtio_blk.c tests/unit/virtio/blk_test.c,\
	$(VIRTIO_UNIT_CFLAGS)))
$(eval $(call unit_test,virtio_rng,$(VIRTIO_UNIT_COMMON) components/vmm/virtio_rng.c tests/unit/virtio/rng_test.c,\
	$(VIRTIO_UNIT_CFLAGS)))
$(eval $(call unit_test,virtio_gateway,$(VIRTIO_UNIT_GATEWAY) tests/unit/virtio/gateway_test.c,$(VIRTIO_UNIT_CFLAGS)))
$(eval $(call unit_test,virtio_vsock,$(VIRTIO_UNIT_COMMON) components/vmm/virtio_vsock.c $(VIRTIO_UNIT_GATEWAY) \
	tests/unit/virtio/vsock_test.c,$(VIRTIO_UNIT_CFLAGS)))
