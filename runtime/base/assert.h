/* Checks, by what their failure means. VEDA_ASSERT: cannot happen, compiled out unless VEDA_DEBUG.
 * veda_fatal (log.h): could happen and there is no way on. veda_warn (log.h): could happen, survivable. */
#ifndef VEDA_BASE_ASSERT_H
#define VEDA_BASE_ASSERT_H

#include "runtime/base/log.h"

#ifdef VEDA_DEBUG
#define VEDA_ASSERT(cond)                                                                          \
    (likely(cond) ? (void)0                                                                        \
                  : veda_fatal("internal check failed: %s (%s:%d)", #cond, __FILE__, __LINE__))
#else
#define VEDA_ASSERT(cond) ((void)sizeof(!!(cond)))
#endif

#endif
