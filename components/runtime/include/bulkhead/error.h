/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a call to another component can fail on the way. Client stubs return these negated instead of
 * the method's own result (`-BULKHEAD_ERROR_TOO_LONG`); a method's own results are never negative.
 */
#pragma once

enum bulkhead_error {
	BULKHEAD_OK = 0,
	BULKHEAD_ERROR_PEER_RESTARTED = 1, /* the server was restarted; it may have acted or not */
	BULKHEAD_ERROR_NOT_CONNECTED = 2,  /* the optional interface is not connected */
	BULKHEAD_ERROR_NO_METHOD = 3,      /* the server knows no such method or interface */
	BULKHEAD_ERROR_MALFORMED = 4,      /* a string without end, a value outside its type */
	BULKHEAD_ERROR_TOO_LONG = 5,       /* an array or string beyond its bound */
	BULKHEAD_ERROR_TRANSPORT = 6,      /* the kernel refused the call */
	BULKHEAD_ERROR_BUSY = 7,           /* the server holds as much of this client's work as it may */
	BULKHEAD_ERROR_COUNT,
};
