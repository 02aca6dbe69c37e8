/* Leagues and target regions on the host: see veda_league_run and veda_initial_run in team.h. Each team
 * starts with the ICVs that the construct was met with; what it changes ends with it (5.2, 2.4). */
#include <limits.h>

#include "runtime/pool.h"
#include "runtime/task/agent.h"

void veda_league_run(struct veda_member *me, int num_teams, int thread_limit, void (*fn)(void *),
                     void *data)
{
    struct veda_team *team = me->team;
    struct veda_icvs *icvs = veda_icvs_own(me);
    struct veda_icvs before = *icvs;
    int was_num = team->team_num, was_of = team->num_teams;
    if (num_teams <= 0)
        num_teams = veda_global.nteams > 0 ? veda_global.nteams : 1;
    if (thread_limit <= 0)
        thread_limit = veda_global.teams_thread_limit;
    bool placed = icvs->bind != VEDA_BIND_FALSE;
    struct veda_seat_before seat = {VEDA_UNPLACED, {0, 0}};
    if (unlikely(placed))
        seat = (struct veda_seat_before){veda_binding_place(me), veda_binding_partition(me)};
    for (int i = 0; i < num_teams; i++) {
        team->team_num = i;
        team->num_teams = num_teams;
        if (thread_limit > 0)
            icvs->thread_limit = thread_limit;
        if (unlikely(placed))
            veda_binding_league(me, i, num_teams, veda_region_max_threads(me), &seat);
        fn(data);
        veda_task_drain(me);
        *icvs = before;
    }
    if (unlikely(placed))
        veda_binding_league_end(me, &seat);
    team->team_num = was_num;
    team->num_teams = was_of;
}

void veda_initial_run(struct veda_member *me, int thread_limit, void (*fn)(void *), void *data)
{
    struct veda_team *team = veda_team_initial(me);
    struct veda_member *inside = team->member[0];
    struct veda_thread *thread = me->thread;
    uint32_t *group = thread->group;
    team->icvs = veda_global.initial;
    team->icvs.default_device = veda_icvs(me)->default_device;
    team->team_num = 0;
    team->num_teams = 1;
    if (thread_limit > 0)
        team->icvs.thread_limit = thread_limit;
    team->work_seq = inside->work_seq;
    if (unlikely(team->icvs.bind != VEDA_BIND_FALSE))
        veda_binding_place(me);
    inside->place = me->place;
    inside->partition = me->partition;
    veda_member_start(inside, team);
    thread->group = &team->group_threads;
    veda_self = inside;
    fn(data);
    veda_task_drain(inside);
    veda_agents_dismiss(inside);
    veda_self = me;
    thread->group = group;
}
