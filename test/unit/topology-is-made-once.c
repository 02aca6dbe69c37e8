// Threads that ask for the machine at the same time get the same tables, whole: each processor of the mask once,
// numbers below what the tables say. Beside the test program lies no module, and why says so.
// RUN: %veda-unit
#define THREADS 8
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "expect.h"
#include "numa/topology.h"

static pthread_barrier_t start;

static void check(const struct veda_topology *t)
{
    cpu_set_t mask;
    EXPECT_EQ(sched_getaffinity(0, sizeof mask, &mask), 0);
    EXPECT_EQ(t->n, CPU_COUNT(&mask));
    for (int i = 0; i < t->n; i++) {
        EXPECT(CPU_ISSET(t->processor[i].cpu, &mask));
        for (int s = 0; s < VEDA_SHARINGS; s++)
            EXPECT(t->processor[i].unit[s] >= 0 && t->processor[i].unit[s] < t->units[s]);
        for (int k = 0; k < i; k++)
            EXPECT(t->processor[k].cpu != t->processor[i].cpu);
    }
    EXPECT(t->real);
    EXPECT_EQ(t->kinds, 1);
}

static void *ask(void *arg)
{
    const struct veda_topology **got = arg;
    pthread_barrier_wait(&start);
    got[0] = veda_topology();
    got[1] = veda_topology_plain();
    got[2] = veda_topology_unrestricted();
    check(got[0]);
    return NULL;
}

int main(void)
{
    pthread_t thread[THREADS];
    const struct veda_topology *got[THREADS][3];
    pthread_barrier_init(&start, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, ask, got[i]);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    for (int i = 1; i < THREADS; i++)
        EXPECT(!memcmp(got[i], got[0], sizeof got[0]));
    check(got[0][1]);
    EXPECT(!got[0][1]->why);
    EXPECT(!got[0][0]->known && got[0][0]->why && strstr(got[0][0]->why, "topology.so"));
    const struct veda_processor *one = &got[0][0]->processor[0];
    EXPECT(veda_topology_processor(got[0][0], one->cpu) == one);
    EXPECT(!veda_topology_processor(got[0][0], -1));
    EXPECT_EQ(veda_topology_shared(one, one), VEDA_SHARE_THREAD);
    EXPECT_EQ(veda_topology_shared(one, NULL), VEDA_SHARE_MACHINE);
    if (got[0][0]->n > 1)
        EXPECT_EQ(veda_topology_shared(one, one + 1), VEDA_SHARE_NODE);
    return expect_result();
}
