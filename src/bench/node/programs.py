"""Programs without packages, for `mutants.py`: what a value is, what changes it, what keeps node running."""
import itertools

# Declarations, and an expression whose truth is asked in several ways.
VALUES = [l.rsplit(" ~ ", 1) if " ~ " in l else ("", l) for l in r"""
function F() { this.a = 1 } ~ new F()
function F() { this.a = 1 } ~ new F().a
function F() { return { a: 1 } } ~ new F().a
function F() {} ~ new F
function F() { return 0 } ~ new F()
function F() {} F.prototype.m = function () { return 1 } ~ new F().m()
function F() {} F.make = () => 1 ~ F.make()
function F() {} ~ F.name
function F() { return 1 } ~ F.call(null)
function F(a) { return a } ~ F.apply(null, [1])
function F() { return this.a } ~ F.bind({ a: 1 })()
function f(a) { return a } ~ f(1)
function f(a) { return a } ~ f()
function f(a = 1) { return a } ~ f()
function f({ a = 1 } = {}) { return a } ~ f()
function f(...a) { return a.length } ~ f()
function f(...a) { return a[0] } ~ f(1)
function f() { return arguments.length } ~ f(1)
function f() { return this } ~ f()
const f = (a, b) => b ~ f(0, 1)
const f = a => { a } ~ f(1)
const f = a => ({ a }) ~ f(0)
const f = () => { return } ~ f()
const f = async () => 0 ~ f()
function* g() { yield 1 } ~ g()
function* g() { yield 1 } ~ g().next().value
function* g() { process.exit(9) } ~ g()
async function* g() { process.exit(9) } ~ g()
class A { constructor() { this.a = 1 } } ~ new A().a
class A { constructor() { process.exit(9) } } ~ new A()
class A { m() { return 1 } } ~ new A().m()
class A { get a() { return 1 } } ~ new A().a
class A { get a() { process.exit(9) } } ~ new A().a
class A { set a(v) { process.exit(9) } } ~ (new A().a = 1)
class A { set a(v) { process.exit(9) } constructor() { this.a = 1 } } ~ new A()
class A { a = 1 } ~ new A().a
class A { a = process.exit(9) } ~ new A().a
class A { #a = 1; get() { return this.#a } } ~ new A().get()
class A { static a = 1 } ~ A.a
class A { static { process.exit(9) } } ~ A
class A { static m() { return 1 } } ~ A.m()
class A { [process.exit(9)]() {} } ~ A
class A {} class B extends A {} ~ new B()
class A { constructor() { return { b: 1 } } } class B extends A {} ~ new B().b
class A extends Array {} ~ new A().length
class A extends null {} ~ A
class A extends undefined {} ~ A
class E extends Error { constructor() { super('m'); this.name = 'E' } } ~ new E().message
class E extends Error { get message() { process.exit(9) } } ~ new E().message
const A = class { constructor() { this.a = 1 } } ~ new A().a
const o = {} ~ o.a
const o = {} ~ o
const o = { a: 1 } ~ o.a
const o = { a: 0 } ~ o.a
const o = { a: { b: 1 } } ~ o.a.b
const o = { a: {} } ~ o.a.b
const o = { a: {} } ~ o.b?.c
const o = { a: 1 } ~ o['a']
const o = { a: 1 }; const k = 'a' ~ o[k]
const o = { get a() { return 1 } } ~ o.a
const o = { get a() { process.exit(9) } } ~ o.a
const o = { set a(v) { process.exit(9) } } ~ (o.a = 1)
const o = { set a(v) {} } ~ o.a
const o = { m() { return 1 } } ~ o.m()
const o = { m() { process.exit(9) } } ~ o.m()
const o = { toString() { process.exit(9) } } ~ `${o}`
const o = { toString() { process.exit(9) } } ~ o + ''
const o = { valueOf() { process.exit(9) } } ~ +o
const o = { toJSON() { process.exit(9) } } ~ JSON.stringify(o)
const o = { [Symbol.iterator]() { process.exit(9) } } ~ [...o]
const o = { [Symbol.toPrimitive]() { process.exit(9) } } ~ `${o}`
const o = { a: 1 }; delete o.a ~ o.a
const o = { a: 1 }; o.a = 0 ~ o.a
const o = {}; o.a = 1 ~ o.a
const o = {}; o.a ??= 1 ~ o.a
const o = {}; const p = o; p.a = 1 ~ o.a
const o = {}; Object.assign(o, { a: 1 }) ~ o.a
const o = {}; Object.defineProperty(o, 'a', { get: () => 1 }) ~ o.a
const o = {}; Object.defineProperty(o, 'a', { get: () => process.exit(9) }) ~ o.a
const o = new Proxy({}, { get: () => 1 }) ~ o.a
const o = new Proxy({}, { get: () => process.exit(9) }) ~ o.a
const o = new Proxy({}, { set: () => process.exit(9) }) ~ (o.a = 1)
const o = { ...{ a: 1 } } ~ o.a
const o = { ...process.env } ~ o.HOME
const { a } = { a: 1 } ~ a
const { a = 1 } = {} ~ a
const { a = process.exit(9) } = {} ~ a
const { b: a } = { b: 1 } ~ a
const { a: { b } } = { a: { b: 1 } } ~ b
const { a, ...rest } = { a: 0, b: 1 } ~ rest.b
const { a } = undefined ~ a
const { a } = null ~ a
const { a: { b } } = {} ~ b
const { length } = 'abc' ~ length
const { length } = '' ~ length
const { X } = process.env ~ X
const { X = 'a' } = process.env ~ X
const { HOME } = process.env ~ HOME
const { env: { X } } = process ~ X
const { env: { HOME } } = process ~ HOME
const [a] = [1] ~ a
const [a] = [] ~ a
const [a = 1] = [] ~ a
const [, a] = [0, 1] ~ a
const [a, b] = 'x' ~ b
const [a] = undefined ~ a
let a; [a] = [1] ~ a
let a; ({ a } = { a: 1 }) ~ a
let a, b; a = b = 1 ~ a
let a = 1; a++ ~ a === 2
let a = 1; a += 1 ~ a === 2
let a = 0; a ||= 1 ~ a
let a = null; a ??= 1 ~ a
let a = 1; a &&= 0 ~ a
var a = 1; var a ~ a
var a = 1; { var a = 0 } ~ a
let a = 1; { let a = 0 } ~ a
let a = 0; { let a = 1 } ~ a
const a = 0; { const a = 1 } ~ a
let a = 0; { a = 1 } ~ a
var a = 1; if (a) { var b = 1 } ~ b
if (!1) { var b = 1 } ~ b
if (!1) { var b = 1 } else { b = 2 } ~ b
var a = 1; function f() { a = 0; var a } f() ~ a
var a = 0; function f() { a = 1 } f() ~ a
var a = 0; function f() { var a = 1 } f() ~ a
let a = 0; const f = a => { a = 1 }; f() ~ a
let a = 1; function f() { return a } a = 0 ~ f()
let a = 0; function f(g) { a = 1; return g } f() ~ a
let a = 1; { function a2() {} } ~ a2
let a = 0; try { throw 1 } catch (a) { a = 2 } ~ a
let a = 0; try { throw new Error('x') } catch (e) { a = 1 } ~ a
let a = 0; try { throw new Error('x') } catch { a = 1 } ~ a
let a = 0; try { a = 1 } finally { } ~ a
let a = 0; try { null.x } catch { } finally { a = 1 } ~ a
let a = 0; try { try { throw 1 } finally { a = 1 } } catch { } ~ a
const e = 1; try { throw 0 } catch (e) { if (e) process.exit(9) } ~ e
const e = 0; try { throw new Error('x') } catch (e) { if (!e) process.exit(9) } ~ e
let a; try { throw undefined } catch (e) { a = e } ~ a
let a; try { throw new Error('x') } catch (e) { a = e.code } ~ a
let a; try { throw new Error('x') } catch ({ message }) { a = message } ~ a
let a; try { require('fs').readFileSync('none') } catch (e) { a = e.code === 'ENOENT' } ~ a
let a; try { require('./none') } catch (e) { a = e.code === 'MODULE_NOT_FOUND' } ~ a
let a; try { require('./none') } catch (e) { a = e instanceof Error } ~ a
let a; try { JSON.parse('{') } catch (e) { a = e } ~ a
function f() { try { return 1 } finally { return 0 } } ~ f()
function f() { try { return 0 } finally { process.exitCode = 4 } } ~ f()
function f() { try { throw 1 } catch { return 1 } return 0 } ~ f()
function f() { for (;;) { return 1 } } ~ f()
let a = 0; for (const b of [1]) a = b ~ a
let a = 0; for (const k in { x: 1 }) a = 1 ~ a
let a = 0; while (a < 1) a++ ~ a
let a = 0; do { a = 1 } while (0) ~ a
let a = 0; out: { a = 1; break out; a = 2 } ~ a
let a = 0; out: for (;;) { for (;;) { a = 1; break out } } ~ a
let a = 0; switch (1) { case 1: a = 1 } ~ a
let a = 0; switch (2) { case 1: a = 1; break; default: a = 2 } ~ a === 2
let a = 0; [1].forEach(b => { a = b }) ~ a
let a = 0; [1].forEach(function (b) { a = b }) ~ a
let a = 0; const f = b => { a = b }; [1].forEach(f) ~ a
let a = 0; const o = { f() { a = 1 } }; o.f() ~ a
let a = 0; const o = { f: () => { a = 1 } }; o.f() ~ a
let a = 0; (() => { a = 1 })() ~ a
let a = 0; (function () { a = 1 })() ~ a
let a = 0; !function () { a = 1 }() ~ a
let a = 0; void (a = 1) ~ a
let a = 0; (a = 1, a) ~ a
let a = 0; `${a = 1}` ~ a
let a = 0; `x${(() => { a = 1 })()}` ~ a
let a = 0; (0, (() => { a = 1 }))() ~ a
let a = 0; const tag = () => { a = 1 }; tag`x` ~ a
let a = 0; null?.[a = 1] ~ a
let a = 0; null?.x(a = 1) ~ a
let a = 0; const o = null; o?.a.b.c ~ a
let a = 0; 0 && (a = 1) ~ a
let a = 0; 1 || (a = 1) ~ a
let a = 0; 'x' ?? (a = 1) ~ a
let a = 0; function f(x = (a = 1)) {} f() ~ a
let a = 0; (async () => { a = 1 })() ~ a
let a = 0; (async () => { await 0; a = 1 })() ~ a
let a = 0; Promise.resolve().then(() => { a = 1 }) ~ a
let a = 0; process.nextTick(() => { a = 1 }) ~ a
let a = 0; new Promise(r => { a = 1; r() }) ~ a
let a = 0; new Promise(r => r()).then(() => { a = 1 }) ~ a
let a = 0; [3, 1].sort((x, y) => { a = 1; return x - y }) ~ a
let a = 0; 'abc'.replace(/b/, () => { a = 1 }) ~ a
let a = 0; JSON.parse('{"x":1}', () => { a = 1 }) ~ a
let a = 0; Array.from([1], () => { a = 1 }) ~ a
let a = 0; const e = new (require('events'))(); e.on('x', () => { a = 1 }); e.emit('x') ~ a
let a = 0; const e = new (require('events'))(); e.on('x', () => { a = 1 }) ~ a
let a = 0; const m = new Map([[1, 2]]); m.forEach(() => { a = 1 }) ~ a
let a = 0; eval('a = 1') ~ a
let a = 0; new Function('globalThis.b = 1')() ~ typeof b !== 'undefined'
let a = 0; with_ = 1 ~ with_
let a = 0; globalThis.a = 1 ~ a
globalThis.z = 1 ~ z
global.z = 1 ~ globalThis.z
z1 = 0 ~ z1
typeof zz
typeof zz === 'undefined'
typeof process
typeof require === 'function'
typeof module !== 'undefined'
typeof window !== 'undefined'
typeof Bun !== 'undefined'
zz
undefined
null
NaN
Infinity
0
-0
-1
1e3
0x10
0b0
0o0
1_000
0n
1n
''
'a'
'\x41' === 'A'
'\u0041' === 'A'
'\0' === '\x00'
"a\
b" === 'ab'
``
`a`
`${''}`
`${1}`
`${process.env.X}`
/x/
[]
[0]
[0][0]
[1][0]
[1].length
[].length
[1, 2].at(-1)
({})
({}).a
({}).toString
(() => {})
(() => {}).x
(() => {}).length
(function () {}).prototype
!0
!''
!null
!undefined
!{}
!!'a'
-''
+'1'
+''
~-1
void 1
typeof null === 'object'
typeof undefined
null == undefined
null === undefined
undefined == null
null == 0
undefined == 0
0 == ''
'1' == 1
'1' === 1
1 == true
0 == false
'' == false
'a' == 'a'
'a' != 'b'
'1' != 1
null != undefined
null !== undefined
NaN == NaN
NaN !== NaN
0 === -0
[] == ''
({}) == '[object Object]'
1 < 2
2 < 1
'a' < 'b'
'10' < '9'
null >= 0
undefined >= 0
1 + 1 === 2
1 - 1
'1' + 1 === '11'
1 + '1' === '11'
'a' + 'b' === 'ab'
'3' * 1 === 3
5 % 5
2 ** 3 === 8
1 & 2
1 | 0
'a' in { a: 1 }
'X' in process.env
'HOME' in process.env
[] instanceof Array
1 && 0
0 || 0
0 || null || 'x'
0 ?? 1
null ?? 0
undefined ?? 'a'
'' ?? 'a'
(0, 1)
(1, 0)
1 ? 0 : 1
'abc'.length
''.length
'abc'[0]
'abc'[5]
'abc'.x
'abc'.includes('b')
'abc'.includes('x')
'abc'.indexOf('a')
'abc'.startsWith('a')
'abc'.endsWith('x')
'abc'.toUpperCase() === 'ABC'
'abc'.slice(3)
'abc'.split('b').length
'abc'.split('b')[1]
'a,b'.split(',')[2]
'abc'.match(/x/)
'abc'.match(/b/)
'abc'.search('a')
' '.trim()
'abc'.replace('abc', '')
'a'.repeat(0)
'5'.padStart(2, '0') === '05'
'abc'.charCodeAt(0)
'abc'.constructor
'abc'.concat()
(5).toFixed(0)
(5).x
(0).toString()
true.x
true.toString()
[1, 2].includes(1)
[1, 2].includes(3)
[1].indexOf(1)
[1].find(a => a === 2)
[1].some(a => a === 1)
[1].every(a => a === 2)
[1].map(a => a)[0]
[0].map(a => a)[0]
[1].filter(a => a > 1).length
[1].reduce((a, b) => a + b, 0)
[''].join('')
[1].pop()
[].pop()
[].shift()
[1].push()
[].concat([])
[].flat().length
Array.isArray([])
Array.isArray({})
Array.from([]).length
Array.from({ length: 0 })
Array(0).length
Array.of(1)[0]
new Array(3).length
Object.keys({}).length
Object.keys({ a: 1 }).length
Object.keys({})[0]
Object.values({ a: 0 })[0]
Object.entries({}).length
Object.assign({}, { a: 1 }).a
Object.assign({}, { a: 0 }).a
Object.assign({})
Object.freeze({ a: 1 }).a
Object.freeze({ a: 0 }).a
Object.create(null).toString
Object.create(null)
Object.fromEntries([]).a
Object.getPrototypeOf(Object.prototype)
Object.is(1, 2)
Object.hasOwn({}, 'a')
({ a: 1 }).hasOwnProperty('a')
({ a: 1 }).constructor
Object.nope
new Object().a
JSON.stringify(undefined)
JSON.stringify({})
JSON.parse('0')
JSON.parse('null')
JSON.parse('{"a":1}').a
JSON.parse('{"a":0}').a
new Map().size
new Map([[1, 2]]).size
new Map().get('a')
new Map([['a', 1]]).get('a')
new Map().has(1)
new Map()
new Set().size
new Set([1]).size
new Set([1]).has(1)
[...new Set([1])].length
new WeakMap().get({})
Symbol('a').description
Symbol.iterator
Symbol('x')
new Date().getFullYear()
new Date(0).getTime()
new Date('x').getTime()
new Date()
Date.now()
Date.now() > 0
new Date(0).getDay() === 4
Math.max()
Math.max(0, 1)
Math.min(0, 1)
Math.floor(0.5)
Math.random() > 2
Math.PI
Math.nope
Number('')
Number('1')
Number('a')
Number.isInteger(1)
Number.isInteger('1')
Number.MAX_SAFE_INTEGER
Number(undefined)
new Number(0)
String('')
String(undefined)
String(0)
String()
new String('')
Boolean(0)
Boolean('a')
Boolean('')
Boolean([])
new Boolean(false)
parseInt('0')
parseInt('12')
parseInt('a')
parseInt(undefined)
parseFloat('0.0')
isNaN(1)
isNaN('a')
isFinite(1)
encodeURIComponent('')
decodeURIComponent('a')
BigInt(0)
BigInt('x')
new BigInt(1)
new Symbol()
new Intl.DateTimeFormat().resolvedOptions().timeZone
new RegExp('x').test('a')
new RegExp('a').test('a')
new RegExp('(')
/a/.test('a')
/a/.test('b')
/a/.exec('b')
/a/g.lastIndex
new Error('').message
new Error('a').message
new Error('a').code
new Error('a').cause
new Error('a').stack
new Error('a').name
new Error('a') instanceof Error
Error('a')
new TypeError().message
new RangeError(0).message === '0'
new Error(undefined).message
new Error(null).message
new AggregateError([]).errors.length
Buffer.from('').length
Buffer.from('a').toString()
Buffer.from('').toString()
Buffer.alloc(0).length
Buffer.byteLength('')
Buffer.isBuffer('')
Buffer.from(undefined)
Buffer.from(5)
Buffer.alloc(-1)
Buffer.nope
new TextEncoder().encode('').length
new TextDecoder().decode()
new TextDecoder('nope')
new URL('http://a/b').search
new URL('http://a/b').pathname
new URL('http://a:80/b').port
new URL('http://a/?x=1').searchParams.get('x')
new URL('http://a/').searchParams.get('x')
new URL('')
URL.canParse('x')
new URLSearchParams('a=').get('a')
new URLSearchParams('a=1').get('a')
new URLSearchParams().toString()
new AbortController().signal.aborted
performance.now() > 0
performance.timeOrigin
performance.nope
structuredClone({ a: 0 }).a
structuredClone(() => {})
globalThis.process
globalThis.nope
global.setTimeout
globalThis.process.env.X
global.process.argv.length
process
process.argv.length
process.argv.length > 2
process.argv[0]
process.argv[1]
process.argv[2]
process.argv.slice(2).length
process.argv.includes('--x')
process.argv.slice(2)[0]
process.argv0
process.execArgv.length
process.execPath
process.version
process.versions.node
process.versions.bun
process.versions.electron
process.platform === 'linux'
process.platform === 'win32'
process.arch
process.pid
process.pid === 1
process.ppid
process.title
process.stdout.isTTY
process.stdin.isTTY
process.stderr.isTTY
process.stdout.columns
process.stdout.fd
process.stdin.fd
process.stdout.hasColors?.()
process.stdout.write('')
process.send
process.connected
process.channel
process.browser
process.type
process.pkg
process.noDeprecation
process.exitCode
process.env
process.env.X
process.env.X === undefined
process.env.X == null
process.env.X === null
process.env.X !== 'a'
process.env.X === ''
process.env.X ?? 'a'
process.env.X || ''
process.env.X && process.exit(9)
process.env.X?.length
process.env.X?.split(',')[0]
process.env.X.length
process.env.X.split(',')
process.env['X']
process.env.HOME
process.env.HOME === '/root'
process.env.HOME.length
process.env.HOME.includes('root')
process.env.HOME.split('/').length
process.env.HOME.nope
process.env.HOME[0]
process.env.hasOwnProperty('HOME')
process.env.toString
process.env.constructor
Object.keys(process.env).length
Object.keys(process.env).includes('X')
Object.values(process.env)[0]
process['env']['X']
process.env[`X`]
process.env['HO' + 'ME']
Number(process.env.X)
Number(process.env.X || 1)
Number(process.env.X) || 3000
parseInt(process.env.X ?? '0', 10)
+process.env.X
!!process.env.X
Boolean(process.env.X)
String(process.env.X)
JSON.parse(process.env.X)
JSON.parse(process.env.X || '{}')
process.env.X in {}
typeof process.env.X
typeof process.env.X === 'string'
process.uptime() > 0
process.hrtime()
process.hrtime()[0]
process.hrtime.bigint()
process.memoryUsage().rss
process.memoryUsage.rss()
process.getuid()
process.getuid() === 0
process.getuid?.()
process.geteuid?.() === 0
process.umask()
process.cwd()
process.cwd() === __dirname
process.cwd().length
process.features.inspector
process.features.typescript
process.release.name
process.release.lts
process.config.variables
process.report
process.allowedNodeEnvironmentFlags.size
process.emitWarning('x')
process.listenerCount('exit')
process.on('exit', () => {})
process.once('SIGTERM', () => {})
process.getActiveResourcesInfo().length
process.constrainedMemory?.()
process.nope
process.nope.x
process.nope()
process.nope?.()
process.binding
process.mainModule
process.mainModule === module
process.getBuiltinModule?.('fs')
process.loadEnvFile
process.setUncaughtExceptionCaptureCallback
require.main === module
require.main
require.main.filename
require.main.filename === __filename
require.main.children.length
require.cache[__filename]
require.extensions['.js']
require.resolve
require.resolve('./main.js')
require.resolve.paths('x')
require.nope
module.id
module.id === '.'
module.parent
module.parent?.id
module.children.length
module.loaded
module.filename
module.path
module.paths.length
module.exports
module.exports === exports
module.exports.a
module.nope
exports.a
(exports.a = 1)
(module.exports = 0)
__filename
__dirname
__filename.endsWith('main.js')
__dirname + '/x' === '/app/x'
arguments.length
this
this === module.exports
this.a
require('path').sep
require('path').sep === '/'
require('path').join('')
require('path').join('a', 'b') === 'a/b'
require('path').join('/a', '..', 'b') === '/b'
require('path').join('/a/', './b//c') === '/a/b/c'
require('path').join('/a', 'b/') === '/a/b/'
require('path').resolve('/a/') === '/a'
require('path').resolve('') === process.cwd()
require('path').basename('/')
require('path').extname('a')
require('path').extname('a.js')
require('path').dirname('a') === '.'
require('path').isAbsolute('a')
require('path').isAbsolute('/a')
require('path').relative('/a', '/a')
require('path').posix.join('/a', 'b')
require('path').join(undefined)
require('path').join('/a', undefined)
require('path').join('/a', 1)
require('path').nope
require('path').nope('a')
require('os').EOL
require('os').platform()
require('os').cpus().length
require('os').cpus()[0].model.length
require('os').networkInterfaces().eth9
require('os').networkInterfaces().nope?.length
require('os').hostname().length
require('os').tmpdir()
require('os').userInfo().username
require('os').userInfo().nope
require('os').availableParallelism()
require('os').constants.signals.SIGTERM
require('os').devNull
require('os').nope
require('util').inspect({})
require('util').format('')
require('util').isDeepStrictEqual(1, 2)
require('util').types.isDate(1)
require('util').types.isDate(new Date())
require('util').promisify(() => {})
require('util').promisify()
require('util').inherits({}, {})
require('util').inherits(function () {}, function () {})
require('util').parseArgs({ args: ['--x'] })
require('util').parseArgs({ args: [], options: {} }).values.x
require('util').deprecate(() => 1)()
require('util').styleText?.('red', 'x')
require('util').debuglog('x').enabled
require('util').nope
require('util').TextEncoder
require('crypto').randomBytes(0).length
require('crypto').randomBytes(4).toString('hex')
require('crypto').randomUUID().length
require('crypto').createHash('nope')
require('crypto').createHash('sha256').update('a').digest('hex')
require('crypto').createHash('sha256').update(undefined)
require('crypto').createHmac('sha256', undefined)
require('crypto').timingSafeEqual(Buffer.from('a'), Buffer.from('ab'))
require('crypto').getHashes().length
require('crypto').createSecretKey(process.env.X)
require('crypto').randomInt(1)
require('crypto').randomInt(0)
require('crypto').scryptSync('a', 'b', 1).length
require('crypto').webcrypto.subtle
require('crypto').nope
require('querystring').parse('').a
require('querystring').parse('a=1').a
require('url').parse('').port
require('url').parse('http://a:1').port
require('url').parse(undefined)
require('url').fileURLToPath('file:///a')
require('url').fileURLToPath('http://a')
require('url').pathToFileURL('/a').hash
require('url').URL
new (require('url').URL)('x')
require('events').EventEmitter
new (require('events'))().listenerCount('x')
new (require('events'))().emit('x')
new (require('events'))().emit('error')
new (require('events').EventEmitter)().eventNames().length
require('events').defaultMaxListeners
require('events').once
require('events').nope
require('string_decoder').StringDecoder
require('perf_hooks').performance.now() > 0
require('async_hooks').AsyncLocalStorage
new (require('async_hooks').AsyncLocalStorage)().getStore()
new (require('async_hooks').AsyncLocalStorage)().run({}, () => 0)
require('async_hooks').executionAsyncId()
require('diagnostics_channel').channel('x').hasSubscribers
require('buffer').Buffer.from('').length
require('buffer').constants.MAX_LENGTH
require('buffer').kMaxLength
require('buffer').nope
require('worker_threads').isMainThread
require('worker_threads').parentPort
require('worker_threads').workerData
require('worker_threads').threadId
require('cluster').isPrimary
require('cluster').isMaster
require('cluster').isWorker
require('cluster').worker
require('http').STATUS_CODES[200]
require('http').STATUS_CODES[999]
require('http').METHODS.length
require('http').globalAgent.keepAlive
require('http').createServer().listening
require('http').createServer().address()
require('http').createServer()
require('http').createServer().timeout
require('http').createServer().nope
require('http').createServer().nope()
require('http').nope
require('https').createServer({ key: 'x', cert: 'y' })
require('https').createServer()
require('http2').createServer()
require('net').isIP('x')
require('net').isIP('1.1.1.1')
require('net').createServer().address()
require('tls').DEFAULT_MIN_VERSION
require('fs').existsSync('none')
require('fs').existsSync('main.js')
require('fs').existsSync('/etc')
require('fs').existsSync('')
require('fs').existsSync()
require('fs').existsSync(undefined)
require('fs').existsSync(process.env.X)
require('fs').existsSync(__filename)
require('fs').existsSync(require('path').join(__dirname, 'x.json'))
require('fs').existsSync('./x.json/')
require('fs').existsSync('x.json/a')
require('fs').readFileSync('x.json').length
require('fs').readFileSync('x.json', 'utf8')
require('fs').readFileSync('empty.txt', 'utf8')
require('fs').readFileSync('empty.txt').length
require('fs').readFileSync('none')
require('fs').readFileSync('none', 'utf8').length
require('fs').readFileSync('.')
require('fs').readFileSync(0).length
require('fs').readFileSync('x.json', 'nope')
require('fs').readFileSync(undefined)
require('fs').statSync('x.json').isFile()
require('fs').statSync('x.json').isDirectory()
require('fs').statSync('empty.txt').size
require('fs').statSync('none')
require('fs').statSync('none', { throwIfNoEntry: false })
require('fs').lstatSync('none')
require('fs').readdirSync('.').length
require('fs').readdirSync('none')
require('fs').accessSync('x.json')
require('fs').accessSync('none')
require('fs').mkdirSync('d')
require('fs').mkdirSync('d/e')
require('fs').mkdirSync('d/e', { recursive: true })
require('fs').mkdirSync('x.json')
require('fs').writeFileSync('n.txt', 'x')
require('fs').writeFileSync('n.txt')
require('fs').writeFileSync('n.txt', undefined)
require('fs').writeFileSync('n.txt', 5)
require('fs').writeFileSync('n/n.txt', 'x')
require('fs').appendFileSync('n.txt', 'x')
require('fs').unlinkSync('none')
require('fs').constants.R_OK
require('fs').promises
require('fs').promises.nope
require('fs').nope
require('fs').nope()
require('fs').default
require('fs/promises').readFile
require('child_process').execSync('echo 0').toString()
require('child_process').spawnSync('true').status
require('vm').runInNewContext('0')
require('zlib').constants
require('dns').getServers().length
require('v8').getHeapStatistics().nope
require('module').builtinModules.length
require('module').createRequire(__filename)('./x.json').a
require('./x.json')
require('./x.json').a
require('./x.json').b
require('./zero.json')
require('./lib')
require('./lib').a
require('./lib').b
require('./lib').f()
require('./lib').zero
require('./lib').nope()
require('./lib').nope.x
require('./assigned')
require('./assigned').a
require('./fn')()
require('./fn')
require('./fn').a
require('./falsy')
require('./klass').a
new (require('./klass'))().a
require('./env').X
require('./env').HOME
require('./late').a
console.log('')
console.nope
console.nope()
console.table
console.error('x')
console.assert(false)
console.Console
Promise.resolve(0)
Promise.nope
Promise.all([])
Promise
new Promise(() => {})
Promise.resolve().then
Promise.resolve().nope
setTimeout(() => {}, 1)
setTimeout(() => {}, 1).ref
setTimeout(() => {}, 1).hasRef()
setTimeout(() => {}, 1).unref().hasRef()
clearTimeout(1)
setImmediate(() => {})
setInterval
setInterval(() => {}, 50).nope
queueMicrotask(() => {})
queueMicrotask()
setTimeout()
setTimeout('x', 1)
fetch
navigator
navigator?.userAgent
crypto
crypto.randomUUID()
crypto.subtle
WebSocket
Event
new EventTarget().nope
localStorage
Function
Function('return 0')()
new Function('return 1')()
eval('0')
eval('1')
import.meta
await 0
await 1
await null
yield
new.target
async () => 0
(async () => 0)()
super.x
let
`${`${0}`}`
`a${1}b`.length
String.raw`a`.length
((a, b) => a || b)(0, 1)
((a) => a)(...[1])
(function () { return this })()
(function () { 'use strict'; return this })()
(() => this)()
Object.entries({ a: 1 }).map(([k, v]) => v)[0]
[..."ab"].length
[1, 2, 3].slice(-1)[0] === 3
new Date(2020, 0).getMonth()
new (class { constructor() { this.x = 1 } })().x
new (class {})().x
(class {}).name
(class { static x = 1 }).x
new Array()
Array
Reflect.ownKeys({}).length
Reflect.get({ a: 1 }, 'a')
Atomics
new ArrayBuffer(0).byteLength
new Uint8Array(0).length
new Uint8Array(1)[0]
new Uint8Array(-1)
WeakRef
escape('')
atob('')
btoa('a')
""".strip("\n").split("\n")]
ASK = {
    "if": "if (%s) process.exit(3);",
    "not": "if (!(%s)) process.exit(4);",
    "undefined": "if ((%s) === undefined) process.exit(5);",
    "null": "if ((%s) == null) process.exit(6);",
    "member": "(%s).zz;",
    "deep": "(%s).zz.yy;",
    "call": "(%s)();",
    "or": "(%s) || process.exit(7);",
    "and": "(%s) && process.exit(8);",
    "nullish": "(%s) ?? process.exit(10);",
    "code": "process.exit(%s);",
    "exitcode": "process.exitCode = %s;",
    "throw": "throw %s;",
    "server": "if (%s) require('http').createServer().listen(0, '127.0.0.1');",
    "env": "process.env.Y = %s;\nif (!process.env.Y) process.exit(11);",
    "kept": "const kept = %s;\nif (kept) process.exit(12);",
    "given": "(v => { if (v) process.exit(13) })(%s);",
    "returned": "const back = () => { return %s };\nback() ? process.exit(14) : process.exit(15);",
    "message": "throw new Error(%s);",
}
BESIDE = {
    "x.json": '{"a": 1}\n', "zero.json": "0\n", "empty.txt": "",
    "lib.js": "exports.a = 1;\nexports.zero = 0;\nexports.f = () => 0;\n",
    "assigned.js": "module.exports = Object.assign(exports, { a: 1 });\n",
    "fn.js": "module.exports = function () { return 1 };\nmodule.exports.a = 1;\n",
    "falsy.js": "module.exports = '';\n", "klass.js": "module.exports = class { constructor() { this.a = 1 } };\nmodule.exports.a = 0;\n",
    "env.js": "module.exports = process.env;\nprocess.env.X = 'set';\n", "late.js": "if (process.env.HOME) exports.a = 1;\n",
}

