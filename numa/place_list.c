/* The parsers of place_list.h, recursive descent that builds the list as it reads. What is wrong is said of the
 * whole text: a place list of which one half is a mistake is not what anybody wants. */
#include "numa/place_list.h"

#include <stdlib.h>
#include <string.h>

#include "numa/scan.h"
#include "runtime/base/log.h"

static void *grown(void *piece, size_t n, size_t bytes)
{
    piece = realloc(piece, n * bytes);
    if (!piece)
        veda_fatal("no memory for a list of places");
    return piece;
}

void veda_place_list_free(struct veda_place_list *list)
{
    free(list->number);
    free(list->place);
    *list = (struct veda_place_list){0};
}

bool veda_place_list_number(struct veda_place_list *list, int64_t number)
{
    if (list->numbers == VEDA_MOST_NUMBERS || number > INT32_MAX || number < INT32_MIN)
        return false;
    if (list->numbers == list->number_room) {
        list->number_room = list->number_room ? 2 * list->number_room : 64;
        list->number = grown(list->number, list->number_room, sizeof *list->number);
    }
    list->number[list->numbers++] = (int)number;
    return true;
}

static int by_value(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

/* The numbers from `from` on, ascending and each once. */
static void sort_numbers(struct veda_place_list *list, size_t from)
{
    if (list->numbers == from)
        return;
    int *number = list->number + from;
    size_t n = list->numbers - from, kept = 1;
    qsort(number, n, sizeof *number, by_value);
    for (size_t i = 1; i < n; i++)
        if (number[i] != number[kept - 1])
            number[kept++] = number[i];
    list->numbers = from + kept;
}

bool veda_place_list_close(struct veda_place_list *list, size_t from)
{
    if (list->n == VEDA_MOST_PLACES)
        return false;
    if (list->n + 1 >= list->room) {
        list->room = list->room ? 2 * list->room : 32;
        list->place = grown(list->place, (size_t)list->room, sizeof *list->place);
    }
    sort_numbers(list, from);
    list->place[list->n++] = from;
    list->place[list->n] = list->numbers;
    return true;
}

/* --- OMP_PLACES ----------------------------------------------------------------------------------------------- */

/* [:length[:stride]] */
static bool take_interval(const char **p, int64_t *length, int64_t *stride)
{
    *length = *stride = 1;
    if (!scan_take(p, ':'))
        return true;
    if (!scan_number(p, length) || *length < 1)
        return false;
    return !scan_take(p, ':') || scan_signed(p, stride);
}

static const char too_large[] = "it is too large";

/* One element of braces; those to leave out are collected apart, since they may stand before what they take away
 * from. */
static bool take_resource(const char **p, struct veda_place_list *list, struct veda_place_list *without,
                          const char **why)
{
    int64_t number, length = 1, stride = 1;
    bool out = scan_take(p, '!');
    if (!scan_number(p, &number) || (!out && !take_interval(p, &length, &stride)))
        return false;
    for (int64_t i = 0; i < length; i++)
        if (!veda_place_list_number(out ? without : list, number + i * stride)) {
            *why = too_large;
            return false;
        }
    return true;
}

/* Takes away from the numbers from `from` on; each must be there. */
static bool leave_out(struct veda_place_list *list, size_t from, const struct veda_place_list *without,
                      const char **why)
{
    for (size_t i = 0; i < without->numbers; i++) {
        size_t at = from;
        while (at < list->numbers && list->number[at] != without->number[i])
            at++;
        if (at == list->numbers) {
            *why = "'!' before a processor that the place does not have";
            return false;
        }
        memmove(list->number + at, list->number + at + 1, (list->numbers - at - 1) * sizeof *list->number);
        list->numbers--;
    }
    return true;
}

/* {resource,...} or one number; its numbers are the last of the list, ascending, and no place yet. */
static bool take_place(const char **p, struct veda_place_list *list, const char **why)
{
    size_t from = list->numbers;
    int64_t number;
    if (!scan_take(p, '{'))
        return scan_number(p, &number) && veda_place_list_number(list, number);
    struct veda_place_list without = {0};
    bool good;
    do
        good = take_resource(p, list, &without, why);
    while (good && scan_take(p, ','));
    good = good && scan_take(p, '}');
    if (good) {
        sort_numbers(list, from);
        sort_numbers(&without, 0);
        good = leave_out(list, from, &without, why);
    }
    veda_place_list_free(&without);
    return good;
}

/* place[:length[:stride]]: copies of it, each moved by stride from the one before. */
static bool take_places(const char **p, struct veda_place_list *list, const char **why)
{
    size_t from = list->numbers;
    int64_t length, stride;
    if (!take_place(p, list, why) || !take_interval(p, &length, &stride))
        return false;
    size_t n = list->numbers - from;
    *why = too_large;
    if (!veda_place_list_close(list, from))
        return false;
    for (int64_t copy = 1; copy < length; copy++) {
        size_t start = list->numbers;
        for (size_t i = 0; i < n; i++)
            if (!veda_place_list_number(list, list->number[from + i] + copy * stride))
                return false;
        if (!veda_place_list_close(list, start))
            return false;
    }
    *why = NULL;
    return true;
}

static bool same(const struct veda_place_list *list, int place, size_t from)
{
    size_t n = list->place[place + 1] - list->place[place];
    return n == list->numbers - from &&
           !memcmp(list->number + list->place[place], list->number + from, n * sizeof *list->number);
}

/* !place: the first that is the same goes. The numbers stay where they are, so that other places do. */
static bool take_exclusion(const char **p, struct veda_place_list *list, const char **why)
{
    size_t from = list->numbers;
    if (!take_place(p, list, why))
        return false;
    int i = 0;
    while (i < list->n && !same(list, i, from))
        i++;
    if (i == list->n) {
        *why = "'!' before a place that is not in the list";
        return false;
    }
    size_t to = list->place[i], bytes = list->place[i + 1] - to;
    memmove(list->number + to, list->number + to + bytes, (list->numbers - to - bytes) * sizeof *list->number);
    for (int k = i; k < list->n; k++)
        list->place[k] = list->place[k + 1] - bytes;
    list->n--;
    list->numbers = list->n ? list->place[list->n] : 0;
    return true;
}

bool veda_place_list_parse(const char *text, struct veda_place_list *list, const char **why)
{
    *why = NULL;
    bool good;
    do
        good = scan_take(&text, '!') ? take_exclusion(&text, list, why) : take_places(&text, list, why);
    while (good && scan_take(&text, ','));
    if (good && scan_end(text) && list->n)
        return true;
    if (!*why)
        *why = good && scan_end(text) ? "no place is left" : "it is not a list of places";
    return false;
}

/* --- GOMP_CPU_AFFINITY ---------------------------------------------------------------------------------------- */

bool veda_place_list_parse_cpus(const char *text, struct veda_place_list *list, const char **why)
{
    do {
        int64_t first, last, stride = 1;
        *why = "it is not a list of processors";
        if (!scan_c_number(&text, &first))
            return false;
        last = first;
        if (*text == '-') { /* no blanks within: they separate */
            text++;
            if (scan_is_blank(*text) || !scan_c_number(&text, &last) || last < first)
                return false;
            if (*text == ':') {
                text++;
                if (scan_is_blank(*text) || !scan_c_number(&text, &stride) || stride < 1)
                    return false;
            }
        }
        *why = too_large;
        for (int64_t cpu = first; cpu <= last; cpu += stride) {
            size_t from = list->numbers;
            if (!veda_place_list_number(list, cpu) || !veda_place_list_close(list, from))
                return false;
        }
        const char *before = text;
        scan_blanks(&text);
        *why = "it is not a list of processors";
        if (*text == ',')
            text++;
        else if (*text && text == before)
            return false;
        else if (!*text)
            return true;
    } while (true);
}

/* --- proclist of KMP_AFFINITY --------------------------------------------------------------------------------- */

/* number[-number[:stride]]: each a place of its own where `closed`, else numbers of one. */
static bool take_range(const char **p, struct veda_place_list *list, bool closed)
{
    int64_t first, last, stride = 1;
    if (!scan_number(p, &first))
        return false;
    last = first;
    if (scan_take(p, '-') && !scan_number(p, &last))
        return false;
    if (last != first && scan_take(p, ':') && (!scan_signed(p, &stride) || !stride))
        return false;
    if (last < first && stride == 1)
        return false;
    for (int64_t cpu = first; stride > 0 ? cpu <= last : cpu >= last; cpu += stride) {
        size_t from = list->numbers;
        if (!veda_place_list_number(list, cpu) || (closed && !veda_place_list_close(list, from)))
            return false;
    }
    return true;
}

bool veda_place_list_parse_brackets(const char **text, struct veda_place_list *list)
{
    if (!scan_take(text, '['))
        return false;
    do {
        if (!scan_take(text, '{')) {
            if (!take_range(text, list, true))
                return false;
            continue;
        }
        size_t from = list->numbers;
        do
            if (!take_range(text, list, false))
                return false;
        while (scan_take(text, ','));
        if (!scan_take(text, '}') || !veda_place_list_close(list, from))
            return false;
    } while (scan_take(text, ','));
    return scan_take(text, ']') && list->n > 0;
}
