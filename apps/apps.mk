# SPDX-License-Identifier: BSD-2-Clause
#
# Assemblies: from a description to glue, component ELFs, system table and graph. The generator writes
# $(B)/gen/ASSEMBLY, whose list of components is included here, so that make knows them before it builds
# anything; the .d file there makes it depend on every imported description.
#     $(eval $(call assembly,ASSEMBLY,DESCRIPTION))
# makes $(B)/ASSEMBLY/*.elf, $(B)/ASSEMBLY/system-table.bin and the image that boots, $(B)/ASSEMBLY.img;
# ASSEMBLY_COMPONENTS lists the instances.

GENERATOR := tools/bulkhead kernel/api/interface.h $(addprefix tools/lib/bulkhead/,flows.py graph.py interface.py partitions.py policy.py) \
	$(shell find $(addprefix tools/lib/bulkhead/,adl gen model templates) -name '*.py' -o -name '*.j2' -o -name '*.lark')

define assembly
$(B)/gen/$1/components.mk: $2 $(GENERATOR) | $(B)/deps/packages.stamp
	$$(call say,GEN,$$@)
	$$(Q)tools/bulkhead gen glue $2 -I . --assembly $1 -o $$(@D)

ifneq ($$(filter-out help clean distclean,$$(or $$(MAKECMDGOALS),all)),)
include $(B)/gen/$1/components.mk
endif

$(B)/$1/system-table.bin: $(B)/gen/$1/components.mk $$($1_COMPONENTS:%=$(B)/$1/%.elf)
	$$(call say,TABLE,$$@)
	$$(Q)tools/bulkhead gen table $2 -I . --assembly $1 --elf $$(@D) -o $$@

$$(eval $$(call assembly_image,$1))

ALL += $(B)/$1/system-table.bin $(B)/$1.img
endef

# $(call component_copy,ASSEMBLY,INSTANCE,BASE): the program that the extended assembly already has.
define component_copy
$(B)/$1/$2.elf: $(B)/$3/$2.elf
	@mkdir -p $$(@D)
	$$(Q)cp $$< $$@
endef
