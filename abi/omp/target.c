/* omp_target_* (5.2, 18.8; 6.0, 25): device memory routines on a system whose only device is the host. A
 * device number is the host's (the number behind the last device, or omp_initial_device) or none at all,
 * and then the routine fails as the specification says for it. Asynchronous copies are target tasks: with
 * dependences given they are done when the encountering task's earlier children are. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "abi/export.h"
#include "offload/host/host.h"
#include "runtime/veda.h"

VEDA_EXPORT(omp_target_alloc)
void *omp_target_alloc(size_t bytes, int device)
{
    return veda_offload_is_host(device) ? malloc(bytes) : NULL;
}

VEDA_EXPORT(omp_target_free)
void omp_target_free(void *ptr, int device)
{
    if (veda_offload_is_host(device))
        free(ptr);
    else if (ptr)
        veda_warn("omp_target_free: there is no device %d; %p is not freed", device, ptr);
}

VEDA_EXPORT(omp_target_is_present)
int omp_target_is_present(const void *ptr, int device)
{
    return !ptr || veda_offload_is_host(device);
}

VEDA_EXPORT(omp_target_is_accessible)
int omp_target_is_accessible(const void *ptr, size_t bytes, int device)
{
    (void)bytes;
    return ptr && veda_offload_is_host(device);
}

VEDA_EXPORT(omp_get_mapped_ptr)
void *omp_get_mapped_ptr(const void *ptr, int device)
{
    return veda_offload_is_host(device) ? (void *)ptr : NULL;
}

/* The host's memory needs no association, and no other device could take one. */
VEDA_EXPORT(omp_target_associate_ptr)
int omp_target_associate_ptr(const void *host, const void *device_ptr, size_t bytes, size_t offset,
                             int device)
{
    (void)bytes;
    return veda_offload_is_host(device) && host == (const char *)device_ptr + offset ? 0 : EINVAL;
}

VEDA_EXPORT(omp_target_disassociate_ptr)
int omp_target_disassociate_ptr(const void *ptr, int device)
{
    (void)ptr;
    (void)device;
    return EINVAL; /* nothing is associated */
}

/* --- copies ------------------------------------------------------------------------------------------- */

static void wait_for_dependences(int count, const void *list)
{
    if (count > 0 && list)
        veda_task_wait(veda_me());
}

VEDA_EXPORT(omp_target_memcpy)
int omp_target_memcpy(void *to, const void *from, size_t bytes, size_t to_offset, size_t from_offset,
                      int to_device, int from_device)
{
    if (!veda_offload_is_host(to_device) || !veda_offload_is_host(from_device))
        return EINVAL;
    if (bytes)
        memmove((char *)to + to_offset, (const char *)from + from_offset, bytes);
    return 0;
}

VEDA_EXPORT(omp_target_memcpy_async)
int omp_target_memcpy_async(void *to, const void *from, size_t bytes, size_t to_offset,
                            size_t from_offset, int to_device, int from_device, int ndepend,
                            void *depend)
{
    wait_for_dependences(ndepend, depend);
    return omp_target_memcpy(to, from, bytes, to_offset, from_offset, to_device, from_device);
}

/* Without arrays to copy it is a question: how many dimensions can be had. */
VEDA_EXPORT(omp_target_memcpy_rect)
int omp_target_memcpy_rect(void *to, const void *from, size_t element, int dims, const size_t *box,
                           const size_t *to_offset, const size_t *from_offset, const size_t *to_dims,
                           const size_t *from_dims, int to_device, int from_device)
{
    if (!to && !from)
        return INT32_MAX;
    if (!veda_offload_is_host(to_device) || !veda_offload_is_host(from_device))
        return EINVAL;
    return veda_offload_copy_box(to, from, element, dims, box, to_offset, from_offset, to_dims,
                                 from_dims);
}

VEDA_EXPORT(omp_target_memcpy_rect_async)
int omp_target_memcpy_rect_async(void *to, const void *from, size_t element, int dims,
                                 const size_t *box, const size_t *to_offset,
                                 const size_t *from_offset, const size_t *to_dims,
                                 const size_t *from_dims, int to_device, int from_device, int ndepend,
                                 void *depend)
{
    wait_for_dependences(ndepend, depend);
    return omp_target_memcpy_rect(to, from, element, dims, box, to_offset, from_offset, to_dims,
                                  from_dims, to_device, from_device);
}

VEDA_EXPORT(omp_target_memset)
void *omp_target_memset(void *ptr, int value, size_t bytes, int device)
{
    return veda_offload_is_host(device) && ptr ? memset(ptr, value, bytes) : ptr;
}

VEDA_EXPORT(omp_target_memset_async)
void *omp_target_memset_async(void *ptr, int value, size_t bytes, int device, int ndepend, void *depend)
{
    wait_for_dependences(ndepend, depend);
    return omp_target_memset(ptr, value, bytes, device);
}
