/* SPDX-License-Identifier: BSD-2-Clause */
/* Stands in for the generated header of a VMM that is connected to all services; services.c has the services. */
#pragma once

#include <stdint.h>

#define LOGIN_CONNECTED 1
#define ADMIN_CONNECTED 1
#define WALLET_CONNECTED 1
#define BILLING_CONNECTED 1

struct auth_user {
	char profile[33];
	char name[33];
	uint8_t locked;
	uint8_t failures;
};

struct billing_line {
	uint64_t quantity;
	uint64_t unit;
	int64_t price;
	int64_t amount;
};

struct billing_invoice {
	struct billing_line lines[4];
	int64_t total;
	uint64_t seconds;
	char currency[8];
};

int login_begin(const char *user, const char *purpose, uint32_t *ticket, uint32_t *retry_after_s);
int login_result(uint32_t ticket, uint8_t token[32], uint32_t *expires_s);
int login_cancel(uint32_t ticket);
int login_check(const uint8_t token[32], const char *purpose, uint32_t *expires_s);
int login_logout(const uint8_t token[32]);

int admin_enrol(const char *profile, const char *user, uint32_t *ticket);
int admin_result(uint32_t ticket);
int admin_cancel(uint32_t ticket);
int admin_remove(const char *profile, const char *user);
int admin_unlock(const char *profile, const char *user);
int admin_list(uint32_t index, struct auth_user *user);

int wallet_balance(int64_t *amount, char currency[33]);
int wallet_begin(const uint8_t token[32], const char *key, const char *payee, int64_t amount, uint32_t *ticket,
                 uint32_t *retry_after_s);
int wallet_result(uint32_t ticket, uint64_t *receipt);
int wallet_cancel(uint32_t ticket);
int wallet_receipt(uint64_t number, uint8_t bytes[236]);
int wallet_key(uint8_t bytes[32]);

int billing_invoice(struct billing_invoice *invoice);

int entropy_get(uint32_t n, uint8_t data[64]);
