/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can go wrong between two components. Generated client stubs return the negative of these;
 * a method's own results are 0 or positive, or below BULKHEAD_ERROR_LAST.
 */
#pragma once

enum bulkhead_error {
	BULKHEAD_ERROR_PEER_RESTARTED = 1, /* the server was restarted or destroyed before it replied */
	BULKHEAD_ERROR_NOT_CONNECTED = 2,  /* the description connects this optional interface to nothing */
	BULKHEAD_ERROR_NO_METHOD = 3,      /* the server has no such method */
	BULKHEAD_ERROR_MALFORMED = 4,      /* a value is outside its type, or a string has no end */
	BULKHEAD_ERROR_TOO_LONG = 5,       /* a string or array is longer than its declared bound */
	BULKHEAD_ERROR_TRANSPORT = 6,      /* the kernel refused the call */
	BULKHEAD_ERROR_LAST = 15,
};
