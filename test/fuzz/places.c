/* libFuzzer target: the four variables that spell places, in any combination. The input is a byte of flags and then
 * the texts, each ended by a newline: KMP_AFFINITY, GOMP_CPU_AFFINITY, OMP_PLACES, KMP_HW_SUBSET. Whatever they say,
 * the list must be well formed, be read back from its own text, and seat every thread. How to run: places.sh. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numa/placement.h"
#include "numa/places.h"
#include "runtime/base/log.h"
#include "test/unit/small_machine.h"

enum { TEXTS = 4 };

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

static void split(const uint8_t *data, size_t size, char *text[TEXTS])
{
    for (int i = 0; i < TEXTS; i++) {
        const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
        size_t n = end ? (size_t)(end - data) : size;
        text[i] = malloc(n + 1); /* of its own, so that a step beyond it is seen */
        MUST(text[i]);
        if (n)
            memcpy(text[i], data, n);
        text[i][n] = 0;
        data += n + (end != NULL);
        size -= n + (end != NULL);
    }
}

static bool on_machine(int cpu)
{
    return cpu >= 0 && cpu < small_machine()->n;
}

static void check_list(const struct veda_places *places)
{
    MUST(places->n > 0);
    for (int i = 0; i < places->n; i++) {
        const struct veda_place *place = &places->place[i];
        MUST(place->n > 0);
        for (int k = 0; k < place->n; k++)
            MUST(on_machine(place->cpu[k]) && (!k || place->cpu[k] > place->cpu[k - 1]));
    }
}

static void check_text(const struct veda_places *places)
{
    size_t size = (size_t)veda_places_text(places, NULL, 0) + 1;
    char *text = malloc(size);
    MUST(text && (size_t)veda_places_text(places, text, size) == size - 1 && strlen(text) == size - 1);
    struct veda_places_answer again;
    veda_places_make(&(struct veda_places_request){.places = text}, small_machine(), &again);
    MUST(again.places && again.places->n == places->n);
    for (int i = 0; i < places->n; i++) {
        MUST(again.places->place[i].n == places->place[i].n);
        MUST(!memcmp(again.places->place[i].cpu, places->place[i].cpu, (size_t)places->place[i].n * sizeof(int)));
    }
    free(again.places);
    free(text);
}

static void check_seats(const struct veda_places_answer *answer, int flags)
{
    int n = answer->places->n;
    MUST(answer->first >= 0 && answer->first < n);
    MUST(answer->group >= 1 && (answer->policy != VEDA_PLACE_BALANCED || n % answer->group == 0));
    struct veda_team_placement team = {
        .policy = (uint8_t)(answer->policy > 0 ? answer->policy : 1 + flags % 4),
        .rest = (uint8_t)(flags >> 2 & 1),
        .nthreads = 1 + (flags >> 3),
        .place = answer->first,
        .group = answer->group,
        .partition = {0, n},
    };
    for (int tid = 0; tid < team.nthreads; tid++) {
        int place;
        struct veda_partition part;
        veda_placement(&team, tid, &place, &part);
        MUST(place >= part.first && place < part.first + part.n && part.first >= 0 && part.first + part.n <= n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    int flags = data[0];
    char *text[TEXTS];
    split(data + 1, size - 1, text);
    veda_warnings_set(flags == 0); /* the lines too, now and then */
    struct veda_places_request request = {
        .affinity = text[0],
        .cpus = text[1],
        .places = text[2],
        .subset = text[3],
        .bind_set = flags & 1,
        .bind = flags & 2,
    };
    struct veda_places_answer answer;
    veda_places_make(&request, small_machine(), &answer);
    MUST(answer.available >= 1 && answer.available <= small_machine()->n);
    if (answer.places) {
        check_list(answer.places);
        check_text(answer.places);
        check_seats(&answer, flags);
    }
    free(answer.places);
    for (int i = 0; i < TEXTS; i++)
        free(text[i]);
    return 0;
}
