#!/bin/sh
# Says hello without having been asked, and never reads a byte.
echo '{"event":"hello","id":1,"protocol":1,"name":"never-reads","version":"1","renderersMax":8,"capabilities":[]}'
exec tail -f /dev/null
