#!/bin/sh
# Archives with what only archives keep: owners, links and devices.
set -e
mkdir -p root/folder
echo content > root/file
echo inner > root/folder/inner
ln root/file root/same
ln -s file root/link
ln -s /etc/passwd root/absolute
mkfifo root/fifo
chmod 4755 root/file
chown 1234:4321 root/folder root/folder/inner
pack() { tar -C root --sort=name --mtime=@1500000000 --numeric-owner "$@" .; }
pack -cf plain.tar
pack -czf packed.tar.gz
pack -cjf packed.tar.bz2
pack -cJf packed.tar.xz
pack -czf misnamed.txt
echo 'no archive at all' > text.tar.gz
rm -r root
