# Shared by ./build, ./test and ./run, which source it from the top of the checkout: finds the .NET SDK, installs the
# Debian packages that a purpose lacks, and says in one line what is wrong where it cannot.
# shellcheck shell=bash

set -euo pipefail

me=$(basename "$0")
root=$PWD
log=$root/out/log

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
# The SDK asks for libicu otherwise, of which nothing here has any use.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# Worker processes that outlive the script would hold its output open: whoever reads it would wait for them.
export MSBUILDDISABLENODEREUSE=1
# One compiler for all that a script and those that it calls build: started anew for each project, it takes more than
# twice as long. Its name is its own, so that end_compiler ends no other.
export UseSharedCompilation=true
compiler_is_ours=no
if [ -z "${SharedCompilationId:-}" ]; then
    export SharedCompilationId=caisson-$$
    compiler_is_ours=yes
fi

# at_exit FUNCTION: calls it when the script ends, however it does.
endings=()
at_exit() {
    endings+=("$1")
    trap run_endings EXIT
}
run_endings() {
    local ending
    for ending in "${endings[@]}"; do
        "$ending"
    done
}

# end_compiler: ends the compiler that this script has started, if any. It would stay for minutes.
end_compiler() {
    local file
    [ "$compiler_is_ours" = yes ] || return 0
    while read -r file; do
        file=${file#/proc/}
        kill "${file%/*}" 2> /dev/null || true
    done < <(grep -lsz -- "^-pipename:$SharedCompilationId\$" /proc/[0-9]*/cmdline)
}
at_exit end_compiler

say() { printf '%s: %s\n' "$me" "$*"; }
die() { printf '%s: %s\n' "$me" "$*" >&2; exit 1; }
usage() { printf '%s: %s\n' "$me" "$*" >&2; exit 2; }

# require_machine MIB: the right kind of machine, a folder that can be written to, and room on the disks.
require_machine() {
    [ "$(uname -s)" = Linux ] || die "Caisson runs on Linux only; this is $(uname -s)"
    [ "$(uname -m)" = x86_64 ] || die "Caisson is built for x86_64 only; this machine is $(uname -m)"
    if ! { mkdir -p "$log" artifacts 2>/dev/null && [ -w "$log" ] && [ -w artifacts ]; }; then
        die "cannot write to out and artifacts in $root: remove them as their owner, or run as that user"
    fi
    local full
    full=$(less_free_than "$1")
    [ -z "$full" ] || die "disk full: $full, $1 MiB needed; make room and run again"
}

# less_free_than MIB: the first place that a build writes to with less free space than that, and how much there is.
less_free_than() {
    local place free
    for place in "$root" "$root/artifacts" "$root/out" "${NUGET_PACKAGES:-$HOME}" "${TMPDIR:-/tmp}"; do
        [ -d "$place" ] || continue
        free=$(df -Pm "$place" | awk 'NR == 2 { print $4 }')
        [ "$free" -ge "$1" ] || { echo "$free MiB free at $place"; return; }
    done
}

# require_dotnet: an SDK of the feature bands that global.json accepts, on the PATH or where its installers put it.
require_dotnet() {
    local wanted major place
    wanted=$(sed -n 's/.*"version": *"\([0-9.]*\)".*/\1/p' global.json)
    major=${wanted%.*}
    if ! command -v dotnet >/dev/null; then
        for place in "${DOTNET_ROOT:-}" "$HOME/.dotnet"; do
            [ -x "$place/dotnet" ] && PATH=$PATH:$place && break
        done
    fi
    command -v dotnet >/dev/null ||
        die "no .NET SDK found: install the .NET SDK $major (https://dotnet.microsoft.com/download) and run again"
    dotnet --list-sdks 2>/dev/null | grep -qE "^${major//./\\.}\.[1-9][0-9][0-9]" ||
        die "the .NET SDK $major is needed, found: $(dotnet --list-sdks 2>/dev/null | cut -d' ' -f1 | paste -sd ' ' |
            sed 's/^$/none/'); install it (https://dotnet.microsoft.com/download) and run again"
    # Test executables look for the runtime here.
    export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
}

# require_packages PURPOSE: installs what tools/debian-packages lists for it and the machine lacks.
require_packages() {
    local purpose=$1 missing=() reasons='' row package probe reason
    while read -r row package probe reason; do
        [ "$row" = "$purpose" ] || continue
        case $probe in
            /*) [ -e "$probe" ] && continue ;;
            *) PATH=$PATH:/usr/sbin:/sbin command -v "$probe" >/dev/null && continue ;;
        esac
        missing+=("$package")
        reasons+="${reasons:+, }$package ($reason)"
    done < tools/debian-packages
    [ ${#missing[@]} -gt 0 ] || return 0

    command -v apt-get >/dev/null || die "missing: $reasons; this is no Debian: install them and run again"
    [ "$(id -u)" = 0 ] ||
        die "not root, and missing: $reasons; run 'sudo apt-get install -y ${missing[*]}' and try again"
    say "installing from Debian: $reasons"
    install_packages "${missing[@]}"
}

install_packages() {
    local output=$log/apt.log policy=/usr/sbin/policy-rc.d
    # Packages of daemons would start them; their tests start their own, with their own folders.
    if [ ! -e "$policy" ]; then
        own_policy=$policy
        at_exit remove_policy
        printf '#!/bin/sh\nexit 101\n' > "$policy"
        chmod 755 "$policy"
    fi
    # Nothing of the machine's own may give way for a test: --no-remove.
    local apt=(apt-get -q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2)
    local install=(install --no-install-recommends --no-remove "$@")
    if ! DEBIAN_FRONTEND=noninteractive "${apt[@]}" "${install[@]}" > "$output" 2>&1 < /dev/null; then
        "${apt[@]}" update > "$output" 2>&1 < /dev/null || true
        DEBIAN_FRONTEND=noninteractive "${apt[@]}" "${install[@]}" >> "$output" 2>&1 < /dev/null ||
            die "apt-get could not install $*: $(known_cause "$output" | grep . || grep '^E: ' "$output" | head -n 1) (log: out/log/apt.log)"
    fi
    remove_policy
}

own_policy=''
remove_policy() {
    [ -z "$own_policy" ] || rm -f "$own_policy"
    own_policy=''
}

# known_cause LOG: why a download or an installation failed, in one line; nothing where the log does not tell.
known_cause() {
    # Not every tool says so when a write fails: the compiler leaves a file out and the next step misses it.
    if grep -q 'No space left on device' "$1" || [ -n "$(less_free_than 16)" ]; then
        echo "the disk is full; make room and run again"
    elif grep -qE 'Could not resolve|Temporary failure|Could not connect|Failed to fetch|NU1301|Connection refused' "$1"; then
        echo "no network, or the package server does not answer; run again when it does"
    elif grep -q 'Unable to locate package' "$1"; then
        echo "the apt sources of this machine lack $(sed -n 's/.*Unable to locate package //p' "$1" | paste -sd ' ')"
    fi
}

# dotnet_quietly NAME ARGUMENTS…: one dotnet command at a time in this checkout, its output kept in a log, of which
# only warnings and errors are shown, and only when it fails.
dotnet_quietly() {
    local output=$log/$1.log cause
    shift
    flock --close out/.lock dotnet "$@" > "$output" 2>&1 < /dev/null && return 0
    cause=$(known_cause "$output")
    if [ -z "$cause" ]; then
        grep -E ': (error|warning) ' "$output" | sed -e 's/ \[[^]]*\]$//' -e 's/ (https:[^)]*)$//' -e "s#$root/##g" | sort -u | head -n 30 >&2
    fi
    say "dotnet $1 failed${cause:+: $cause} (log: ${output#"$root"/})" >&2
    return 1
}
