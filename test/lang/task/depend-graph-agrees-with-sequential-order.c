// A random graph of dependences, some of its tasks detached and fulfilled late, leaves every variable as the
// sequential program does. Every variable has a version that readers and writers check.
// RUN: %veda-c
#include <omp.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "expect.h"

enum { VARIABLES = 7, TASKS = 300, ROUNDS = 20, EVENTS = TASKS };
static int value[VARIABLES];

static omp_event_handle_t event[EVENTS];
static int nevents, fulfilled, over;

/* Fulfils events in the order in which they come, a little late. */
static void *fulfiller(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&over, __ATOMIC_ACQUIRE)) {
        int n = __atomic_load_n(&nevents, __ATOMIC_ACQUIRE);
        while (fulfilled < n) {
            omp_event_handle_t e;
            while (!(e = __atomic_load_n(&event[fulfilled], __ATOMIC_ACQUIRE)))
                ;
            fulfilled++;
            omp_fulfill_event(e);
        }
        usleep(50);
    }
    return NULL;
}

static void queue(omp_event_handle_t e)
{
    int at = __atomic_fetch_add(&nevents, 1, __ATOMIC_ACQ_REL);
    __atomic_store_n(&event[at], e, __ATOMIC_RELEASE);
}

static void generate(unsigned seed)
{
    int version[VARIABLES] = {0};
    for (int i = 0; i < VARIABLES; i++)
        value[i] = 0;
    for (int t = 0; t < TASKS; t++) {
        int in = rand_r(&seed) % VARIABLES, out = rand_r(&seed) % VARIABLES;
        int want_in = version[in], want_out = version[out];
        switch (rand_r(&seed) % 10) {
        case 0: {
            omp_event_handle_t e;
#pragma omp task depend(inout : value[out]) detach(e)
            {
                EXPECT_EQ(value[out], want_out);
                value[out]++;
                queue(e);
            }
            version[out]++;
            break;
        }
        case 1: {
            omp_event_handle_t e;
#pragma omp task depend(in : value[in]) detach(e)
            {
                EXPECT_EQ(value[in], want_in);
                queue(e);
            }
            break;
        }
        case 2:
#pragma omp task depend(inout : value[out]) depend(in : value[in]) if (0)
            {
                EXPECT_EQ(value[in], want_in);
                value[out]++;
            }
            version[out]++;
            break;
        case 3:
#pragma omp task depend(mutexinoutset : value[out])
            value[out]++;
            version[out]++;
            break;
        case 8:
#pragma omp task depend(mutexinoutset : value[out]) depend(in : value[in])
            {
                if (in != out)
                    EXPECT_EQ(value[in], want_in);
                value[out]++;
            }
            version[out]++;
            break;
        case 9: {
            omp_event_handle_t e;
#pragma omp task depend(mutexinoutset : value[out], value[in]) detach(e)
            {
                value[out]++;
                value[in]++;
                queue(e);
            }
            version[out]++;
            version[in]++;
            break;
        }
        case 4: {
#pragma omp taskwait depend(in : value[in])
            EXPECT_EQ(value[in], want_in);
            break;
        }
        default:
#pragma omp task depend(inout : value[out]) depend(in : value[in])
            {
                EXPECT_EQ(value[in], want_in);
                EXPECT_EQ(value[out], want_out);
                value[out]++;
            }
            version[out]++;
        }
    }
#pragma omp taskwait
    for (int i = 0; i < VARIABLES; i++)
        EXPECT_EQ(value[i], version[i]);
}

int main(void)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        pthread_t thread;
        nevents = fulfilled = over = 0;
        for (int i = 0; i < EVENTS; i++)
            event[i] = 0;
        pthread_create(&thread, NULL, fulfiller, NULL);
        if (round % 4 == 0)
            generate(round);
        else {
#pragma omp parallel
#pragma omp single
            generate(round);
        }
        __atomic_store_n(&over, 1, __ATOMIC_RELEASE);
        pthread_join(thread, NULL);
    }
    return expect_result();
}
