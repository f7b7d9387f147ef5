"""Looks on at a real main and its renderer with `triwire trace`, and at the capture with tshark.

usage: trace_test.py TRIWIRE MAIN RENDERER DISSECTOR trace|dissector
The programs are the library's examples of invoke. Exit code 77: there is no tshark.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

TRIWIRE, MAIN, RENDERER, DISSECTOR, WHAT = sys.argv[1:]
PATIENCE = 60  # Seconds; only a failure takes them.


def expect(condition, what, text):
    if not condition:
        sys.exit(f"expected {what} in:\n{text}")


def look(folder, *options):
    """The lines that `triwire trace` shows of one run, from before the renderer to main's end."""
    control, socket = os.path.join(folder, "control"), os.path.join(folder, "socket")
    environment = dict(os.environ, TRIWIRE_CONTROL_SOCKET=control)
    quiet = {"stdout": subprocess.DEVNULL}
    main = subprocess.Popen([MAIN, socket, "result"], env=environment, **quiet)
    trace = subprocess.Popen([TRIWIRE, "trace", control, "--wait", str(PATIENCE), *options],
                             stdout=subprocess.PIPE, text=True)
    try:
        first = trace.stdout.readline()
        expect(first == "0 links\n", "no link yet", first)
        subprocess.run([RENDERER, socket], check=True, timeout=PATIENCE, **quiet)
        out, _ = trace.communicate(timeout=PATIENCE)
        expect(main.wait(PATIENCE) == 0, "main's end in good order", out)
    finally:
        for process in (main, trace):
            if process.poll() is None:
                process.kill()
            process.wait()
    expect(trace.returncode == 0, "exit code 0", out)
    return out


def shown(folder):
    """What trace shows, draws and leaves out."""
    drawing = os.path.join(folder, "calls.mmd")
    out = look(folder, "--follow", "--diagram", drawing)
    for line in (r'r1 -> main  hello "', r'main -> r1  welcome "', r"r1  the link has ended",
                 r'r1 -> main  invoke #1 "render-invoke-to-main"  \d+ bytes$',
                 r'r1 -> main  sync #2 "render-turns-clock"  \d+ bytes$',
                 r"main -> r1  return #2 value  \d+ bytes$", r"main -> r1  return #1 value  \d+ bytes$",
                 r"^main has ended$"):
        expect(re.search(line, out, re.M), line, out)
    expect("message sent through invoke" not in out, "no argument", out)
    with open(drawing, encoding="utf-8") as file:
        diagram = file.read()
    expect(diagram.startswith("sequenceDiagram\n"), "a diagram", diagram)
    expect("  r1->>main: invoke #35;1 #34;render-invoke-to-main#34;\n" in diagram, "the call", diagram)
    expect("  main-->>r1: return #35;1 value\n" in diagram, "its answer", diagram)

    drawing = os.path.join(folder, "calls.svg")
    out = look(folder, "--payloads", "--diagram", drawing)
    with open(drawing, encoding="utf-8") as file:
        titles = [title.text for title in ElementTree.parse(file).iter("{http://www.w3.org/2000/svg}title")]
    expect(titles == [line for line in out.splitlines() if " -> " in line], "each line's arrow", f"{titles}\n{out}")
    for line in (r'invoke #1 "render-invoke-to-main"  \d+ bytes  \("message sent through invoke"\)$',
                 r'main -> r1  return #1 value  \d+ bytes  "'):
        expect(re.search(line, out, re.M), line, out)
    out = look(folder, "--count", "2")
    expect(len(out.splitlines()) == 2, "two frames", out)


def dissected(folder):
    """What Wireshark makes of a capture."""
    if shutil.which("tshark") is None:
        print("skipped: there is no tshark (Debian: apt install tshark)")
        sys.exit(77)
    capture = os.path.join(folder, "calls.pcap")
    look(folder, "--payloads", "--capture", capture)
    fields = ["renderer", "direction", "kind", "call", "channel", "outcome", "reason"]
    command = ["tshark", "-X", "lua_script:" + DISSECTOR, "-r", capture, "-T", "fields", "-E", "separator=|"]
    for field in fields:
        command += ["-e", "triwire." + field]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    for line in ("1|renderer to main|hello||||", "1|main to renderer|welcome||||",
                 "1|renderer to main|invoke|1|render-invoke-to-main||",
                 "1|renderer to main|sync|2|render-turns-clock||",
                 "1|main to renderer|return|2||value|", "1|main to renderer|return|1||value|",
                 "1|renderer to main|close||||done"):
        expect(line in ran.stdout.splitlines(), line, ran.stdout + ran.stderr)
    expect("Lua" not in ran.stderr, "no error", ran.stderr)


with tempfile.TemporaryDirectory() as scratch:
    {"trace": shown, "dissector": dissected}[WHAT](scratch)
