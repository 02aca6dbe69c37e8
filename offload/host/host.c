/* See host.h. */
#include "offload/host/host.h"

#include <errno.h>
#include <string.h>

#include "runtime/base/log.h"
#include "runtime/icv.h"

int veda_offload_devices(void)
{
    return 0; /* no back end is loaded: offload/<device>/ registers what it finds */
}

bool veda_offload_is_host(int number)
{
    return number == VEDA_DEVICE_INITIAL || number == veda_offload_devices();
}

static int copy_level(char *to, const char *from, size_t element, int dims, const size_t *box,
                      const size_t *to_offset, const size_t *from_offset, const size_t *to_dims,
                      const size_t *from_dims)
{
    if (dims == 1) {
        size_t bytes, to_at, from_at;
        if (__builtin_mul_overflow(element, box[0], &bytes) ||
            __builtin_mul_overflow(element, to_offset[0], &to_at) ||
            __builtin_mul_overflow(element, from_offset[0], &from_at))
            return EINVAL;
        memcpy(to + to_at, from + from_at, bytes);
        return 0;
    }
    size_t to_slice = element, from_slice = element;
    for (int d = 1; d < dims; d++)
        if (__builtin_mul_overflow(to_slice, to_dims[d], &to_slice) ||
            __builtin_mul_overflow(from_slice, from_dims[d], &from_slice))
            return EINVAL;
    size_t to_at, from_at;
    if (__builtin_mul_overflow(to_slice, to_offset[0], &to_at) ||
        __builtin_mul_overflow(from_slice, from_offset[0], &from_at))
        return EINVAL;
    for (size_t i = 0; i < box[0]; i++) {
        int err = copy_level(to + to_at + i * to_slice, from + from_at + i * from_slice, element,
                             dims - 1, box + 1, to_offset + 1, from_offset + 1, to_dims + 1,
                             from_dims + 1);
        if (err)
            return err;
    }
    return 0;
}

int veda_offload_copy_box(void *to, const void *from, size_t element, int dims, const size_t *box,
                          const size_t *to_offset, const size_t *from_offset, const size_t *to_dims,
                          const size_t *from_dims)
{
    if (dims < 1 || !element)
        return EINVAL;
    return copy_level(to, from, element, dims, box, to_offset, from_offset, to_dims, from_dims);
}

void veda_offload_host_fallback(int number, const char *construct)
{
    veda_icv_init();
    if (veda_global.offload == VEDA_OFFLOAD_MANDATORY && !veda_offload_is_host(number))
        veda_fatal("OMP_TARGET_OFFLOAD=MANDATORY: there is no device %d for %s", number, construct);
}