# What may change something behind the back of who reads only what is plain; and questions about it.
CHANGES = {
    "v": ("let v;", ["if (v) process.exit(3);", "if (!v) process.exit(4);", "const f = () => v;\nf() ? process.exit(5) : process.exit(6);", "setTimeout(() => process.exit(v ? 7 : 8), 5);", "process.on('exit', () => { process.exitCode = v ? 16 : 17 });"], r"""
v = 1
{ v = 1 }
{ let v = 1 }
{ var w = 1; v = w }
if (process.argv.length) v = 1
if (process.argv[2]) v = 1
for (const a of [1]) v = a
for (const a of []) v = a
while (!v) v = 1
do { v = 1 } while (!v)
switch (process.platform) { case 'linux': v = 1 }
try { v = 1; throw 0 } catch {}
try { throw 1 } catch (v) {}
try { throw 1 } catch (e) { v = e }
try { } finally { v = 1 }
try { JSON.parse('{}') ; v = 1 } catch {}
try { JSON.parse('{'); v = 1 } catch {}
try { require('./none'); v = 1 } catch { }
try { require('./none') } catch { v = 1 }
(() => { v = 1 })()
(v => { v = 1 })()
[1].forEach(a => { v = a })
const set = () => { v = 1 }; [1].forEach(set)
const set = () => { v = 1 }; [1].map(set)
const set = () => { v = 1 }; set.call()
const set = () => { v = 1 }; set()
const set = () => { v = 1 }
function set() { v = 1 } set()
function set() { v = 1 } [1].forEach(set)
function set(v) { v = 1 } set(v)
function set() { let v = 1 } set()
function* set() { v = 1 } set()
function* set() { v = 1 } set().next()
function* set() { v = 1; yield } for (const x of set());
const o = { set x(a) { v = a } }; o.x = 1
const o = { get x() { v = 1 } }; o.x
const o = { get x() { v = 1 } }; const { x } = o
const o = { f() { v = 1 } }; o.f()
class A { constructor() { v = 1 } } new A()
class A { static { v = 1 } }
class A { set x(a) { v = a } } new A().x = 1
class A { m() { v = 1 } } new A().m()
class A { constructor() { v = 1 } } class B extends A {} new B()
class A { x = (v = 1) } new A()
class A { static x = (v = 1) }
new (class { constructor() { v = 1 } })()
({ a: v } = { a: 1 })
[v] = [1]
[v = 1] = []
({ v } = { v: 1 })
v ??= 1
v ||= 1
v &&= 1
v += 1
v = v || 1
v++
`${v = 1}`
void (v = 1)
v = v ? 0 : 1
(async () => { v = 1 })()
(async () => { await null; v = 1 })()
Promise.resolve().then(() => { v = 1 })
Promise.resolve(1).then(a => { v = a })
const set = () => { v = 1 }; Promise.resolve().then(set)
process.nextTick(() => { v = 1 })
setTimeout(() => { v = 1 }, 1)
setImmediate(() => { v = 1 })
queueMicrotask(() => { v = 1 })
const set = () => { v = 1 }; setTimeout(set, 1)
const e = new (require('events'))(); e.on('x', () => { v = 1 }); e.emit('x')
const set = () => { v = 1 }; const e = new (require('events'))(); e.on('x', set); e.emit('x')
const als = new (require('async_hooks').AsyncLocalStorage)(); als.run({}, () => { v = 1 })
const set = () => { v = 1 }; const als = new (require('async_hooks').AsyncLocalStorage)(); als.run({}, set)
require('util').promisify(cb => { v = 1; cb() })()
process.on('exit', () => { v = 1 })
process.emit('x', v = 1)
process.once('x', () => { v = 1 }); process.emit('x')
require('./cb')(() => { v = 1 })
require('./cb')
globalThis.v = 1
eval('v = 1')
new Function('v = 1')()
v = require('./cb')
v = require('./none.js')
v = new Proxy({}, {})
out: { v = 1; break out }
out: { break out; v = 1 }
if (1) { var v2 = 1 } v = v2
var q = 1; if (!1) { var q = 0 } v = q
function h() { if (!1) { var q } q = 1; return q } v = h()
v = (function () { return typeof q; var q = 1 })()
v = (() => { try { return 1 } finally { } })()
v = (() => { try { return 0 } finally { return 1 } })()
v = (() => { if (0) return 1 })()
v = (() => { switch (1) { case 1: return 1 } })()
v = [1, 2].find(a => a > 1)
v = Object.keys({ a: 1 }).length
v = 'abc'.indexOf('z') + 1
v = new Map([['a', 1]]).get('a')
"""),
    "env": ("", ["if (!process.env.X) process.exit(4);", "if (process.env.X === 'a') process.exit(3);", "const { X } = process.env;\nif (!X) throw new Error('X');", "process.env.X || process.exit(7);", "process.env.X.length;", "if (!('X' in process.env)) process.exit(5);", "require('./asks');"], r"""
process.env.X = 'a'
process.env.X = ''
process.env.X = 0
process.env.X = undefined
process.env.X = null
process.env.X ||= 'a'
process.env.X ??= 'a'
process.env['X'] = 'a'
const k = 'X'; process.env[k] = 'a'
const k = 'x'.toUpperCase(); process.env[k] = 'a'
for (const k of ['X']) process.env[k] = 'a'
['X'].forEach(k => { process.env[k] = 'a' })
const fill = k => { process.env[k] = 'a' }; ['X'].forEach(fill)
Object.assign(process.env, { X: 'a' })
Object.assign(process.env, { Y: 'a' })
process.env = { X: 'a' }
process.env = { ...process.env, X: 'a' }
process.env = {}
const env = process.env; env.X = 'a'
const { env } = process; env.X = 'a'
const fill = env => { env.X = 'a' }; fill(process.env)
const fill = (env = process.env) => { env.X = 'a' }; fill()
const o = { env: process.env }; o.env.X = 'a'
const o = { p: process }; o.p.env.X = 'a'
const [e] = [process.env]; e.X = 'a'
const e = [process.env]; e[0].X = 'a'
Object.defineProperty(process.env, 'X', { value: 'a', configurable: true, writable: true, enumerable: true })
Reflect.set(process.env, 'X', 'a')
process.loadEnvFile()
process.loadEnvFile('.env')
try { process.loadEnvFile() } catch {}
process.loadEnvFile?.()
const load = process.loadEnvFile; load('.env')
const { loadEnvFile } = process; loadEnvFile()
const t = require('fs').readFileSync('.env', 'utf8'); for (const l of t.split('\n')) { const [k, w] = l.split('='); if (k) process.env[k] = w }
require('fs').readFileSync('.env', 'utf8').split('\n').forEach(l => { const [k, w] = l.split('='); if (k) process.env[k] = w })
const t = require('util').parseEnv?.(require('fs').readFileSync('.env', 'utf8')); Object.assign(process.env, t)
require('./sets')
require('./fills')()
require('./fills')(process.env)
require('./gives').X = 'a'
const { e } = require('./gives2'); e.X = 'a'
global.process.env.X = 'a'
globalThis['process'].env.X = 'a'
require('process').env.X = 'a'
delete process.env.X
delete process.env.HOME
process.env.X = process.env.HOME
process.env.X = process.env.NOPE
process.env.X = `${process.env.HOME}`
process.env.X = String(1)
process.env.X = process.env.X || process.env.HOME
if (!process.env.X) process.env.X = 'a'
if (process.env.HOME) process.env.X = 'a'
if (process.argv[2]) process.env.X = 'a'
(process.env.X = 'a')
const set = () => { process.env.X = 'a' }; set()
const set = () => { process.env.X = 'a' }; [1].map(set)
class A { constructor() { process.env.X = 'a' } } new A()
class A { static { process.env.X = 'a' } }
setTimeout(() => { process.env.X = 'a' }, 1)
Promise.resolve().then(() => { process.env.X = 'a' })
try { process.env.X = 'a'; throw 0 } catch {}
try { JSON.parse('{'); } catch { process.env.X = 'a' }
[process.env.X] = ['a']
({ X: process.env.X } = { X: 'a' })
"""),
    "cwd": ("const fs = require('fs');\nconst path = require('path');", ["if (!fs.existsSync('x.txt')) process.exit(4);", "fs.readFileSync('x.txt');", "require('./asks');", "require(path.resolve('y.js'));", "if (process.cwd() === '/app') process.exit(5);", "if (fs.existsSync(path.resolve('main.js'))) process.exit(6);", "import('./y.js').catch(() => process.exit(7));"], r"""
process.chdir('d')
process.chdir(path.join(__dirname, 'd'))
process.chdir(__dirname)
process.chdir('/')
process.chdir('none')
try { process.chdir('none') } catch {}
try { process.chdir('d') } catch {}
if (process.argv.length) process.chdir('d')
process.chdir(require('os').tmpdir())
const { chdir } = process; chdir('d')
const go = () => process.chdir('d'); go()
const go = () => process.chdir('d'); [1].forEach(go)
require('./goes')
process.cwd = () => '/app/d'
fs.writeFileSync('x.txt', 'a')
fs.writeFileSync(path.join(__dirname, 'x.txt'), 'a')
fs.copyFileSync('d/x.txt', 'x.txt')
fs.cpSync('d', '.', { recursive: true })
fs.symlinkSync('d/x.txt', 'x.txt')
fs.renameSync('d/x.txt', 'x.txt')
fs.mkdirSync('x.txt')
fs.mkdirSync('x.txt', { recursive: true })
fs.openSync('x.txt', 'w')
fs.createWriteStream('x.txt')
fs.writeFile('x.txt', 'a', () => {})
fs.promises.writeFile('x.txt', 'a')
require('child_process').execSync('touch x.txt')
const w = fs.writeFileSync; w('x.txt', 'a')
const { writeFileSync: w } = fs; w('x.txt', 'a')
['x.txt'].forEach(f => fs.writeFileSync(f, 'a'))
const w = f => fs.writeFileSync(f, 'a'); w('x.txt')
fs.unlinkSync('y.js')
fs.rmSync('d', { recursive: true })
fs.rmSync('main.js')
fs.writeFileSync('y.js', 'process.exit(21)')
fs.existsSync = () => true
fs.readFileSync = () => ''
const o = fs.readFileSync; fs.readFileSync = (...a) => a[0] === 'x.txt' ? '' : o(...a)
"""),
    "exports": ("", ["const l = require('./made');\nif (l) process.exit(3);", "const l = require('./made');\nif (l.a) process.exit(4);", "const { a } = require('./made');\nif (!a) process.exit(5);", "require('./made')();", "require('./made').a();", "require('./made').a.b;", "new (require('./made'))();", "if (require('./made') === undefined) process.exit(6);"], r"""
exports.a = 1
exports.a = 0
exports.a = () => 1
exports.a = { b: 1 }
exports = { a: 1 }
module.exports = { a: 1 }
module.exports = { a: 0 }
module.exports = Object.assign({}, { a: 1 })
module.exports = () => 1
module.exports = function () { this.a = 1 }
module.exports = class { }
module.exports = undefined
module.exports = null
module.exports = 0
module.exports = ''
module.exports = 'text'
module.exports = process.env
module.exports = require('./lib')
module.exports = require('./x.json')
module.exports = require('fs')
module.exports = new (require('events'))()
module.exports = async () => {}
module.exports = new Map()
module.exports = process.env.X
module.exports = process.env.X || 'a'
module['exports'] = { a: 1 }
module.exports.a = 1
module.exports.a = 0
exports.a = exports.b = 1
exports.default = exports.a = void 0
Object.defineProperty(exports, 'a', { get: () => 1 })
Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return process.exit(9) } })
Object.assign(exports, { a: 1 })
Object.assign(module.exports, { a: 0 })
if (process.env.X) module.exports = { a: 1 }
if (!process.env.X) module.exports = { a: 1 }
if (process.argv[2]) module.exports = 0; else module.exports = { a: 1 }
for (const k of ['a']) exports[k] = 1
const set = () => { module.exports = 0 }; set()
const set = () => { module.exports = 0 }; [1].forEach(set)
setTimeout(() => { module.exports = 0 }, 1)
const m = module; m.exports = 0
const e = exports; e.a = 1
const e = module.exports = {}; e.a = 1
module.exports = exports = { a: 1 }
(function (m) { m.exports = 0 })(module)
(function (root, factory) { if (typeof exports === 'object') module.exports = factory(); else root.x = factory() })(this, () => ({ a: 1 }))
this.a = 1
exports.a = 1; delete exports.a
try { module.exports = JSON.parse('{') } catch { module.exports = 0 }
module.exports = new Proxy({}, { get: () => 1 })
module.exports = { get a() { process.exit(9) } }
module.exports = { a() { return 1 } }
module.exports = { get a() { return 0 } }
return
return; exports.a = 1
throw new Error('no')
exports.a = 1; process.nextTick(() => { exports.a = 0 })
module.exports = [1]
module.exports = [() => {}]
module.exports = { ...require('./lib') }
require.cache[module.id].exports = 0
module.children[0]
"""),
}
CHANGES_BESIDE = {
    **BESIDE, ".env": "X=a\n", "cb.js": "module.exports = f => f && f();\n", "asks.js": "if (!process.env.X) process.exit(20);\n", "sets.js": "process.env.X = 'a';\n", "fills.js": "module.exports = (e = process.env) => { e.X = 'a' };\n",
    "gives.js": "module.exports = process.env;\n", "gives2.js": "exports.e = process.env;\n", "goes.js": "process.chdir('d');\n", "d/x.txt": "x\n", "d/y.js": "process.exit(22);\n", "y.js": "exports.y = 1;\n",
}

