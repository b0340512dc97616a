# SPDX-License-Identifier: BSD-2-Clause
#
# The guests' software: Debian's arm64 kernel as it is, and an initramfs of Debian's static busybox, the
# kernel's modules that are needed, and the phone client.

GUEST      := $(B)/guest
GUEST_DEPS := $(DEPS)/guest

ALL += $(B)/flash.img

# linux-image-arm64 only names the current kernel's package.
$(GUEST_DEPS)/linux.stamp: | $(APT_READY)
	$(Q)rm -rf $(GUEST_DEPS)/linux && mkdir -p $(GUEST_DEPS)/linux
	$(Q)package=$$($(APT_PRIVATE) depends linux-image-arm64 | grep '^linux-image-'); \
	printf '  %-9s %s\n' DEB "$$package"; \
	[ -e $(DEPS)/cache/$$package.deb ] || $(APT_PRIVATE) deb $$package $(DEPS)/cache/$$package.deb; \
	dpkg-deb --fsys-tarfile $(DEPS)/cache/$$package.deb | tar -x -C $(GUEST_DEPS)/linux ./boot ./lib/modules
	@mv $(GUEST_DEPS)/linux/boot/vmlinuz-* $(GUEST_DEPS)/linux/Image
	@touch $@

$(GUEST_DEPS)/busybox.stamp: $(DEPS)/cache/busybox-static.deb
	$(Q)rm -rf $(GUEST_DEPS)/busybox && mkdir -p $(GUEST_DEPS)/busybox
	$(Q)dpkg-deb --fsys-tarfile $< | tar -x -C $(GUEST_DEPS)/busybox ./bin/busybox
	@touch $@

$(GUEST)/initramfs.cpio.gz: apps/guest/initramfs.txt apps/guest/init $(wildcard apps/guest/etc/*) \
		$(GUEST_DEPS)/linux.stamp $(GUEST_DEPS)/busybox.stamp $(B)/apps/phone-client \
		tools/lib/bulkhead/initramfs.py
	$(call say,INITRAMFS,$@)
	@mkdir -p $(@D)
	$(Q)PYTHONPATH=tools/lib $(PYTHON) -m bulkhead.initramfs $< busybox=$(GUEST_DEPS)/busybox \
		modules=$(GUEST_DEPS)/linux/lib/modules apps=$(B)/apps -o $@

# The two profiles that the phone comes with. KPTI and KASLR are off for speed (the emulated cores do not have
# the flaw that the first one mends), only real trouble is printed, a panic restarts the profile.
GUEST_BOOTARGS := console=hvc0 panic=1 nokaslr kpti=off loglevel=3
GUEST_PROFILES := $(GUEST)/corporate.fit $(GUEST)/personal.fit

$(GUEST_PROFILES): $(GUEST)/%.fit: $(GUEST)/initramfs.cpio.gz tools/lib/bulkhead/profile.py
	$(call say,PROFILE,$@)
	$(Q)tools/bulkhead profile pack --kernel $(GUEST_DEPS)/linux/Image --initrd $< --memory 256M \
		--append "$(GUEST_BOOTARGS) bulkhead.profile=$*" -o $@

# The phone's storage. An existing image only gets new profiles: what the guests have stored stays.
.PRECIOUS: $(B)/flash.img
$(B)/flash.img: $(GUEST_PROFILES) tools/lib/bulkhead/flash.py tools/lib/bulkhead/gpt.py
	$(call say,FLASH,$@)
	$(Q)tools/bulkhead flash make --profile corporate=$(GUEST)/corporate.fit \
		--profile personal=$(GUEST)/personal.fit -o $@
	@touch $@
