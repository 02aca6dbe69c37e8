// Each predefined reduction operator over the types it takes, on parallel, for and sections, under loops of
// every schedule: the result is the sequential one's (5.2, 5.5.5). Values are such that order does not matter.
//
// RUN: %veda-c -latomic
#include <complex.h>
#include <float.h>
#include <limits.h>
#include <stdbool.h>

#include "expect.h"

enum { N = 101 };

#define TEXT(x) #x
#define PRAGMA(x) _Pragma(TEXT(x))

/* On a loop; `start` is what the variable had, `value` depends on i, `combine` updates x. */
#define LOOP(type, op, start, value, combine, ...)                                                 \
    do {                                                                                           \
        type x = start;                                                                            \
        for (int i = 0; i < N; i++) {                                                              \
            type v = (type)(value);                                                                \
            combine;                                                                               \
        }                                                                                          \
        type want = x;                                                                             \
        x = start;                                                                                 \
        PRAGMA(omp parallel for reduction(op : x) schedule(__VA_ARGS__))                           \
        for (int i = 0; i < N; i++) {                                                              \
            type v = (type)(value);                                                                \
            combine;                                                                               \
        }                                                                                          \
        EXPECT(x == want);                                                                         \
    } while (0)
#define ALL(type, op, start, value, combine)                                                       \
    LOOP(type, op, start, value, combine, static);                                                 \
    LOOP(type, op, start, value, combine, dynamic, 3);                                             \
    LOOP(type, op, start, value, combine, guided)

#define INTEGER(type)                                                                              \
    ALL(type, +, 3, i * 7 % 5, x += v);                                                            \
    ALL(type, -, 3, i % 3, x += v);                                                                \
    ALL(type, *, 1, i % 50 == 0 ? 3 : 1, x *= v);                                                  \
    ALL(type, &, (type)~0, ~(1u << i % 3), x &= v);                                                \
    ALL(type, |, 1, 1u << i % 7, x |= v);                                                          \
    ALL(type, ^, 5, i * 3, x ^= v);                                                                \
    ALL(type, &&, 1, i != 77, x = x && v);                                                         \
    ALL(type, &&, 1, i != 777, x = x && v);                                                        \
    ALL(type, ||, 0, i == 77, x = x || v);                                                         \
    ALL(type, ||, 0, i == 777, x = x || v);                                                        \
    ALL(type, min, 100, (i * 37) % 101, x = v < x ? v : x);                                        \
    ALL(type, max, 1, (i * 37) % 101, x = v > x ? v : x)

#define FLOATING(type)                                                                             \
    ALL(type, +, 3, i * 7 % 5, x += v);                                                            \
    ALL(type, -, 3, i % 3, x += v);                                                                \
    ALL(type, *, 1, i % 10 == 0 ? 2 : 1, x *= v);                                                  \
    ALL(type, &&, 1, i != 77, x = x && v);                                                         \
    ALL(type, ||, 0, i == 77, x = x || v);                                                         \
    ALL(type, min, FLT_MAX, 50 - i, x = v < x ? v : x);                                            \
    ALL(type, max, -FLT_MAX, 50 - i, x = v > x ? v : x)

#define COMPLEX(type)                                                                              \
    ALL(type, +, 3, i * 7 % 5 + i % 4 * I, x += v);                                                \
    ALL(type, *, 1, i % 25 == 0 ? 1 + I : 1, x *= v)

static void together(void)
{
    for (int round = 0; round < 100; round++) {
        int sum = 0, inner = 0, smallest = INT_MAX, n = 0;
        long bits = 0;
        double product = 1;
        bool all = true, any = false;
#pragma omp parallel num_threads(1 + round % 6) reduction(+ : sum, n) reduction(min : smallest)    \
    reduction(| : bits) reduction(* : product) reduction(&& : all) reduction(|| : any)
        {
            n++;
            sum += 5;
            product *= 2;
#pragma omp for nowait reduction(+ : inner)
            for (int i = 0; i < 10; i++)
                inner += i;
#pragma omp sections reduction(+ : inner)
            {
#pragma omp section
                inner += 1;
#pragma omp section
                inner += 2;
            }
            smallest = -n;
            bits |= 1 << n;
            all = all && n == 1;
            any = any || n == 1;
        }
        EXPECT_EQ(n, 1 + round % 6);
        EXPECT_EQ(smallest, -1);
        EXPECT_EQ(bits, 2);
        EXPECT(product == (double)(1 << n));
        EXPECT(all && any);
        EXPECT_EQ(sum, 5 * n);
        EXPECT_EQ(inner, 48);
    }
}

int main(void)
{
    INTEGER(int);
    INTEGER(unsigned);
    INTEGER(long);
    INTEGER(unsigned long long);
    INTEGER(short);
    INTEGER(unsigned char);
    FLOATING(float);
    FLOATING(double);
    FLOATING(long double);
    COMPLEX(float complex);
    COMPLEX(double complex);
    together();
    return expect_result();
}
