"""Values as the JSON of the adapter contract (schema/conformance.capnp, the table at its end)."""
import base64
import math

from values import ELEMENT_SIZES, HOLE, UNDEFINED, VIEWS, ERRORS, Node, well_formed, walk


class Unclonable(Exception):
    """`path` is that of the value, as in args[1].a.b (TW-VALUE-10)."""

    def __init__(self, path):
        super().__init__(f'An object could not be cloned. {path}')


def values_of(items, path='args'):
    """The clone of JSON values: what the same id names becomes one object."""
    shared = {}
    return [value_of(item, f'{path}[{i}]', shared) for i, item in enumerate(items)]


def value_of(item, path, shared, name=None):
    if isinstance(item, (bool, str)) or item is None:
        return item
    if isinstance(item, (int, float)):
        return float(item)

    def keep(node):
        if name is not None:
            shared[name] = node
        return node

    def many(items):
        return [value_of(one, f'{path}[{i}]', shared) for i, one in enumerate(items)]

    def named(pairs):
        return [(key, value_of(one, f'{path}.{key}', shared)) for key, one in pairs]

    if isinstance(item, list) or item.get('$') == 'array':
        node = keep(Node('array', sparse=[]))
        node.elements = many(item if isinstance(item, list) else item['elements'])
        node.properties = [] if isinstance(item, list) else named(item.get('properties', {}).items())
        node.length = len(node.elements)
        while node.elements and node.elements[-1] is HOLE:
            node.elements.pop()
        return node
    tag = item.get('$')
    if tag is None or tag == 'object':
        node = keep(Node('object'))
        node.properties = named(item['entries'] if tag else item.items())
        return node
    if tag in ('undefined', 'hole'):
        return UNDEFINED if tag == 'undefined' else HOLE
    if tag == 'number':
        return float(item['value'])
    if tag == 'bigint':
        return int(item['value'])
    if tag == 'string16':
        return b''.join(u.to_bytes(2, 'little') for u in item['units']).decode('utf-16-le', 'surrogatepass')
    if tag == 'date':
        time = value_of(item['value'], path, shared)
        return keep(Node('date', time=math.nan if time is None else time))
    if tag == 'regexp':
        return keep(Node('regexp', source=item['source'], flags=item.get('flags', '')))
    if tag == 'boxed':
        return keep(Node('boxed', value=value_of(item['value'], path, shared)))
    if tag == 'map':
        node = keep(Node('map'))
        node.entries = [tuple(many(entry)) for entry in item['entries']]
        return node
    if tag == 'set':
        node = keep(Node('set'))
        node.elements = many(item['values'])
        return node
    if tag == 'buffer':
        return keep(Node('arrayBuffer', bytes=base64.b64decode(item['bytes']), resizable=False, max=0))
    if tag == 'view':
        kind = VIEWS.index(item['type'])
        node = keep(Node('view', type=kind, tracking=False, offset=int(item.get('byteOffset', 0))))
        node.buffer, node.length = value_of(item['buffer'], path, shared), int(item['length']) * ELEMENT_SIZES[kind]
        return node
    if tag == 'error':
        node = keep(Node('error', type=item['name'] if item['name'] in ERRORS else 'Error', stack=None,
                         message=item.get('message'), has_cause='cause' in item))
        node.cause = value_of(item['cause'], f'{path}.cause', shared) if node.has_cause else UNDEFINED
        return node
    if tag == 'shared':
        return value_of(item['value'], path, shared, item['id'])
    if tag == 'ref':
        return shared[item['id']]
    raise Unclonable(path)


def json_of(values):
    """JSON of values that arrived together: what is met again becomes a reference."""
    met, twice = set(), {}
    order, _, _ = walk(values)
    for value in values + [child for node in order for child in node.children()]:
        if isinstance(value, Node):
            if id(value) in met:
                twice.setdefault(id(value), len(twice) + 1)
            met.add(id(value))
    written = set()

    def one(value):
        if not isinstance(value, Node):
            return plain_json(value)
        number = twice.get(id(value))
        if number is None:
            return node_json(value, one)
        if id(value) in written:
            return {'$': 'ref', 'id': number}
        written.add(id(value))
        return {'$': 'shared', 'id': number, 'value': node_json(value, one)}

    return [one(value) for value in values]


def plain_json(value):
    if value is UNDEFINED or value is HOLE:
        return {'$': value.name}
    if isinstance(value, str) and not well_formed(value):
        units = value.encode('utf-16-le', 'surrogatepass')
        return {'$': 'string16', 'units': [int.from_bytes(units[i:i + 2], 'little') for i in range(0, len(units), 2)]}
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value) or (value == 0 and math.copysign(1, value) < 0):
            return {'$': 'number', 'value': {math.inf: 'Infinity', -math.inf: '-Infinity', 0: '-0'}.get(value, 'NaN')}
        return int(value) if value.is_integer() and abs(value) < 2 ** 53 else value
    if isinstance(value, int) and not isinstance(value, bool):
        return {'$': 'bigint', 'value': str(value)}
    return value


def node_json(node, one):
    if node.kind == 'object':
        if any(name == '$' for name, _ in node.properties):
            return {'$': 'object', 'entries': [[name, one(value)] for name, value in node.properties]}
        return {name: one(value) for name, value in node.properties}
    if node.kind == 'array':
        elements = [one(value) for value in node.elements]
        for index, value in node.sparse + [(node.length, None)]:
            elements += [{'$': 'hole'} for _ in range(index - len(elements))]
            elements += [one(value)] if index < node.length else []
        properties = {name: one(value) for name, value in node.properties}
        return {'$': 'array', 'elements': elements, 'properties': properties} if properties else elements
    if node.kind == 'date':
        return {'$': 'date', 'value': None if math.isnan(node.time) else plain_json(node.time)}
    if node.kind == 'regexp':
        return {'$': 'regexp', 'source': node.source, 'flags': node.flags}
    if node.kind == 'boxed':
        return {'$': 'boxed', 'value': one(node.value)}
    if node.kind == 'map':
        return {'$': 'map', 'entries': [[one(key), one(value)] for key, value in node.entries]}
    if node.kind == 'set':
        return {'$': 'set', 'values': [one(value) for value in node.elements]}
    if node.kind == 'arrayBuffer':
        return {'$': 'buffer', 'bytes': base64.b64encode(node.bytes).decode()}
    if node.kind == 'view':
        length = len(node.buffer.bytes) - node.offset if node.tracking else node.length
        return {'$': 'view', 'type': VIEWS[node.type], 'buffer': one(node.buffer), 'byteOffset': node.offset,
                'length': length // ELEMENT_SIZES[node.type]}
    error = {'$': 'error', 'name': node.type, 'message': node.message or ''}
    return error | ({'cause': one(node.cause)} if node.has_cause else {})
