/* Thread affinity for people (5.2, 21.2.4 OMP_AFFINITY_FORMAT and 18.3.6 to 18.3.10): the
 * formatting, and what OMP_DISPLAY_AFFINITY prints. Thread-safe as long as nobody sets the format
 * meanwhile. */
#ifndef VEDA_AFFINITY_DISPLAY_H
#define VEDA_AFFINITY_DISPLAY_H

#include <stddef.h>

struct veda_member;

/* affinity-format-var becomes format[0..len), cut to what it can hold. */
void veda_affinity_format_set(const char *format, size_t len);

/* Formats me's affinity as `format` says (NULL or "": affinity-format-var) into buffer, cut to size
 * - 1 characters and a NUL; size may be 0. Gives the length it would need without the NUL. me must
 * be the calling thread's. A field that is not known gives "undefined". */
size_t veda_affinity_capture(const struct veda_member *me, const char *format, char *buffer,
                             size_t size);

/* Prints the same and a newline on standard output. */
void veda_affinity_print(const struct veda_member *me, const char *format);

/* OMP_DISPLAY_AFFINITY: to be called by every member when a region starts, where
 * veda_global.display_affinity is set. Prints when what the fields of a format can show has changed
 * since the thread printed last: its team's shape, its place in it, its processors. */
void veda_affinity_display(struct veda_member *me);

#endif
