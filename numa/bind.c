/* See bind.h. */
#include "numa/bind.h"

#include <errno.h>
#include <stdlib.h>

#include "runtime/sys/affinity.h"

int veda_place_bind(const struct veda_place *place)
{
    struct veda_cpuset *set = veda_cpuset_new();
    if (!set)
        return ENOMEM;
    for (int i = 0; i < place->n; i++)
        veda_cpuset_add(set, place->cpu[i]);
    int err = veda_affinity_set(set);
    free(set);
    return err;
}
