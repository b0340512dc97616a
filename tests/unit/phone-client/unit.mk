# SPDX-License-Identifier: BSD-2-Clause
# Each command runs in a child whose vsock socket is one end of a socket pair; the test is the service.
$(eval $(call unit_test,phone_client,$(PHONE_CLIENT_SOURCES:%=apps/phone-client/%) tests/unit/phone-client/phone_test.c,\
	-D_GNU_SOURCE -Dmain=phone_main -Icomponents/vmm -Icomponents/runtime/include,\
	-Xlinker --wrap=socket -Xlinker --wrap=connect))
