/* SPDX-License-Identifier: BSD-2-Clause */
/* The one system call of the supervisor, played by the test. */
#pragma once

#include <bulkhead/message.h>

enum status thread_restart(uint64_t thread);
