// Stack sizes, block times and spin counts with their units.
// RUN: %veda-unit
#include "expect.h"
#include "runtime/env_parse.h"

static void size(const char *text, size_t unit, size_t want)
{
    size_t got = 0;
    EXPECT(veda_parse_bytes(text, unit, &got));
    EXPECT_EQ(got, want);
}

static void blocktime(const char *text, int64_t want)
{
    int64_t got = -1;
    EXPECT(veda_parse_blocktime(text, &got));
    EXPECT_EQ(got, want);
}

static void spincount(const char *text, int64_t want)
{
    int64_t got = -1;
    EXPECT(veda_parse_spincount(text, &got));
    EXPECT_EQ(got, want);
}

int main(void)
{
    size("100", 1024, 102400);
    size("100", 1, 100);
    size("2000B", 1024, 2000);
    size("16k", 1, 16384);
    size("64KB", 1, 65536);
    size(" 8 M ", 1024, 8u << 20);
    size("1g", 1024, 1u << 30);
    size("1T", 1024, (size_t)1 << 40);
    size_t bytes;
    static const char *const bad_sizes[] = {"", "0", "-1", "M", "8Q", "8 M x", "8MM", "8MBB", "1.5M",
                                            "17179869184T", "99999999999999999999"};
    for (size_t i = 0; i < sizeof bad_sizes / sizeof *bad_sizes; i++)
        EXPECT(!veda_parse_bytes(bad_sizes[i], 1024, &bytes));

    blocktime("200", 200000);
    blocktime("0", 0);
    blocktime("50us", 50);
    blocktime("3 ms", 3000);
    blocktime("2s", 2000000);
    blocktime("infinite", INT64_MAX);
    blocktime("2147483647", INT64_MAX);
    int64_t n;
    static const char *const bad_times[] = {"", "-1", "2h", "ms", "2 m", "infinitely", "3000000000", "1ms2"};
    for (size_t i = 0; i < sizeof bad_times / sizeof *bad_times; i++)
        EXPECT(!veda_parse_blocktime(bad_times[i], &n));

    spincount("30000", 30000);
    spincount("30k", 30000);
    spincount("2 M", 2000000);
    spincount("INFINITY", INT64_MAX);
    spincount("10000000T", INT64_MAX);
    static const char *const bad_counts[] = {"", "-1", "3b", "k", "3kk", "infinite1"};
    for (size_t i = 0; i < sizeof bad_counts / sizeof *bad_counts; i++)
        EXPECT(!veda_parse_spincount(bad_counts[i], &n));
    return expect_result();
}
