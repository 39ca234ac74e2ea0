// Loaded when it is needed. A file of ours, since a bundle gives only the default of a CommonJS package that is loaded late.
export { parse } from 'yaml';
