// The deprecated omp_set_nested and omp_get_nested against max-active-levels-var (5.2, 18.2.9 and 18.2.10).
// RUN: %veda-c -Wno-deprecated-declarations
#include "expect.h"
#include <omp.h>

int main(void)
{
    EXPECT_EQ(omp_get_nested(), 0);
    omp_set_nested(1);
    EXPECT_EQ(omp_get_nested(), 1);
    EXPECT_EQ(omp_get_max_active_levels(), omp_get_supported_active_levels());
    omp_set_nested(0);
    EXPECT_EQ(omp_get_nested(), 0);
    EXPECT_EQ(omp_get_max_active_levels(), 1);
    omp_set_max_active_levels(0);
    omp_set_nested(0);
    EXPECT_EQ(omp_get_max_active_levels(), 0);
    omp_set_max_active_levels(-5);
    EXPECT_EQ(omp_get_max_active_levels(), 0);
    omp_set_max_active_levels(2);
    EXPECT_EQ(omp_get_nested(), 1);
#pragma omp parallel num_threads(2)
#pragma omp parallel num_threads(2)
    {
        EXPECT_EQ(omp_get_active_level(), 2);
        EXPECT_EQ(omp_get_nested(), 0); // no further active level to be had
    }
    return expect_result();
}
