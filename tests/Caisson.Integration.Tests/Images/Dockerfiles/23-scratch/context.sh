#!/bin/sh
set -e
mkdir -p data/folder
echo data > data/folder/file
chmod 750 data
