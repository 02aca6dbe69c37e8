/* A cursor over the text of an environment variable: scan_x moves it past an x and gives true, or gives false and
 * leaves it. Blanks may stand around everything; words are read without regard to case, without a locale. */
#ifndef VEDA_NUMA_SCAN_H
#define VEDA_NUMA_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool scan_is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool scan_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char scan_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool scan_is_word(char c)
{
    c = scan_lower(c);
    return (c >= 'a' && c <= 'z') || c == '_' || scan_is_digit(c);
}

static inline void scan_blanks(const char **p)
{
    while (scan_is_blank(**p))
        ++*p;
}

static inline bool scan_end(const char *p)
{
    scan_blanks(&p);
    return !*p;
}

static inline bool scan_take(const char **p, char c)
{
    scan_blanks(p);
    if (**p != c)
        return false;
    ++*p;
    return true;
}

/* The value of c as a digit of base 16, else 99. */
static inline unsigned scan_digit(char c)
{
    c = scan_lower(c);
    return scan_is_digit(c) ? (unsigned)(c - '0') : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 99;
}

/* Digits of that base, the value at most INT32_MAX. */
static inline bool scan_digits(const char **p, unsigned base, int64_t *out)
{
    const char *q = *p;
    int64_t n = 0;
    for (; scan_digit(*q) < base; q++) {
        n = n * base + scan_digit(*q);
        if (n > INT32_MAX)
            return false;
    }
    if (q == *p)
        return false;
    *p = q;
    *out = n;
    return true;
}

static inline bool scan_number(const char **p, int64_t *out)
{
    scan_blanks(p);
    const char *q = *p + (**p == '+');
    if (!scan_digits(&q, 10, out))
        return false;
    *p = q;
    return true;
}

static inline bool scan_signed(const char **p, int64_t *out)
{
    const char *q = *p;
    bool negative = scan_take(&q, '-');
    if (negative ? !scan_is_digit(*q) || !scan_digits(&q, 10, out) : !scan_number(&q, out))
        return false;
    if (negative)
        *out = -*out;
    *p = q;
    return true;
}

/* As C writes numbers: 0x for base 16, 0 for base 8. */
static inline bool scan_c_number(const char **p, int64_t *out)
{
    scan_blanks(p);
    const char *q = *p;
    if (q[0] == '0' && scan_lower(q[1]) == 'x' && scan_digit(q[2]) < 16) {
        q += 2;
        if (!scan_digits(&q, 16, out))
            return false;
    } else if (!scan_digits(&q, q[0] == '0' ? 8 : 10, out)) {
        return false;
    }
    *p = q;
    return true;
}

/* The whole run of word characters must be `word`. */
static inline bool scan_word(const char **p, const char *word)
{
    scan_blanks(p);
    const char *q = *p;
    for (; *word; q++, word++)
        if (scan_lower(*q) != *word)
            return false;
    if (scan_is_word(*q))
        return false;
    *p = q;
    return true;
}

#endif
