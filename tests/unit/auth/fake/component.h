/* SPDX-License-Identifier: BSD-2-Clause */
/* What the generator would make of Auth.camkes, for host tests; auth_test.c plays the peers. */
#pragma once

#include <bulkhead/auth.h>
#include <bulkhead/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct auth_user {
	char profile[33];
	char name[33];
	uint8_t locked;
	uint8_t failures;
};

extern const char *const profiles[2];
extern const uint32_t pin_min, session_s, failures_max, delay_first_ms, delay_max_ms;

#define LOGIN_CLIENT_COUNT      2
#define ADMIN_CLIENT_COUNT      1
#define PROMPT_BEGIN_TITLE_MAX  64
#define PROMPT_BEGIN_TEXT_MAX   200
#define PROMPT_RESULT_INPUT_MAX 64

/* Written by auth. */
int login_begin(const char *user, const char *purpose, uint32_t *ticket, uint32_t *retry_after_s);
int login_result(uint32_t ticket, uint8_t token[static 32], uint32_t *expires_s);
int login_cancel(uint32_t ticket);
int login_check(const uint8_t token[static 32], const char *purpose, uint32_t *expires_s);
int login_logout(const uint8_t token[static 32]);
int admin_enrol(const char *profile, const char *user, uint32_t *ticket);
int admin_result(uint32_t ticket);
int admin_cancel(uint32_t ticket);
int admin_remove(const char *profile, const char *user);
int admin_unlock(const char *profile, const char *user);
int admin_list(uint32_t index, struct auth_user *user);
int tokens_verify(const uint8_t token[static 32], const char *profile, const char *purpose, char user[static 33],
                  uint32_t *expires_s);
void prompt_done_handle(void);
void timer_handle(void);
void post_init(void);

/* Written by the test. */
uint64_t login_get_sender_id(void);
int prompt_begin(const char *title, const char *text, int secret, uint32_t *ticket);
int prompt_result(uint32_t ticket, char input[static 65]);
int prompt_cancel(uint32_t ticket);
int entropy_get(uint32_t n, uint8_t data[static 64]);
void login_done1_emit(void);
void login_done2_emit(void);
void login_done3_emit(void);
void login_done4_emit(void);
void admin_done_emit(void);
