# shellcheck shell=bash
# What libgomp.sh and libomp.sh share; sourced by them, no program by itself.
#
# The invariant of both: all that is fetched or built stays under $cache, outside of the
# repository, and the system's package sources are read but never changed.

cache=${VEDA_UPSTREAM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/veda-upstream}
export VEDA_UPSTREAM_CACHE=$cache

# Debian's own: another one in the PATH does not see the modules that Debian's packages install.
# shellcheck disable=SC2034
python=/usr/bin/python3

# need PACKAGE...: install those that are missing.
need() {
    local missing=() package
    for package; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then
        return
    fi
    echo "installing ${missing[*]}" >&2
    as_root apt-get -qq update
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends "${missing[@]}" >/dev/null
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# wants_help ARGUMENT...: is one of them a call for the usage text? Only python is needed then.
wants_help() {
    local argument
    for argument; do
        case $argument in
            -h | --help) return 0 ;;
        esac
    done
    return 1
}
