// GOMP_parallel_sections_start, GOMP_teams_reg and the teams entry points of target regions, called as compilers
// old and new call them.
// RUN: %veda-abi
#include <stdbool.h>

#include "expect.h"

void GOMP_parallel_sections_start(void (*)(void *), void *, unsigned, unsigned);
void GOMP_parallel_end(void);
unsigned GOMP_sections_next(void);
void GOMP_sections_end_nowait(void);
void GOMP_teams_reg(void (*)(void *), void *, unsigned, unsigned, unsigned);
bool GOMP_teams4(unsigned, unsigned, unsigned, bool);
void GOMP_teams(unsigned, unsigned);
void GOMP_target_ext(int, void (*)(void *), unsigned long, void **, unsigned long *, unsigned short *,
                     unsigned, void **, void **);
int omp_get_team_num(void), omp_get_num_teams(void), omp_get_thread_limit(void), omp_get_level(void);

static unsigned ran[8];

static void sections(void *arg)
{
    (void)arg;
    for (unsigned s; (s = GOMP_sections_next()) != 0;)
        __atomic_fetch_add(&ran[s], 1, __ATOMIC_RELAXED);
    GOMP_sections_end_nowait();
}

static int teams;

static void team(void *arg)
{
    (void)arg;
    EXPECT_EQ(omp_get_team_num(), teams);
    EXPECT_EQ(omp_get_num_teams(), 3);
    EXPECT_EQ(omp_get_thread_limit(), 5);
    EXPECT_EQ(omp_get_level(), 0);
    teams++;
}

static int target_teams;

static void target(void *arg)
{
    (void)arg;
    EXPECT_EQ(omp_get_level(), 0);
    GOMP_teams(2, 7);
    EXPECT_EQ(omp_get_thread_limit(), 7);
    bool first = true;
    while (GOMP_teams4(2, 4, 6, first)) {
        first = false;
        EXPECT_EQ(omp_get_team_num(), target_teams);
        EXPECT_EQ(omp_get_num_teams(), 2);
        EXPECT_EQ(omp_get_thread_limit(), 6);
        target_teams++;
    }
}

int main(void)
{
    GOMP_parallel_sections_start(sections, NULL, 4, 7);
    sections(NULL);
    GOMP_parallel_end();
    for (int s = 1; s <= 7; s++)
        EXPECT_EQ(ran[s], 1);
    GOMP_teams_reg(team, NULL, 3, 5, 0);
    EXPECT_EQ(teams, 3);
    EXPECT_EQ(omp_get_num_teams(), 1);
    GOMP_target_ext(-1, target, 0, NULL, NULL, NULL, 0, NULL, NULL);
    EXPECT_EQ(target_teams, 2);
    EXPECT(omp_get_thread_limit() != 6);
    return expect_result();
}
