/* Messages to the user: one line each on stderr, `veda: ...`, written by a single write(2) so that lines
 * of several threads never mix. Thread-safe; usable before any other part of the library is set up and
 * in a forked child. None of them allocates. */
#ifndef VEDA_BASE_LOG_H
#define VEDA_BASE_LOG_H

#include <stdarg.h>

#include "runtime/base/atomics.h"
#include "runtime/base/compiler.h"

/* Something could not be done as asked and something else is done instead: say both.
 * Silent when the user switched warnings off (KMP_WARNINGS=0). */
void veda_warn(const char *fmt, ...) VEDA_PRINTF(1, 2);

/* As veda_warn, once per call place for the life of the process. */
#define veda_warn_once(...)                                                                        \
    do {                                                                                           \
        static int said;                                                                           \
        if (!xchg_rlx(&said, 1)) /* counter */                                                     \
            veda_warn(__VA_ARGS__);                                                                \
    } while (0)

/* No way on: the line, then exit(1). Never returns. */
VEDA_NORETURN VEDA_COLD void veda_fatal(const char *fmt, ...) VEDA_PRINTF(1, 2);

/* A plain line without prefix (displays that the user asked for). */
void veda_print(const char *fmt, ...) VEDA_PRINTF(1, 2);

/* Whether veda_warn speaks; on from the start. */
void veda_warnings_set(int on);

#endif
