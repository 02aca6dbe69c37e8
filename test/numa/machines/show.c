/* What a runtime says of its places, for those who compare: the list, then for each team size of the command line the
 * place and partition of each thread. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 1024 };

static void show_list(void)
{
    static int id[MOST];
    for (int place = 0; place < omp_get_num_places(); place++) {
        int n = omp_get_place_num_procs(place);
        printf("%s{", place ? "," : "places ");
        omp_get_place_proc_ids(place, id);
        for (int i = 0; i < n && i < MOST; i++)
            printf(i ? ",%d" : "%d", id[i]);
        printf("}");
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    static int place[MOST], first[MOST], n[MOST];
    show_list();
    for (int i = 1; i < argc; i++) {
        int threads = atoi(argv[i]), got = 0;
#pragma omp parallel num_threads(threads)
        {
            int tid = omp_get_thread_num(), partition[MOST];
            place[tid] = omp_get_place_num();
            n[tid] = omp_get_partition_num_places();
            omp_get_partition_place_nums(partition);
            first[tid] = n[tid] > 0 ? partition[0] : -1;
#pragma omp single
            got = omp_get_num_threads();
        }
        printf("team %d:", threads);
        for (int tid = 0; tid < got; tid++)
            printf(" %d[%d+%d]", place[tid], first[tid], n[tid]);
        printf("\n");
    }
    return 0;
}
