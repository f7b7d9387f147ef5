#!/bin/sh
# Is gone before it has said a word.
echo "cannot find my configuration" >&2
exit 3
