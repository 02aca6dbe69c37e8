/* Parsers of environment values: text in, value out. Pure: no state, no allocation, no locale, no
 * output; every one gives false (or 0) on anything that is not wholly what it reads and then leaves
 * *out alone, so that they can be tested and fuzzed alone. Words are read without regard to case;
 * blanks may stand around every token. Called by the table of runtime/icv_env.c. Grammars: 5.2,
 * chapter 21; 6.0, chapter 4; and what the peers document for their own. */
#ifndef VEDA_ENV_PARSE_H
#define VEDA_ENV_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A word and what it stands for. A list of them ends with a NULL word. */
struct veda_word {
    const char *word;
    int value;
};

/* Whether KMP_AFFINITY's value names a type (compact, none, ...), besides modifiers. */
bool veda_names_affinity_type(const char *s);

bool veda_parse_word(const char *s, const struct veda_word *words, int *out);

/* true, false, and the peers' other spellings: 1 0 yes no on off t f .true. .false. .t. .f. */
bool veda_parse_bool(const char *s, bool *out);

/* A decimal number within [least, most]. */
bool veda_parse_number(const char *s, int64_t least, int64_t most, int64_t *out);

/* "4,3,2", each within [least, INT_MAX]. Gives how many there are, of which the first `room` are
 * stored; 0: not such a list. */
int veda_parse_numbers(const char *s, int least, int *out, int room);

/* "close,spread" as enum veda_bind; "true" and "false" stand alone. Result as above. */
int veda_parse_binds(const char *s, int *out, int room);

/* [monotonic:|nonmonotonic:]kind[,chunk]. named is the peer's number of a kind of its own
 * (trapezoidal, static_steal) that runs as sched, else 0. */
struct veda_parsed_schedule {
    uint8_t sched; /* enum veda_schedule */
    uint8_t order; /* enum veda_order */
    uint8_t named;
    int chunk; /* 0: none given */
};
bool veda_parse_schedule(const char *s, struct veda_parsed_schedule *out);

/* "8M", "512 k", "64KB", "100": bytes, of which there is at least one. Units B K M G T; without one
 * `unit` bytes. */
bool veda_parse_bytes(const char *s, size_t unit, size_t *out);

/* "200", "200ms", "50 us", "1s", "infinite": microseconds, without a unit milliseconds; INT64_MAX
 * for infinite. */
bool veda_parse_blocktime(const char *s, int64_t *us);

/* "30000", "30k", "infinite": looks, k M G T are powers of 1000; INT64_MAX for infinite. */
bool veda_parse_spincount(const char *s, int64_t *out);

/* A predefined allocator, or a predefined memory space with optional traits. *handle becomes the
 * number of the allocator (both ABIs number them alike), of a memory space that of its own
 * allocator. */
bool veda_parse_allocator(const char *s, uintptr_t *handle, bool *has_traits);
const char *veda_allocator_name(uintptr_t handle); /* NULL: not predefined */

/* OMP_DEFAULT_DEVICE: a list of device numbers, the words initial, invalid, default, and trait
 * expressions; *out is the first that names a device without looking at traits, or `fallback`. */
enum { VEDA_DEVICE_INITIAL = -1, VEDA_DEVICE_INVALID = -4 };
bool veda_parse_default_device(const char *s, int invalid, int fallback, int *out);

/* OMP_AVAILABLE_DEVICES: a list of trait expressions, device numbers and array sections of one. */
bool veda_parse_devices(const char *s);

/* OMP_THREADS_RESERVE (6.0, 4.3.10): a number, or a list of structured(n) and free_agent(n). */
enum { VEDA_RESERVE_ALL = -1 }; /* the number was left out */
struct veda_reserve {
    int structured, agents;
};
bool veda_parse_reserve(const char *s, struct veda_reserve *out);

#endif
