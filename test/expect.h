/* A test's own checks, for C and C++. EXPECT(condition) says where it failed and goes on, from any
 * thread; main ends with `return expect_result();`, which is 0 if none failed. Included by tests as
 * "expect.h". It leaves out comparing output: FileCheck does that. */
#ifndef VEDA_TEST_EXPECT_H
#define VEDA_TEST_EXPECT_H

#include <stdio.h>

static int expect_failures;

#define EXPECT(...)                                                                                \
    do {                                                                                           \
        if (!(__VA_ARGS__))                                                                        \
            expect_failed(__FILE__, __LINE__, #__VA_ARGS__);                                       \
    } while (0)

/* Two integers that should be equal; shows both. */
#define EXPECT_EQ(got, want)                                                                       \
    do {                                                                                           \
        long long expect_got = (long long)(got), expect_want = (long long)(want);                  \
        if (expect_got != expect_want)                                                             \
            expect_not_equal(__FILE__, __LINE__, #got, expect_got, expect_want);                   \
    } while (0)

/* The first few are worth reading; a loop that fails a million times is not. */
#define EXPECT_SHOWN 20

__attribute__((unused)) static void expect_failed(const char *file, int line, const char *what)
{
    if (__atomic_fetch_add(&expect_failures, 1, __ATOMIC_RELAXED) < EXPECT_SHOWN)
        fprintf(stderr, "%s:%d: expected %s\n", file, line, what);
}

__attribute__((unused)) static void expect_not_equal(const char *file, int line, const char *what,
                                                     long long got, long long want)
{
    if (__atomic_fetch_add(&expect_failures, 1, __ATOMIC_RELAXED) < EXPECT_SHOWN)
        fprintf(stderr, "%s:%d: %s is %lld, expected %lld\n", file, line, what, got, want);
}

__attribute__((unused)) static int expect_result(void)
{
    int failures = __atomic_load_n(&expect_failures, __ATOMIC_RELAXED);
    if (failures != 0)
        fprintf(stderr, "%d expectation(s) failed\n", failures);
    return failures != 0;
}

#endif
