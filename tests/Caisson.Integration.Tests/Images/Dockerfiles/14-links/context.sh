#!/bin/sh
set -e
mkdir folder hard
echo file > file
echo inner > folder/inner
ln -s file link-to-file
ln -s folder link-to-folder
ln -s inner folder/link
ln -s ../../outside folder/outside
ln -s nowhere folder/dangling
echo one > hard/one
ln hard/one hard/two
