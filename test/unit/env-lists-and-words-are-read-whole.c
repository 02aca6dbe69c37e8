// Numbers, booleans, words and lists of the environment: what is read, and that nothing is read from a
// value that is not wholly what it should be.
// RUN: %veda-unit
#include <limits.h>
#include <string.h>

#include "expect.h"
#include "runtime/env_parse.h"
#include "runtime/icv.h"

static void numbers(void)
{
    int64_t n = 77;
    EXPECT(veda_parse_number(" 42 ", 1, 100, &n));
    EXPECT_EQ(n, 42);
    EXPECT(veda_parse_number("+7", 1, 100, &n));
    EXPECT_EQ(n, 7);
    EXPECT(veda_parse_number("-3", -5, 5, &n));
    EXPECT_EQ(n, -3);
    EXPECT(veda_parse_number("9223372036854775807", 0, INT64_MAX, &n));
    EXPECT_EQ(n, INT64_MAX);
    n = 77;
    static const char *const bad[] = {"",    " ",   "x",   "4x",  "4 5", "0",   "101", "0x10",
                                      "4.0", "1e3", "--1", "- ",  ",",   "4,", "9223372036854775808",
                                      "99999999999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        EXPECT(!veda_parse_number(bad[i], 1, 100, &n));
    EXPECT_EQ(n, 77);
}

static void booleans(void)
{
    static const char *const yes[] = {"true", "TRUE", " True ", "1", "yes", "on", "t", ".true.", ".T."};
    static const char *const no[] = {"false", "FALSE", "0", "no", "OFF", "f", ".FALSE.", ".f."};
    static const char *const bad[] = {"", "2", "truee", "tru", "true false", "-1", "01", "y"};
    bool value;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        EXPECT(value = false, veda_parse_bool(yes[i], &value) && value);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        EXPECT(value = true, veda_parse_bool(no[i], &value) && !value);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        EXPECT(!veda_parse_bool(bad[i], &value));
}

static void lists(void)
{
    int out[4] = {0};
    EXPECT_EQ(veda_parse_numbers("4,3,2", 1, out, 4), 3);
    EXPECT(out[0] == 4 && out[1] == 3 && out[2] == 2 && out[3] == 0);
    EXPECT_EQ(veda_parse_numbers(" 8 , 1 ", 1, out, 1), 2); // only what there is room for
    EXPECT(out[0] == 8 && out[1] == 3);
    EXPECT_EQ(veda_parse_numbers("1", 1, out, 0), 1);
    static const char *const bad[] = {"", ",", "4,", ",4", "4,,2", "4 2", "4,0", "4,-1", "4,2147483648", "a"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        EXPECT_EQ(veda_parse_numbers(bad[i], 1, out, 4), 0);
}

static void binds(void)
{
    int out[4] = {-1, -1, -1, -1};
    EXPECT_EQ(veda_parse_binds("spread,close,MASTER , primary", out, 4), 4);
    EXPECT(out[0] == VEDA_BIND_SPREAD && out[1] == VEDA_BIND_CLOSE && out[2] == VEDA_BIND_PRIMARY &&
           out[3] == VEDA_BIND_PRIMARY);
    EXPECT(veda_parse_binds("true", out, 1) == 1 && out[0] == VEDA_BIND_TRUE);
    EXPECT(veda_parse_binds("False", out, 1) == 1 && out[0] == VEDA_BIND_FALSE);
    static const char *const bad[] = {"", "true,close", "close,true", "cores", "close,", "close close"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        EXPECT_EQ(veda_parse_binds(bad[i], out, 4), 0);
}

int main(void)
{
    numbers();
    booleans();
    lists();
    binds();
    return expect_result();
}
