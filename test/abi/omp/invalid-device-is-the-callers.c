// omp_invalid_device is -4 in libgomp's omp.h and -2 in libomp's: a binary gets the one that it was compiled
// with, by the version of the symbol.
// RUN: %veda-abi
#include <stddef.h>

#include "expect.h"

int from_uid_gnu(const char *), from_uid_llvm(const char *);
int from_uid_target(const char *), from_uid_plain(const char *);
__asm__(".symver from_uid_gnu, omp_get_device_from_uid@GOMP_6.0\n"
        ".symver from_uid_llvm, omp_get_device_from_uid@OMP_6.0\n"
        ".symver from_uid_target, omp_get_device_from_uid@VERS1.0\n"
        ".symver from_uid_plain, omp_get_device_from_uid@VERSION\n");

int main(void)
{
    EXPECT_EQ(from_uid_gnu("no such device"), -4);
    EXPECT_EQ(from_uid_gnu(NULL), -4);
    EXPECT_EQ(from_uid_llvm("no such device"), -2);
    EXPECT_EQ(from_uid_llvm(NULL), -2);
    EXPECT_EQ(from_uid_target("no such device"), -2);
    EXPECT_EQ(from_uid_plain("no such device"), -2);
    return expect_result();
}
