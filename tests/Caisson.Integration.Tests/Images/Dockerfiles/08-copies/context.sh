#!/bin/sh
# What git cannot keep: modes, empty folders and odd names.
set -e
echo one > one.txt
echo two > two.txt
echo spaced > 'with space.txt'
mkdir -p folder/inner folder/empty
echo leaf > folder/inner/leaf
echo hidden > folder/.hidden
chmod 600 two.txt
chmod 755 one.txt
chmod 2750 folder/empty
chmod 4711 folder/inner/leaf
