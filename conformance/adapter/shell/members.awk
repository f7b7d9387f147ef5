# Members of JSON objects, for scripts of POSIX shell: awk -v names='a b' -f members.awk
# Each line of input is an object, or an array of objects; for each object the members named are printed as
# JSON, empty if absent, in one line, with \037 between them. `thrown` names the contract's Error of "value".

# The end of the JSON value that begins at `at`: the position behind it.
function past(at,    depth, c) {
  for (depth = 0; at <= length($0); at++) {
    c = substr($0, at, 1)
    if (c == "\"") { while ((c = substr($0, ++at, 1)) != "\"") if (c == "\\") at++ }
    else if (c ~ /[[{]/) depth++
    else if (c ~ /[]}]/ && --depth < 0) return at
    else if (c ~ /[,:]/ && depth == 0) return at
    if (depth == 0 && c ~ /["}\]]/) return at + 1
  }
  return at
}

# Reads the members of the object that begins at `at` into `member`; returns the position behind it.
function object(at, member,    end, name) {
  split("", member)
  if (substr($0, ++at, 1) == "}") return at + 1
  for (;;) {
    name = substr($0, at + 1, (end = past(at)) - at - 2)
    at = past(end + 1)
    member[name] = substr($0, end + 1, at - end - 1)
    if (substr($0, at++, 1) == "}") return at
  }
}

# What is thrown, as the contract's Error.
function thrown(value,    inner, line) {
  if (value !~ /^\{"\$":"error"/) return "{\"value\":" value "}"
  line = $0; $0 = value; object(1, inner); $0 = line
  return "{\"name\":" inner["name"] ",\"message\":" inner["message"] "}"
}

function text(name) {
  return name == "thrown" && "value" in member ? thrown(member["value"]) : member[name]
}

BEGIN { count = split(names, wanted, " ") }
{
  at = substr($0, 1, 1) == "[" ? 2 : 1
  while (substr($0, at, 1) == "{") {
    at = object(at, member) + 1
    for (i = 1; i <= count; i++)
      printf "%s%s", text(wanted[i]), i < count ? "\037" : "\n"
  }
}
