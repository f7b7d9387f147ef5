"""Values of the structured clone algorithm, and their payloads on the wire (specification, #values, #payload-rules).

None, bool, float (number), int (bigint) and str (with lone surrogates, if any) stand for themselves; what has identity
is a `Node`.
"""
from capnp_message import require


class Absent:
    def __init__(self, name):
        self.name = name


UNDEFINED, HOLE = Absent('undefined'), Absent('hole')
VIEWS = ['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
         'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView']
ELEMENT_SIZES = [1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8, 1]
ERRORS = ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']
KINDS = ['object', 'array', 'date', 'regexp', 'boxed', 'map', 'set', 'arrayBuffer', 'view', 'error']


class Node:
    """An object with identity. Its fields depend on `kind`, and have the names of the schema's `Node`."""

    def __init__(self, kind, **fields):
        self.kind = kind
        self.__dict__.update(fields)

    def children(self):
        """What it refers to, in the order of the schema."""
        if self.kind == 'object':
            return [value for _, value in self.properties]
        if self.kind == 'array':
            return self.elements + [v for _, v in self.sparse] + [v for _, v in self.properties]
        if self.kind == 'map':
            return [one for entry in self.entries for one in entry]
        return {'set': lambda: self.elements, 'boxed': lambda: [self.value], 'view': lambda: [self.buffer],
                'error': lambda: [self.cause] if self.has_cause else []}.get(self.kind, list)()


def walk(roots):
    """The nodes in order of first visit, depth first, and the greatest depth (#limit-table)."""
    order, seen, deepest = [], {}, 0
    stack = [(root, 1) for root in reversed(roots)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, Node) and id(value) not in seen:
            seen[id(value)] = len(order)
            order.append(value)
            deepest = max(deepest, depth)
            stack.extend((child, depth + 1) for child in reversed(value.children()))
    return order, seen, deepest


def well_formed(text):
    return not any('\ud800' <= c <= '\udfff' for c in text)


# ---- Writing


def write_payload(builder, pointer, roots):
    """Writes the payload of `roots` at `pointer`. Returns (number of nodes, depth)."""
    order, numbers, depth = walk(roots)
    _, at = builder.struct(pointer, 0, 2)
    write_values(builder, at, roots, numbers)
    for node, place in zip(order, builder.structs(at + 8, len(order), 32, 3)):
        write_node(builder, place, node, numbers)
    return len(order), depth


def write_string(builder, data, pointer, text, tag):
    """A union of utf8 (tag) and utf16 (tag + 1), the tag at byte `data`."""
    if well_formed(text):
        builder.put('H', data, tag)
        builder.text(pointer, text)
    else:
        builder.put('H', data, tag + 1)
        builder.bytes(pointer, text.encode('utf-16-le', 'surrogatepass'), 2)


def write_js_string(builder, pointer, text):
    if text is not None:
        data, at = builder.struct(pointer, 8, 1)
        write_string(builder, data, at, text, 0)


def write_values(builder, pointer, values, numbers):
    for value, place in zip(values, builder.structs(pointer, len(values), 16, 1)):
        write_value(builder, place, value, numbers)


def write_value_at(builder, pointer, value, numbers):
    write_value(builder, builder.struct(pointer, 16, 1), value, numbers)


