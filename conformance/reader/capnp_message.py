"""Cap'n Proto messages in the standard stream framing: just what frames need (specification, #wire-frames).

Everything read is checked against the bounds of the frame (TW-WIRE-7). A null pointer reads as what is empty.
"""
import struct


class Malformed(Exception):
    """The bytes are no frame, or a payload breaks its rules: the link ends with `malformed`."""


def require(held, what):
    if not held:
        raise Malformed(what)


SEGMENTS_MAX = 512


def frame_size(stream):
    """Bytes of the frame that `stream` begins with, from its segment table alone; None if the table is not there yet."""
    if len(stream) < 4:
        return None
    count = struct.unpack_from('<I', stream)[0] + 1
    require(count <= SEGMENTS_MAX, f'{count} segments')
    table = (4 + 4 * count + 7) & ~7
    if len(stream) < table:
        return None
    return table + 8 * sum(struct.unpack_from(f'<{count}I', stream, 4))


class Message:
    """A frame that has arrived whole."""

    def __init__(self, frame):
        count = struct.unpack_from('<I', frame)[0] + 1
        at = (4 + 4 * count + 7) & ~7
        self.segments = []
        for words in struct.unpack_from(f'<{count}I', frame, 4):
            self.segments.append(frame[at:at + 8 * words])
            at += 8 * words
        self.size = len(frame)
        self.budget = 8 * self.size  # Of what may be visited: pointers may meet, but not multiply the frame.

    def root(self):
        require(len(self.segments[0]) >= 8, 'no root')
        return Struct(self, self.segments[0], 0, 0, 0, 1).struct(0)

    def follow(self, segment, at):
        """The pointer at byte `at`, through far pointers: (segment, byte of its target, the pointer); None if null."""
        word = struct.unpack_from('<Q', segment, at)[0]
        if word == 0:
            return None
        if word & 3 != 2:
            require(word & 3 != 3, 'a capability')
            return segment, at + 8 + 8 * (struct.unpack('<i', struct.pack('<I', word & 0xffffffff))[0] >> 2), word
        target, pad = self.segment(word >> 32), 8 * (word >> 3 & 0x1fffffff)
        if not word & 4:
            require(pad + 8 <= len(target), 'a far pointer leads outside')
            inner = struct.unpack_from('<Q', target, pad)[0]
            require(inner & 3 < 2, 'a far pointer leads to another')
            return self.follow(target, pad)
        require(pad + 16 <= len(target), 'a far pointer leads outside')
        far, tag = struct.unpack_from('<QQ', target, pad)
        require(far & 7 == 2 and tag & 3 < 2, 'a bad landing pad')
        return self.segment(far >> 32), 8 * (far >> 3 & 0x1fffffff), tag

    def segment(self, number):
        require(number < len(self.segments), 'no such segment')
        return self.segments[number]

    def visit(self, segment, at, size, elements=0):
        require(0 <= at and at + size <= len(segment), 'a pointer leads outside of the frame')
        require(elements <= self.size, 'a list claims more elements than its frame holds')
        self.budget -= size + elements
        require(self.budget >= 0, 'pointers visit the frame too often')


