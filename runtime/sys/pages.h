/* Whole pages from the system, for what must not go through malloc: a worker that called it would get a heap
 * arena of its own. Thread-safe. */
#ifndef VEDA_SYS_PAGES_H
#define VEDA_SYS_PAGES_H

#include <stdbool.h>
#include <stddef.h>

/* At least so many bytes, zeroed, aligned to a page. NULL: there are none. */
void *veda_pages_new(size_t bytes);

/* Gives back what veda_pages_new(bytes) gave, or any whole pages of it. */
void veda_pages_free(void *pages, size_t bytes);

/* The same with another alignment, a power of 2; bytes a multiple of a page. */
void *veda_pages_new_aligned(size_t bytes, size_t alignment);

/* Has [pages, pages + before) go on as [result, result + after), with what is in it; what is new is zeroed. It moves
 * only when it grows and cannot stay: to an address aligned to `alignment` where there is one, else to a page. Both
 * sizes are multiples of a page; the pages have come from one call. NULL: refused, and they stay what they were. */
void *veda_pages_resize(void *pages, size_t before, size_t after, size_t alignment);

/* Large pages that the system keeps for those who ask (hugetlb); bytes is a multiple of veda_large_page_bytes().
 * NULL: there are not as many. */
void *veda_pages_new_large(size_t bytes);

/* Asks for large pages where the system makes them up as it goes (transparent huge pages). A hint. */
void veda_pages_prefer_large(void *pages, size_t bytes);

/* Keeps the pages in memory until they are freed. 0, or errno. */
int veda_pages_lock(void *pages, size_t bytes);

/* Has them in memory from now on, as zeroes; nobody else has them yet. */
void veda_pages_touch(void *pages, size_t bytes);

/* Gives their content back to the system, not the addresses: they are zeroes when touched again. */
void veda_pages_drop(void *pages, size_t bytes);

size_t veda_page_bytes(void);
size_t veda_large_page_bytes(void);

#endif
