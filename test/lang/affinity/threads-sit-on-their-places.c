// Each thread of a team runs on the processors of its place and on no other: what the system says, what
// omp_get_place_proc_ids says and what is displayed are the same, and places follow the policy (5.2, 10.1.3), also
// where there are more threads than places. Regions of changing size and policy move the same threads about.
// RUN: %veda-c --env OMP_PLACES={0},{1}
// RUN: %veda-c --env OMP_PLACES={1},{0},{0,1}
// RUN: %veda-c --env OMP_PLACES=threads
// RUN: %veda-c --env OMP_PLACES=cores --env OMP_PROC_BIND=spread
// RUN: %veda-c --env OMP_PROC_BIND=close
// RUN: %veda-c --env OMP_PROC_BIND=true
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"

enum { MOST = 9 };

static int places, at[MOST];

static void gather(int bind, int n)
{
    if (bind == omp_proc_bind_close) {
#pragma omp parallel num_threads(n) proc_bind(close)
        {
            expect_in_place();
            at[omp_get_thread_num()] = omp_get_place_num();
        }
    } else if (bind == omp_proc_bind_spread) {
#pragma omp parallel num_threads(n) proc_bind(spread)
        {
            expect_in_place();
            at[omp_get_thread_num()] = omp_get_place_num();
        }
    } else if (bind == omp_proc_bind_master) {
#pragma omp parallel num_threads(n) proc_bind(master)
        {
            expect_in_place();
            at[omp_get_thread_num()] = omp_get_place_num();
        }
    } else {
#pragma omp parallel num_threads(n)
        {
            expect_in_place();
            at[omp_get_thread_num()] = omp_get_place_num();
        }
    }
}

/* Threads a place: as many as come out when they are dealt out evenly. */
static void expect_even(int n)
{
    int on[CPU_SETSIZE] = {0};
    for (int i = 0; i < n; i++)
        on[at[i]]++;
    for (int p = 0; p < places; p++)
        EXPECT(on[p] == n / places || on[p] == (n + places - 1) / places);
}

int main(void)
{
    EXPECT(omp_get_proc_bind() != omp_proc_bind_false);
    places = omp_get_num_places();
    EXPECT(places >= 2);
    for (int turn = 0; turn < 3; turn++)
        for (int n = 1; n <= MOST; n++) {
            gather(omp_proc_bind_master, n);
            for (int i = 0; i < n; i++)
                EXPECT_EQ(at[i], 0);
            gather(omp_proc_bind_close, n);
            EXPECT_EQ(at[0], 0);
            if (n <= places)
                for (int i = 0; i < n; i++)
                    EXPECT_EQ(at[i], i);
            else
                expect_even(n);
            gather(omp_proc_bind_spread, n);
            EXPECT_EQ(at[0], 0);
            if (n <= places)
                for (int i = 1; i < n; i++)
                    EXPECT(at[i] - at[i - 1] == places / n || at[i] - at[i - 1] == (places + n - 1) / n);
            else
                expect_even(n);
            gather(-1, n);
            EXPECT_EQ(at[0], 0);
            if (n >= places)
                expect_even(n);
        }
    EXPECT_EQ(omp_get_place_num(), 0);
    EXPECT_EQ(omp_get_partition_num_places(), places);
    return expect_result();
}
