#!/bin/sh
set -e
mkdir -p nested/a
echo b > nested/a/b.txt
echo readme > nested/readme.md
echo deep > nested/a/deep.md
