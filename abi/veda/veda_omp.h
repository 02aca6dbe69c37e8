/* veda_omp.h: what VEDA has beyond OpenMP. For C and C++ (veda_omp.f90 is its twin for Fortran).
 *
 *     cc -fopenmp prog.c -lveda_omp
 *
 * A program that is to run on other runtimes too defines VEDA_OMP_OPTIONAL in front of the include and is linked
 * without -lveda_omp: the functions are weak then, and may be called where veda_omp_present() is true, that is,
 * where VEDA was put under the program (LD_PRELOAD, the module). What asks must be position-independent code, as
 * compilers make by default (-fPIC, -fPIE); other code finds nothing.
 *
 * Every function may be called by any thread at any time, inside and outside of parallel regions. The first one that
 * asks what the machine is takes some milliseconds to find out; the answers never change after. What a function
 * cannot know or is asked wrongly is answered by -1. What is here keeps its meaning; later versions only add. */
#ifndef VEDA_OMP_H
#define VEDA_OMP_H

#include <stddef.h>
#include <stdint.h>

#define VEDA_OMP_VERSION 1 /* of this header */

#ifdef VEDA_OMP_OPTIONAL
#define VEDA_OMP_API __attribute__((weak))
#else
#define VEDA_OMP_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface that the library has: at least that of the header in whose time it was built. */
VEDA_OMP_API int32_t veda_omp_version(void);

/* --- the machine ---------------------------------------------------------------------------------------------
 * As far as this process may use it: its affinity mask when it started, within its control groups. Processors and
 * memory nodes go by the system's numbers (taskset, numactl, /sys), cores, caches and sockets by numbers from 0 on,
 * near ones next to each other, which need not be the system's. */

/* What processors are in, from near to far. */
enum veda_unit {
    VEDA_UNIT_PROCESSOR = 0, /* a hardware thread */
    VEDA_UNIT_CORE = 1,
    VEDA_UNIT_CACHE = 2, /* the last-level cache */
    VEDA_UNIT_NODE = 3,  /* the nearest memory node */
    VEDA_UNIT_SOCKET = 4,
    VEDA_UNIT_MACHINE = 5
};

/* What memory a node has. */
enum veda_mem {
    VEDA_MEM_ORDINARY = 0,
    VEDA_MEM_HIGH_BANDWIDTH = 1, /* HBM, MCDRAM */
    VEDA_MEM_LARGE = 2,          /* slower and larger: persistent, behind a link (CXL) */
    VEDA_MEM_DEVICE = 3          /* a GPU's */
};

/* Who says so: "hwloc", or "plain" where hwloc is not there: then every processor counts as a core, a cache and a
 * socket of its own, and of memory nothing is known. */
VEDA_OMP_API const char *veda_topology_source(void);

/* How many of those units there are. VEDA_UNIT_NODE counts nodes that processors are nearest to. -1: no such unit. */
VEDA_OMP_API int32_t veda_topology_count(int32_t unit);

/* The processors, near ones next to each other. Writes n of them at most and gives how many there are. */
VEDA_OMP_API int32_t veda_topology_processors(int32_t *list, int32_t n);

/* The unit that a processor is in; of VEDA_UNIT_NODE the node that its memory comes from if nobody says otherwise.
 * -1: not one of ours, no such unit, node not known. */
VEDA_OMP_API int32_t veda_topology_unit(int32_t processor, int32_t unit);

/* The smallest unit that both processors are in, an enum veda_unit. -1: one is not ours. */
VEDA_OMP_API int32_t veda_topology_sharing(int32_t processor, int32_t other);

/* Kinds of core, at least 1; and of which a processor is, 0 being the least able (efficiency before performance
 * cores). -1: not one of ours. */
VEDA_OMP_API int32_t veda_topology_kinds(void);
VEDA_OMP_API int32_t veda_topology_kind(int32_t processor);

/* The nodes with memory of the whole machine, also those that no processor is near to. Writes n at most and gives
 * how many there are, 0 where that is not known. */
VEDA_OMP_API int32_t veda_topology_nodes(int32_t *list, int32_t n);

/* A node's memory: an enum veda_mem, and how many bytes. -1: no such node, not known. */
VEDA_OMP_API int32_t veda_topology_memory_kind(int32_t node);
VEDA_OMP_API int64_t veda_topology_memory_bytes(int32_t node);

/* How far memory of `to` is for processors of `from`, as the firmware says (SLIT): 10 is one's own. -1: not known. */
VEDA_OMP_API int32_t veda_topology_distance(int32_t from, int32_t to);

/* The nodes of the processors of an OpenMP place (omp_get_place_num), ascending. Writes n at most and gives how
 * many there are, 0 where that is not known. -1: no such place. */
VEDA_OMP_API int32_t veda_topology_place_nodes(int32_t place, int32_t *list, int32_t n);

/* --- memory --------------------------------------------------------------------------------------------------
 * An array that many threads work on is fast where each has its part near by. The part of thread i of n is what
 * `schedule(static)` gives it, up to a page; the team is that of the parallel region that the calling task is in, or,
 * in a sequential part, of the next region without num_threads and proc_bind. Where there is one node, all of this is
 * plain memory. */

enum veda_distribution {
    /* By the threads' places: OMP_PLACES, OMP_PROC_BIND. Threads that are bound to none may run anywhere; then the
     * array is split over the nodes of the process's processors, by how many of them each node has. */
    VEDA_BLOCKED = 1,
    /* Page by page from every node with ordinary memory, in turn: for what all threads read everywhere. */
    VEDA_INTERLEAVED = 2,
    /* By where the threads are: in a sequential part this call runs a parallel region in which each touches its part,
     * which also spreads the work of zeroing. In a parallel region the array is left untouched: a page comes from the
     * node of whoever writes to it first. */
    VEDA_FIRST_TOUCH = 3
};

/* So many zeroed bytes, aligned to a page; how: an enum veda_distribution. NULL where there is no memory (errno
 * ENOMEM), and for no bytes or another `how` (errno EINVAL). A node that is full, or that the process may not use, is
 * no failure: others stand in. Any thread may free it, by veda_free_distributed() alone. */
VEDA_OMP_API void *veda_alloc_distributed(size_t bytes, int32_t how);

/* NULL is none. Another pointer that is not from there gets a line on stderr and stays as it is. */
VEDA_OMP_API void veda_free_distributed(void *p);

/* True where the functions of this header may be called. */
static __inline int veda_omp_present(void)
{
#ifdef VEDA_OMP_OPTIONAL
    return veda_omp_version != NULL;
#else
    return 1;
#endif
}

#ifdef __cplusplus
}
#endif

#endif
