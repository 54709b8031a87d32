"""Names the lines that are longer than the format promises; the linter leaves long texts alone."""

import sys

limit = int(sys.argv[1])
found = 0
for path in sorted(sys.argv[2:]):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            length = len(line.rstrip("\n"))
            if length > limit:
                print(f"{path}:{number}: the line has {length} columns, more than {limit}", file=sys.stderr)
                found += 1
sys.exit(1 if found else 0)