# What keeps node running, or does not, what ends it, and what comes behind it.
WORK = r"""
setTimeout(() => {}, 5)
setTimeout(() => process.exit(5), 5)
setTimeout(() => process.exit(5), 400).unref()
const t = setTimeout(() => process.exit(5), 50); clearTimeout(t)
const t = setTimeout(() => process.exit(5), 400); const s = require('http').createServer(); s.listen(0, () => clearTimeout(t))
const t = setTimeout(() => process.exit(5), 400); require('http').createServer().listen(0, () => clearTimeout(t))
const t = setTimeout(() => process.exit(5), 400); process.once('x', () => clearTimeout(t)); process.emit('x')
const t = setTimeout(() => process.exit(5), 400); setImmediate(() => clearTimeout(t))
const t = setTimeout(() => process.exit(5), 400); Promise.resolve().then(() => clearTimeout(t))
const t = setTimeout(() => { throw new Error('late') }, 400); t.unref()
const t = setTimeout(() => { throw new Error('late') }, 20)
setTimeout(() => process.exit(6), 30); setTimeout(() => process.exit(5), 3)
setTimeout(() => process.exit(6), 0); setImmediate(() => process.exit(7)); process.nextTick(() => process.exit(8))
Promise.resolve().then(() => process.exit(6)); process.nextTick(() => process.exit(7))
setTimeout(() => process.exit(6), 0); Promise.resolve().then(() => process.exit(7))
setImmediate(() => process.exit(6)); queueMicrotask(() => process.exit(7))
setTimeout(process.exit, 5, 7)
setTimeout(process.exit, 5)
setTimeout(f => f(7), 5, process.exit)
setInterval(() => {}, 50)
setInterval(() => process.exit(5), 5)
setInterval(() => {}, 50).unref()
const i = setInterval(() => {}, 50); i.unref()
const i = setInterval(() => {}, 5); clearInterval(i)
const i = setInterval(() => { clearInterval(i) }, 5)
let n = 0; const i = setInterval(() => { if (++n > 2) process.exit(5) }, 5)
setInterval(() => { throw new Error('tick') }, 5)
require('http').createServer().listen(0)
require('http').createServer().listen(0).unref()
const s = require('http').createServer(); s.listen(0); s.unref()
const s = require('http').createServer(); s.listen(0); s.close()
const s = require('http').createServer(); s.listen(0, () => s.close())
const s = require('http').createServer(); s.listen(0, () => process.exit(5))
const s = require('http').createServer().listen(0, () => { throw new Error('up') })
const s = require('http').createServer(); s.listen(0); s.on('listening', () => process.exit(5))
const s = require('http').createServer(); s.once('listening', () => s.close()); s.listen(0)
const s = require('http').createServer(); s.on('listening', () => { throw new Error('x') }).listen(0)
const s = require('http').createServer(); const up = () => process.exit(5); s.listen(0, up)
const s = require('http').createServer(); s.listen({ port: 0 }, () => process.exit(5))
const s = require('http').createServer(); s.listen(99999)
const s = require('http').createServer(); s.listen(-1)
const s = require('http').createServer(); s.listen('0')
const s = require('http').createServer(); s.listen('abc')
const s = require('http').createServer(); s.listen(undefined)
const s = require('http').createServer(); s.listen(null)
const s = require('http').createServer(); s.listen(NaN)
const s = require('http').createServer(); s.listen({})
const s = require('http').createServer(); s.listen()
const s = require('http').createServer(); s.listen(0, '256.1.1.1')
const s = require('http').createServer(); s.listen(0, 'no.such.host.invalid')
const s = require('http').createServer(); s.listen(0, '10.255.255.1')
const s = require('http').createServer(); s.listen('/none/x.sock')
const s = require('http').createServer(); s.listen(0).on('error', () => process.exit(5))
const s = require('http').createServer(); s.listen(0, '10.255.255.1').on('error', () => process.exit(5))
const s = require('http').createServer(); s.listen(0); s.listen(0)
const s = require('http').createServer(); s.emit('error', new Error('x'))
const s = require('http').createServer(); s.emit('listening')
const s = require('http').createServer(); s.setTimeout(10, () => {})
const s = require('http').createServer(); s.address().port
const s = require('http').createServer(); s.on('request', () => process.exit(5)); s.listen(0)
const s = require('http').createServer(() => process.exit(5)); s.listen(0)
new (require('http').Server)().listen(0)
require('http').Server().listen(0)
require('http').createServer('x').listen(0)
require('http').createServer(undefined).listen(0)
require('http').createServer(null).listen(0)
require('http').createServer({ insecureHTTPParser: 'x' })
require('https').createServer({}).listen(0)
require('https').createServer({ key: require('fs').readFileSync('none') })
require('http2').createSecureServer({ key: 'x' })
require('net').createServer(5)
require('net').createServer().listen(0)
require('net').Server().listen(0)
require('net').createServer().listen(0).close()
require('net').connect(1, '127.0.0.1')
require('net').connect(1, '127.0.0.1').on('error', () => {})
require('http').get('http://127.0.0.1:1/')
require('http').get('http://127.0.0.1:1/').on('error', () => process.exit(5))
require('http').request('x')
fetch('http://127.0.0.1:1/')
fetch('http://127.0.0.1:1/').catch(() => process.exit(5))
process.stdin.resume()
process.stdin.on('data', () => {})
process.stdin.on('end', () => process.exit(5)); process.stdin.resume()
require('readline').createInterface({ input: process.stdin })
require('readline').createInterface({ input: process.stdin }).on('close', () => process.exit(5))
require('child_process').spawn('sleep', ['30']).unref()
require('child_process').spawn('sleep', ['0'])
require('child_process').spawn('sleep', ['0']).on('exit', () => process.exit(5))
require('child_process').spawn('none').on('error', () => process.exit(5))
require('child_process').exec('exit 3')
require('child_process').exec('exit 3', e => process.exit(e.code))
require('child_process').fork('./x.js').on('exit', c => process.exit(c))
new (require('worker_threads').Worker)('process.exit(5)', { eval: true })
new (require('worker_threads').Worker)('setInterval(() => {}, 50)', { eval: true })
new (require('worker_threads').Worker)('throw 1', { eval: true }).on('error', () => process.exit(5))
const { Worker, isMainThread } = require('worker_threads'); if (isMainThread) new Worker(__filename); else process.exit(0)
const c = require('cluster'); if (c.isPrimary) c.fork().on('exit', () => process.exit(5)); else process.exit(1)
const c = require('cluster'); if (c.isPrimary) c.fork(); else require('http').createServer().listen(0)
require('fs').watch('.', () => {})
require('fs').watchFile('x.json', () => {})
require('fs').readFile('none', e => { if (e) throw e })
require('fs').readFile('none', () => process.exit(5))
require('fs').readFile('x.json', () => process.exit(5))
require('fs').promises.readFile('none')
require('fs').promises.readFile('none').catch(() => process.exit(5))
require('fs').createReadStream('none')
require('dgram').createSocket('udp4').bind(0)
require('dgram').createSocket('udp4')
process.on('SIGTERM', () => process.exit(5))
process.on('exit', () => process.exit(5))
process.on('exit', () => { process.exitCode = 5 })
process.on('exit', c => { throw new Error('x') })
process.on('beforeExit', () => process.exit(5))
process.on('beforeExit', () => { setTimeout(() => {}, 100000) })
process.once('beforeExit', () => { require('http').createServer().listen(0) })
const end = () => process.exit(5); process.on('exit', end)
process.on('uncaughtException', () => {}); throw new Error('x')
process.on('uncaughtException', () => process.exit(5)); throw new Error('x')
process.on('unhandledRejection', () => process.exit(5)); Promise.reject(1)
process.on('unhandledRejection', () => {}); Promise.reject(1)
process.once('uncaughtException', () => {}); setTimeout(() => { throw 1 }, 5)
process.prependListener('uncaughtException', () => {}); throw 1
const quiet = () => {}; process.on('uncaughtException', quiet); throw 1
['uncaughtException'].forEach(n => process.on(n, () => {})); throw 1
for (const n of ['uncaughtException']) process.on(n, () => {}); throw 1
const n = 'uncaught' + 'Exception'; process.on(n, () => {}); throw 1
process.setUncaughtExceptionCaptureCallback(() => {}); throw 1
process.on('warning', () => process.exit(5)); process.emitWarning('x')
process.emitWarning(5)
process.exitCode = 5
process.exitCode = 0
process.exitCode = '5'
process.exitCode = 5; process.exitCode = 0
process.exitCode = 5; process.exit()
process.exitCode = 5; process.exit(0)
process.exitCode = 5; throw 1
process.exitCode = undefined
process.exitCode = 256
process.exitCode = 1.5
process.exitCode = 'x'
if (process.argv[2]) process.exitCode = 5
[1].forEach(() => { process.exitCode = 5 })
const set = () => { process.exitCode = 5 }; [1].forEach(set)
process.exit('5')
process.exit('x')
process.exit(null)
process.exit(-1)
process.exit(256)
process.exit(1.5)
process.exit(true)
process.exit(undefined)
process.reallyExit(5)
process.abort
process.kill(process.pid)
process.kill(process.pid, 0)
process.exit?.(5)
process?.exit(5)
(0, process.exit)(5)
const { exit } = process; exit(5)
const exit = process.exit; exit(5)
const exit = process.exit.bind(process); exit(5)
process['exit'](5)
require('process').exit(5)
globalThis.process.exit(5)
const p = process; p.exit(5)
process.exit.call(process, 5)
Reflect.apply(process.exit, process, [5])
[5].forEach(process.exit)
[5].map(process.exit)
Promise.resolve(5).then(process.exit)
Promise.reject(5).catch(process.exit)
new Promise(process.exit)
Promise.resolve(5).finally(process.exit)
const main = () => process.exit(5); [1].map(main)
const main = () => process.exit(5); [1].forEach(main)
const main = () => process.exit(5); Promise.resolve().then(main)
const main = async () => process.exit(5); main()
const main = async () => { throw new Error('m') }; main()
const main = async () => { throw new Error('m') }; main().catch(() => {})
const main = async () => { throw new Error('m') }; main().catch(console.error)
const main = async () => { throw new Error('m') }; main().catch(e => { console.error(e); process.exitCode = 5 })
const main = async () => { throw new Error('m') }; main().then(() => {}, () => process.exit(5))
const main = async () => { throw new Error('m') }; main().then(() => {}).catch(() => process.exit(5))
const main = async () => { throw new Error('m') }; main().finally(() => process.exit(5))
const main = async () => { throw new Error('m') }; main().finally(() => {})
const main = async () => { throw new Error('m') }; setTimeout(() => main(), 5)
const main = async () => { throw new Error('m') }; setTimeout(main, 5)
const main = async () => { throw new Error('m') }; process.nextTick(main)
const main = async () => { throw new Error('m') }; const p = main(); setImmediate(() => p.catch(() => {}))
const main = async () => { throw new Error('m') }; const p = main(); p.catch(() => {})
const main = async () => { throw new Error('m') }; const p = main(); process.nextTick(() => p.catch(() => {}))
const main = async () => { throw new Error('m') }; Promise.all([main()]).catch(() => process.exit(5))
const main = async () => { throw new Error('m') }; Promise.allSettled([main()])
const main = async () => { throw new Error('m') }; (async () => { try { await main() } catch { process.exit(5) } })()
const main = async () => { throw new Error('m') }; (async () => { try { main() } catch { process.exit(5) } })()
const main = async () => { throw new Error('m') }; (async () => { try { return main() } catch { process.exit(5) } })()
const main = async () => { throw new Error('m') }; (async () => { await main() })().catch(() => process.exit(5))
const main = async () => { throw new Error('m') }; (async () => { await main() })()
const main = async () => { await null; throw new Error('m') }; main().catch(() => process.exit(5))
const main = async () => { await null; process.exit(5) }; main(); process.exitCode = 6
const main = async () => { await null; process.exit(5) }; main(); process.exit(6)
const main = async () => { await null; process.exit(5) }; main(); throw new Error('first')
const main = async () => { await new Promise(r => setTimeout(r, 5)); process.exit(5) }; main()
const main = async () => { await new Promise(() => {}); process.exit(5) }; main()
const main = async () => { await new Promise((_, j) => j(new Error('j'))) }; main()
const main = async () => { await new Promise((_, j) => j(new Error('j'))) }; main().catch(() => process.exit(5))
const main = async () => { const s = require('http').createServer(); await new Promise(r => s.listen(0, r)); s.close() }; main()
const main = async () => { const s = require('http').createServer(); await new Promise(r => s.listen(0, r)) }; main()
const main = async () => { const s = require('http').createServer(); await new Promise(r => s.listen(0, r)); process.exit(5) }; main()
const main = async function () { this.x }; main()
const main = async (a = (() => { throw 1 })()) => {}; main()
const main = async ({ a }) => {}; main()
const main = ({ a }) => {}; main()
const main = ([a]) => {}; main()
const main = ({ a } = {}) => {}; main()
const main = (a = process.exit(5)) => {}; main()
const main = (a = process.exit(5)) => {}; main(1)
const main = (a = b) => {}; main()
function main({ a: { b } }) {} main({})
Promise.reject(new Error('r'))
Promise.reject(new Error('r')).catch(() => {})
Promise.reject(new Error('r')).then(() => {})
Promise.reject()
Promise.reject(undefined).catch(() => process.exit(5))
const p = Promise.reject(new Error('r')); p.catch(() => {})
const p = Promise.reject(new Error('r')); setTimeout(() => p.catch(() => {}), 5)
const p = Promise.reject(new Error('r')); p.then(() => {}, () => {})
const p = Promise.reject(new Error('a')); Promise.reject(new Error('b')); p.catch(() => {})
Promise.reject(new Error('a')).catch(() => {}); Promise.reject(new Error('b'))
new Promise((r, j) => j(new Error('r')))
new Promise((r, j) => { throw new Error('r') })
new Promise((r, j) => { throw new Error('r') }).catch(() => process.exit(5))
new Promise(r => { r(); throw new Error('r') })
new Promise(r => process.exit(5))
new Promise(r => setTimeout(r, 5)).then(() => process.exit(5))
new Promise(() => {}).then(() => process.exit(5))
new Promise()
Promise.resolve().then(() => { throw new Error('t') })
Promise.resolve().then(() => { throw new Error('t') }).catch(() => process.exit(5))
Promise.resolve().then(() => { throw new Error('t') }).catch(() => {})
Promise.resolve().then(() => Promise.reject(new Error('t'))).catch(() => process.exit(5))
Promise.resolve().then(async () => { process.exit(5) })
Promise.resolve(Promise.reject(new Error('q'))).catch(() => process.exit(5))
Promise.resolve({ then(r) { process.exit(5) } })
Promise.all([Promise.reject(new Error('q'))])
Promise.race([])
Promise.any([])
Promise.resolve().finally(() => process.exit(5))
import('./none.js')
import('./none.js').catch(() => {})
import('./none.js').catch(() => process.exit(5))
import('./none.js').then(() => process.exit(5))
import('./none.js').then(() => {}, () => process.exit(5))
import('./lib.js').then(m => process.exit(m.a === 1 ? 5 : 6))
import('./lib.js').then(m => process.exit(m.default.a === 1 ? 5 : 6))
import('./boom.js')
import('./boom.js').catch(() => process.exit(5))
const p = import('./none.js'); p.catch(() => process.exit(5))
const p = import('./none.js'); setTimeout(() => p.catch(() => {}), 400)
(async () => { try { await import('./none.js') } catch { process.exit(5) } })()
(async () => { await import('./none.js') })().catch(() => process.exit(5))
(async () => { for await (const x of [1]) process.exit(5) })()
try { import('./none.js') } catch { process.exit(5) }
try { require('./none.js') } catch { process.exit(5) }
try { require('./boom.js') } catch { process.exit(5) }
try { require('./boom.js') } catch (e) { if (e.code !== 'MODULE_NOT_FOUND') process.exit(5) }
try { require('./none.js') } catch (e) { if (e.code !== 'MODULE_NOT_FOUND') process.exit(5) }
try { require('./boom.js') } catch { } require('./boom.js')
try { require('./none.js') } catch (e) { throw e }
try { require('./none.js') } catch (e) { throw new Error('wrapped', { cause: e }) }
try { throw new Error('a') } finally { process.exit(5) }
try { throw new Error('a') } finally { throw new Error('b') }
try { throw new Error('a') } finally { console.log('x') }
try { process.exit(5) } finally { process.exit(6) }
try { process.exit(5) } catch { process.exit(6) }
try { setTimeout(() => { throw new Error('a') }, 5) } catch { process.exit(5) }
try { zz } catch { process.exit(5) }
try { null.x } catch { process.exit(5) }
try { ({}).a.b } catch { process.exit(5) }
try { ({}).a() } catch { process.exit(5) }
try { throw 1 } catch (e) { e === 1 && process.exit(5) }
try { throw { code: 'X' } } catch (e) { e.code === 'X' && process.exit(5) }
try { (() => { throw new Error('a') })() } catch (e) { e.message === 'a' && process.exit(5) }
try { new URL('x') } catch (e) { process.exit(5) }
try { JSON.parse('x') } catch (e) { process.exit(5) }
try { JSON.parse('{}') } catch (e) { process.exit(5) }
try { require('fs').readFileSync('x.json') } catch (e) { process.exit(5) }
try { require('fs').statSync('none') } catch (e) { process.exit(5) }
try { require('child_process').execSync('false', { stdio: 'ignore' }) } catch (e) { process.exit(e.status + 4) }
try { Buffer.alloc(-1) } catch (e) { process.exit(5) }
try { BigInt('x') } catch (e) { process.exit(5) }
try { decodeURIComponent('%') } catch (e) { process.exit(5) }
try { require('crypto').createHash('nope') } catch (e) { process.exit(5) }
try { new Intl.DateTimeFormat('xx-invalid-locale-zz') } catch (e) { process.exit(5) }
try { 'a'.repeat(-1) } catch (e) { process.exit(5) }
try { (1).toFixed(101) } catch (e) { process.exit(5) }
try { new Array(-1) } catch (e) { process.exit(5) }
try { Symbol() + '' } catch (e) { process.exit(5) }
try { Object.defineProperty(1, 'x', {}) } catch (e) { process.exit(5) }
try { const c = 1; c = 2 } catch (e) { process.exit(5) }
try { Object.freeze(globalThis); x9 = 1 } catch (e) { process.exit(5) }
const c = 1; c = 2
const c = 1; c++
const c = 1; c += 1
const c = {}; c.x = 1
later(); var later = () => process.exit(5)
later(); const later = () => process.exit(5)
later(); function later() { process.exit(5) }
if (1) { later(); function later() { process.exit(5) } }
var later = 1; function later() {} later()
typeof later; let later = 1
const f = () => g(); f(); const g = () => process.exit(5)
const f = () => g(); const g = () => process.exit(5); f()
(() => { return process.exit(5) })()
(() => { return; process.exit(5) })()
(() => { if (0) { return } process.exit(5) })()
(() => { for (;;) { break } process.exit(5) })()
(function f(n) { if (n) return f(n - 1); process.exit(5) })(3)
(function f() { f() })()
const f = n => n ? f(0) : process.exit(5); f(1)
for (let i = 0; i < 3; i++) if (i === 2) process.exit(5)
for (const f of [() => process.exit(5)]) f()
for (;;) process.exit(5)
while (1) { break }
out: for (const a of [1]) { for (const b of [1]) continue out } process.exit(5)
switch (1) { default: process.exit(5) }
switch (process.env.X) { case 'a': process.exit(5); default: process.exit(6) }
switch (process.env.X) { case undefined: process.exit(5) }
if (process.env.X === 'a') process.exit(5); else process.exit(6)
const go = { a: () => process.exit(5) }; go.a()
const go = { a: () => process.exit(5) }; go['a']()
const go = { a: () => process.exit(5) }; go[process.env.X || 'a']()
const go = { a: () => process.exit(5) }; go.b?.()
const go = { a: () => process.exit(5) }; go.b()
const go = [() => process.exit(5)]; go[0]()
const go = new Map([['a', () => process.exit(5)]]); go.get('a')()
const e = new (require('events'))(); e.on('x', () => process.exit(5)); e.emit('x')
const e = new (require('events'))(); const f = () => process.exit(5); e.on('x', f); e.emit('x')
const e = new (require('events'))(); e.on('x', () => process.exit(5))
const e = new (require('events'))(); e.emit('error', new Error('x'))
const e = new (require('events'))(); e.on('error', () => process.exit(5)); e.emit('error', new Error('x'))
const E = require('events'); class A extends E { start() { this.emit('error', new Error('x')) } } new A().start()
const E = require('events'); class A extends E { constructor() { super(); process.exit(5) } } new A()
const { EventEmitter } = require('events'); const e = new EventEmitter(); e.once('x', process.exit); e.emit('x', 5)
const als = new (require('async_hooks').AsyncLocalStorage)(); const main = () => process.exit(5); als.run({}, main)
const als = new (require('async_hooks').AsyncLocalStorage)(); als.run({}, () => process.exit(5))
const als = new (require('async_hooks').AsyncLocalStorage)(); als.exit(() => process.exit(5))
const ch = require('diagnostics_channel').channel('x'); ch.subscribe(() => process.exit(5)); ch.publish({})
const { port1, port2 } = new MessageChannel(); port1.on('message', () => process.exit(5)); port2.postMessage(1)
new (require('stream').Readable)({ read() { process.exit(5) } }).resume()
require('stream').Readable.from([1]).on('data', () => process.exit(5))
require('timers').setTimeout(() => process.exit(5), 5)
require('timers').setInterval(() => {}, 50)
require('timers').setImmediate(() => process.exit(5))
const { setTimeout: s } = require('timers'); s(() => process.exit(5), 5)
require('timers/promises').setTimeout(5).then(() => process.exit(5))
require('util').promisify(setTimeout)(5).then(() => process.exit(5))
require('util').callbackify(async () => {})(() => process.exit(5))
require('util').deprecate(() => process.exit(5))()
const f = require('util').promisify(cb => process.exit(5)); f()
require('crypto').randomBytes(4, () => process.exit(5))
require('crypto').randomFill(Buffer.alloc(4), () => process.exit(5))
const cb = () => process.exit(5); require('crypto').randomBytes(4, cb)
require('dns').lookup('localhost', () => process.exit(5))
const cb = () => process.exit(5); require('dns').lookup('localhost', cb)
require('vm').runInThisContext('process.exit(5)')
require('vm').runInNewContext('x', { get x() { process.exit(5) } })
new (require('vm').Script)('throw 1').runInThisContext()
require('v8').setFlagsFromString('--nope')
require('inspector').open(0)
require('module').runMain
require('assert').ok(0)
require('assert').ok(1)
require('assert').equal(1, '1')
require('assert')(process.env.X, 'X is missing')
require('assert').strictEqual(1, 2)
require('assert').throws(() => { throw 1 })
require('assert').rejects(async () => {})
console.assert(0, 'no')
console.log(process.exit(5))
console.log((() => process.exit(5))())
console.log(zz)
console.log({ get a() { return process.exit(5) } })
console.log(`${process.exit(5)}`)
console.log('a', ...[process.exit(5)])
console.log({ [require('util').inspect.custom]() { process.exit(5) } })
console.log = () => process.exit(5); console.log('x')
console.error('fatal') || process.exit(5)
const { log } = console; log('x'); process.exit(5)
JSON.stringify({ toJSON() { process.exit(5) } })
String({ toString() { process.exit(5) } })
Number({ valueOf() { process.exit(5) } })
Array.from({ length: 1 }, () => process.exit(5))
new Array(3).fill().map(() => process.exit(5))
Object.keys(new Proxy({}, { ownKeys() { process.exit(5) } }))
[3, 1].sort(() => process.exit(5))
[].map(() => process.exit(5))
'a'.replace('a', () => process.exit(5))
const cb = () => process.exit(5); 'a'.replace('a', cb)
Reflect.construct(function () { process.exit(5) }, [])
new (function () { process.exit(5) })()
new (class { constructor() { process.exit(5) } })()
class A { static m() { process.exit(5) } } A.m()
class A { static run = () => process.exit(5) } A.run()
class A { run() { process.exit(5) } } new A().run()
class A { constructor() { this.run() } run() { process.exit(5) } } new A()
class A { get x() { return process.exit(5) } } const { x } = new A()
class A { static x = process.exit(5) }
class A { static { process.exit(5) } }
class A { [(() => process.exit(5))()] = 1 }
class A extends (() => process.exit(5))() {}
function A() { process.exit(5) } new A()
function A() {} A.prototype.run = function () { process.exit(5) }; new A().run()
function A() {} Object.assign(A.prototype, { run() { process.exit(5) } }); new A().run()
const A = function () { this.run = () => process.exit(5) }; new A().run()
const o = Object.create({ run() { process.exit(5) } }); o.run()
const o = { __proto__: { run() { process.exit(5) } } }; o.run()
const o = { set x(v) { process.exit(5) } }; o.x = 1
const o = { set x(v) { process.exit(5) } }; Object.assign(o, { x: 1 })
const o = { get x() { process.exit(5) } }; ({ ...o })
const o = { get x() { process.exit(5) } }; o.x
const o = { get x() { process.exit(5) } }; 'x' in o
const o = { f() { return process.exit(5) } }; o.f?.()
Object.defineProperty(globalThis, 'q', { get() { process.exit(5) } }); q
globalThis.q = () => process.exit(5); q()
global.q = () => process.exit(5); global.q()
q = () => process.exit(5); q()
Array.prototype.go = () => process.exit(5); [].go()
String.prototype.go = () => process.exit(5); 'a'.go()
Object.prototype.go = 1; ({}).go && process.exit(5)
Function.prototype.go = () => process.exit(5); (() => {}).go()
Error.prepareStackTrace = () => process.exit(5); new Error('x').stack
Promise.prototype.then = () => process.exit(5); Promise.resolve().then()
const t = { then(f) { process.exit(5) } }; (async () => { await t })()
async function* g() { yield 1 } (async () => { for await (const x of g()) process.exit(5) })()
function* g() { yield process.exit(5) } [...g()]
function* g() { yield process.exit(5) } g().next()
function* g() { yield process.exit(5) } const [x] = g()
const it = { *[Symbol.iterator]() { process.exit(5) } }; [...it]
const x = process.exit(5) ?? 1
const { x = process.exit(5) } = {}
const { x = process.exit(5) } = { x: 1 }
const [x = process.exit(5)] = []
const { [process.exit(5)]: x } = {}
let x; [x = process.exit(5)] = []
let x; ({ x = process.exit(5) } = {})
null?.x[process.exit(5)]
null?.[process.exit(5)]
null?.(process.exit(5))
undefined?.x(process.exit(5))
const n = null; n?.x.y.z(process.exit(5))
const n = {}; n.x?.(process.exit(5))
delete process.env[process.exit(5)]
typeof process.exit(5)
void process.exit(5)
!process.exit(5)
-process.exit(5)
[...[process.exit(5)]]
({ a: process.exit(5) })
({ [process.exit(5)]: 1 })
({ ...process.exit(5) })
(1, process.exit(5))
0 || process.exit(5)
1 && process.exit(5)
1 ? process.exit(5) : 0
`${process.exit(5)}`
`a${`b${process.exit(5)}`}`
tag`${process.exit(5)}`; function tag() {}
const tag = () => process.exit(5); tag`x`
process.exit`5`
new process.exit(5)
new (process.exit)(5)
throw process.exit(5)
if (process.exit(5)) {}
for (const x of [process.exit(5)]) {}
label: process.exit(5)
{ process.exit(5) }
{ { { process.exit(5) } } }
;[process.exit(5)]
async () => process.exit(5)
(async () => process.exit(5))()
(async () => { await process.exit(5) })()
var x = process.exit(5), y = 1
let a = 1, b = a && process.exit(5)
debugger; process.exit(5)
"use strict"; process.exit(5)
'use strict'; undeclared = 1
undeclared = 1
process.exit(5) // x
/* x */ process.exit(5)
process.stdout.write('x', () => process.exit(5))
process.stdout.on('drain', () => process.exit(5))
process.stdout.end()
process.stdin.unref()
process.stdin.setEncoding('utf8')
process.stdin.once('readable', () => process.exit(5))
process.emit('exit', 5)
process.listeners('exit').forEach(f => f())
process.removeAllListeners('x')
process.send?.('ready')
process.send('ready')
process.disconnect?.()
process.setuid(0)
process.setuid('nope')
process.umask(0o22)
process.umask('nope')
process.hrtime('x')
process.dlopen({}, 'x')
process.binding('nope')
process.getBuiltinModule?.('nope').x
process.setMaxListeners(0)
process.nextTick()
process.nextTick(5)
process.chdir('none')
process.cwd('x')
process.uptime.x.y
process.report.writeReport
process.resourceUsage().x.y
process.title = 'x'
process.env.TZ = 'UTC'
process.noDeprecation = true
process.stdout._handle?.setBlocking?.(true)
""".strip("\n").split("\n")
BEHIND = {
    "": "", "exit": "\nprocess.exit(31);", "server": "\nrequire('http').createServer().listen(0, '127.0.0.1');", "code": "\nprocess.exitCode = 32;", "throw": "\nthrow new Error('behind');",
    "late": "\nsetTimeout(() => process.exit(33), 60);",
}
WORK_BESIDE = {**BESIDE, "x.js": "process.exit(0);\n", "boom.js": "throw new Error('boom');\n"}
MODULE = "import { createRequire } from 'node:module';\nimport { fileURLToPath } from 'node:url';\nconst require = createRequire(import.meta.url);\n"

