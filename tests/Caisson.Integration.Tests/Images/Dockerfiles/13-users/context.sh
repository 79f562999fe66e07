#!/bin/sh
set -e
mkdir folder
echo a > folder/a
echo b > folder/b
chown 5:6 folder/b