class Struct:
    """A struct in a message. Fields by byte offset, pointers by index, as `capnp compile -ocapnp` prints them."""

    def __init__(self, message, segment, at, data, pointers_at, pointers):
        self.message, self.segment, self.at, self.data = message, segment, at, data
        self.pointers_at, self.pointers = pointers_at, pointers

    def get(self, form, offset):
        if offset + struct.calcsize(form) > self.data:
            return struct.unpack('<' + form, bytes(struct.calcsize(form)))[0]
        return struct.unpack_from('<' + form, self.segment, self.at + offset)[0]

    def u16(self, offset):
        return self.get('H', offset)

    def u32(self, offset):
        return self.get('I', offset)

    def u64(self, offset):
        return self.get('Q', offset)

    def bit(self, offset):
        return bool(self.get('B', offset) & 1)

    def follow(self, index):
        return self.message.follow(self.segment, self.pointers_at + 8 * index) if index < self.pointers else None

    def has(self, index):
        return self.follow(index) is not None

    def struct(self, index):
        found = self.follow(index)
        if found is None:
            return Struct(self.message, b'', 0, 0, 0, 0)
        segment, at, word = found
        require(word & 3 == 0, 'a list where a struct is expected')
        data, pointers = 8 * (word >> 32 & 0xffff), word >> 48
        self.message.visit(segment, at, data + 8 * pointers)
        return Struct(self.message, segment, at, data, at + data, pointers)

    def structs(self, index):
        found = self.follow(index)
        if found is None:
            return []
        segment, at, word = found
        require(word & 3 == 1, 'a struct where a list is expected')
        code, count = word >> 32 & 7, word >> 35
        if code == 7:
            self.message.visit(segment, at, 8 + 8 * count)
            tag = struct.unpack_from('<Q', segment, at)[0]
            require(tag & 3 == 0, 'a bad tag of a list')
            words, count, at = count, (tag & 0xffffffff) >> 2, at + 8
            data, pointers = 8 * (tag >> 32 & 0xffff), tag >> 48
            require(count * (data // 8 + pointers) <= words, 'a list is longer than its words')
        else:
            require(code != 1, 'a list of bits where structs are expected')
            data, pointers = (0, 0, 1, 2, 4, 8, 0)[code], int(code == 6)
        step = data + 8 * pointers
        self.message.visit(segment, at, step * count, count)
        return [Struct(self.message, segment, at + i * step, data, at + i * step + data, pointers)
                for i in range(count)]

    def bytes(self, index, size=1):
        """A list of numbers of `size` bytes, as bytes; None if the pointer is null."""
        found = self.follow(index)
        if found is None:
            return None
        segment, at, word = found
        require(word & 3 == 1 and word >> 32 & 7 == size.bit_length() + 1, f'no list of numbers of {size} bytes')
        length = size * (word >> 35)
        self.message.visit(segment, at, length, length // size)
        return segment[at:at + length]

    def text(self, index):
        found = self.bytes(index)
        if found is None:
            return ''
        require(found[-1:] == b'\0', 'a text does not end with NUL')
        try:
            return found[:-1].decode('utf-8')
        except UnicodeDecodeError as error:
            raise Malformed(f'a text is not UTF-8: {error}') from error

    def texts(self, index):
        """A list of texts: a list of pointers is a list of structs of one pointer."""
        return [one.text(0) for one in self.structs(index)]


class Builder:
    """A frame of one segment, being made. Structs are handed out as the word they begin at."""

    def __init__(self):
        self.words = bytearray(8)

    def allocate(self, size):
        at = len(self.words)
        self.words += bytes((size + 7) & ~7)
        return at

    def put(self, form, at, value):
        struct.pack_into('<' + form, self.words, at, value)

    def point(self, pointer, target, kind, upper):
        offset = (target - pointer - 8) // 8
        self.put('Q', pointer, (offset << 2 & 0xffffffff) | kind | upper << 32)

    def struct(self, pointer, data, pointers):
        """Bytes of data, number of pointers. Returns (where the data begin, where the pointers begin)."""
        at = self.allocate(data + 8 * pointers)
        self.point(pointer, at, 0, data // 8 | pointers << 16)
        return at, at + data

    def structs(self, pointer, count, data, pointers):
        step = data + 8 * pointers
        tag = self.allocate(8 + count * step)
        self.point(pointer, tag, 1, 7 | count * step // 8 << 3)
        self.put('Q', tag, count << 2 | (data // 8 | pointers << 16) << 32)
        return [(tag + 8 + i * step, tag + 8 + i * step + data) for i in range(count)]

    def bytes(self, pointer, content, size=1):
        at = self.allocate(len(content))
        self.words[at:at + len(content)] = content
        self.point(pointer, at, 1, size.bit_length() + 1 | len(content) // size << 3)

    def text(self, pointer, text):
        self.bytes(pointer, text.encode('utf-8') + b'\0')

    def frame(self):
        return struct.pack('<II', 0, len(self.words) // 8) + bytes(self.words)
