# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of entropy: health tests, generator, and the driver with a device that the test plays (fake/).

ENTROPY_UNIT_CFLAGS := -Itests/unit/entropy/fake -Icomponents/entropy -Icomponents/runtime/include

$(eval $(call unit_test,entropy_health,tests/unit/entropy/health_test.c components/entropy/health.c,$(ENTROPY_UNIT_CFLAGS)))
$(eval $(call unit_test,entropy_generator,tests/unit/entropy/generator_test.c components/entropy/generator.c,\
	$(ENTROPY_UNIT_CFLAGS),-lsodium))
$(eval $(call unit_test,entropy_device,tests/unit/entropy/device_test.c components/entropy/virtio_rng.c,$(ENTROPY_UNIT_CFLAGS)))
