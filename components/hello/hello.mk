# SPDX-License-Identifier: BSD-2-Clause
#
# The smallest component, without runtime or generated code.

$(B)/components/hello/hello.o: components/hello/hello.S
	$(call say,AS,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -c -o $@ $<

$(B)/components/hello/hello.elf: $(B)/components/hello/hello.o components/hello/hello.ld
	$(call say,LD,$@)
	$(Q)$(LD) -static --build-id=none -z max-page-size=4096 -T components/hello/hello.ld -o $@ $<
