// Random graphs of dependences of all types, made by several tasks at a time: each task runs once, after everything
// that it depends on, next to nothing that excludes it, and finds what the others left.
// RUN: %veda-c
// RUN: %veda-c --env OMP_VEDA_SPIN_US=0 --env OMP_VEDA_TASK_LIMIT=3
// RUN: %veda-c --only clang -fopenmp-version=51 -DSETS=1
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>

#include "events.h"
#include "stress.h"

enum { VARIABLES = 6, TASKS = 200, MAKERS = 3, KINDS = 11 };

/* A variable, as its tasks see it: how many writers it has had, and who is at it now. */
struct variable {
    long version;
    int writers, readers, excluders, members;
};

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 12;
}

static void dawdle(uint32_t n)
{
    for (volatile uint32_t i = 0; i < n % 200; i++)
        ;
}

static void write_to(struct variable *v, long want)
{
    EXPECT_EQ(__atomic_fetch_add(&v->writers, 1, __ATOMIC_RELAXED), 0);
    EXPECT_EQ(__atomic_load_n(&v->readers, __ATOMIC_RELAXED), 0);
    EXPECT_EQ(__atomic_load_n(&v->members, __ATOMIC_RELAXED), 0);
    EXPECT_EQ(v->version, want);
    v->version++;
    __atomic_fetch_sub(&v->writers, 1, __ATOMIC_RELAXED);
}

static void read_from(struct variable *v, long want)
{
    __atomic_fetch_add(&v->readers, 1, __ATOMIC_RELAXED);
    EXPECT_EQ(__atomic_load_n(&v->writers, __ATOMIC_RELAXED), 0);
    EXPECT_EQ(v->version, want);
    __atomic_fetch_sub(&v->readers, 1, __ATOMIC_RELAXED);
}

/* mutexinoutset: with others of its kind in any order, never at the same time. */
static void exclude(struct variable *v)
{
    EXPECT_EQ(__atomic_fetch_add(&v->excluders, 1, __ATOMIC_RELAXED), 0);
    EXPECT_EQ(__atomic_load_n(&v->readers, __ATOMIC_RELAXED), 0);
    v->version++; /* plain: it excludes */
    __atomic_fetch_sub(&v->excluders, 1, __ATOMIC_RELAXED);
}

#ifdef SETS
/* inoutset: with others of its kind at the same time. */
static void join(struct variable *v)
{
    __atomic_fetch_add(&v->members, 1, __ATOMIC_RELAXED);
    EXPECT_EQ(__atomic_load_n(&v->readers, __ATOMIC_RELAXED), 0);
    EXPECT_EQ(__atomic_load_n(&v->writers, __ATOMIC_RELAXED), 0);
    __atomic_fetch_add(&v->version, 1, __ATOMIC_RELAXED);
    __atomic_fetch_sub(&v->members, 1, __ATOMIC_RELAXED);
}
#endif

static void graph(uint32_t seed)
{
    struct variable v[VARIABLES] = {{0}};
    long version[VARIABLES] = {0};
    for (int t = 0; t < TASKS; t++) {
        uint32_t a = next(&seed) % VARIABLES, b = next(&seed) % VARIABLES, work = next(&seed);
        long want_a = version[a], want_b = version[b];
        switch (next(&seed) % KINDS) {
        case 0:
#pragma omp task depend(out : v[a]) shared(v)
            {
                dawdle(work);
                write_to(&v[a], want_a);
            }
            version[a]++;
            break;
        case 1:
#pragma omp task depend(in : v[a], v[b]) shared(v)
            {
                read_from(&v[a], want_a);
                dawdle(work);
                read_from(&v[b], want_b);
            }
            break;
        case 2:
#pragma omp task depend(in : v[a]) depend(inout : v[b]) shared(v)
            {
                if (a != b)
                    read_from(&v[a], want_a);
                write_to(&v[b], want_b);
            }
            version[b]++;
            break;
        case 3:
#pragma omp task depend(mutexinoutset : v[a]) shared(v)
            exclude(&v[a]);
            version[a]++;
            break;
        case 8:
#pragma omp task depend(mutexinoutset : v[a], v[b]) if (work % 3) shared(v)
            {
                exclude(&v[a]);
                dawdle(work);
                if (a != b)
                    exclude(&v[b]);
            }
            version[a]++;
            version[b] += a != b;
            break;
        case 9: { /* held up, or let go, by other dependences */
            omp_event_handle_t e;
#pragma omp task depend(mutexinoutset : v[a]) depend(in : v[b]) detach(e) shared(v)
            {
                exclude(&v[a]);
                if (a != b)
                    read_from(&v[b], want_b);
                events_give(e);
            }
            version[a]++;
            break;
        }
        case 10: {
            omp_depend_t object;
#pragma omp depobj(object) depend(mutexinoutset : v[b])
#pragma omp task depend(depobj : object) if (work % 4) shared(v)
            exclude(&v[b]);
#pragma omp depobj(object) destroy
            version[b]++;
            break;
        }
        case 4: {
            omp_event_handle_t e;
#pragma omp task depend(inout : v[a]) detach(e) shared(v)
            {
                write_to(&v[a], want_a);
                events_give(e);
            }
            version[a]++;
            break;
        }
        case 5: {
            omp_depend_t object;
#pragma omp depobj(object) depend(inout : v[b])
#pragma omp task depend(depobj : object) shared(v)
            write_to(&v[b], want_b);
#pragma omp depobj(object) destroy
            version[b]++;
            break;
        }
        case 6:
#ifdef SETS
#pragma omp task depend(inoutset : v[a]) shared(v)
            join(&v[a]);
            version[a]++;
#else
#pragma omp task depend(iterator(i = 0 : VARIABLES), in : v[i]) shared(v) firstprivate(version)
            for (int i = 0; i < VARIABLES; i++)
                read_from(&v[i], version[i]);
#endif
            break;
        default:
#ifdef SETS
            if (work % 4 == 0) {
#pragma omp task depend(inout : omp_all_memory) shared(v) firstprivate(version)
                for (int i = 0; i < VARIABLES; i++) {
                    EXPECT_EQ(v[i].version, version[i]);
                    v[i].version++;
                }
                for (int i = 0; i < VARIABLES; i++)
                    version[i]++;
                break;
            }
#endif
            if (work % 8 == 1) {
#pragma omp task depend(inout : v[a]) if (0) shared(v)
                write_to(&v[a], want_a);
                version[a]++;
            } else if (work % 8 == 2) {
#pragma omp taskwait depend(in : v[b])
                EXPECT_EQ(v[b].version, want_b);
            }
        }
    }
#pragma omp taskwait
    for (int i = 0; i < VARIABLES; i++)
        EXPECT_EQ(v[i].version, version[i]);
}

int main(int argc, char **argv)
{
    uint32_t seed = argc > 1 ? (uint32_t)atoi(argv[1]) : 1;
    events_open();
    for (int round = 0; stress_goes_on(round, 2, STRESS_ROUNDS(200)); round++) {
#pragma omp parallel num_threads(1 + round % 6)
#pragma omp single
        for (int maker = 0; maker < MAKERS; maker++) {
#pragma omp task firstprivate(maker)
            graph(seed + (uint32_t)round * 7919u + (uint32_t)maker * 104729u);
        }
    }
    events_close();
    return expect_result();
}
