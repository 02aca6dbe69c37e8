/* steal_attempt: what one successful steal costs the thief, with VEDA's deque alone: no team, no task, no wait.
 *
 *     gcc -std=gnu17 -O2 -pthread -I. bench/deque/steal_attempt.c -o steal_attempt && ./steal_attempt [CPU CPU]
 *
 * An owner on one CPU fills in a block as a spawn does, pushes it, and says so; a thief on the other, which has seen
 * that, steals it. Deque and block lie in the owner's cache, as they do behind a spawn. Printed: the median over
 * SAMPLES steals of veda_deque_steal() alone ("steal"), and until the thief has read what it needs of the block to
 * begin the task ("begin"). The row `steal` of the tasks is the whole way: spawn, notice, steal, run, answer.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "runtime/sched/deque.h"
#include "runtime/sys/arch.h"

enum { SAMPLES = 20001, BLOCKS = 64, SLOTS = 1024, BLOCK_LINES = 7, LINE_WORDS = 8 };

struct block {
    uint64_t word[BLOCK_LINES * LINE_WORDS];
};

static struct block block[BLOCKS] VEDA_ALIGNED(VEDA_CACHE_LINE);
static struct veda_deferred *slot[SLOTS];
static struct veda_deque deque;
static uint64_t steal_cycles[SAMPLES], begin_cycles[SAMPLES];

static struct {
    int64_t value VEDA_ALIGNED(VEDA_CACHE_LINE);
} pushed, begun; /* how many */

static void stay_on(int cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set))
        fprintf(stderr, "steal_attempt: cannot stay on CPU %d\n", cpu);
}

static void await(const int64_t *p, int64_t n)
{
    while (ld_acq(p) != n) /* what was done before the other said so */
        veda_cpu_relax();
}

static void *thief(void *cpu)
{
    stay_on(*(int *)cpu);
    for (int64_t i = 0; i < SAMPLES; i++) {
        await(&pushed.value, i + 1);
        uint64_t start = veda_cycles();
        struct block *b = (struct block *)veda_deque_steal(&deque, NULL, NULL);
        uint64_t stolen = veda_cycles();
        if (b != &block[i % BLOCKS] || b->word[1 * LINE_WORDS] + b->word[2 * LINE_WORDS] != (uint64_t)(2 * i))
            abort();
        fence_sc(); /* else the counter is read before the block has come */
        begin_cycles[i] = veda_cycles() - start;
        steal_cycles[i] = stolen - start;
        st_rel(&begun.value, i + 1); /* the block is the owner's again */
    }
    return NULL;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    int cpu[2] = {argc == 3 ? atoi(argv[1]) : 0, argc == 3 ? atoi(argv[2]) : 1};
    pthread_t other;
    veda_deque_init(&deque, slot, SLOTS, SLOTS);
    if (pthread_create(&other, NULL, thief, &cpu[1]))
        abort();
    stay_on(cpu[0]);
    double ns = now_ns();
    uint64_t cycles = veda_cycles();
    for (int64_t i = 0; i < SAMPLES; i++) {
        await(&begun.value, i);
        for (int line = 0; line < BLOCK_LINES; line++)
            block[i % BLOCKS].word[line * LINE_WORDS] = (uint64_t)i;
        veda_deque_push(&deque, (struct veda_deferred *)&block[i % BLOCKS]);
        st_rel(&pushed.value, i + 1);
    }
    pthread_join(other, NULL);
    double ns_per_cycle = (now_ns() - ns) / (double)(veda_cycles() - cycles);
    qsort(steal_cycles, SAMPLES, sizeof *steal_cycles, by_value);
    qsort(begin_cycles, SAMPLES, sizeof *begin_cycles, by_value);
    printf("steal %.0f ns\nbegin %.0f ns\n", ns_per_cycle * (double)steal_cycles[SAMPLES / 2],
           ns_per_cycle * (double)begin_cycles[SAMPLES / 2]);
    return 0;
}
