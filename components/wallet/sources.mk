# SPDX-License-Identifier: BSD-2-Clause
Wallet_SOURCES := $(addprefix components/wallet/,main.c confirm.c ledger.c payments.c receipt.c) components/auth/rules.c
Wallet_LIBS    := sodium
