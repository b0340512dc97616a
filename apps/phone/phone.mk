# SPDX-License-Identifier: BSD-2-Clause
#
# The phone: its components and its system table. $(B)/graph.json is the graph that was built.

$(eval $(call assembly,phone,apps/phone/phone.camkes))

ALL += $(B)/graph.json
$(B)/graph.json: $(B)/gen/phone/components.mk
	$(call say,GRAPH,$@)
	$(Q)cp $(B)/gen/phone/graph.json $@

AUDIT_STRICT := tools/bulkhead audit apps/phone/strict.camkes -I . --assembly phone_strict
AUDIT_PHONE := tools/bulkhead audit apps/phone/phone.camkes --assembly phone --golden apps/phone/golden-graph.txt

.PHONY: audit audit-accept
audit:  ## check the policy and capabilities of the phone and the strict one, write build/audit/index.html
	$(Q)$(AUDIT_PHONE) -o $(B)/audit
	$(Q)$(AUDIT_STRICT) -o $(B)/audit/strict

audit-accept:  ## after review: make the phone's present capabilities the accepted ones
	$(Q)$(AUDIT_PHONE) --accept

# The same phone with strict partitions.
$(eval $(call assembly,phone_strict,apps/phone/strict.camkes))
