/* Pages by mmap. */
#include "runtime/sys/pages.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/base/atomics.h"
#include "runtime/sys/linux/lines.h"

static void *map(size_t bytes, int flags)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void *veda_pages_new(size_t bytes)
{
    return map(bytes, 0);
}

void veda_pages_free(void *pages, size_t bytes)
{
    munmap(pages, bytes);
}

void *veda_pages_new_aligned(size_t bytes, size_t alignment)
{
    size_t page = veda_page_bytes(), all;
    if (alignment <= page)
        return map(bytes, 0);
    if (__builtin_add_overflow(bytes, alignment - page, &all))
        return NULL;
    char *base = map(all, 0);
    if (!base)
        return NULL;
    size_t before = (size_t)(-(uintptr_t)base & (alignment - 1)), behind = all - bytes - before;
    if (before)
        munmap(base, before);
    if (behind)
        munmap(base + before + bytes, behind);
    return base + before;
}

/* The thread sanitizer does not see mremap: in place, who had these addresses before would seem to race with us. */
#ifdef VEDA_TSAN
enum { GROW_IN_PLACE = 0 };
#else
enum { GROW_IN_PLACE = 1 };
#endif

/* mremap alone would move them to where large pages do not fit. Where it refuses `to` it may have unmapped that all the
 * same, and others may have these addresses: they are not unmapped here. */
void *veda_pages_resize(void *pages, size_t before, size_t after, size_t alignment)
{
    int saved = errno;
    bool move = after > before && !GROW_IN_PLACE;
    void *p = move ? MAP_FAILED : mremap(pages, before, after, 0);
    if (move || (p == MAP_FAILED && errno == ENOMEM)) { /* no room behind them */
        void *to = veda_pages_new_aligned(after, alignment);
        p = mremap(pages, before, after, MREMAP_MAYMOVE | (to ? MREMAP_FIXED : 0), to);
    }
    errno = saved;
    return p == MAP_FAILED ? NULL : p;
}

void *veda_pages_new_large(size_t bytes)
{
    return map(bytes, MAP_HUGETLB);
}

void veda_pages_prefer_large(void *pages, size_t bytes)
{
    int saved = errno;
    madvise(pages, bytes, MADV_HUGEPAGE);
    errno = saved;
}

int veda_pages_lock(void *pages, size_t bytes)
{
    int saved = errno, err = mlock(pages, bytes) ? errno : 0;
    errno = saved;
    return err;
}

void veda_pages_touch(void *pages, size_t bytes)
{
    enum { POPULATE_WRITE = 23 }; /* MADV_POPULATE_WRITE, of Linux 5.14 */
    int saved = errno;
    if (madvise(pages, bytes, POPULATE_WRITE) != 0)
        for (size_t at = 0; at < bytes; at += veda_page_bytes())
            *((volatile char *)pages + at) = 0;
    errno = saved;
}

void veda_pages_drop(void *pages, size_t bytes)
{
    int saved = errno;
    madvise(pages, bytes, MADV_DONTNEED);
    errno = saved;
}

size_t veda_page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* /proc/meminfo's Hugepagesize is that of MAP_HUGETLB and of transparent ones alike, wherever there are both. */
static VEDA_COLD size_t read_large(void)
{
    struct veda_lines lines;
    size_t kib = 0;
    if (veda_lines_open(&lines, "/proc/meminfo")) {
        for (char *line; !kib && (line = veda_lines_next(&lines));)
            sscanf(line, "Hugepagesize: %zu kB", &kib);
        veda_lines_close(&lines);
    }
    return kib ? kib * 1024 : (size_t)2 << 20;
}

size_t veda_large_page_bytes(void)
{
    static size_t known;
    size_t bytes = ld_rlx(&known); /* hint: whoever reads the file finds the same */
    if (!bytes) {
        bytes = read_large();
        st_rlx(&known, bytes); /* hint */
    }
    return bytes;
}
