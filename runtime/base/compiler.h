/* Compiler vocabulary of the whole tree: attributes and branch hints, nothing that has state.
 * Included by everyone; includes nothing. */
#ifndef VEDA_BASE_COMPILER_H
#define VEDA_BASE_COMPILER_H

#define VEDA_COLD __attribute__((cold, noinline))
#define VEDA_NOINLINE __attribute__((noinline))
#define VEDA_NORETURN __attribute__((noreturn))
#define VEDA_ALIGNED(n) __attribute__((aligned(n)))
#define VEDA_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define VEDA_INLINE static inline __attribute__((always_inline))
#define VEDA_UNUSED __attribute__((unused))

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* One writer a line. 128, not 64: the adjacent-line prefetcher pairs lines on x86-64. */
#define VEDA_CACHE_LINE 128

#define veda_container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))

/* Where the program called us: an entry point's return address, carried to regions and tasks. */
#define VEDA_CALL_SITE() __builtin_return_address(0)

#endif
