# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel on the pretend machine (tests/unit/kernel/unit.mk says of what it is made) without sanitisers, as
# objects that test_model.py links anew for each mistake that it plants in one of them; for coverage; for fuzzing.

MODEL_SOURCES := $(KERNEL_HOST_KERNEL) $(KERNEL_HOST_MODEL)
MODEL_CC      := $(HOSTCC) -std=c11 -g -O1 $(WARN) $(KERNEL_HOST_FLAGS)
MODEL_OBJECTS := $(patsubst %.c,$(B)/test/model/%.o,$(MODEL_SOURCES) tests/unit/kernel/sequence_test.c)

$(MODEL_OBJECTS): $(B)/test/model/%.o: %.c
	$(Q)mkdir -p $(@D)
	$(Q)$(MODEL_CC) $(DEPFLAGS) -c $< -o $@

# What test_model.py has to know: the compiler's command line, then the objects.
$(B)/test/model/commands: $(MODEL_OBJECTS) tests/model/model.mk tests/unit/kernel/unit.mk
	$(Q)printf '%s\n%s\n' '$(MODEL_CC)' '$(MODEL_OBJECTS)' > $@
TEST_NEEDS += $(B)/test/model/commands $(B)/test/unit/kernel_sequences

# Coverage of the kernel's C code by random sequences, without the machine's assembly. COVERAGE_SEEDS of them.
COVERAGE_SEEDS   := 120
COVERAGE_KERNEL  := $(KERNEL_HOST_KERNEL:%.c=$(B)/coverage/%.o)
COVERAGE_OBJECTS := $(COVERAGE_KERNEL) $(filter-out $(KERNEL_HOST_KERNEL:%.c=$(B)/test/model/%.o),$(MODEL_OBJECTS))

$(COVERAGE_KERNEL): $(B)/coverage/%.o: %.c
	$(Q)mkdir -p $(@D)
	$(Q)$(MODEL_CC) -O0 --coverage $(DEPFLAGS) -c $< -o $@

$(B)/coverage/kernel_sequences: $(COVERAGE_OBJECTS)
	$(call say,HOSTLD,$@)
	$(Q)$(HOSTCC) --coverage $^ -o $@

.PHONY: coverage fuzz analyze
coverage: $(B)/coverage/kernel_sequences  ## branches of the kernel's C code that random sequences take
	$(Q)find $(B)/coverage -name '*.gcda' -delete
	$(Q)$< 3000 1 $(COVERAGE_SEEDS) > $(B)/coverage/counts.txt
	$(Q)$(PYTHON) tests/model/coverage.py $(COVERAGE_KERNEL)

# libFuzzer with ASan and UBSan for FUZZ_SECONDS. The kernel's variables go into sections of their own, so that they
# can be put back (fuzz_target.c). The models are not instrumented.
FUZZ_SECONDS := 60
FUZZ_CC      := clang -std=c11 -g -O1 $(WARN) $(KERNEL_HOST_FLAGS)
FUZZ_CHECKS  := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FUZZ_KERNEL  := $(KERNEL_HOST_KERNEL:%.c=$(B)/fuzz/%.o)
FUZZ_MODEL   := $(patsubst %.c,$(B)/fuzz/%.o,$(KERNEL_HOST_MODEL) tests/model/fuzz_target.c)

$(B)/deps/clang.stamp: tools/deps/clang.txt tools/deps/install.sh
	@tools/deps/install.sh tools/deps/clang.txt
	@touch $@

$(FUZZ_KERNEL): FUZZ_EXTRA := $(FUZZ_CHECKS)
$(FUZZ_KERNEL) $(FUZZ_MODEL): $(B)/fuzz/%.o: %.c | $(B)/deps/clang.stamp
	$(Q)mkdir -p $(@D)
	$(Q)$(FUZZ_CC) $(FUZZ_EXTRA) $(DEPFLAGS) -c $< -o $@

$(B)/fuzz/kernel.o: $(FUZZ_KERNEL)
	$(Q)ld -r $^ -o $@.all
	$(Q)objcopy --rename-section .bss=kernel_bss --rename-section .data=kernel_data $@.all $@

$(B)/fuzz/fuzz: $(B)/fuzz/kernel.o $(FUZZ_MODEL)
	$(call say,HOSTLD,$@)
	$(Q)clang -fsanitize=fuzzer,address,undefined $^ -o $@

fuzz: $(B)/fuzz/fuzz  ## the kernel on the host under libFuzzer, for FUZZ_SECONDS
	$(Q)$(PYTHON) tests/model/seeds.py $(B)/fuzz/corpus
	$(Q)$< -max_total_time=$(FUZZ_SECONDS) -max_len=16384 -timeout=20 -print_final_stats=1 \
		-artifact_prefix=$(B)/fuzz/ $(B)/fuzz/corpus

# GCC's and clang's analyzers. Both see the typed arrays as the proofs do: with base 0 each access would be one to
# address 0. Each first has to find the mistake in flawed.c.
ANALYZE_FLAGS := -std=c11 $(WARN) -ffreestanding -mgeneral-regs-only -D__FRAMAC__ $(KERNEL_INCLUDE)
ANALYZE_GCC   := $(CC) $(ANALYZE_FLAGS) -O2 -fanalyzer -c -o /dev/null
ANALYZE_CLANG := clang --target=aarch64-linux-gnu --analyze --analyzer-output text -Xclang -analyzer-werror $(ANALYZE_FLAGS)

analyze: $(B)/deps/clang.stamp  ## GCC's and clang's static analyzers over the kernel
	$(Q)! $(ANALYZE_GCC) tests/model/flawed.c 2>/dev/null
	$(Q)! $(ANALYZE_CLANG) tests/model/flawed.c 2>/dev/null
	$(Q)for file in $(KERNEL_SOURCES); do $(ANALYZE_GCC) $$file; $(ANALYZE_CLANG) $$file; done
	$(Q)echo 'analyzed: $(words $(KERNEL_SOURCES)) files'
