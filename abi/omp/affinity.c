/* Places, thread affinity policy, and the display of affinity (5.2, 18.3). Where the environment asks for no places
 * there are none, as in libgomp: 0 places, no place number. */
#include <stdlib.h>
#include <string.h>

#include "abi/omp/spelling.h"
#include "runtime/veda.h"

static int proc_bind(void)
{
    int bind = veda_icvs(veda_me())->bind;
    return veda_binding_binds(bind) ? bind : VEDA_BIND_FALSE;
}

static const struct veda_places *places(void)
{
    veda_icv_init();
    return veda_binding_places();
}

static int num_places(void)
{
    const struct veda_places *list = places();
    return list ? list->n : 0;
}

static int place_num(void)
{
    int place = veda_binding_place(veda_me());
    return place < 0 ? -1 : place;
}

/* No processors in a place that is not there. */
static const struct veda_place *place_of(int number)
{
    static const struct veda_place empty;
    const struct veda_places *list = places();
    return list && number >= 0 && number < list->n ? &list->place[number] : &empty;
}

static int place_num_procs(int place)
{
    return place_of(place)->n;
}

GETTER(int, omp_get_proc_bind, proc_bind())
GETTER(int, omp_get_num_places, num_places())
GETTER(int, omp_get_place_num, place_num())
GETTER(int, omp_get_partition_num_places, veda_binding_partition(veda_me()).n)
QUERY(omp_get_place_num_procs, place_num_procs)

VEDA_EXPORT(omp_get_place_proc_ids)
void omp_get_place_proc_ids(int number, int *ids)
{
    const struct veda_place *place = place_of(number);
    for (int i = 0; i < place->n; i++)
        ids[i] = place->cpu[i];
}

VEDA_EXPORT(omp_get_place_proc_ids_)
void omp_get_place_proc_ids_(const int32_t *number, int32_t *ids)
{
    omp_get_place_proc_ids(*number, ids);
}

VEDA_EXPORT(omp_get_place_proc_ids_8_)
void omp_get_place_proc_ids_8_(const int64_t *number, int64_t *ids)
{
    const struct veda_place *place = place_of(narrow(*number));
    for (int i = 0; i < place->n; i++)
        ids[i] = place->cpu[i];
}

VEDA_EXPORT(omp_get_partition_place_nums)
void omp_get_partition_place_nums(int *places)
{
    struct veda_partition part = veda_binding_partition(veda_me());
    for (int i = 0; i < part.n; i++)
        places[i] = part.first + i;
}

VEDA_EXPORT(omp_get_partition_place_nums_)
void omp_get_partition_place_nums_(int32_t *places)
{
    omp_get_partition_place_nums(places);
}

VEDA_EXPORT(omp_get_partition_place_nums_8_)
void omp_get_partition_place_nums_8_(int64_t *places)
{
    struct veda_partition part = veda_binding_partition(veda_me());
    for (int i = 0; i < part.n; i++)
        places[i] = part.first + i;
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
