// A program that has taken all of the system's keys for data of threads has regions as before, hears in one line what
// is missing, and its own data stays its own. The library used to put a pointer of its own under key 0, the program's
// first, whose destructor then got it. libgomp takes its key when it is loaded; libomp ends such a program.
// RUN: %veda-c-check
// REQUIRES: !sanitizer
// CHECK: veda: pthread_key_create: {{.*}}; threads of the program that end now leave their teams' threads behind
// CHECK-NOT: {{.}}
#include <pthread.h>
#include <stdio.h>

#include "expect.h"

enum { N = 3, KEYS = 4096 };

static pthread_key_t key[KEYS];
static int nkeys, mine, ended;

static void end(void *p)
{
    EXPECT(p == &mine);
    __atomic_fetch_add(&ended, 1, __ATOMIC_RELAXED);
}

static void region(void)
{
    int n = 0;
#pragma omp parallel num_threads(N) reduction(+ : n)
    n++;
    EXPECT_EQ(n, N);
}

static void *root(void *unused)
{
    pthread_setspecific(key[0], &mine);
    region();
    EXPECT(pthread_getspecific(key[0]) == &mine);
    return unused;
}

static void *root_that_does_not(void *unused)
{
    region();
    for (int i = 0; i < nkeys; i++)
        EXPECT(pthread_getspecific(key[i]) == NULL);
    return unused;
}

static void run(void *(*entry)(void *))
{
    pthread_t t;
    pthread_create(&t, NULL, entry, NULL);
    pthread_join(t, NULL);
}

int main(void)
{
    while (nkeys < KEYS && pthread_key_create(&key[nkeys], end) == 0)
        nkeys++;
    region();
    run(root);
    EXPECT_EQ(ended, 1);
    run(root_that_does_not);
    pthread_key_delete(key[--nkeys]); /* now there is one */
    run(root_that_does_not);
    run(root);
    EXPECT_EQ(ended, 2);
    return expect_result();
}
