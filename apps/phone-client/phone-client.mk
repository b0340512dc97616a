# SPDX-License-Identifier: BSD-2-Clause
#
# Programs that run in guests: static arm64 Linux programs with Debian's libc.

PHONE_CLIENT         := $(B)/apps/phone-client
PHONE_CLIENT_SOURCES := main.c auth.c admin.c wallet.c billing.c services.c raw.c service.c token.c output.c
PHONE_CLIENT_OBJECTS := $(PHONE_CLIENT_SOURCES:%.c=$(PHONE_CLIENT).objects/%.o)
PHONE_CLIENT_CFLAGS  := -D_GNU_SOURCE -Os -ffunction-sections -fdata-sections -Icomponents/vmm -Icomponents/runtime/include

$(PHONE_CLIENT).objects/%.o: apps/phone-client/%.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CCOMMON) $(PHONE_CLIENT_CFLAGS) -c $< -o $@

$(PHONE_CLIENT): $(PHONE_CLIENT_OBJECTS)
	$(call say,LD,$@)
	$(Q)$(CC) -static -s -Wl,--gc-sections -Wl,--build-id=none $^ -o $@

ALL += $(PHONE_CLIENT)
