/* Places, thread affinity policy, and the display of affinity (5.2, 18.3). There are no places
 * until OMP_PLACES is put to work: the routines answer as 5.2 says for a machine without (0 places,
 * no place number), while bind-var is what the environment said. */
#include <stdlib.h>
#include <string.h>

#include "abi/omp/spelling.h"
#include "runtime/veda.h"

GETTER(int, omp_get_proc_bind, veda_icvs(veda_me())->bind)
GETTER(int, omp_get_num_places, 0)
GETTER(int, omp_get_place_num, -1)
GETTER(int, omp_get_partition_num_places, 0)

static int place_num_procs(int place)
{
    (void)place;
    return 0;
}

QUERY(omp_get_place_num_procs, place_num_procs)

VEDA_EXPORT(omp_get_place_proc_ids)
void omp_get_place_proc_ids(int place, int *ids)
{
    (void)place, (void)ids;
}

VEDA_EXPORT(omp_get_place_proc_ids_)
void omp_get_place_proc_ids_(const int32_t *place, int32_t *ids)
{
    (void)place, (void)ids;
}

VEDA_EXPORT(omp_get_place_proc_ids_8_)
void omp_get_place_proc_ids_8_(const int64_t *place, int64_t *ids)
{
    (void)place, (void)ids;
}

VEDA_EXPORT(omp_get_partition_place_nums)
void omp_get_partition_place_nums(int *places)
{
    (void)places;
}

VEDA_EXPORT(omp_get_partition_place_nums_)
void omp_get_partition_place_nums_(int32_t *places)
{
    (void)places;
}

VEDA_EXPORT(omp_get_partition_place_nums_8_)
void omp_get_partition_place_nums_8_(int64_t *places)
{
    (void)places;
}

/* --- the format and its use in C: clang's omp.h maps these to ompc_* -------------------------- */

VEDA_EXPORT(omp_set_affinity_format)
void omp_set_affinity_format(const char *format)
{
    veda_icv_init();
    if (format)
        veda_affinity_format_set(format, strlen(format));
}

VEDA_EXPORT(omp_get_affinity_format)
size_t omp_get_affinity_format(char *buffer, size_t size)
{
    veda_icv_init();
    size_t len = strlen(veda_global.affinity_format);
    if (size) {
        size_t fit = len < size ? len : size - 1;
        memcpy(buffer, veda_global.affinity_format, fit);
        buffer[fit] = '\0';
    }
    return len;
}

VEDA_EXPORT(omp_display_affinity)
void omp_display_affinity(const char *format)
{
    veda_affinity_print(veda_me(), format);
}

VEDA_EXPORT(omp_capture_affinity)
size_t omp_capture_affinity(char *buffer, size_t size, const char *format)
{
    return veda_affinity_capture(veda_me(), format, buffer, size);
}

VEDA_EXPORT(ompc_set_affinity_format)
void ompc_set_affinity_format(const char *format)
{
    omp_set_affinity_format(format);
}

VEDA_EXPORT(ompc_get_affinity_format)
size_t ompc_get_affinity_format(char *buffer, size_t size)
{
    return omp_get_affinity_format(buffer, size);
}

VEDA_EXPORT(ompc_display_affinity)
void ompc_display_affinity(const char *format)
{
    omp_display_affinity(format);
}

VEDA_EXPORT(ompc_capture_affinity)
size_t ompc_capture_affinity(char *buffer, size_t size, const char *format)
{
    return omp_capture_affinity(buffer, size, format);
}
