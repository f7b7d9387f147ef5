"""Payloads (specification, #values, #payload-rules): made of the JSON of the adapter contract (the table at the end of
schema/conformance.capnp), checked when they arrive, and told in that JSON again. In between they are as in codec.py."""
import base64
import collections
import math

from codec import require

VIEWS = {'Int8Array': 1, 'Uint8Array': 1, 'Uint8ClampedArray': 1, 'Int16Array': 2, 'Uint16Array': 2, 'Int32Array': 4,
         'Uint32Array': 4, 'Float32Array': 4, 'Float64Array': 8, 'BigInt64Array': 8, 'BigUint64Array': 8,
         'DataView': 1}  # Bytes of an element.
ERRORS = ['Error', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']
PRIMITIVES = {'boolean', 'number', 'bigint', 'string', 'string16'}
STRING, TEXT, NAME = ('string', 'string16'), ('utf8', 'utf16'), ('name', 'name16')  # Arms of the unions for strings.
UNDEFINED, EMPTY = {'undefined': None}, {'utf8': ''}  # What null pointers read as.


def in_schema(name):
    return 'uriError' if name == 'URIError' else name[0].lower() + name[1:]


NAMES = {in_schema(name): name for name in [*VIEWS, *ERRORS]}


class Unclonable(Exception):
    def __init__(self, path):
        self.error = {'outcome': 'UNCLONABLE', 'name': 'Error', 'message': f'An object could not be cloned. ({path})'}


def string(text, arms=STRING):
    """In UTF-8, or as units of UTF-16 if it has an unpaired surrogate."""
    try:
        text.encode()
        return {arms[0]: text}
    except UnicodeEncodeError:
        coded = text.encode('utf-16-le', 'surrogatepass')
        return {arms[1]: [coded[i] | coded[i + 1] << 8 for i in range(0, len(coded), 2)]}


def text_of(union, arms=TEXT):
    """The string in a union, in the form that it has to have."""
    require(union.keys() & set(arms), 'a string of a form that is not known')
    text = union[arms[0]] if arms[0] in union else b''.join(
        unit.to_bytes(2, 'little') for unit in union[arms[1]]).decode('utf-16-le', 'surrogatepass')
    require(string(text, arms).keys() <= union.keys(), 'a string in the form of another')
    return text


def plain(text):
    """With U+FFFD for each unpaired surrogate."""
    return text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')


class Clone:
    """The payload of JSON values. Nodes are numbered as they are met, which is the order of the text."""

    def __init__(self, items):
        self.nodes, self.named = [], {}
        self.payload = {'roots': self.many(items, 'args'), 'nodes': self.nodes}

    def many(self, items, path):
        return [self.value(item, f'{path}[{i}]') for i, item in enumerate(items)]

    def properties(self, pairs, path):
        return [string(name, NAME) | {'value': self.value(item, f'{path}.{name}')} for name, item in pairs]

    def value(self, item, path, name=None):
        if item is None or isinstance(item, (bool, int, float)):
            return {'null' if item is None else 'boolean' if isinstance(item, bool) else 'number': item}
        if isinstance(item, str):
            return string(item)
        tag = 'array' if isinstance(item, list) else item.get('$', 'object')
        if tag in ('undefined', 'hole'):
            return {tag: None}
        if tag in ('number', 'string16'):
            return {tag: item['value' if tag == 'number' else 'units']}
        if tag == 'bigint':
            number = int(item['value'])
            magnitude = abs(number).to_bytes((number.bit_length() + 7) // 8, 'little')
            return {'bigint': {'negative': number < 0, 'magnitude': list(magnitude)}}
        if tag == 'shared':
            return self.value(item['value'], path, item['id'])
        if tag == 'ref':
            return {'node': self.named[item['id']]}
        make = getattr(self, 'make_' + tag, None)
        if make is None:
            raise Unclonable(path)
        number = self.named[name] = len(self.nodes)
        self.nodes.append(None)
        self.nodes[number] = make(item, path)
        return {'node': number}

    make_object = lambda self, item, path: {
        'object': self.properties(item['entries'] if '$' in item else item.items(), path)}
    make_date = lambda self, item, path: {'date': 'NaN' if item['value'] is None else item['value']}
    make_regexp = lambda self, item, path: {'regexp': {'source': string(item['source'], TEXT), 'flags': item['flags']}}
    make_boxed = lambda self, item, path: {'boxed': self.value(item['value'], path)}
    make_map = lambda self, item, path: {
        'map': [dict(zip(('key', 'value'), self.many(entry, path))) for entry in item['entries']]}
    make_set = lambda self, item, path: {'set': self.many(item['values'], path)}
    make_buffer = lambda self, item, path: {
        'arrayBuffer': {'bytes': list(base64.b64decode(item['bytes'])), 'resizable': False, 'byteLengthMax': '0'}}
    make_view = lambda self, item, path: {
        'view': {'type': in_schema(item['type']), 'buffer': self.value(item['buffer'], path)['node'],
                 'byteOffset': item['byteOffset'], 'byteLength': item['length'] * VIEWS[item['type']],
                 'lengthTracking': False}}

    def make_array(self, item, path):
        its = {'elements': item} if isinstance(item, list) else item
        return {'array': {'length': len(its['elements']), 'elements': self.many(its['elements'], path),
                          'properties': self.properties(its.get('properties', {}).items(), path)}}

    def make_error(self, item, path):
        message = {'message': string(item['message'], TEXT)} if 'message' in item else {}
        cause = {'cause': self.value(item['cause'], path + '.cause')} if 'cause' in item else {}
        name = in_schema(item['name'] if item['name'] in ERRORS else 'Error')
        return {'error': {'type': name, 'hasCause': 'cause' in item} | message | cause}


def references(item):
    """The nodes that it refers to, in the order of the schema."""
    if isinstance(item, list):
        for one in item:
            yield from references(one)
    elif isinstance(item, dict):
        for name, one in item.items():
            if name in ('node', 'view'):
                yield one if name == 'node' else one['buffer']
            elif name != 'cause' or item['hasCause']:
                yield from references(one)


def check(payload, limits, roots=None, channel=''):
    nodes, top = payload.get('nodes', []), payload.get('roots', [])
    require(roots in (None, len(top)), 'not exactly one root')
    check_forms(top)
    check_forms(nodes)
    visited, deepest = 0, 0
    open_ = [(index, 1) for index in references(top)][::-1]
    while open_:
        index, depth = open_.pop()
        if index >= visited:
            require(index == visited and index < len(nodes), 'nodes that are not in the order of first visit')
            visited, deepest = visited + 1, max(deepest, depth)
            check_node(*nodes[index].items(), nodes)
            open_ += [(one, depth + 1) for one in references(nodes[index])][::-1]
    require(visited == len(nodes), 'a node that nothing refers to')
    fits = (visited <= limits['valueNodesMax'] and deepest <= limits['valueDepthMax']
            and len(channel.encode()) <= limits['channelBytesMax'])
    require(fits, 'a payload or a channel that is too large', 'limitExceeded')


def check_forms(item, where=''):
    """What holds of every value, text and union, wherever it stands. A union with an arm that is not known is empty."""
    if isinstance(item, list):
        for one in item:
            check_forms(one, where)
    elif isinstance(item, dict):
        require(item or where == 'map', 'something that is not known')
        require('hole' not in item or where == 'elements', 'a hole that is no element')
        require(not isinstance(item.get('type'), int), 'a type that is not known')
        for arms in (STRING, TEXT, NAME):
            if item.keys() & set(arms):
                text_of(item, arms)
        if 'bigint' in item:
            magnitude = item['bigint'].get('magnitude', [])
            require(magnitude[-1:] != [0] and (magnitude or not item['bigint']['negative']), 'a bigint in another form')
        for name, one in item.items():
            check_forms(one, name)


def check_node(node, nodes):
    kind, its = node
    if kind in ('object', 'array'):
        names = [text_of(one, NAME) for one in (its if kind == 'object' else its.get('properties', []))]
        require(len(set(names)) == len(names), 'a property name twice')
    if kind == 'array':
        bounds = [len(its.get('elements', [])) - 1] + [one['index'] for one in its.get('sparse', [])] + [its['length']]
        require(all(a < b for a, b in zip(bounds, bounds[1:])), 'elements behind the length or out of order')
        indexes = [name for name in names if name.isascii() and name.isdigit() and str(int(name[:11])) == name]
        require(all(int(name) >= 2 ** 32 - 1 for name in indexes), 'an index as a name')
    elif kind == 'boxed':
        require(its.keys() <= PRIMITIVES, 'a wrapper of what is no primitive')
    elif kind == 'arrayBuffer':
        length, most = len(its.get('bytes', [])), int(its['byteLengthMax'])
        require(most >= length if its['resizable'] else most == 0, 'a maximum that cannot be')
    elif kind == 'view':
        buffer = nodes[its['buffer']].get('arrayBuffer') if its['buffer'] < len(nodes) else None
        size, offset, length = VIEWS[NAMES[its['type']]], int(its['byteOffset']), int(its['byteLength'])
        require(buffer is not None and offset + length <= len(buffer.get('bytes', [])), 'a view outside of a buffer')
        require(offset % size == 0 == length % size, 'a view that is not aligned')
        require(not its['lengthTracking'] or buffer['resizable'] and length == 0, 'a view that follows nothing')


class Told:
    """The JSON of values that arrived together, in `values`. What is met again becomes a reference."""

    def __init__(self, payload):
        self.nodes, self.met = payload.get('nodes', []), set()
        counts = collections.Counter(references([payload.get('roots', []), self.nodes]))
        self.shared = {node for node, count in counts.items() if count > 1}
        self.values = self.many(payload.get('roots', []))

    def many(self, values):
        return [self.value(value) for value in values]

    def pairs(self, properties):
        return [[text_of(one, NAME), self.value(one.get('value', UNDEFINED))] for one in properties]

    def value(self, value):
        (kind, its), = value.items()
        if kind == 'node':
            return self.node(its)
        if kind in ('undefined', 'hole', 'string16'):
            return {'$': kind} | ({'units': its} if its else {})
        if kind == 'bigint':
            magnitude = int.from_bytes(its.get('magnitude', []), 'little')
            return {'$': kind, 'value': str(-magnitude if its['negative'] else magnitude)}
        if kind == 'number' and (isinstance(its, str) or its == 0 and math.copysign(1, its) < 0):
            return {'$': kind, 'value': its if isinstance(its, str) else '-0'}
        return its

    def node(self, number):
        if number in self.met:
            return {'$': 'ref', 'id': number}
        if number in self.shared:
            self.met.add(number)
        (kind, its), = self.nodes[number].items()
        content = getattr(self, 'tell_' + kind)(its)
        return {'$': 'shared', 'id': number, 'value': content} if number in self.shared else content

    tell_date = lambda self, its: {'$': 'date', 'value': None if its == 'NaN' else its}
    tell_regexp = lambda self, its: {'$': 'regexp', 'source': text_of(its.get('source', EMPTY)), 'flags': its.get('flags', '')}
    tell_boxed = lambda self, its: {'$': 'boxed', 'value': self.value(its)}
    tell_map = lambda self, its: {
        '$': 'map', 'entries': [self.many(one.get(part, UNDEFINED) for part in ('key', 'value')) for one in its]}
    tell_set = lambda self, its: {'$': 'set', 'values': self.many(its)}
    tell_arrayBuffer = lambda self, its: {'$': 'buffer', 'bytes': base64.b64encode(bytes(its.get('bytes', []))).decode()}

    def tell_object(self, its):
        pairs = self.pairs(its)
        return {'$': 'object', 'entries': pairs} if any(name == '$' for name, _ in pairs) else dict(pairs)

    def tell_array(self, its):
        elements, properties = self.many(its.get('elements', [])), dict(self.pairs(its.get('properties', [])))
        for one in its.get('sparse', []) + [{'index': its['length']}]:
            elements += [{'$': 'hole'}] * (one['index'] - len(elements)) + self.many([one['value']] if 'value' in one else [])
        return {'$': 'array', 'elements': elements, 'properties': properties} if properties else elements

    def tell_view(self, its):
        offset, length = int(its['byteOffset']), int(its['byteLength'])
        if its['lengthTracking']:
            length = len(self.nodes[its['buffer']]['arrayBuffer'].get('bytes', [])) - offset
        return {'$': 'view', 'type': NAMES[its['type']], 'buffer': self.node(its['buffer']), 'byteOffset': offset,
                'length': length // VIEWS[NAMES[its['type']]]}

    def tell_error(self, its):
        error = {'$': 'error', 'name': NAMES[its['type']], 'message': text_of(its.get('message', EMPTY))}
        return error | ({'cause': self.value(its.get('cause', UNDEFINED))} if its['hasCause'] else {})
