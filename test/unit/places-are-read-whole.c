// Every way to spell a list of places, what it becomes on a machine of eight processors, and that what is wrong gives
// one line which names variable and value. What a list shows of itself is read back as the same list.
// RUN: %veda-unit
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "expect.h"
#include "numa/placement.h"
#include "numa/places.h"
#include "test/unit/small_machine.h"

static char said[4096]; /* what the last make() wrote on stderr */

static struct veda_places_answer make(struct veda_places_request request)
{
    struct veda_places_answer answer;
    int pipes[2], stderr_was = dup(STDERR_FILENO);
    EXPECT_EQ(pipe(pipes), 0);
    dup2(pipes[1], STDERR_FILENO);
    veda_places_make(&request, small_machine(), &answer);
    dup2(stderr_was, STDERR_FILENO);
    close(stderr_was);
    close(pipes[1]);
    ssize_t n = read(pipes[0], said, sizeof said - 1);
    said[n > 0 ? n : 0] = 0;
    close(pipes[0]);
    return answer;
}

static int lines(void)
{
    int n = 0;
    for (const char *c = said; *c; c++)
        n += *c == '\n';
    return n;
}

/* The list is `want`, or there is none where that is "". */
static void expect_list(const struct veda_places_answer *answer, const char *want, const char *text)
{
    static char got[65536];
    got[0] = 0;
    if (answer->places)
        EXPECT(veda_places_text(answer->places, got, sizeof got) < (int)sizeof got);
    if (strcmp(got, want)) {
        expect_failed(__FILE__, __LINE__, text);
        fprintf(stderr, "  got %s, want %s\n", got, want);
    }
}

/* --- OMP_PLACES --------------------------------------------------------------------------------------------- */

