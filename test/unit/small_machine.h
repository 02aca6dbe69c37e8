/* Two sockets of two cores of two hardware threads, numbered as Linux does: what needs a machine and no module. */
#ifndef VEDA_TEST_SMALL_MACHINE_H
#define VEDA_TEST_SMALL_MACHINE_H

#include "numa/topology.h"

static inline const struct veda_topology *small_machine(void)
{
    static struct veda_processor processor[8];
    static const struct veda_core_kind kind[2] = {{0, "intel_atom"}, {1, "intel_core"}};
    static struct veda_topology t = {.n = 8,
                                     .processor = processor,
                                     .units = {8, 4, 2, 2, 2, 1},
                                     .layers = {[VEDA_LAYER_L2] = 4},
                                     .kinds = 2,
                                     .kind = kind,
                                     .known = true};
    for (int i = 0; i < 8; i++)
        processor[i] = (struct veda_processor){
            .cpu = i / 2 + i % 2 * 4,
            .unit = {i, i / 2, i / 4, i / 4, i / 4, 0},
            .layer = {[VEDA_LAYER_L2] = i / 2},
            .kind = i / 2 % 2,
        };
    return &t;
}

#endif
