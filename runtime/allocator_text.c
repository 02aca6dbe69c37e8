/* An allocator from text, as OMP_ALLOCATOR describes it (5.2, 21.5.1): a predefined memory space, then
 * traits, `omp_large_cap_mem_space:alignment=64,fallback=null_fb`. The syntax has been checked by
 * veda_parse_allocator; here words become numbers. Called while the environment is read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "runtime/env_parse.h"
#include "runtime/memory.h"

static const struct veda_word keys[] = {
    {"sync_hint", VEDA_TRAIT_SYNC_HINT},
    {"alignment", VEDA_TRAIT_ALIGNMENT},
    {"access", VEDA_TRAIT_ACCESS},
    {"pool_size", VEDA_TRAIT_POOL_SIZE},
    {"fallback", VEDA_TRAIT_FALLBACK},
    {"fb_data", VEDA_TRAIT_FB_DATA},
    {"pinned", VEDA_TRAIT_PINNED},
    {"partition", VEDA_TRAIT_PARTITION},
    {"pin_device", VEDA_TRAIT_PIN_DEVICE},
    {"preferred_device", VEDA_TRAIT_PREFERRED_DEVICE},
    {"target_access", VEDA_TRAIT_TARGET_ACCESS},
    {"atomic_scope", VEDA_TRAIT_ATOMIC_SCOPE},
    {"part_size", VEDA_TRAIT_PART_SIZE},
    {NULL, 0},
};

/* omp_alloctrait_value_t. The traits that a word belongs to sort out by the number. */
static const struct veda_word values[] = {
    {"false", 0},      {"true", 1},       {"contended", 3},     {"uncontended", 4},
    {"serialized", 5}, {"sequential", 5}, {"private", 6},       {"device", 7},
    {"thread", 8},     {"pteam", 9},      {"cgroup", 10},       {"default_mem_fb", 11},
    {"null_fb", 12},   {"abort_fb", 13},  {"allocator_fb", 14}, {"environment", 15},
    {"nearest", 16},   {"blocked", 17},   {"interleaved", 18},  {"all", 19},
    {"single", 20},    {"multiple", 21},  {"memspace", 22},     {NULL, 0},
};

static const struct veda_word *find(const struct veda_word *words, const char *word)
{
    while (words->word && strcasecmp(words->word, word) != 0)
        words++;
    return words->word ? words : NULL;
}

static bool value_of(const char *word, uintptr_t *value)
{
    bool has_traits;
    const struct veda_word *known = find(values, word);
    if (known)
        *value = (uintptr_t)known->value;
    else if (strcasecmp(word, "default") == 0)
        *value = VEDA_VALUE_DEFAULT;
    else if (!veda_parse_allocator(word, value, &has_traits)) {
        char *end;
        errno = 0;
        *value = strtoull(word, &end, 10);
        return end != word && !*end && !errno;
    }
    return true;
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
        const struct veda_word *known = find(keys, key);
        if (!known || !value || n == TRAITS_MAX)
            return VEDA_ALLOCATOR_NULL;
        value += strspn(value, blanks);
        value[strcspn(value, blanks)] = 0;
        traits[n].key = (int)known->value;
        if (!value_of(value, &traits[n].value))
            return VEDA_ALLOCATOR_NULL;
    }
    return veda_allocator_new(veda_space_of_allocator(allocator), n, traits);
}
