/* The Fortran side of routines with text arguments. A character argument is a pointer, and its
 * length (a size_t, behind the other arguments) instead of a NUL; what is stored into one is padded
 * with blanks. An empty format means the ICV, as NULL does in C. Results are the full length, cut
 * or not: gfortran reads them as INTEGER(4), flang as INTEGER(8). */
#include <stdlib.h>
#include <string.h>

#include "abi/omp/spelling.h"
#include "runtime/veda.h"

/* The same text with a NUL; NULL without memory. The caller frees it. */
static char *c_text(const char *text, size_t len)
{
    char *copy = malloc(len + 1);
    if (copy) {
        memcpy(copy, text, len);
        copy[len] = '\0';
    }
    return copy;
}

static void store(char *buffer, size_t size, const char *text, size_t len)
{
    if (len > size)
        len = size;
    memcpy(buffer, text, len);
    memset(buffer + len, ' ', size - len);
}

VEDA_EXPORT(omp_set_affinity_format_)
void omp_set_affinity_format_(const char *format, size_t len)
{
    veda_icv_init();
    veda_affinity_format_set(format, len);
}

VEDA_EXPORT(omp_get_affinity_format_)
size_t omp_get_affinity_format_(char *buffer, size_t size)
{
    veda_icv_init();
    size_t len = strlen(veda_global.affinity_format);
    store(buffer, size, veda_global.affinity_format, len);
    return len;
}

VEDA_EXPORT(omp_display_affinity_)
void omp_display_affinity_(const char *format, size_t len)
{
    char *text = c_text(format, len);
    veda_affinity_print(veda_me(), text);
    free(text);
}

VEDA_EXPORT(omp_capture_affinity_)
size_t omp_capture_affinity_(char *buffer, const char *format, size_t size, size_t len)
{
    const struct veda_member *me = veda_me();
    char *text = c_text(format, len);
    char *out = malloc(size + 1);
    size_t needed = veda_affinity_capture(me, text, out, out ? size + 1 : 0);
    if (out)
        store(buffer, size, out, needed < size ? needed : size);
    free(out);
    free(text);
    return needed;
}
