/* Flags of GOMP_task and GOMP_taskloop (gcc's include/gomp-constants.h). Inside abi/gomp only. */
#ifndef VEDA_ABI_GOMP_TASK_H
#define VEDA_ABI_GOMP_TASK_H

enum {
    GOMP_TASK_UNTIED = 1 << 0,
    GOMP_TASK_FINAL = 1 << 1,
    GOMP_TASK_MERGEABLE = 1 << 2,
    GOMP_TASK_DEPEND = 1 << 3,
    GOMP_TASK_PRIORITY = 1 << 4,
    GOMP_TASK_UP = 1 << 8,
    GOMP_TASK_GRAINSIZE = 1 << 9,
    GOMP_TASK_IF = 1 << 10,
    GOMP_TASK_NOGROUP = 1 << 11,
    GOMP_TASK_REDUCTION = 1 << 12,
    GOMP_TASK_DETACH = 1 << 13,
    GOMP_TASK_STRICT = 1 << 14,
};

#endif
