// Events, abort signals and DOMException.
const target = new EventTarget();
const listener = (e) => console.log('heard', e.type, e.target === target);
target.addEventListener('x', listener);
target.addEventListener('x', listener);
target.addEventListener('x', {handleEvent: () => console.log('object')}, {once: true});
const first = target.dispatchEvent(new Event('x', {cancelable: true}));
target.addEventListener('x', (e) => { e.preventDefault(); e.stopImmediatePropagation(); });
target.addEventListener('x', () => console.log('stopped'));
console.log(first, target.dispatchEvent(new Event('x', {cancelable: true})));
target.removeEventListener('x', listener);
target.dispatchEvent(new CustomEvent('x', {detail: 5}));
const controller = new AbortController();
controller.signal.addEventListener('abort', () => console.log('listener', controller.signal.aborted));
controller.signal.onabort = (e) => console.log('handler', e.type);
const any = AbortSignal.any([controller.signal, new AbortController().signal]);
console.log(controller.signal.aborted, controller.signal.reason, controller.signal.throwIfAborted());
controller.abort();
controller.abort('again');
console.log(controller.signal.reason.name, controller.signal.reason.code, any.aborted, any.reason === controller.signal.reason);
console.log(AbortSignal.abort('why').reason, AbortSignal.abort().reason instanceof DOMException);
try {
  AbortSignal.abort('thrown').throwIfAborted();
} catch (e) {
  console.log(e);
}
const error = new DOMException('message', 'DataCloneError');
console.log(error.name, error.message, error.code, String(error), error instanceof Error, DOMException.ABORT_ERR, error.DATA_CLONE_ERR);
console.log(new DOMException().name, new DOMException('x', 'Odd').code, error.stack.startsWith('DataCloneError: message\n    at '));
AbortSignal.timeout(100000);
const signal = AbortSignal.timeout(1);
signal.onabort = () => console.log(signal.reason.name);
setTimeout(() => {}, 30);
