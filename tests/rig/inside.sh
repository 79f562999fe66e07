# Runs in the machine, as root, as the main process of rig.service: mounts what the host shares at the paths that it
# has there, runs the command, and leaves its exit status in /rig/status. /rig is the folder of this run on the host.
# shellcheck shell=bash

share() { # share TAG DIRECTORY OPTIONS
    mkdir -p "$2"
    mount -t 9p -o "trans=virtio,version=9p2000.L,msize=262144,$3" "$1" "$2" || exit
}

run() {
    local tag path options
    while read -r tag options path; do
        share "$tag" "$path" "$options"
    done < /rig/shares
    export HOME=/root TMPDIR=/tmp PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    # shellcheck source=/dev/null
    . /rig/command
}

modprobe virtio_console
# Only one process may have the port open; a pipe can be opened again by whatever the command runs.
{ (run) 2>&1 < /dev/null; echo $? > /rig/status; } | cat > /dev/vport*p1
