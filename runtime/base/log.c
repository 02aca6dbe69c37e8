/* One line, one write(2). A line longer than the buffer is cut, never split. write() is a cancellation point, and a
 * root that is cancelled in the middle of one of our calls would leave its team half way: so not here. */
#include "runtime/base/log.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime/base/atomics.h"

#ifdef VEDA_TSAN
uint32_t veda_tsan_fence_word;
#endif

static int warnings_off;

static void emit(const char *prefix, const char *fmt, va_list args)
{
    char line[1024];
    int n = snprintf(line, sizeof line, "%s", prefix);
    int m = vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, args);
    size_t len = (size_t)n + (m < 0 ? 0 : (size_t)m);
    if (len > sizeof line - 2)
        len = sizeof line - 2;
    line[len++] = '\n';
    int cancel_state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel_state);
    ssize_t done = write(STDERR_FILENO, line, len);
    (void)done; /* stderr closed: there is nobody to tell */
    pthread_setcancelstate(cancel_state, &cancel_state);
}

void veda_warn(const char *fmt, ...)
{
    if (ld_rlx(&warnings_off)) /* hint */
        return;
    va_list args;
    va_start(args, fmt);
    emit("veda: ", fmt, args);
    va_end(args);
}

void veda_print(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    emit("", fmt, args);
    va_end(args);
}

void veda_fatal(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    emit("veda: fatal: ", fmt, args);
    va_end(args);
    exit(1);
}

void veda_warnings_set(int on)
{
    st_rlx(&warnings_off, !on); /* hint */
}
