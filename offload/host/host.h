/* The host as a device (5.2, 1.2.1 host device): where target regions run while there is no other, and what
 * omp_target_* does where all memory is the host's. Pure functions over the caller's memory; thread-safe. */
#ifndef VEDA_OFFLOAD_HOST_HOST_H
#define VEDA_OFFLOAD_HOST_HOST_H

#include <stdbool.h>
#include <stddef.h>

/* Device numbers that are not a device's (5.2, Predefined Identifiers). */
enum { VEDA_DEVICE_INITIAL = -1, VEDA_DEVICE_INVALID = -4 };

/* How many devices there are besides the host. */
int veda_offload_devices(void);

/* Whether number means the host device: the one behind the last device, or omp_initial_device. */
bool veda_offload_is_host(int number);

/* Copies a box of dims dimensions out of one array into another (5.2, omp_target_memcpy_rect): element is
 * the bytes of one element, all arrays have dims entries, outermost dimension first. Gives 0, or EINVAL
 * for no dimension or offsets that overflow. */
int veda_offload_copy_box(void *to, const void *from, size_t element, int dims, const size_t *box,
                          const size_t *to_offset, const size_t *from_offset, const size_t *to_dims,
                          const size_t *from_dims);

/* OMP_TARGET_OFFLOAD=MANDATORY and a construct that has to run on the host because no device can take it:
 * ends the process (5.2, 21.2.9). Otherwise returns. number: the device asked for. */
void veda_offload_host_fallback(int number, const char *construct);

#endif