def write_value(builder, place, value, numbers):
    data, pointer = place
    if isinstance(value, str):
        write_string(builder, data, pointer, value, 6)
        return
    tag = (0 if value is UNDEFINED else 1 if value is HOLE else 2 if value is None else 3 if isinstance(value, bool)
           else 4 if isinstance(value, float) else 5 if isinstance(value, int) else 8)
    builder.put('H', data, tag)
    if tag == 3:
        builder.put('B', data + 2, value)
    elif tag == 4:
        builder.put('d', data + 8, value)
    elif tag == 5:
        builder.put('B', data + 2, value < 0)
        builder.bytes(pointer, abs(value).to_bytes((value.bit_length() + 7) // 8, 'little'))
    elif tag == 8:
        builder.put('I', data + 8, numbers[id(value)])


def write_properties(builder, pointer, properties, numbers):
    for (name, value), (data, at) in zip(properties, builder.structs(pointer, len(properties), 8, 2)):
        write_string(builder, data, at, name, 0)
        write_value_at(builder, at + 8, value, numbers)


def write_node(builder, place, node, numbers):
    data, pointer = place
    builder.put('H', data, KINDS.index(node.kind))
    if node.kind == 'object':
        write_properties(builder, pointer, node.properties, numbers)
    elif node.kind == 'array':
        builder.put('I', data + 4, node.length)
        write_values(builder, pointer, node.elements, numbers)
        for (index, value), (at, to) in zip(node.sparse, builder.structs(pointer + 8, len(node.sparse), 8, 1)):
            builder.put('I', at, index)
            write_value_at(builder, to, value, numbers)
        write_properties(builder, pointer + 16, node.properties, numbers)
    elif node.kind == 'date':
        builder.put('d', data + 8, node.time)
    elif node.kind == 'regexp':
        write_js_string(builder, pointer, node.source)
        builder.text(pointer + 8, node.flags)
    elif node.kind == 'boxed':
        write_value_at(builder, pointer, node.value, numbers)
    elif node.kind == 'map':
        for (key, value), (_, at) in zip(node.entries, builder.structs(pointer, len(node.entries), 0, 2)):
            write_value_at(builder, at, key, numbers)
            write_value_at(builder, at + 8, value, numbers)
    elif node.kind == 'set':
        write_values(builder, pointer, node.elements, numbers)
    elif node.kind == 'arrayBuffer':
        builder.bytes(pointer, node.bytes)
        builder.put('B', data + 4, node.resizable)
        builder.put('Q', data + 8, node.max)
    elif node.kind == 'view':
        builder.put('H', data + 4, node.type)
        builder.put('B', data + 6, node.tracking)
        for at, number in ((8, numbers[id(node.buffer)]), (16, node.offset), (24, node.length)):
            builder.put('Q', data + at, number)
    else:
        builder.put('H', data + 4, ERRORS.index(node.type))
        builder.put('B', data + 6, node.has_cause)
        write_js_string(builder, pointer, node.message)
        write_js_string(builder, pointer + 8, node.stack)
        if node.has_cause:
            write_value_at(builder, pointer + 16, node.cause, numbers)


# ---- Reading: every rule of #payload-rules is checked here (TW-WIRE-15).


class LimitExceeded(Exception):
    """An announced limit was not kept (TW-WIRE-16, TW-WIRE-37)."""


DEPTH_MAX, NODES_MAX = 1000, 1_000_000


def read_payload(payload, one_root=False):
    table = payload.structs(1)
    if len(table) > NODES_MAX:
        raise LimitExceeded(f'{len(table)} nodes')
    nodes = [Node(None) for _ in table]
    roots = [read_value(one, nodes) for one in payload.structs(0)]
    require(not one_root or len(roots) == 1, 'an answer is one root')
    for node, one in zip(nodes, table):
        read_node(node, one, nodes)
    for node in nodes:
        if node.kind == 'view':
            check_view(node)
    order, _, depth = walk(roots)
    require(len(order) == len(nodes) and all(a is b for a, b in zip(order, nodes)), 'nodes out of order, or unused')
    if depth > DEPTH_MAX:
        raise LimitExceeded(f'nested {depth} deep')
    return roots


def read_string(one, tag, utf8):
    if tag == utf8:
        return one.text(0)
    require(tag == utf8 + 1, 'an unknown kind of string')
    text = (one.bytes(0, 2) or b'').decode('utf-16-le', 'surrogatepass')
    require(not well_formed(text), 'a well-formed string in UTF-16')
    return text


def read_js_string(parent, index):
    """Null if the pointer is null."""
    one = parent.struct(index)
    return read_string(one, one.u16(0), 0) if parent.has(index) else None


def read_value(one, nodes, hole=False):
    tag = one.u16(0)
    if tag in (6, 7):
        return read_string(one, tag, 6)
    if tag == 1:
        require(hole, 'a hole outside of an array')
        return HOLE
    if tag == 5:
        magnitude, negative = one.bytes(0) or b'', one.bit(2)
        require(magnitude[-1:] != b'\0' and (magnitude or not negative), 'a bigint that is not canonical')
        return int.from_bytes(magnitude, 'little') * (-1 if negative else 1)
    if tag == 8:
        require(one.u32(8) < len(nodes), 'no such node')
        return nodes[one.u32(8)]
    require(tag < 5, 'an unknown kind of value')
    return (UNDEFINED, None, None, one.bit(2), one.get('d', 8))[tag]


def read_properties(parent, index, nodes):
    found = [(read_string(one, one.u16(0), 0), read_value(one.struct(1), nodes)) for one in parent.structs(index)]
    require(len({name for name, _ in found}) == len(found), 'a property name twice')
    return found


def is_index(name):
    return name.isascii() and name.isdigit() and str(int(name[:11])) == name and int(name) < 2 ** 32 - 1


def read_node(node, one, nodes):
    tag = one.u16(0)
    require(tag < len(KINDS), 'an unknown kind of node')
    node.kind = KINDS[tag]
    if node.kind == 'object':
        node.properties = read_properties(one, 0, nodes)
    elif node.kind == 'array':
        node.length = one.u32(4)
        node.elements = [read_value(each, nodes, hole=True) for each in one.structs(0)]
        require(len(node.elements) <= node.length, 'more elements than the length')
        node.sparse = [(each.u32(0), read_value(each.struct(0), nodes)) for each in one.structs(1)]
        bounds = [len(node.elements) - 1] + [index for index, _ in node.sparse] + [node.length]
        require(not node.sparse or all(a < b for a, b in zip(bounds, bounds[1:])), 'sparse elements out of order')
        node.properties = read_properties(one, 2, nodes)
        require(not any(is_index(name) for name, _ in node.properties), 'an index as a name')
    elif node.kind == 'date':
        node.time = one.get('d', 8)
    elif node.kind == 'regexp':
        node.source, node.flags = read_js_string(one, 0) or '', one.text(1)
    elif node.kind == 'boxed':
        node.value = read_value(one.struct(0), nodes)
        require(isinstance(node.value, (bool, float, int, str)), 'a wrapper of something else')
    elif node.kind == 'map':
        node.entries = [(read_value(e.struct(0), nodes), read_value(e.struct(1), nodes)) for e in one.structs(0)]
    elif node.kind == 'set':
        node.elements = [read_value(each, nodes) for each in one.structs(0)]
    elif node.kind == 'arrayBuffer':
        node.bytes, node.resizable, node.max = one.bytes(0) or b'', one.bit(4), one.u64(8)
        require(not node.resizable or node.max >= len(node.bytes), 'a maximum below the length')
    elif node.kind == 'view':
        node.type, node.tracking, node.offset, node.length = one.u16(4), one.bit(6), one.u64(16), one.u64(24)
        require(one.u32(8) < len(nodes), 'no such node')
        node.buffer = nodes[one.u32(8)]
    else:
        require(one.u16(4) < len(ERRORS), 'an unknown type of error')
        node.type, node.has_cause = ERRORS[one.u16(4)], one.bit(6)
        node.message, node.stack = read_js_string(one, 0), read_js_string(one, 1)
        node.cause = read_value(one.struct(2), nodes)


def check_view(view):
    require(view.type < len(VIEWS) and view.buffer.kind == 'arrayBuffer', 'a view of nothing')
    size = ELEMENT_SIZES[view.type]
    require(view.offset % size == 0 and view.length % size == 0, 'a view that is not aligned')
    require(view.offset + view.length <= len(view.buffer.bytes), 'a view outside of its buffer')
    require(not view.tracking or view.buffer.resizable and view.length == 0, 'a view that follows nothing')
