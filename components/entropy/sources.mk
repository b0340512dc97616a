# SPDX-License-Identifier: BSD-2-Clause
EntropySource_SOURCES := $(addprefix components/entropy/,main.c virtio_rng.c generator.c health.c)
EntropySource_LIBS    := sodium
