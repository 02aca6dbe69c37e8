/* What a scenario is made of. A scenario is a small program over shipping code: setup and finish run alone,
 * the threads in between run under every schedule, and with every value that the C11 memory model lets them
 * read. It includes the headers (and .c files) that it checks, ends with explore_main(), and is compiled with
 * -DVEDA_EXPLORE and -fsanitize=thread, whose calls the engine answers: plain accesses are checked for races.
 *
 * setup() must bring all memory that the threads use into the same state each time: it is called before every
 * execution. malloc and free may be used anywhere; what is freed must not be touched again.
 *
 * What the engine models, and what it leaves out, is in README.md. */
#ifndef VEDA_TEST_EXPLORE_H
#define VEDA_TEST_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/atomics.h"

enum { EXPLORE_THREADS = 4 };

struct explore_scenario {
    const char *name; /* a sentence */
    void (*setup)(void);
    void (*thread[EXPLORE_THREADS])(void); /* as many as are not NULL */
    void (*finish)(void);                  /* sees everything that the threads did; or NULL */
    const char *
        outcomes; /* what explore_outcome() must have been called with, sorted, blanks between; or NULL */
    const char *fails; /* for tests of the engine: it must fail, and say this; or NULL */
    int spurious;      /* futex waits of a thread that may return for no reason */
    bool patient; /* a thread that relaxes does so until something changes: it never gives up */
    bool deep;    /* for nightly.sh */
};

/* An ordering that may be weaker, as far as the scenarios can tell, and why it stays. */
struct explore_exemption {
    const char *
        where; /* function:operation>weaker, as the report names it; without >weaker: not executed */
    const char *why;
};

/* Explores every scenario, then each weakening of an ordering in `files` (paths, blanks between), one at a
 * time: each must make a scenario fail or be among the exemptions, and each ordering there must be
 * executed. Gives the exit status. Both lists end with an empty element; exemptions may be NULL. */
int explore_main(int argc, char **argv, const struct explore_scenario *scenarios, const char *files,
                 const struct explore_exemption *exemptions);

/* Wrong in some execution: the scenario fails, and the execution is shown. */
void explore_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
#define EXPLORE_CHECK(cond)                                                                        \
    ((cond) ? (void)0 : explore_fail("%s:%d: check failed: %s", __FILE__, __LINE__, #cond))

/* From finish(): one of the outcomes of this scenario. */
void explore_outcome(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* From finish(): blocks that were allocated and not freed. */
int explore_blocks(void);

/* From setup(): loads do not wait for stores behind them (load buffering is not modelled), but processors
 * let them. For the memory given, a store must therefore happen after every read that led to it. */
void explore_guard(const void *p, size_t bytes);

/* From setup(): a thread-local variable, at most 16 bytes; every thread starts with the value that it has
 * then. */
void explore_local(void *p, size_t bytes);

/* The memory is somebody else's from now on: as free() does, whoever touches it later, or before without a
 * happens-before to this call, is wrong. */
void explore_retire(void *p, size_t bytes);

#endif
