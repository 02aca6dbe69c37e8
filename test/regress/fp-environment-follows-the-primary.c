// Every member starts a region with the rounding mode and flush-to-zero setting of the thread that opened
// it, and a pooled worker does not carry them into the next region.
// RUN: %veda-c -frounding-math
#include <fenv.h>
#include <omp.h>
#include <xmmintrin.h>

#include "expect.h"

#define FTZ 0x8000u

static void look(int round, unsigned ftz)
{
#pragma omp parallel num_threads(4)
    {
        EXPECT_EQ(fegetround(), round);
        EXPECT_EQ(_mm_getcsr() & FTZ, ftz);
    }
}

int main(void)
{
    look(FE_TONEAREST, 0);
    fesetround(FE_UPWARD);
    look(FE_UPWARD, 0);
    _mm_setcsr(_mm_getcsr() | FTZ);
    look(FE_UPWARD, FTZ);
    _mm_setcsr(_mm_getcsr() & ~FTZ);
    fesetround(FE_TONEAREST);
    look(FE_TONEAREST, 0);
    return expect_result();
}
