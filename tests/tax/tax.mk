# SPDX-License-Identifier: BSD-2-Clause
#
# What it costs Linux to be a guest: the product's kernel and command line with an initramfs of workloads alone, as a
# profile and for booting without the phone, and the QEMU plugin that counts instructions.

TAX := $(B)/test/tax

$(TAX)/counter.so: tests/tax/counter.c
	$(call say,HOSTCC,$@)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=c11 $(WARN) -O2 -fPIC -shared $< -o $@

# Linked where no code of the phone runs, which counter.c tells by the address.
$(TAX)/workload: tests/tax/workload.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CCOMMON) -D_GNU_SOURCE -O2 -static -s -Wl,--build-id=none -Wl,-Ttext-segment=0x100000000 $< -o $@

$(TAX)/initramfs.cpio.gz: tests/tax/initramfs.txt $(TAX)/workload tools/lib/bulkhead/initramfs.py
	$(call say,INITRAMFS,$@)
	$(Q)PYTHONPATH=tools/lib $(PYTHON) -m bulkhead.initramfs $< tax=$(TAX) -o $@

$(TAX)/profile.fit: $(TAX)/initramfs.cpio.gz $(GUEST_DEPS)/linux.stamp tools/lib/bulkhead/profile.py
	$(call say,PROFILE,$@)
	$(Q)tools/bulkhead profile pack --kernel $(GUEST_DEPS)/linux/Image --initrd $< --memory 256M \
		--append "$(GUEST_BOOTARGS) bulkhead.profile=tax" -o $@

TEST_NEEDS += $(TAX)/counter.so $(TAX)/profile.fit