static void good_places(void)
{
    static const char *const good[][2] = {
        {"threads", "{0},{4},{1},{5},{2},{6},{3},{7}"},
        {"Cores", "{0,4},{1,5},{2,6},{3,7}"},
        {" sockets ( 1 ) ", "{0,1,4,5}"},
        {"cores(2:2)", "{0,4},{2,6}"},
        {"cores(9:-3)", "{3,7},{0,4}"},
        {"core_types", "{0:4:2},{1:4:2}"},
        {"l2_caches", "{0,4},{1,5},{2,6},{3,7}"},
        {"{0}", "{0}"},
        {"0,3", "{0},{3}"},
        {"{3,1,2,1}", "{1:3}"},
        {"{0:4:2}", "{0:4:2}"},
        {"{6:3:-2}", "{2:3:2}"},
        {"{0,1}:3:2", "{0,1},{2,3},{4,5}"},
        {"{0}:2:0", "{0},{0}"},
        {"{6}:3:-3", "{6},{3},{0}"},
        {"{0:4,!2}", "{0,1,3}"},
        {"{!2,0:4}", "{0,1,3}"},
        {"{0},{1},{2},!{1}", "{0},{2}"},
        {"{0:2}:4:2,!{2:2}", "{0,1},{4,5},{6,7}"},
        {"0:3,!1", "{0},{2}"},
        {" { 0 , 1 } : 2 : 4 ", "{0,1},{4,5}"},
        {"{+1}", "{1}"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *instead;
        struct veda_places_answer answer = make((struct veda_places_request){.places = good[i][0]});
        expect_list(&answer, good[i][1], good[i][0]);
        EXPECT_EQ(lines(), 0);
        EXPECT(veda_places_check(good[i][0], &instead));
        EXPECT_EQ(answer.policy, VEDA_POLICY_UNCHANGED);
        /* and back */
        char text[256];
        veda_places_text(answer.places, text, sizeof text);
        struct veda_places_answer again = make((struct veda_places_request){.places = text});
        expect_list(&again, good[i][1], text);
        free(answer.places);
        free(again.places);
    }
}

static void expect_line(const char *variable, const char *text)
{
    char start[300];
    snprintf(start, sizeof start, "veda: %s=%s: ", variable, text);
    if (lines() != 1 || strncmp(said, start, strlen(start))) {
        expect_failed(__FILE__, __LINE__, text);
        fprintf(stderr, "  said %s\n", said);
    }
}

static void bad_places(void)
{
    static const char *const bad[] = {
        "invalid", "{", "{}", "{0", "{0,}", "{0},", "{0}:", "{0}:0", "{a}", "{-1}", "!{0}", "!{0}:2",
        "cores,threads", "{0:2:}", "{0}}", "{0},!{1}", "{0},!{0}", "{0:2,!3}", "{0:0}", "{0:2", "0x1", "{1 2}",
        "{99999999999}", "{0}:99999", "{0:2000000}", "{0:1000}:2000", "{2147483647:2}", "1-3", "[0]",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *instead = NULL;
        struct veda_places_answer answer = make((struct veda_places_request){.places = bad[i]});
        expect_list(&answer, "{0,4},{1,5},{2,6},{3,7}", bad[i]);
        free(answer.places);
        EXPECT(!veda_places_check(bad[i], &instead) && !strcmp(instead, "cores"));
        expect_line("OMP_PLACES", bad[i]);
    }
    static const char *const names[][2] = {{"sockets(", "sockets"}, {"threads()", "threads"}, {"threads(0)", "threads"},
                                           {"cores(-1)", "cores"},  {"cores(1:0)", "cores"},  {"dies(1", "dies"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *instead;
        EXPECT(!veda_places_check(names[i][0], &instead) && !strcmp(instead, names[i][1]));
    }
    struct veda_places_answer sockets = make((struct veda_places_request){.places = "sockets("});
    expect_list(&sockets, "{0,1,4,5},{2,3,6,7}", "sockets(");
    expect_line("OMP_PLACES", "sockets(");
    free(sockets.places);
}

/* Processors that are not there: left out, and places of them alone. */
static void absent(void)
{
    struct veda_places_answer answer = make((struct veda_places_request){.places = "{0,8},{9},{1:9}"});
    expect_list(&answer, "{0},{1:7}", "absent");
    expect_line("OMP_PLACES", "{0,8},{9},{1:9}");
    free(answer.places);
    answer = make((struct veda_places_request){.places = "{8:4}"});
    expect_list(&answer, "", "none is there");
    expect_line("OMP_PLACES", "{8:4}");
    answer = make((struct veda_places_request){.places = "{0}:3:-1"});
    expect_list(&answer, "{0}", "below 0");
    expect_line("OMP_PLACES", "{0}:3:-1");
    free(answer.places);
    answer = make((struct veda_places_request){.places = "{0,!0},{1}"});
    expect_list(&answer, "{1}", "nothing stays of the first");
    expect_line("OMP_PLACES", "{0,!0},{1}");
    free(answer.places);
    answer = make((struct veda_places_request){.places = "{0:2,!0,!1}"});
    expect_list(&answer, "", "nothing stays");
    expect_line("OMP_PLACES", "{0:2,!0,!1}");
}

/* --- the others --------------------------------------------------------------------------------------------- */

static void cpus(void)
{
    static const char *const good[][2] = {
        {"0 3 1-2 4-7:2", "{0},{3},{1},{2},{4},{6}"}, {"0,1", "{0},{1}"}, {" 1 , 0x2 03 ", "{1},{2},{3}"},
        {"2-2", "{2}"},                               {"1 1", "{1},{1}"}, {"0-3:9", "{0}"},
    };
    static const char *const bad[] = {"x", "1-", "3-1", "0-3:0", "0-3:", "1,",
                                      "1,,2", "1;2", "-1", "0 - 3", "08", "1-2-3"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct veda_places_answer answer = make((struct veda_places_request){.cpus = good[i][0]});
        expect_list(&answer, good[i][1], good[i][0]);
        EXPECT_EQ(lines(), 0);
        free(answer.places);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct veda_places_answer answer = make((struct veda_places_request){.cpus = bad[i]});
        expect_list(&answer, "", bad[i]);
        expect_line("GOMP_CPU_AFFINITY", bad[i]);
    }
}

static void affinity(void)
{
    static const struct {
        const char *text, *list;
        int policy, first, group, lines;
    } rows[] = {
        {"compact", "{0,4},{0,4},{1,5},{1,5},{2,6},{2,6},{3,7},{3,7}", VEDA_PLACE_CYCLE, 0, 1, 0},
        {"noduplicates,compact,0,3", "{0,4},{1,5},{2,6},{3,7}", VEDA_PLACE_CYCLE, 3, 1, 0},
        {"granularity=fine,compact", "{0},{4},{1},{5},{2},{6},{3},{7}", VEDA_PLACE_CYCLE, 0, 1, 0},
        {"granularity=fine,compact,1", "{0},{1},{2},{3},{4},{5},{6},{7}", VEDA_PLACE_CYCLE, 0, 1, 0},
        {"granularity=fine,scatter", "{0},{2},{1},{3},{4},{6},{5},{7}", VEDA_PLACE_CYCLE, 0, 1, 0},
        {"granularity=fine,balanced", "{0},{4},{1},{5},{2},{6},{3},{7}", VEDA_PLACE_BALANCED, 0, 2, 0},
        {"balanced", "{0,4},{1,5},{2,6},{3,7}", VEDA_PLACE_BALANCED, 0, 1, 0},
        {"granularity=core_type,noduplicates,compact", "{0:4:2},{1:4:2}", VEDA_PLACE_CYCLE, 0, 1, 0},
        {"logical,1,granularity=fine", "{0},{4},{1},{5},{2},{6},{3},{7}", VEDA_PLACE_CYCLE, 2, 1, 0},
        {"physical,granularity=fine", "{0},{1},{2},{3},{4},{5},{6},{7}", VEDA_PLACE_CYCLE, 0, 1, 0},
        {"explicit,proclist=[3,{0,1},6-2:-2],granularity=fine", "{3},{0,1},{6},{4},{2}", VEDA_PLACE_CYCLE, 0, 1, 0},
        {"none", "", VEDA_POLICY_NONE, 0, 1, 0},
        {"disabled", "", VEDA_POLICY_NONE, 0, 1, 0},
        {"verbose", "", VEDA_POLICY_UNCHANGED, 0, 1, 0},
        {"explicit", "", VEDA_POLICY_NONE, 0, 1, 1},
        {"none,what", "", VEDA_POLICY_NONE, 0, 1, 1},
        {"nowarnings,none,what", "", VEDA_POLICY_NONE, 0, 1, 0},
        {"none,compact", "", VEDA_POLICY_NONE, 0, 1, 1},
        {"granularity=inch,none", "", VEDA_POLICY_NONE, 0, 1, 1},
        {"none,proclist=[0", "", VEDA_POLICY_NONE, 0, 1, 1},
        {"granularity=die,balanced", "{0,4},{1,5},{2,6},{3,7}", VEDA_PLACE_BALANCED, 0, 1, 1},
        {"proclist=[9]", "", VEDA_POLICY_NONE, 0, 1, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct veda_places_answer answer = make((struct veda_places_request){.affinity = rows[i].text});
        expect_list(&answer, rows[i].list, rows[i].text);
        EXPECT_EQ(answer.policy, rows[i].policy);
        EXPECT_EQ(answer.first, rows[i].first);
        EXPECT_EQ(answer.group, rows[i].group);
        if (rows[i].lines)
            expect_line("KMP_AFFINITY", rows[i].text);
        else
            EXPECT_EQ(lines(), 0);
        free(answer.places);
    }
    struct veda_places_answer flags =
        make((struct veda_places_request){.affinity = "verbose,norespect,reset,disabled"});
    EXPECT(flags.verbose && !flags.respect && flags.reset && flags.disabled);
}

static void subset(void)
{
    static const struct {
        const char *text, *list;
        int available, lines;
    } rows[] = {
        {"1s", "{0,4},{1,5}", 4, 0},         {"1c@1", "{1,5},{3,7}", 4, 0},   {"1t", "{0},{1},{2},{3}", 4, 0},
        {"1Sx1C", "{0,4}", 2, 0},            {"c:intel_core", "{1,5},{3,7}", 4, 0}, {"1s,c:eff0", "{0,4}", 2, 0},
        {":3c", "{0,4},{1,5},{2,6}", 6, 0},  {"*s", "{0,4},{1,5},{2,6},{3,7}", 8, 0},
        {"3s", "{0,4},{1,5},{2,6},{3,7}", 8, 1}, {"c@9", "{0,4},{1,5},{2,6},{3,7}", 8, 1},
        {"0c", "{0,4},{1,5},{2,6},{3,7}", 8, 1}, {"1q", "{0,4},{1,5},{2,6},{3,7}", 8, 1},
        {"1c,1c", "{0,4},{1,5},{2,6},{3,7}", 8, 1}, {"1c:purple", "{0,4},{1,5},{2,6},{3,7}", 8, 1},
        {"1s:eff0", "{0,4},{1,5},{2,6},{3,7}", 8, 1}, {"1d", "{0,4},{1,5},{2,6},{3,7}", 8, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct veda_places_answer answer =
            make((struct veda_places_request){.places = "cores", .subset = rows[i].text});
        expect_list(&answer, rows[i].list, rows[i].text);
        EXPECT_EQ(answer.available, rows[i].available);
        if (rows[i].lines)
            expect_line("KMP_HW_SUBSET", rows[i].text);
        else
            EXPECT_EQ(lines(), 0);
        free(answer.places);
    }
}

/* --- who is heard ------------------------------------------------------------------------------------------- */

static void precedence(void)
{
    struct veda_places_request r = {
        .affinity = "compact,granularity=socket,noduplicates", .places = "{0}", .cpus = "1"};
    struct veda_places_answer a = make(r);
    expect_list(&a, "{0,1,4,5},{2,3,6,7}", "KMP_AFFINITY before all");
    EXPECT_EQ(lines(), 2);
    free(a.places);
    r.bind_set = true; /* and OMP_PROC_BIND=false does not matter to it */
    a = make(r);
    EXPECT(a.places && a.policy == VEDA_PLACE_CYCLE);
    free(a.places);
    r = (struct veda_places_request){.places = "{0}", .cpus = "1", .affinity = "verbose"};
    a = make(r);
    expect_list(&a, "{0}", "OMP_PLACES before GOMP_CPU_AFFINITY");
    expect_line("GOMP_CPU_AFFINITY", "1");
    free(a.places);
    r.bind_set = true;
    a = make(r);
    expect_list(&a, "", "OMP_PROC_BIND=false");
    r = (struct veda_places_request){.bind_set = true, .bind = true};
    a = make(r);
    expect_list(&a, "{0,4},{1,5},{2,6},{3,7}", "OMP_PROC_BIND alone");
    free(a.places);
    a = make((struct veda_places_request){.places = "", .cpus = " ", .affinity = "", .subset = ""});
    expect_list(&a, "", "nothing");
    EXPECT_EQ(lines(), 0);
}

int main(void)
{
    good_places();
    bad_places();
    absent();
    cpus();
    affinity();
    subset();
    precedence();
    return expect_result();
}
