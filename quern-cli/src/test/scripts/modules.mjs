// Imports: relative, with a file: address, of JSON, dynamic, of what there is not.
import {answer, where} from './modules/part.mjs';
import data from './data.json' with {type: 'json'};
print(answer, where.endsWith('/modules/part.mjs'), import.meta.url.endsWith('/modules.mjs'), data.a, this);
const again = await import('./modules/part.mjs');
print(again.answer === answer, (await import(new URL('./modules/part.mjs', import.meta.url))).answer);
for (const name of ['lodash', './missing.mjs', 'node:fs', './broken.js']) {
  try {
    await import(name);
  } catch (e) {
    print(e.name, e instanceof Error, e.message.includes(name.replace(/^\.\//, '')), e.message.includes('no packages here'));
  }
}
await new Promise((resolve) => setTimeout(resolve, 1));
print('end');
