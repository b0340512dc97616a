# SPDX-License-Identifier: BSD-2-Clause
#
# Third-party parts of the phone, from Debian's packages: downloaded and verified by apt-private.sh, built
# under $(B)/deps, never copied into the tree.
#
# For other folders: depend (order-only) on a part's stamp and use its flags, for instance
#     $(B)/components/%.o: components/%.c | $(B)/deps/musl.stamp
#         $(Q)$(CC) $(CCOMMON) $(MUSL_CFLAGS) …

DEPS        := $(B)/deps
APT_PRIVATE := tools/deps/apt-private.sh $(DEPS)/apt
APT_READY   := $(DEPS)/apt.stamp

# Flags shared by everything that is built from third-party source for a component.
DEPS_CFLAGS := -O2 -mno-outline-atomics -fno-asynchronous-unwind-tables -ffile-prefix-map=$(CURDIR)/=

MUSL_CFLAGS      := -nostdinc -isystem $(DEPS)/musl/include
MUSL_LIBC        := $(DEPS)/musl/lib/libc.a
LIBSODIUM_CFLAGS := -isystem $(DEPS)/libsodium/include
LIBSODIUM        := $(DEPS)/libsodium/libsodium.a
LIBFDT_CFLAGS    := -isystem $(DEPS)/libfdt/include
LIBFDT           := $(DEPS)/libfdt/libfdt.a

$(APT_READY): tools/deps/apt-private.sh
	$(call say,APT,package index)
	$(Q)$(APT_PRIVATE) update
	@touch $@

# A source package, unpacked. The stamp is the download's; the tree is only read afterwards.
$(DEPS)/src/%.stamp: | $(APT_READY)
	$(call say,SOURCE,$*)
	$(Q)$(APT_PRIVATE) source $* $(@:.stamp=)
	@touch $@

# An arm64 package, downloaded but not unpacked.
$(DEPS)/cache/%.deb: | $(APT_READY)
	$(call say,DEB,$*)
	$(Q)$(APT_PRIVATE) deb $* $@

.PRECIOUS: $(DEPS)/src/%.stamp $(DEPS)/cache/%.deb

# musl, whose system calls are calls of bulkhead_syscall() in the component runtime.
$(DEPS)/musl.stamp: $(DEPS)/src/musl.stamp components/runtime/musl/syscall_arch.h
	$(call say,MUSL,$(MUSL_LIBC))
	$(Q)rm -rf $(DEPS)/musl $(DEPS)/musl-build
	$(Q)mkdir -p $(DEPS)/musl-build
	$(Q)cd $(DEPS)/musl-build && { ../src/musl/configure --target=aarch64 --disable-shared --disable-gcc-wrapper \
		--prefix=$(CURDIR)/$(DEPS)/musl --syslibdir=$(CURDIR)/$(DEPS)/musl/lib \
		CC="$(CC) -I$(CURDIR)/components/runtime/musl" AR=$(AR) RANLIB=$(CROSS)ranlib CFLAGS="$(DEPS_CFLAGS)" \
		&& $(MAKE) install-libs install-headers; } >log 2>&1 || { tail -n 20 log >&2; exit 1; }
	@touch $@

# libsodium, compiled directly: its configure would have to run programs linked against musl. Left out is
# what reads random bytes from Linux: whoever links it defines randombytes_sysrandom_implementation.
SODIUM_CFLAGS := $(DEPS_CFLAGS) $(MUSL_CFLAGS) -w -DCONFIGURED=1 -DDEV_MODE=0 -DNATIVE_LITTLE_ENDIAN=1 \
	-DHAVE_TI_MODE=1 -DHAVE_C_VARARRAYS=1 -DHAVE_WEAK_SYMBOLS=1 -DHAVE_ATOMIC_OPS=1 -DHAVE_INLINE_ASM=1 \
	-DHAVE_EXPLICIT_BZERO=1 -DHAVE_NANOSLEEP=1

$(DEPS)/libsodium.stamp: $(DEPS)/src/libsodium.stamp $(DEPS)/musl.stamp tools/deps/libsodium.mk
	$(call say,SODIUM,$(LIBSODIUM))
	$(Q)$(MAKE) -f tools/deps/libsodium.mk SOURCE=$(DEPS)/src/libsodium OUT=$(DEPS)/libsodium \
		CC=$(CC) AR=$(AR) CFLAGS="$(SODIUM_CFLAGS)"
	@touch $@

# libfdt, as Debian built it. Besides a few functions of <string.h> and strtoul, its user defines
# __stack_chk_guard and __stack_chk_fail; musl has them all.
$(DEPS)/libfdt.stamp: $(DEPS)/cache/libfdt-dev.deb
	$(call say,LIBFDT,$(LIBFDT))
	$(Q)rm -rf $(DEPS)/libfdt && mkdir -p $(DEPS)/libfdt/include
	$(Q)dpkg-deb --fsys-tarfile $< | tar -x -C $(DEPS)/libfdt --strip-components=4 ./usr/lib/aarch64-linux-gnu/libfdt.a
	$(Q)dpkg-deb --fsys-tarfile $< | tar -x -C $(DEPS)/libfdt --strip-components=2 ./usr/include
	@touch $@
