/* How an entry point becomes visible. Everything is hidden by default (-fvisibility=hidden); a
 * function or datum that the outside may bind to is preceded by VEDA_EXPORT(name) and stands in
 * abi/symbols.def with its version nodes:
 *
 *     VEDA_EXPORT(GOMP_barrier)
 *     void GOMP_barrier(void) { ... }
 *
 *     VEDA_EXPORT(omp_default_mem_alloc)
 *     const omp_allocator_handle_t omp_default_mem_alloc = 1;
 *
 * Where versions of one name differ in what they do, the table gives the older one a function of
 * its own (`=omp_init_lock_omp1`) and the source exports that:
 *
 *     VEDA_EXPORT_AS(omp_init_lock_omp1, omp_init_lock, "OMP_1.0")
 *     void omp_init_lock_omp1(omp_lock_25_t *lock) { ... }
 *
 * where the second and third argument only repeat the table for the reader. A name that the table
 * lacks does not compile. Only abi/ and telemetry/ompt.c use this header. It leaves out prototypes:
 * there is no header of entry points, since the compiler is their only caller. */
#ifndef VEDA_ABI_EXPORT_H
#define VEDA_ABI_EXPORT_H

#include "veda_symvers.h"

#define VEDA_EXPORT(name)                                                                          \
    __asm__(VEDA_SYMVER_##name);                                                                   \
    __attribute__((visibility("default")))

#define VEDA_EXPORT_AS(function, name, node) VEDA_EXPORT(function)

#endif
