#!/bin/sh
# The shell toy's adapter: everything that the suite needs to test it. Texts stay the JSON they came as.
set -u
here=$(dirname "$0")
. "$here/toy.sh"
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT && mkdir "$folder/seq" "$folder/program"

members() { awk -v names="$1" -f "$here/members.awk"; }

# report ACTOR EVENT [MEMBERS]
report() {
  seq=$(($(cat "$folder/seq/$1" 2>/dev/null || echo 0) + 1))
  echo "$seq" >"$folder/seq/$1"
  printf '{"event":"%s","actor":"%s","seq":%d%s}\n' "$2" "$1" "$seq" "${3-}"
}
REFUSED='{"name":"Error","message":"An object could not be cloned."}'

# sends EVENT MEMBERS FROM TO CHANNEL ARGS: main sends, and reports how that went.
sends() {
  if toy_send "$3" "$4" "$5" "$6"; then report main "$1" "$2"; else report main "$1" "$2,\"error\":$REFUSED"; fi
}

# The file with a listener's program.
program_of() { printf '%s/program/%s' "$folder" "$(printf '%s' "$1$2$3" | cksum | tr ' ' -)"; }

# perform ACTOR STEPS [SENDER HANDLE]: fails, with what was thrown in $thrown, if a step throws.
perform() {
  printf '%s\n' "$2" | members 'op call channel listener args program mark to thrown' >"$folder/steps"
  while IFS=$US read -r op call channel listener args program mark to error <&4; do
    op=${op#\"} op=${op%\"} to=${to#\"} to=${to%\"}
    on="\"op\":\"$op\",\"channel\":$channel"
    case $op in
      send)
        report "$1" calling ",\"call\":$call"
        if toy_send "$1" main "$channel" "${args:-[]}"; then
          report "$1" returned ",\"call\":$call,\"value\":{\"\$\":\"undefined\"}"
        else
          report "$1" threw ",\"call\":$call,\"error\":$REFUSED"
        fi ;;
      sendTo) sends sent ",\"to\":\"$to\",\"channel\":$channel" main "$to" "$channel" "${args:-[]}" ;;
      reply) sends replied ",\"handle\":$4,\"channel\":$channel" main "$3" "$channel" "${args:-[]}" ;;
      on | once)
        file=$(program_of "$1" "$channel" "$listener")
        [ -e "$file" ] || printf '%s\n' "${program:-[]}" >"$file"
        toy_on "$1" "$channel" "$listener" "$([ "$op" = on ] && echo always || echo once)"
        report "$1" registered ",$on,\"listener\":$listener" ;;
      off)
        toy_off "$1" "$channel" "$listener"
        report "$1" registered ",$on,\"listener\":$listener" ;;
      removeAllListeners) toy_off "$1" "$channel" && report "$1" registered ",$on" ;;
      mark) report "$1" marked ",\"mark\":$mark" ;;
      throw) thrown=$error && return 1 ;;
      return) return 0 ;;
    esac
  done 4<"$folder/steps"
}

listener_called() {  # SIDE CHANNEL LISTENER FROM ARGS NUMBER
  handle=
  if [ "$1" = main ]; then
    handle=",\"handle\":$6"
    report main called ",\"listener\":$3,\"channel\":$2,\"args\":$5,\"from\":\"$4\",\"kind\":\"send\"$handle"
  else
    report "$1" dispatched ",\"listener\":$3,\"channel\":$2,\"args\":$5"
  fi
  if perform "$1" "$(cat "$(program_of "$1" "$2" "$3")")" "$4" "$6"; then
    report "$1" finished ",\"listener\":$3$handle"
  else
    report "$1" finished ",\"listener\":$3$handle,\"error\":$thrown"
    report "$1" uncaught ",\"error\":$thrown" && return 1
  fi
}

missing() {  # The first step of a command that the toy does not have.
  for lacked in sendSync invoke handle handleOnce removeHandler hold release resolve reject assign; do
    case $1 in *"\"op\":\"$lacked\""*) printf '%s' "$lacked" && return ;; esac
  done
}

while IFS= read -r line; do
  IFS=$US read -r do id renderers actor steps main <<EOF
$(printf '%s\n' "$line" | members 'do id renderers actor steps main')
EOF
  actor=${actor#\"} actor=${actor%\"} lacks=${main:+main}$(missing "$steps")
  case $do,$lacks in
    '"hello",') printf '{"event":"hello","id":%d,"protocol":1,"name":"toy","version":"1","renderersMax":8,%s}\n' "$id" \
      '"capabilities":["send","reply","sendTo","sender"]' && continue ;;
    '"begin",' | '"end",') rm -f "$folder"/seq/* "$folder"/program/* && toy_uses "$folder" ;;
    '"run",') perform "$actor" "$steps" || report "$actor" uncaught ",\"error\":$thrown" ;;
    *) printf '{"event":"unsupported","id":%d,"what":"%s"}\n' "$id" "${lacks:-command}" && continue ;;
  esac
  printf '{"event":"done","id":%d}\n' "$id"
  [ "$do" != '"run"' ] || toy_deliver  # Only now does anything that was sent arrive.
done
