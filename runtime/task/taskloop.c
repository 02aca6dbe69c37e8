/* taskloop's division of labour: see taskloop.h. Callers: abi/gomp/taskloop.c, abi/kmpc/taskloop.c. */
#include "runtime/task/taskloop.h"

struct veda_taskloop veda_taskloop_split(uint64_t trip, uint64_t grainsize, uint64_t num_tasks,
                                         bool strict, int nthreads)
{
    if (trip == 0)
        return (struct veda_taskloop){0};
    if (grainsize && strict) {
        uint64_t ntasks = trip / grainsize + (trip % grainsize != 0);
        return (struct veda_taskloop){.ntasks = ntasks, .size = grainsize,
                                      .last = trip - (ntasks - 1) * grainsize};
    }
    uint64_t ntasks = grainsize ? trip / grainsize : num_tasks ? num_tasks : (uint64_t)nthreads;
    if (ntasks == 0)
        ntasks = 1;
    if (ntasks > trip)
        ntasks = trip;
    struct veda_taskloop loop = {.ntasks = ntasks, .size = trip / ntasks, .larger = trip % ntasks};
    loop.last = loop.size; /* larger < ntasks: never the last one */
    return loop;
}
