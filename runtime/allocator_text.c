/* An allocator from text, as OMP_ALLOCATOR describes it (5.2, 21.5.1): a predefined memory space, then
 * traits, `omp_large_cap_mem_space:alignment=64,fallback=null_fb`. The syntax has been checked by
 * veda_parse_allocator; here words become numbers. Called while the environment is read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/env_parse.h"
#include "runtime/memory.h"

/* What a trait's value is written as. */
enum { AS_NUMBER, AS_WORD, AS_TRUTH, AS_ALLOCATOR };

static const struct key {
    const char *word;
    int trait, as;
} keys[] = {
    {"sync_hint", VEDA_TRAIT_SYNC_HINT, AS_WORD},
    {"alignment", VEDA_TRAIT_ALIGNMENT, AS_NUMBER},
    {"access", VEDA_TRAIT_ACCESS, AS_WORD},
    {"pool_size", VEDA_TRAIT_POOL_SIZE, AS_NUMBER},
    {"fallback", VEDA_TRAIT_FALLBACK, AS_WORD},
    {"fb_data", VEDA_TRAIT_FB_DATA, AS_ALLOCATOR},
    {"pinned", VEDA_TRAIT_PINNED, AS_TRUTH},
    {"partition", VEDA_TRAIT_PARTITION, AS_WORD},
    {"pin_device", VEDA_TRAIT_PIN_DEVICE, AS_NUMBER},
    {"preferred_device", VEDA_TRAIT_PREFERRED_DEVICE, AS_NUMBER},
    {"device_access", VEDA_TRAIT_DEVICE_ACCESS, AS_WORD},
    {"target_access", VEDA_TRAIT_TARGET_ACCESS, AS_WORD},
    {"atomic_scope", VEDA_TRAIT_ATOMIC_SCOPE, AS_WORD},
    {"part_size", VEDA_TRAIT_PART_SIZE, AS_NUMBER},
};

/* omp_alloctrait_value_t. The traits that a word belongs to sort out by the number. */
static const struct veda_word values[] = {
    {"contended", 3},  {"uncontended", 4},     {"serialized", 5}, {"sequential", 5},    {"private", 6},
    {"device", 7},     {"thread", 8},          {"pteam", 9},      {"cgroup", 10},       {"default_mem_fb", 11},
    {"null_fb", 12},   {"abort_fb", 13},       {"allocator_fb", 14}, {"environment", 15}, {"nearest", 16},
    {"blocked", 17},   {"interleaved", 18},    {"all", 19},       {"single", 20},       {"multiple", 21},
    {"memspace", 22},  {NULL, 0},
};

static const struct key *key_of(const char *word)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcasecmp(keys[i].word, word) == 0)
            return &keys[i];
    return NULL;
}

static bool number_of(const char *word, uintptr_t *value)
{
    char *end;
    errno = 0;
    *value = strtoull(word, &end, 10);
    return end != word && !*end && !errno;
}

/* One that is predefined: a handle of the program's own is an address, which no text can know. */
static bool allocator_of(const char *word, uintptr_t *value)
{
    bool has_traits;
    return veda_parse_allocator(word, value, &has_traits) && strcasecmp(veda_allocator_name(*value), word) == 0;
}

static bool value_of(const char *word, int as, uintptr_t *value)
{
    if (strcasecmp(word, "default") == 0) {
        *value = VEDA_VALUE_DEFAULT;
        return true;
    }
    bool truth = false;
    const struct veda_word *known = values;
    switch (as) {
    case AS_NUMBER: return number_of(word, value);
    case AS_ALLOCATOR: return allocator_of(word, value);
    case AS_TRUTH:
        if (!veda_parse_bool(word, &truth))
            return false;
        *value = truth ? VEDA_VALUE_TRUE : VEDA_VALUE_FALSE;
        return true;
    default:
        while (known->word && strcasecmp(known->word, word) != 0)
            known++;
        *value = (uintptr_t)known->value;
        return known->word != NULL;
    }
}

uintptr_t veda_allocator_from_text(const char *text)
{
    enum { TRAITS_MAX = 32 };
    static const char blanks[] = " \t\r\n\f\v";
    struct veda_trait traits[TRAITS_MAX];
    char copy[1024], *rest = copy;
    if (strlen(text) >= sizeof copy)
        return VEDA_ALLOCATOR_NULL;
    strcpy(copy, text);

    uintptr_t allocator;
    bool has_traits;
    char *space = strsep(&rest, ":");
    if (!veda_parse_allocator(space, &allocator, &has_traits))
        return VEDA_ALLOCATOR_NULL;
    int n = 0;
    for (char *word; (word = strsep(&rest, ",")); n++) {
        char *value = word, *key = strsep(&value, "=");
        key += strspn(key, blanks);
        key[strcspn(key, blanks)] = 0;
        const struct key *known = key_of(key);
        if (!known || !value || n == TRAITS_MAX)
            return VEDA_ALLOCATOR_NULL;
        value += strspn(value, blanks);
        value[strcspn(value, blanks)] = 0;
        traits[n].key = known->trait;
        if (!value_of(value, known->as, &traits[n].value))
            return VEDA_ALLOCATOR_NULL;
    }
    return veda_allocator_new(veda_space_of_allocator(allocator), n, traits);
}
