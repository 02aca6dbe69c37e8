/* Pages by mmap. */
#include "runtime/sys/pages.h"

#include <sys/mman.h>

void *veda_pages_new(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void veda_pages_free(void *pages, size_t bytes)
{
    munmap(pages, bytes);
}
