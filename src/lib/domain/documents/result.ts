/** The result document: what people export, share and import. Its shape, its reader and its writer. */
export * from './result/document';
export { parseResultDocument, takeFromResult, type ImportDefaults } from './result/reader';
export { isResultField, resultSchema } from './result/schema';
export { serializeResult, toResultDocument } from './result/writer';
