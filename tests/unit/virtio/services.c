/* SPDX-License-Identifier: BSD-2-Clause */
/* The pretended services; services.h says what it does. */
#include "services.h"

#include <bulkhead/auth.h>
#include <bulkhead/wallet.h>
#include <stdio.h>
#include <string.h>

#include "component.h"

struct services services;

static int note(const char *user, const char *other, int result)
{
	snprintf(services.user, sizeof(services.user), "%s", user);
	snprintf(services.other, sizeof(services.other), "%s", other);
	services.calls++;
	return result;
}

int login_begin(const char *user, const char *purpose, uint32_t *ticket, uint32_t *retry_after_s)
{
	*ticket = ++services.ticket;
	*retry_after_s = 17;
	return note(user, purpose, services.begin_result);
}

int login_result(uint32_t ticket, uint8_t token[32], uint32_t *expires_s)
{
	services.calls++;
	memset(token, 0x5a, 32);
	*expires_s = 900;
	return ticket == services.ticket ? services.person : AUTH_NO_TICKET;
}

int login_cancel(uint32_t ticket)
{
	services.cancelled = ticket;
	return AUTH_OK;
}

int login_check(const uint8_t token[32], const char *purpose, uint32_t *expires_s)
{
	*expires_s = 60;
	return note("", purpose, token[0] == 0x5a && token[31] == 0x5a ? AUTH_OK : AUTH_NO_TOKEN);
}

int login_logout(const uint8_t token[32])
{
	services.calls++;
	return token[0] == 0x5a ? AUTH_OK : AUTH_NO_TOKEN;
}

int admin_enrol(const char *profile, const char *user, uint32_t *ticket)
{
	*ticket = ++services.ticket;
	return note(user, profile, services.begin_result);
}

int admin_result(uint32_t ticket)
{
	return ticket == services.ticket ? services.person : AUTH_NO_TICKET;
}

int admin_cancel(uint32_t ticket)
{
	services.cancelled = ticket;
	return AUTH_OK;
}

int admin_remove(const char *profile, const char *user)
{
	return note(user, profile, AUTH_NO_USER);
}

int admin_unlock(const char *profile, const char *user)
{
	return note(user, profile, AUTH_OK);
}

int admin_list(uint32_t index, struct auth_user *user)
{
	if (index != 0)
		return AUTH_NO_USER;
	*user = (struct auth_user){ .profile = "corporate", .locked = 1, .failures = 3 };
	memset(user->name, 'n', 32);
	return AUTH_OK;
}

int wallet_balance(int64_t *amount, char currency[33])
{
	services.calls++;
	*amount = -1250;
	memcpy(currency, "EUR", 4);
	return services.begin_result;
}

int wallet_begin(const uint8_t token[32], const char *key, const char *payee, int64_t amount, uint32_t *ticket,
                 uint32_t *retry_after_s)
{
	*ticket = ++services.ticket;
	*retry_after_s = 17;
	services.amount = amount;
	return note(key, payee, token[0] == 0x5a && token[31] == 0x5a ? services.begin_result : WALLET_NO_TOKEN);
}

int wallet_result(uint32_t ticket, uint64_t *receipt)
{
	*receipt = 0x1122334455667788;
	return ticket == services.ticket ? services.person : WALLET_NO_TICKET;
}

int wallet_cancel(uint32_t ticket)
{
	services.cancelled = ticket;
	return WALLET_OK;
}

int wallet_receipt(uint64_t number, uint8_t bytes[236])
{
	services.calls++;
	memset(bytes, 0x77, 236);
	return number == 3 ? WALLET_OK : WALLET_NO_RECEIPT;
}

int wallet_key(uint8_t bytes[32])
{
	memset(bytes, 0x99, 32);
	return services.begin_result;
}

int billing_invoice(struct billing_invoice *invoice)
{
	*invoice = (struct billing_invoice){ .total = 42, .seconds = 60, .currency = "EUR" };
	for (unsigned i = 0; i < 4; i++)
		invoice->lines[i] = (struct billing_line){ .quantity = i, .unit = 10 + i, .price = 20 + i, .amount = 30 + i };
	return services.begin_result;
}
