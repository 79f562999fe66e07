#!/bin/sh
# Archives with what only archives keep: owners, links, devices and attributes; and with paths through links.
set -e
mkdir -p root/folder
echo content > root/file
echo inner > root/folder/inner
ln root/file root/same
ln -s file root/link
ln -s /etc/passwd root/absolute
mkfifo root/fifo
mknod root/null c 1 3
chmod 4755 root/file
chown 1234:4321 root/folder root/folder/inner
setfattr -n user.note -v kept root/folder/inner
pack() { tar -C root --sort=name --mtime=@1500000000 --numeric-owner --xattrs --format=pax "$@"; }
pack -cf plain.tar .
pack -czf packed.tar.gz .
pack -cjf packed.tar.bz2 .
pack -cJf packed.tar.xz .
pack -czf misnamed.txt .
echo 'no archive at all' > text.tar.gz
echo 'no archive either' | xz > text.tar.xz
rm -r root

# What is a folder here is a link in the image.
mkdir -p root/relative root/absolute/folder root/replaced
echo relative > root/relative/file
echo absolute > root/absolute/folder/file
ln root/relative/file root/same
ln -s file root/absolute/folder/link
echo replaced > root/replaced/file
chmod 2750 root/absolute/folder
pack -cf through.tar relative/file absolute/folder same replaced
rm -r root

mkdir -p root/real
ln -s /real root/link
pack -cf self.tar real link
rm root/link
mkdir root/link
echo 'behind a link' > root/link/file
pack -rf self.tar link/file
rm -r root
