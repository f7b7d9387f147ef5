// Values as the contract writes them: JSON, and objects tagged with the key "$" for what JSON cannot
// say (the table at the end of schema/conformance.capnp).
// Needs nothing but the language, btoa and atob: it runs in a web page as well.

const VIEWS = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView];
const ERRORS = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
/** What a value is, whichever realm it is from: "Date", "Map", "Error", … */
const kind = (value) => Object.prototype.toString.call(value).slice(8, -1);
const isError = (value) => value instanceof Error || kind(value) === 'Error';
const bytesOf = (buffer) => Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
const named = (list, name) => list.find((type) => type.name === name);

/** What the contract has for a text that may be no Unicode: U+FFFD for what is not. */
const textOf = (value) => String(value).replace(/\p{Surrogate}/gu, '\ufffd');

/** JSON of a value, to be given to JSON.stringify. Values encoded with one `seen` share their identities. */
function encode(value, seen = { ids: 0, nodes: new Map() }) {
  switch (typeof value) {
    case 'undefined': case 'function': case 'symbol': return { $: typeof value };
    case 'bigint': return { $: 'bigint', value: String(value) };
    case 'number':
      if (Object.is(value, -0)) return { $: 'number', value: '-0' };
      return Number.isFinite(value) ? value : { $: 'number', value: String(value) };
    case 'string':
      if (!/\p{Surrogate}/u.test(value)) return value;  // Only one without its other half matches.
      return { $: 'string16', units: Array.from({ length: value.length }, (_, i) => value.charCodeAt(i)) };
    case 'boolean': return value;
  }
  if (value === null) return null;
  const known = seen.nodes.get(value);
  if (known) return (known.shared = true), { toJSON: () => ({ $: 'ref', id: known.id }) };
  const node = { toJSON: () => (node.shared ? { $: 'shared', id: (node.id = ++seen.ids), value: node.json } : node.json) };
  seen.nodes.set(value, node);
  node.json = encodeObject(value, (inner) => encode(inner, seen));
  return node;
}

function encodeObject(value, inner) {
  const entries = (keys = Object.keys(value)) => keys.map((key) => [key, inner(value[key])]);
  switch (kind(value)) {
    case 'Promise': return { $: 'promise' };
    case 'Date': return { $: 'date', value: Number.isNaN(+value) ? null : +value };
    case 'RegExp': return { $: 'regexp', source: value.source, flags: value.flags };
    case 'Number': case 'String': case 'Boolean': case 'BigInt': return { $: 'boxed', value: inner(value.valueOf()) };
    case 'Map': return { $: 'map', entries: Array.from(value, ([k, v]) => [inner(k), inner(v)]) };
    case 'Set': return { $: 'set', values: Array.from(value, inner) };
    case 'ArrayBuffer': case 'SharedArrayBuffer': return { $: 'buffer', bytes: btoa(bytesOf(value)) };
  }
  if (ArrayBuffer.isView(value)) {
    const { byteOffset, byteLength, length = byteLength } = value;
    return { $: 'view', type: value[Symbol.toStringTag], buffer: inner(value.buffer), byteOffset, length };
  }
  if (isError(value)) {
    const own = entries(['code', 'cause'].filter((key) => Object.hasOwn(value, key)));
    return { $: 'error', name: textOf(value.name), message: textOf(value.message), ...Object.fromEntries(own) };
  }
  if (Array.isArray(value)) {
    const elements = Array.from(value, (element, i) => (i in value ? inner(element) : { $: 'hole' }));
    const names = Object.keys(value).filter((key) => String(key >>> 0) !== key || key >>> 0 >= value.length);
    return names.length ? { $: 'array', elements, properties: Object.fromEntries(entries(names)) } : elements;
  }
  return Object.hasOwn(value, '$') ? { $: 'object', entries: entries() } : Object.fromEntries(entries());
}

/** The value that a JSON value stands for. Values decoded with one `refs` share their identities. */
function decode(json, refs = new Map(), id) {
  if (typeof json !== 'object' || json === null) return json;
  const inner = (value) => decode(value, refs);
  const made = (object) => (refs.set(id, object), object);
  const array = (list) => list.reduce((all, element, i) => {
    if (element?.$ === 'hole') all.length = i + 1;
    else all[i] = inner(element);
    return all;
  }, made([]));
  const fill = (object, entries) => {
    for (const [key, value] of entries) {
      Object.defineProperty(object, key, { value: inner(value), writable: true, enumerable: true, configurable: true });
    }
    return object;
  };
  if (Array.isArray(json)) return array(json);
  switch (json.$) {
    case undefined: return fill(made({}), Object.entries(json));
    case 'undefined': return undefined;
    case 'number': return Number(json.value);
    case 'bigint': return BigInt(json.value);
    case 'string16': return String.fromCharCode(...json.units);
    case 'date': return made(new Date(json.value ?? NaN));
    case 'regexp': return made(new RegExp(json.source, json.flags));
    case 'boxed': return made(Object(inner(json.value)));
    case 'map': return json.entries.reduce((map, [k, v]) => map.set(inner(k), inner(v)), made(new Map()));
    case 'set': return json.values.reduce((set, value) => set.add(inner(value)), made(new Set()));
    case 'array': return fill(array(json.elements), Object.entries(json.properties));
    case 'object': return fill(made({}), json.entries);
    case 'buffer': return made(Uint8Array.from(atob(json.bytes), (c) => c.charCodeAt()).buffer);
    case 'view': return made(new (named(VIEWS, json.type))(inner(json.buffer), json.byteOffset, json.length));
    case 'error': {
      const error = made(new (named(ERRORS, json.name) ?? Error)(json.message));
      if (error.name !== json.name) error.name = json.name;
      if ('code' in json) error.code = inner(json.code);
      if ('cause' in json) Object.defineProperty(error, 'cause', { value: inner(json.cause), writable: true, configurable: true });
      return error;
    }
    case 'shared': return decode(json.value, refs, json.id);
    case 'ref': return refs.get(json.id);
    case 'function': return made(() => {});
    case 'symbol': return Symbol('symbol');
    case 'promise': return made(Promise.resolve());
    default: throw new TypeError(`no such tag: ${json.$}`);
  }
}

/** Several values that may share what is in them: the arguments of one call. */
const encodeAll = (values) => { const seen = { ids: 0, nodes: new Map() }; return values.map((value) => encode(value, seen)); };
const decodeAll = (list = []) => { const refs = new Map(); return list.map((json) => decode(json, refs)); };

/** What was thrown, as the contract's `Error`. */
const describe = (thrown) => (!isError(thrown) ? { value: encode(thrown) } : { outcome: thrown.outcome,
  name: textOf(thrown.name), message: textOf(thrown.message), code: 'code' in thrown ? encode(thrown.code) : undefined });

module.exports = { decode, decodeAll, describe, encode, encodeAll };
