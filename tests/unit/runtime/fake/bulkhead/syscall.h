/* SPDX-License-Identifier: BSD-2-Clause */
/* The system calls that the runtime's tests play; in place of the inline functions of the same names. */
#pragma once

#include <bulkhead/message.h>

enum status bulkhead_call(uint64_t endpoint, struct message *message);
enum status bulkhead_recv(uint64_t capability, uint64_t reply, uint64_t deadline, struct message *message);
enum status bulkhead_reply_recv(uint64_t capability, uint64_t reply, uint64_t deadline, struct message *message);
enum status bulkhead_signal(uint64_t notification);
enum status bulkhead_wait(uint64_t notification, uint64_t deadline, uint64_t *word);
enum status irq_handler_ack(uint64_t handler);
