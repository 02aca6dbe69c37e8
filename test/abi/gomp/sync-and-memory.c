// GOMP_critical_*, GOMP_atomic_*, GOMP_ordered_* outside of a loop, GOMP_alloc and its set of
// remembered pointers, called by hand.
// RUN: %veda-abi
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "expect.h"

void GOMP_critical_start(void), GOMP_critical_end(void);
void GOMP_critical_name_start(void **), GOMP_critical_name_end(void **);
void GOMP_atomic_start(void), GOMP_atomic_end(void);
void GOMP_ordered_start(void), GOMP_ordered_end(void);
void *GOMP_alloc(size_t, size_t, uintptr_t);
void GOMP_free(void *, uintptr_t), GOMP_add_alloc(void *);
bool GOMP_is_alloc(void *);
void *omp_realloc(void *, size_t, uintptr_t, uintptr_t);

enum { THREADS = 4, ROUNDS = 3000 };

static void *name;
static long unnamed, named, atomic;

static void *work(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        GOMP_critical_start();
        unnamed++;
        GOMP_critical_name_start(&name);
        named++;
        GOMP_critical_name_end(&name);
        GOMP_atomic_start();
        atomic++;
        GOMP_atomic_end();
        GOMP_critical_end();
        GOMP_ordered_start();
        GOMP_ordered_end();

        char *p = GOMP_alloc(64, 100, 0);
        EXPECT_EQ((uintptr_t)p % 64, 0);
        memset(p, 1, 100);
        GOMP_add_alloc(p);
        EXPECT(!GOMP_is_alloc(&p));
        EXPECT(GOMP_is_alloc(p));
        EXPECT(!GOMP_is_alloc(p)); /* asked, forgotten */
        GOMP_free(p, 0);
    }
    return NULL;
}

int main(void)
{
    pthread_t thread[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, work, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    EXPECT_EQ(unnamed, (long)THREADS * ROUNDS);
    EXPECT_EQ(named, unnamed);
    EXPECT_EQ(atomic, unnamed);
    GOMP_add_alloc(NULL);
    EXPECT(!GOMP_is_alloc(NULL));
    EXPECT(GOMP_alloc(8, 0, 1) == NULL);
    char *p = GOMP_alloc(8, 10, 1);
    strcpy(p, "kept");
    p = omp_realloc(p, 1000, 0, 0);
    EXPECT(strcmp(p, "kept") == 0);
    GOMP_free(p, 1);
    return expect_result();
}
