// Tasks run in the order of their times, microtasks between them.
setTimeout(() => print('3000'), 3000);
setTimeout((a, b) => print('0', a, b), 0, 'first', 2);
setTimeout(() => {
  print('0 again');
  Promise.resolve().then(() => print('microtask of the second'));
});
setTimeout("print('text is a script')", 1);
queueMicrotask(() => print('microtask 1'));
Promise.resolve().then(() => print('microtask 2'));
let n = 0;
const interval = setInterval((step) => {
  n += step;
  print('interval', n);
  if (n === 3) {
    clearInterval(interval);
    const before = performance.now();
    setTimeout(() => print('not early', performance.now() - before >= 20), 20);
  }
}, 2, 1);
clearTimeout(setTimeout(() => print('never'), 0));
clearTimeout(undefined);
try {
  queueMicrotask(1);
} catch (e) {
  print(e.name);
}
print('script', arguments.length);
