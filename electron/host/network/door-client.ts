// Loaded with the first request, by the door alone. A file of ours, since a bundle gives only the default of a CommonJS package that is loaded late.
export type { Dispatcher } from 'undici';
export { EnvHttpProxyAgent, ProxyAgent, request } from 'undici';
