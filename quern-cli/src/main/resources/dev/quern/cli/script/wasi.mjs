// What import finds under 'node:wasi' and 'wasi'.
const { wasi } = globalThis[Symbol.for('quern.builtinModules')];
export const { WASI } = wasi;
export default wasi;
