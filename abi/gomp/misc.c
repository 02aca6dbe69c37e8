/* GOMP_error, GOMP_warning: the error directive at execution time (5.2, 8.5) as gcc lowers it
 * (libgomp's error.c is the ABI's source). length: (size_t)-1 for a C string; a message without an
 * end of its own, from Fortran, else. message NULL: none was given. Thread-safe. */
#include <stddef.h>
#include <string.h>

#include "abi/export.h"
#include "runtime/veda.h"

static int shown(const char *message, size_t length)
{
    enum { MOST = 4096 };
    if (!message)
        return 0;
    if (length == (size_t)-1)
        length = strlen(message);
    return length < MOST ? (int)length : MOST;
}

VEDA_EXPORT(GOMP_warning)
void GOMP_warning(const char *message, size_t length)
{
    veda_warn("error directive encountered%s%.*s", message ? ": " : "", shown(message, length),
              message ? message : "");
}

/* Does not return: exit status 1. */
VEDA_EXPORT(GOMP_error)
VEDA_NORETURN void GOMP_error(const char *message, size_t length)
{
    veda_fatal("error directive encountered%s%.*s", message ? ": " : "", shown(message, length),
               message ? message : "");
}
