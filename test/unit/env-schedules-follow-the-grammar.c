// OMP_SCHEDULE: [modifier:]kind[,chunk].
// RUN: %veda-unit
#include "expect.h"
#include "runtime/env_parse.h"
#include "runtime/icv.h"

static void good(const char *text, int sched, int order, int chunk, int named)
{
    struct veda_parsed_schedule s = {0};
    EXPECT(veda_parse_schedule(text, &s));
    EXPECT_EQ(s.sched, sched);
    EXPECT_EQ(s.order, order);
    EXPECT_EQ(s.chunk, chunk);
    EXPECT_EQ(s.named, named);
}

int main(void)
{
    good("static", VEDA_SCHED_STATIC, VEDA_ORDER_DEFAULT, 0, 0);
    good("STATIC,16", VEDA_SCHED_STATIC, VEDA_ORDER_DEFAULT, 16, 0);
    good(" dynamic , 3 ", VEDA_SCHED_DYNAMIC, VEDA_ORDER_DEFAULT, 3, 0);
    good("guided,2147483647", VEDA_SCHED_GUIDED, VEDA_ORDER_DEFAULT, 2147483647, 0);
    good("auto", VEDA_SCHED_AUTO, VEDA_ORDER_DEFAULT, 0, 0);
    good("auto,4", VEDA_SCHED_AUTO, VEDA_ORDER_DEFAULT, 0, 0);
    good("monotonic:dynamic,50", VEDA_SCHED_DYNAMIC, VEDA_ORDER_MONOTONIC, 50, 0);
    good("NonMonotonic : Guided", VEDA_SCHED_GUIDED, VEDA_ORDER_NONMONOTONIC, 0, 0);
    good("trapezoidal,13", VEDA_SCHED_GUIDED, VEDA_ORDER_DEFAULT, 13, VEDA_SCHED_TRAPEZOIDAL);
    good("static_steal", VEDA_SCHED_DYNAMIC, VEDA_ORDER_DEFAULT, 0, 0);

    struct veda_parsed_schedule s = {.sched = 9};
    static const char *const bad[] = {"",         "foo",         "static,",         "static,0",
                                      "static,x", "dynamic 3",   "dynamic,3,4",     "monotonic",
                                      "mono:static", "monotonic dynamic", ":static", "dynamic,-1",
                                      "dynamics", "static,2147483648", "staticx,1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        EXPECT(!veda_parse_schedule(bad[i], &s));
    EXPECT_EQ(s.sched, 9);
    return expect_result();
}
