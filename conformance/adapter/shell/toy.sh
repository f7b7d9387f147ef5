# A toy with Electron's shape in POSIX shell, to have something to test: messages wait in a file. A value is its
# JSON text; a side is "main" or "r<k>". No invoke, no sendSync. `toy_uses FOLDER` first, in an empty folder.
US=$(printf '\037')

toy_uses() { toy=$1 && : >"$toy/listeners" && : >"$toy/queue"; }

# toy_on SIDE CHANNEL LISTENER once|always
toy_on() { printf '%s\n' "$1$US$2$US$3$US$4" >>"$toy/listeners"; }

# toy_off SIDE CHANNEL [LISTENER]: the latest registration of the listener, or all.
toy_off() {
  channel=$2 listener=${3-} awk -F "$US" -v side="$1" '
    function goes() { return $1 == side && $2 == ENVIRON["channel"] && (all || $3 == ENVIRON["listener"]) }
    BEGIN { all = ENVIRON["listener"] == "" }
    goes() { last = NR; if (all) next }
    { line[NR] = $0 }
    END { if (!all) delete line[last]; for (i = 1; i <= NR; i++) if (i in line) print line[i] }
  ' "$toy/listeners" >"$toy/left"
  mv "$toy/left" "$toy/listeners"
}

# toy_send FROM TO CHANNEL ARGS: fails if a value cannot be cloned.
toy_send() {
  case $4 in *'"$":"function"'* | *'"$":"symbol"'* | *'"$":"promise"'*) return 1 ;; esac
  printf '%s\n' "$2$US$3$US$1$US$4" >>"$toy/queue"
}

# Delivers what was sent, until nothing is left: calls `listener_called SIDE CHANNEL LISTENER FROM ARGS NUMBER` for
# each listener of each message, and no more listeners of a message if one fails.
toy_deliver() {
  while IFS=$US read -r toy_side toy_channel toy_from toy_args <"$toy/queue"; do
    sed 1d "$toy/queue" >"$toy/left" && mv "$toy/left" "$toy/queue"
    toy_number=$((${toy_number:-0} + 1))
    cp "$toy/listeners" "$toy/now"
    while IFS=$US read -r toy_its toy_on toy_listener toy_often <&3; do
      [ "$toy_its $toy_on" = "$toy_side $toy_channel" ] || continue
      [ "$toy_often" = always ] || toy_off "$toy_side" "$toy_channel" "$toy_listener"
      listener_called "$toy_side" "$toy_channel" "$toy_listener" "$toy_from" "$toy_args" "$toy_number" || break
    done 3<"$toy/now"
  done
}
