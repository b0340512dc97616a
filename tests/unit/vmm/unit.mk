# SPDX-License-Identifier: BSD-2-Clause
VMM_UNIT_CFLAGS := -Icomponents/vmm -Icomponents/runtime/include -Ikernel/api -Itests/unit/vmm

$(eval $(call unit_test,vmm_vgic,\
	components/vmm/vgic.c components/vmm/vgic_v2.c tests/unit/vmm/fake_cpu.c tests/unit/vmm/vgic_test.c,$(VMM_UNIT_CFLAGS)))

$(eval $(call unit_test,vmm_vgic_v2,\
	components/vmm/vgic.c components/vmm/vgic_v2.c tests/unit/vmm/fake_cpu.c tests/unit/vmm/vgic_v2_test.c,$(VMM_UNIT_CFLAGS)))

$(eval $(call unit_test,vmm_exit,\
	$(addprefix components/vmm/,exit.c machine.c psci.c sysreg.c rtc.c vgic.c vgic_v2.c) components/runtime/ring.c \
	tests/unit/vmm/fake_cpu.c tests/unit/vmm/exit_test.c,$(VMM_UNIT_CFLAGS)))

$(eval $(call unit_test,vmm_profile,\
	$(addprefix components/vmm/,boot.c reader.c fit.c guest_fdt.c) \
	tests/unit/vmm/fake_cpu.c tests/unit/vmm/profile_test.c,$(VMM_UNIT_CFLAGS),-lfdt -lsodium))
