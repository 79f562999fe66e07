#!/bin/sh
set -e
mkdir -p keep logs anchored sub/anchored deep/one/cache deep/two/more/cache trailing
for file in a.log important.log sub/b.log sub/c.tmp d.tmp keep/this keep/that logs/a1.log logs/b1.log anchored/x \
    sub/anchored/x deep/one/cache/gone deep/one/cache/kept deep/two/more/cache/gone deep/two/kept x.bin z.bin trailing/x plain; do
    echo "$file" > "$file"
done
