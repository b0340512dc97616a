/* SPDX-License-Identifier: BSD-2-Clause */
/* What the generator would give a supervisor of two components. */
#pragma once

#include <bulkhead/message.h>
#include <stdbool.h>
#include <stdint.h>

extern const uint32_t restarts_per_minute;
extern const uint32_t delay_first_ms;
extern const uint32_t delay_max_ms;

#define FAULTS_CLIENT_COUNT 2
struct faults_client {
	const char *name;
	uint32_t thread_count;
	uint64_t threads[2];
	bool restart;
};
extern const struct faults_client faults_clients[];
void faults_handle(uint32_t client, uint32_t thread, struct message *fault);
