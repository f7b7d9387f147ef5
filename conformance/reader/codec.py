"""Frames to bytes and back, by the Cap'n Proto tool and the schema: `capnp convert`, kept running in each direction.

A frame is what the tool's JSON has: {"message": {"channel": "c", "args": {"roots": [{"string": "you"}]}}}. Of a union
there is the arm that is set; what is null is left out; 64-bit numbers and what is no number in JSON are strings; Data is a
list of numbers.
"""
import json
import os
import pathlib
import resource
import struct
import subprocess

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / 'schema/triwire.capnp'
SEGMENTS_MAX = 512
FRAME_MAX, MEMORY_MAX = 4 << 20, 512 << 20  # The tool would tell elements without bytes, too, one by one.
# Behind each frame to read goes one that is told from all others: what is said before its line is about the frame.
FENCE = {'close': {'text': 'the end of what was asked'}}


class Violation(Exception):
    """Main broke the protocol: (the reason of the close that follows (#close-reasons), one line for people)."""


def require(held, what, reason='malformed'):
    if not held:
        raise Violation(reason, what)


def frame_size(stream):
    """(bytes of the segment table that `stream` begins with, bytes of the frame); None if the table is not all there."""
    if len(stream) < 4:
        return None
    count = struct.unpack_from('<I', stream)[0] + 1
    require(count <= SEGMENTS_MAX, f'{count} segments')
    table = 8 * (count // 2 + 1)
    return (table, table + 8 * sum(struct.unpack_from(f'<{count}I', stream, 4))) if len(stream) >= table else None


def tool(conversion, *options):
    return subprocess.Popen(['capnp', 'convert', conversion, *options, str(SCHEMA), 'Frame'],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX)))


class Codec:
    def __init__(self):
        self.reading, self.writing = tool('binary:json', '--short'), tool('json:binary')
        self.begun = b''  # The tool looks one byte further before it writes: the beginning of the next frame.
        self.fence = self.encode(FENCE)
        self.reading.stdin.write(self.fence)
        self.reading.stdin.flush()
        self.fence_line = self.reading.stdout.readline()

    def encode(self, frame):
        text = json.dumps(frame, ensure_ascii=False).encode()
        self.writing.stdin.write(text[len(self.begun):] + b'\n{')
        self.writing.stdin.flush()
        self.begun = b'{'
        output = b''
        while (size := frame_size(output)) is None or len(output) < size[1]:
            output += os.read(self.writing.stdout.fileno(), 1 << 20)
        return output

    def decode(self, frame):
        table, _ = frame_size(frame)
        require(any(frame[table:table + 8]), 'a frame without content')
        self.reading.stdin.write(frame + self.fence)
        self.reading.stdin.flush()
        said, more = self.reading.stdout.readline(), self.reading.stdout.readline()
        require(more == self.fence_line, 'bytes that are no frame')  # Or the tool has complained, or it is gone.
        try:
            return json.loads(said, parse_int=lambda digits: -0.0 if digits == '-0' else int(digits))
        except UnicodeDecodeError as error:
            raise Violation('malformed', f'a text that is not UTF-8: {error}') from error
