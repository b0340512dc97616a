/* SPDX-License-Identifier: BSD-2-Clause */
/* What the generator would make of Wallet.camkes, for host tests; wallet_test.c plays the peers. */
#pragma once

#include <bulkhead/auth.h>
#include <bulkhead/billing.h>
#include <bulkhead/error.h>
#include <bulkhead/wall_clock.h>
#include <bulkhead/wallet.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern const char *const profiles[2];
extern const int64_t openings[2];
extern const char *const payees[2];
extern const char *const payee_titles[2];
extern const char *const currency;
extern const int64_t fee, payment_max;
extern const volatile struct wall_clock *const time_of_day;

#define FEES_CONNECTED                   1
#define WALLET_CLIENT_COUNT              2
#define WALLET_BALANCE_CURRENCY_NAME_MAX 32
#define PROMPT_BEGIN_TITLE_MAX           64
#define PROMPT_BEGIN_TEXT_MAX            200
#define PROMPT_RESULT_INPUT_MAX          64

/* Written by the wallet. */
int wallet_balance(int64_t *amount, char currency_name[static 33]);
int wallet_begin(const uint8_t token[static 32], const char *key, const char *payee, int64_t amount, uint32_t *ticket,
                 uint32_t *retry_after_s);
int wallet_result(uint32_t ticket, uint64_t *receipt);
int wallet_cancel(uint32_t ticket);
int wallet_receipt(uint64_t number, uint8_t bytes[static 236]);
int wallet_key(uint8_t bytes[static 32]);
void prompt_done_handle(void);
void timer_handle(void);
void post_init(void);

/* Written by the test. */
uint64_t wallet_get_sender_id(void);
int tokens_verify(const uint8_t token[static 32], const char *profile, const char *purpose, char user[static 33],
                  uint32_t *expires_s);
int prompt_begin(const char *title, const char *text, int secret, uint32_t *ticket);
int prompt_result(uint32_t ticket, char input[static 65]);
int prompt_cancel(uint32_t ticket);
int entropy_get(uint32_t n, uint8_t data[static 64]);
int fees_charge(const char *profile, uint64_t receipt, int64_t amount);
void wallet_done1_emit(void);
void wallet_done2_emit(void);
void wallet_done3_emit(void);
void wallet_done4_emit(void);
