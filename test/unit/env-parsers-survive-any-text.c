// Every parser on a few hundred thousand random texts made of what its grammars are made of: no crash, no
// endless loop, no read past the end (the text ends where its page ends), and what is rejected leaves the
// result alone. The seed is fixed; the sanitizer builds run it too.
// RUN: %veda-unit
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "expect.h"
#include "runtime/env_parse.h"

enum { ROUNDS = 200000, LONGEST = 40 };

static const char *const pieces[] = {
    "0", "1", "17", "2147483648", "99999999999999999999", "-", "+", ",", ":", "!", "*", " ", "\t",
    "{", "}", "(", ")", "[", "]", "=", "&&", "||", "true", "close", "spread", "static", "dynamic",
    "monotonic", "cores", "threads", "kind", "uid", "structured", "infinite", "k", "M", "gb", "us", "ms",
    "omp_default_mem_space", "alignment", "initial", "\x80\xff", "_", "."};

static uint64_t state = 88172645463325252u;

static unsigned below(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % n;
}

static void try(const char *text)
{
    bool flag = false;
    int64_t n = 1;
    int few[2] = {5, 6}, device = 7;
    size_t bytes = 8;
    uintptr_t handle = 9;
    struct veda_parsed_schedule s = {.sched = 10};
    if (!veda_parse_number(text, -100, 100, &n))
        EXPECT_EQ(n, 1);
    if (!veda_parse_bytes(text, 1024, &bytes))
        EXPECT_EQ(bytes, 8);
    if (!veda_parse_schedule(text, &s))
        EXPECT_EQ(s.sched, 10);
    if (!veda_parse_default_device(text, -4, 0, &device))
        EXPECT_EQ(device, 7);
    if (!veda_parse_allocator(text, &handle, &flag))
        EXPECT_EQ(handle, 9);
    EXPECT(veda_parse_numbers(text, 1, few, 1) >= 0 && few[1] == 6);
    veda_parse_binds(text, few, 1);
    EXPECT_EQ(few[1], 6);
    veda_parse_bool(text, &flag);
    veda_parse_blocktime(text, &n);
    EXPECT(n >= -100);
    n = 0;
    veda_parse_spincount(text, &n);
    EXPECT(n >= 0);
    veda_parse_devices(text);
    struct veda_reserve reserve;
    veda_parse_reserve(text, &reserve);
}

int main(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *two = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(two != MAP_FAILED && mprotect(two + page, page, PROT_NONE) == 0);
    for (int round = 0; round < ROUNDS; round++) {
        char text[LONGEST * 32] = "";
        for (unsigned i = below(LONGEST); i; i--)
            strcat(text, pieces[below(sizeof pieces / sizeof *pieces)]);
        size_t len = strlen(text) + 1;
        char *at = two + page - len;
        memcpy(at, text, len);
        try(at);
    }
    char deep[4096]; // brackets nest as deep as the text is long
    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    EXPECT(!veda_parse_devices(deep));
    return expect_result();
}
