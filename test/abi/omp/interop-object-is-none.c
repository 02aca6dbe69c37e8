// Without foreign runtimes the interop construct gives omp_interop_none, which has no properties; names of
// properties and return codes are known all the same. Each spelling, gfortran's and LLVM's.
// RUN: %veda-abi
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "expect.h"

int omp_get_num_interop_properties(void *), omp_get_num_interop_properties_(void *);
intptr_t omp_get_interop_int(void *, int, int *), omp_get_interop_int_(void *, int, int *);
void *omp_get_interop_ptr(void *, int, int *), *omp_get_interop_ptr_(void *, int, int *);
const char *omp_get_interop_str(void *, int, int *), *omp_get_interop_name(void *, int);
const char *omp_get_interop_type_desc(void *, int), *omp_get_interop_rc_desc(void *, int);
void omp_get_interop_str_(const char **, size_t *, void *, int, int *);
void omp_get_interop_name_(const char **, size_t *, void *, int);
void omp_get_interop_type_desc_(const char **, size_t *, void *, int);
void omp_get_interop_rc_desc_(const char **, size_t *, void *, int);
void GOMP_interop(int, int, void ***, const void *, const void *, int, void ***, int, void ***, unsigned, void **);

const char *str_llvm(void *, int, int *), *name_llvm(void *, int), *type_llvm(void *, int), *rc_llvm(void *, int);
__asm__(".symver str_llvm, omp_get_interop_str_@VERSION");
__asm__(".symver name_llvm, omp_get_interop_name_@VERSION");
__asm__(".symver type_llvm, omp_get_interop_type_desc_@VERSION");
__asm__(".symver rc_llvm, omp_get_interop_rc_desc_@VERSION");

enum { FR_ID = -1, VENDOR_NAME = -4, EMPTY = -1, RANGE = -2 };

int main(void)
{
    int rc = 0;
    const char *s;
    size_t n;
    EXPECT_EQ(omp_get_num_interop_properties(NULL), 0);
    EXPECT_EQ(omp_get_num_interop_properties_(NULL), 0);
    EXPECT_EQ(omp_get_interop_int(NULL, FR_ID, &rc), 0);
    EXPECT_EQ(rc, EMPTY);
    omp_get_interop_int_(NULL, -100, &rc);
    EXPECT_EQ(rc, RANGE);
    EXPECT(!omp_get_interop_ptr(NULL, FR_ID, &rc) && !omp_get_interop_ptr_(NULL, FR_ID, &rc));
    EXPECT(!omp_get_interop_str(NULL, FR_ID, &rc) && !str_llvm(NULL, FR_ID, &rc));
    omp_get_interop_str_(&s, &n, NULL, FR_ID, &rc);
    EXPECT(!s && n == 0);
    EXPECT(!strcmp(omp_get_interop_name(NULL, FR_ID), "fr_id"));
    EXPECT(!strcmp(name_llvm(NULL, VENDOR_NAME), "vendor_name"));
    omp_get_interop_name_(&s, &n, NULL, FR_ID);
    EXPECT(s && n == 5);
    EXPECT(!omp_get_interop_name(NULL, 3));
    EXPECT(!omp_get_interop_type_desc(NULL, FR_ID) && !type_llvm(NULL, FR_ID));
    omp_get_interop_type_desc_(&s, &n, NULL, FR_ID);
    EXPECT(!s);
    EXPECT(!strcmp(omp_get_interop_rc_desc(NULL, 0), "success") && rc_llvm(NULL, EMPTY));
    omp_get_interop_rc_desc_(&s, &n, NULL, 0);
    EXPECT(n == 7);
    void *object = &rc, **list[1] = {&object};
    GOMP_interop(-1, 1, list, NULL, NULL, 0, NULL, 0, NULL, 0, NULL);
    EXPECT(!object);
    object = &rc;
    GOMP_interop(-1, 0, NULL, NULL, NULL, 1, list, 1, list, 0, NULL);
    EXPECT(!object);
    return expect_result();
}
