#!/bin/sh
# File capabilities travel as extended attributes of an archive's entries.
set -e
mkdir -p root sticky
for file in root/capable root/plain root/attribute setuid setgid sticky/x; do echo "$file" > "$file"; done
setcap cap_net_bind_service,cap_net_raw=+ep root/capable
setfattr -n user.note -v remembered root/attribute
chmod 4750 setuid
chmod 2755 setgid
chmod 1777 sticky
tar -C root --xattrs '--xattrs-include=*' --mtime=@1500000000 --numeric-owner -cf privileges.tar .
rm -r root
