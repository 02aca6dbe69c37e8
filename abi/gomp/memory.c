/* GOMP_alloc and GOMP_free, which gcc calls for the allocate directive and clause, and
 * GOMP_add_alloc and GOMP_is_alloc, by which gfortran remembers what scalar allocatables come from
 * there (libgomp's allocator.c is the ABI's source). Thread-safe. */
#include <stdlib.h>

#include "abi/export.h"
#include "runtime/veda.h"

/* A variable must have its memory (5.2, 6.6, allocate Directive): where omp_alloc would give NULL
 * the program ends. */
VEDA_EXPORT(GOMP_alloc)
void *GOMP_alloc(size_t alignment, size_t size, uintptr_t allocator)
{
    void *p = veda_memory_alloc(allocator, alignment, size, false);
    if (!p && size)
        veda_fatal("out of memory (%zu bytes for a variable with an allocator)", size);
    return p;
}

VEDA_EXPORT(GOMP_free)
void GOMP_free(void *p, uintptr_t allocator)
{
    (void)allocator;
    veda_memory_free(p);
}

/* --- the set of remembered pointers ----------------------------------------------------------- */

enum { CHAINS = 1024 };

struct entry {
    struct entry *next;
    void *p;
};

static struct {
    struct veda_mutex lock;
    struct entry *first;
} chains[CHAINS];

static size_t chain_of(const void *p)
{
    return (size_t)(((uintptr_t)p >> 4) * UINT64_C(0x9e3779b97f4a7c15) >> 32) % CHAINS;
}

/* p has come from GOMP_alloc; NULL is nothing. */
VEDA_EXPORT(GOMP_add_alloc)
void GOMP_add_alloc(void *p)
{
    if (!p)
        return;
    struct entry *e = malloc(sizeof *e);
    if (!e)
        veda_fatal("out of memory (a set of pointers)");
    e->p = p;
    size_t i = chain_of(p);
    veda_mutex_lock(&chains[i].lock);
    e->next = chains[i].first;
    chains[i].first = e;
    veda_mutex_unlock(&chains[i].lock);
}

/* Whether p had come from GOMP_alloc. The caller frees or reallocates it accordingly: p is
 * forgotten. */
VEDA_EXPORT(GOMP_is_alloc)
bool GOMP_is_alloc(void *p)
{
    size_t i = chain_of(p);
    veda_mutex_lock(&chains[i].lock);
    struct entry **link = &chains[i].first;
    while (*link && (*link)->p != p)
        link = &(*link)->next;
    struct entry *e = *link;
    if (e)
        *link = e->next;
    veda_mutex_unlock(&chains[i].lock);
    free(e);
    return e != NULL;
}
