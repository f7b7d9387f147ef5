// Every tag of the contract: what is decoded and encoded again is what it was.
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { decode, decodeAll, describe, encode, encodeAll } = require('./values.cjs');

const again = (value) => JSON.parse(JSON.stringify(value));
const TAGGED = [
  null, true, 0, 1.5, '', 'text', [], [1, [2]], {}, { a: { b: 1 } },
  { $: 'undefined' }, [1, { $: 'hole' }, 3], [{ $: 'hole' }],
  ...['NaN', 'Infinity', '-Infinity', '-0'].map((value) => ({ $: 'number', value })),
  { $: 'bigint', value: '-12345678901234567890' }, { $: 'string16', units: [55296, 65] },
  { $: 'date', value: 0 }, { $: 'date', value: null }, { $: 'regexp', source: 'a+', flags: 'gi' },
  { $: 'boxed', value: 1 }, { $: 'boxed', value: { $: 'bigint', value: '1' } },
  { $: 'map', entries: [[{ k: 1 }, { $: 'undefined' }]] }, { $: 'set', values: [1, 'a'] },
  { $: 'array', elements: [1], properties: { name: 2 } }, { $: 'object', entries: [['$', 1], ['a', 2]] },
  { $: 'buffer', bytes: 'AQID' },
  { $: 'view', type: 'Uint16Array', buffer: { $: 'buffer', bytes: 'AQIDBA==' }, byteOffset: 2, length: 1 },
  { $: 'view', type: 'DataView', buffer: { $: 'buffer', bytes: 'AQIDBA==' }, byteOffset: 1, length: 2 },
  { $: 'error', name: 'TypeError', message: 'm', code: 'E', cause: { $: 'error', name: 'Mine', message: '' } },
  { $: 'shared', id: 1, value: { self: { $: 'ref', id: 1 } } },
  [{ $: 'shared', id: 1, value: [1] }, { $: 'ref', id: 1 }],
  { $: 'function' }, { $: 'symbol' }, { $: 'promise' },
];

for (const json of TAGGED) {
  test(`${JSON.stringify(json)} stays itself`, () => assert.deepEqual(again(encode(decode(json))), json));
}

test('an own key __proto__ stays a key', () => {
  const value = decode(JSON.parse('{"__proto__":{"a":1}}'));
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(JSON.stringify(encode(value)), '{"__proto__":{"a":1}}');
});
test('arguments share what is in them', () => {
  const args = [{ $: 'shared', id: 1, value: { a: 1 } }, [{ $: 'ref', id: 1 }]];
  const [first, second] = decodeAll(args);
  assert.equal(first, second[0]);
  assert.deepEqual(again(encodeAll([first, second])), args);
});
test('shared values are numbered as they appear', () => {
  const a = {}, b = {};
  assert.deepEqual(again(encode([a, b, b, a])), [{ $: 'shared', id: 1, value: {} }, { $: 'shared', id: 2, value: {} },
    { $: 'ref', id: 2 }, { $: 'ref', id: 1 }]);
});
test('an unknown tag is refused', () => assert.throws(() => decode({ $: 'nonsense' }), /no such tag: nonsense/));
test('what is thrown is an error or a value', () => {
  assert.deepEqual(again(describe(Object.assign(new RangeError('m'), { code: 7 }))), { name: 'RangeError', message: 'm', code: 7 });
  assert.deepEqual(again(describe(undefined)), { value: { $: 'undefined' } });
  assert.deepEqual(again(describe(new Error('a\ud800'))), { name: 'Error', message: 'a\ufffd' });
});
