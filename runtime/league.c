/* teams on the host: see veda_league_run in team.h. Each team starts with the ICVs that the construct was
 * met with; what it changes ends with it (5.2, 2.4). */
#include <limits.h>

#include "runtime/team.h"

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
    for (int i = 0; i < num_teams; i++) {
        team->team_num = i;
        team->num_teams = num_teams;
        if (thread_limit > 0)
            icvs->thread_limit = thread_limit;
        fn(data);
        *icvs = before;
    }
    team->team_num = was_num;
    team->num_teams = was_of;
}
