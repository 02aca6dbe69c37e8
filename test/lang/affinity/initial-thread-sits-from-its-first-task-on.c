// The initial thread is bound to the first place before its first task, whatever kind of construct that comes from (5.2,
// 21.1.7 OMP_PROC_BIND: prior to the first active parallel region, or at the first task construct), before a league and
// before a target region. A question about something else binds nobody.
// RUN: %veda-c --env OMP_PLACES={0},{1} -DFIRST=1
// RUN: %veda-c --env OMP_PLACES={0},{1} -DFIRST=2
// RUN: %veda-c --env OMP_PLACES={0},{1} -DFIRST=3
// RUN: %veda-c --env OMP_PLACES={0},{1} -DFIRST=4
// RUN: %veda-c --env OMP_PLACES={0},{1} -DFIRST=5
// RUN: %veda-c --env OMP_PLACES={0},{1} -DFIRST=6 --only gcc
// REQUIRES: cpus-2
#define _GNU_SOURCE
#include "places.h"

static cpu_set_t seen;

static void look(void)
{
    seen = own_mask();
}

int main(void)
{
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    EXPECT(omp_get_max_threads() > 0);
    EXPECT(same_mask(own_mask(), users_mask()));
#if FIRST == 1
#pragma omp task
    look();
#pragma omp taskwait
#elif FIRST == 2
#pragma omp task if (0)
    look();
#elif FIRST == 3
#pragma omp task final(1)
    look();
#elif FIRST == 4
#pragma omp taskloop num_tasks(1)
    for (int i = 0; i < 1; i++)
        look();
#elif FIRST == 5
#pragma omp teams num_teams(1)
    look();
#else /* clang's code calls nobody for a target region on the host */
#pragma omp target
    look();
#endif
    EXPECT(same_mask(seen, first));
    EXPECT(same_mask(own_mask(), first));
    EXPECT_EQ(omp_get_place_num(), 0);
    return expect_result();
}
