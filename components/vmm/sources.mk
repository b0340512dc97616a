# SPDX-License-Identifier: BSD-2-Clause
Vmm_SOURCES := $(addprefix components/vmm/,main.c exit.c cpu.c vgic.c vgic_v2.c psci.c sysreg.c rtc.c machine.c \
	boot.c reader.c fit.c guest_fdt.c \
	virtio_mmio.c virtqueue.c virtio_console.c virtio_blk.c virtio_rng.c virtio_vsock.c gateway.c gateway_service.c \
	gateway_payload.c gateway_auth.c gateway_wallet.c gateway_billing.c)
Vmm_LIBS := sodium fdt
