# SPDX-License-Identifier: BSD-2-Clause
#
# The phone: its components and its system table. $(B)/graph.json is the graph that was built.

$(eval $(call assembly,phone,apps/phone/phone.camkes))

ALL += $(B)/graph.json
$(B)/graph.json: $(B)/gen/phone/components.mk
	$(call say,GRAPH,$@)
	$(Q)cp $(B)/gen/phone/graph.json $@
