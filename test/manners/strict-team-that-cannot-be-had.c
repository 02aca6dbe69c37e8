// num_threads(strict: n) where the system refuses threads (6.0, num_threads Clause): with severity fatal the program
// ends with status 1 and a line that has the message; with severity warning that line comes, and the region runs
// with the threads there are. Without strict it is the usual smaller team. No compiler at hand emits strict, so the
// entry points are called by hand; no peer at hand has them.
// RUN: %veda-abi-check --args warning
// RUN: %veda-abi-check --status 1 --args fatal
// CHECK: veda: cannot start thread
// CHECK: plain: fewer, all of them
// CHECK: veda: {{(fatal: )?}}num_threads(strict: 64): only {{[0-9]+}} can be had{{.*}}: too few hands
// CHECK-NOT: veda:
// CHECK: {{strict: fewer, all of them|the end}}
// CHECK-NOT: strict:
// UNSUPPORTED: sanitizer
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "expect.h"

typedef struct {
    int32_t reserved_1, flags, reserved_2, reserved_3;
    const char *psource;
} ident_t;

typedef void (*micro)(int32_t *gtid, int32_t *tid, ...);

int32_t __kmpc_global_thread_num(ident_t *);
void __kmpc_push_num_threads(ident_t *, int32_t gtid, int32_t n);
void __kmpc_push_num_threads_strict(ident_t *, int32_t gtid, int32_t n, int severity, const char *message);
void __kmpc_fork_call(ident_t *, int32_t argc, micro, ...);
int omp_get_num_threads(void);

enum { WANTED = 64, WARNING = 1, FATAL = 2 };

static ident_t loc = {0, 2, 0, 0, ";strict.c;main;1;1;;"};

static void count(int32_t *gtid, int32_t *tid, int *n, int *of)
{
    (void)gtid, (void)tid;
    __atomic_fetch_add(n, 1, __ATOMIC_RELAXED);
    __atomic_store_n(of, omp_get_num_threads(), __ATOMIC_RELAXED);
}

static void region(const char *name)
{
    int n = 0, of = 0;
    __kmpc_fork_call(&loc, 2, (micro)count, &n, &of);
    if (n == of && n > 1 && n < WANTED)
        dprintf(STDERR_FILENO, "%s: fewer, all of them\n", name);
}

static void at_exit(void)
{
    dprintf(STDERR_FILENO, "the end\n");
}

int main(int argc, char **argv)
{
    int severity = strcmp(argv[argc - 1], "fatal") ? WARNING : FATAL;
    int32_t gtid = __kmpc_global_thread_num(&loc);
    setrlimit(RLIMIT_AS, &(struct rlimit){200u << 20, 200u << 20});
    __kmpc_push_num_threads(&loc, gtid, WANTED);
    region("plain");
    if (severity == FATAL)
        atexit(at_exit); /* it is an exit like any other */
    __kmpc_push_num_threads_strict(&loc, gtid, WANTED, severity, "too few hands");
    region("strict");
    EXPECT(severity == WARNING);
    return expect_result();
}
