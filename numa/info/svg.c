/* The drawing of `veda info`: sockets hold nodes, nodes hold caches, caches hold cores, cores hold hardware
 * threads. A layer that has the same things as the one around it is not drawn. Processors of one place have one
 * colour; the numbers of a place's threads stand on its first processor. */
#include "numa/info/info.h"

#include <stdlib.h>
#include <string.h>

#include "numa/layers.h"

enum { CELL = 54, GAP = 6, TITLE = 16, MARGIN = 10, ROW = 8, LINE = 14 };

struct drawing {
    const struct veda_info *info;
    FILE *out;
    struct veda_levels levels; /* from the outside in; the last one is the thread */
};

struct box {
    int width, height;
};

static const char *fill_of(int thing)
{
    switch (thing) {
    case VEDA_SHARE_SOCKET: return "#eceff4";
    case VEDA_SHARE_NODE: return "#dfe7d8";
    case VEDA_SHARE_CORE: return "#ffffff";
    default: return "#f4ead5";
    }
}

static int first_place_of(const struct veda_places *places, int cpu)
{
    for (int i = 0; places && i < places->n; i++)
        for (int k = 0; k < places->place[i].n; k++)
            if (places->place[i].cpu[k] == cpu)
                return i;
    return -1;
}

/* The numbers of the threads whose place has this processor as its first: "0 4.1". */
static void seats_text(const struct veda_info *info, int cpu, char *text, size_t size)
{
    size_t have = 0;
    text[0] = 0;
    for (int i = 0; i < info->seats; i++) {
        const struct veda_seat *seat = &info->seat[i];
        if (seat->place < 0 || info->answer.places->place[seat->place].cpu[0] != cpu)
            continue;
        for (int level = 0; level < seat->level; level++) {
            int n = snprintf(text + have, size - have, level ? ".%d" : have ? " %d" : "%d", seat->number[level]);
            if (n < 0 || have + (size_t)n >= size)
                return;
            have += (size_t)n;
        }
    }
}

static void draw_processor(const struct drawing *d, int at, int x, int y)
{
    const struct veda_info *info = d->info;
    int cpu = info->topology->processor[at].cpu, place = first_place_of(info->answer.places, cpu);
    char seats[64];
    seats_text(info, cpu, seats, sizeof seats);
    fprintf(d->out, "<rect x='%d' y='%d' width='%d' height='%d' rx='3' stroke='#555' ", x, y, CELL, CELL);
    if (place < 0)
        fprintf(d->out, "fill='#ddd'/>\n");
    else /* neighbours get hues far apart */
        fprintf(d->out, "fill='hsl(%d,60%%,82%%)'/>\n", place * 137 % 360);
    fprintf(d->out, "<text x='%d' y='%d'>cpu %d</text>\n", x + 4, y + LINE, cpu);
    if (place >= 0)
        fprintf(d->out, "<text x='%d' y='%d' fill='#555'>place %d</text>\n", x + 4, y + 2 * LINE - 2, place);
    if (*seats)
        fprintf(d->out, "<text x='%d' y='%d' font-weight='bold'>%s</text>\n", x + 4, y + 3 * LINE - 2, seats);
}

/* Whether processor b is in the same unit of that level as a. */
static bool together(const struct drawing *d, int level, int a, int b)
{
    const struct veda_processor *p = d->info->topology->processor;
    return veda_thing(&p[a], d->levels.thing[level]) == veda_thing(&p[b], d->levels.thing[level]);
}

/* The units of `level` among processors [from, to), row by row, and what they hold; drawn where there is ink,
 * else only measured. */
static struct box draw_units(const struct drawing *d, int level, int from, int to, int x, int y, bool ink)
{
    struct box all = {0, 0};
    int at_x = x, at_y = y, row_height = 0, in_row = 0;
    int most = d->levels.thing[level] == VEDA_SHARE_SOCKET ? 2 : ROW;
    for (int i = from, next; i < to; i = next) {
        for (next = i + 1; next < to && together(d, level, i, next);)
            next++;
        if (in_row == most) {
            at_x = x, at_y += row_height + GAP;
            row_height = in_row = 0;
        }
        bool leaf = level + 1 == d->levels.n;
        int inset = leaf ? 0 : GAP, title = leaf ? 0 : TITLE;
        struct box inner = leaf ? (struct box){CELL, CELL}
                                : draw_units(d, level + 1, i, next, at_x + inset, at_y + title, false);
        struct box own = {inner.width + 2 * inset, inner.height + title + inset};
        if (ink && leaf) {
            draw_processor(d, i, at_x, at_y);
        } else if (ink) {
            int thing = d->levels.thing[level];
            const char *name = veda_thing_name(thing);
            fprintf(d->out, "<rect x='%d' y='%d' width='%d' height='%d' rx='4' fill='%s' stroke='#888'/>\n", at_x, at_y,
                    own.width, own.height, fill_of(thing));
            fprintf(d->out, "<text x='%d' y='%d'>%.*s %d</text>\n", at_x + GAP, at_y + TITLE - 4, (int)strlen(name) - 1,
                    name, veda_thing(&d->info->topology->processor[i], thing));
            draw_units(d, level + 1, i, next, at_x + inset, at_y + title, true);
        }
        at_x += own.width + GAP;
        in_row++;
        row_height = own.height > row_height ? own.height : row_height;
        all.width = at_x - GAP - x > all.width ? at_x - GAP - x : all.width;
        all.height = at_y + row_height - y;
    }
    return all;
}

static void draw_memory(const struct drawing *d, int x, int y)
{
    static const char *const kinds[] = {"DRAM", "high bandwidth", "large", "of a device"};
    const struct veda_topology *t = d->info->topology;
    for (int i = 0; i < t->nodes; i++)
        fprintf(d->out, "<text x='%d' y='%d'>memory %d: %llu MiB, %s</text>\n", x, y + i * LINE, t->node[i].number,
                (unsigned long long)(t->node[i].bytes >> 20), kinds[t->node[i].kind]);
}

static void put_escaped(FILE *out, const char *text)
{
    for (; *text; text++)
        if (*text == '<' || *text == '>' || *text == '&')
            fprintf(out, "&#%d;", *text);
        else
            fputc(*text, out);
}

bool veda_info_svg(const struct veda_info *info, FILE *out)
{
    struct drawing d = {.info = info, .out = out, .levels = veda_levels_of(info->topology)};
    int top = MARGIN + 2 * LINE;
    struct box all = draw_units(&d, 0, 0, info->topology->n, MARGIN, top, false);
    int width = all.width + 2 * MARGIN, height = top + all.height + (info->topology->nodes + 1) * LINE + MARGIN;
    width = width < 320 ? 320 : width;
    fprintf(out,
            "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='11'>\n",
            width, height);
    fprintf(out, "<rect width='100%%' height='100%%' fill='white'/>\n<text x='%d' y='%d' font-size='13'>", MARGIN,
            MARGIN + LINE);
    put_escaped(out, *info->topology->name ? info->topology->name : "machine");
    fprintf(out, ": %d processors, %d places, policy %s, %d threads</text>\n", info->topology->n,
            info->answer.places ? info->answer.places->n : 0, info->policy, info->seats);
    draw_units(&d, 0, 0, info->topology->n, MARGIN, top, true);
    draw_memory(&d, MARGIN, top + all.height + LINE);
    fprintf(out, "</svg>\n");
    return !ferror(out);
}
