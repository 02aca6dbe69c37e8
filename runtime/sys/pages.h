/* Whole pages from the system, for what must not go through malloc: a worker that called it would get a heap
 * arena of its own. Thread-safe. */
#ifndef VEDA_SYS_PAGES_H
#define VEDA_SYS_PAGES_H

#include <stddef.h>

/* At least so many bytes, zeroed, aligned to a page. NULL: there are none. */
void *veda_pages_new(size_t bytes);

/* Gives back what veda_pages_new(bytes) gave. */
void veda_pages_free(void *pages, size_t bytes);

#endif