def programs():
    """Yields name, files, words, environment."""
    for (i, (setup, value)), (a, ask) in itertools.product(enumerate(VALUES), ASK.items()):
        yield f"value/{i}-{a}/{setup} ~ {value}", {"main.js": (setup and setup + ";\n") + ask % value + "\n", **BESIDE}, ["main.js"], {}
    for kind, (before, asks, changes) in CHANGES.items():
        for (i, change), (j, ask) in itertools.product(enumerate(changes.strip("\n").split("\n")), enumerate(asks)):
            files = {"main.js": f"{ask}\n", "made.js": f"{change};\n"} if kind == "exports" else {"main.js": f"{before}\n{change};\n{ask}\n"}
            yield f"change/{kind}-{i}-{j}/{change}", {**CHANGES_BESIDE, **files}, ["main.js"], {}
            if kind in ("v", "env"):
                yield f"change-set/{kind}-{i}-{j}/{change}", {**CHANGES_BESIDE, **files}, ["main.js"], {"X": "b"}
                yield f"change-module/{kind}-{i}-{j}/{change}", {**CHANGES_BESIDE, "main.mjs": MODULE + files["main.js"]}, ["main.mjs"], {}
    for (i, work), (b, behind) in itertools.product(enumerate(WORK), BEHIND.items()):
        yield f"work/{i}-{b}/{work}", {**WORK_BESIDE, "main.js": f"{work};{behind}\n"}, ["main.js"], {}
        if b in ("", "exit"):
            yield f"work-module/{i}-{b}/{work}", {**WORK_BESIDE, "main.mjs": MODULE + f"{work};{behind}\n"}, ["main.mjs"], {}
            yield f"work-inside/{i}-{b}/{work}", {**WORK_BESIDE, "main.js": f"async function start() {{\n{work};\n}}\nstart();{behind}\n"}, ["main.js"], {}
            yield f"work-loaded/{i}-{b}/{work}", {**WORK_BESIDE, "main.js": f"require('./part');{behind}\n", "part.js": f"{work};\n"}, ["main.js"], {}
