# SPDX-License-Identifier: BSD-2-Clause
#
# Host tests of the wallet: ledger and payments as they are, and the whole service against peers that the test plays.

WALLET_UNIT_CFLAGS := -D_DEFAULT_SOURCE -Itests/unit/wallet/fake -Icomponents/wallet -Icomponents/runtime/include -Ikernel/api

$(eval $(call unit_test,wallet_ledger,tests/unit/wallet/ledger_test.c $(addprefix components/wallet/,ledger.c payments.c),\
	$(WALLET_UNIT_CFLAGS)))
$(eval $(call unit_test,wallet,tests/unit/wallet/wallet_test.c components/auth/rules.c \
	$(addprefix components/wallet/,main.c confirm.c ledger.c payments.c receipt.c),$(WALLET_UNIT_CFLAGS),-lsodium))
